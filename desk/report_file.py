"""The report of a story: what its page shows, with the evidence quoted, in one file to send on."""

import hashlib
from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from markupsafe import Markup
from sqlalchemy.orm import Session

from desk.diff_text import Part, diff_paragraphs
from desk.quoting import QuotedPassage, quote_passages
from desk.rendering import make_templates
from desk.story_page import StoryPage, read_texts, story_page
from desk.wording import cut
from pipeline.comparison import Profile
from pipeline.passages import shared_passages
from pipeline.word_diff import Fate, Piece, diff_words
from storage.queries import story_detail
from storage.story_evidence import EditRow, TakingRow, edits_in, takings_in
from storage.versions import load_versions

MOST_LISTED = 100
"""Articles of a larger story are counted, and not all listed."""
MOST_QUOTED = 40
"""Of more articles that were taken from another, passages are quoted of so many."""
MOST_PASSAGES = 5
MOST_EDITS = 20
MOST_READ = 1_000
"""The texts of a larger story are not all read."""
MOST_CHARACTERS = 40_000
"""Of the text that stands for the story."""
MOST_DIFFERENCE = 4_000
"""Characters of one edit; it is shown up to there."""
_LONGEST_COMPARED = 60_000
"""Characters of a text; longer ones are not compared word by word."""

_STYLES = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """An article that was probably taken from another of the story."""

    row: TakingRow
    from_kind: str
    """What the other is in the story."""
    language: str | None
    from_language: str | None
    passages: tuple[QuotedPassage, ...]
    """The longest of those that both share; empty also where none are quoted."""
    passage_count: int
    word_count: int
    """Words of all shared passages."""
    quoted: bool
    """Whether passages were looked for; else the story has too many articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedEdit:
    """What was edited in an article."""

    row: EditRow
    title: Sequence[Part]
    title_changed: bool
    body: Sequence[Sequence[Part]]
    """Empty where no word of the text was changed, or it was not compared."""
    shortened: bool
    """Whether the difference goes on."""
    compared: bool
    """Whether the texts were compared; they were not where they are very long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """A story in full, as it is sent on."""

    made_at: datetime
    """When the database was read."""
    asked_id: int
    """The story that was asked for; the one that it has gone into is reported."""
    story: StoryPage
    takings: tuple[Taking, ...]
    taking_count: int
    """Articles with a likely source."""
    edits: tuple[ReportedEdit, ...]
    edit_count: int

    @property
    def listed(self) -> frozenset[int]:
        """The articles that are listed."""
        return frozenset(variant.article_id for variant in self.story.variants)

    @property
    def quoted_count(self) -> int:
        """The articles whose passages were looked for."""
        return sum(taking.quoted for taking in self.takings)


def read_report(session: Session, story_id: int, *, now: datetime) -> StoryReport | None:
    """Read the story that `story_id` is or has become; None if there never was one.

    now: when the database is read, which the report says.
    """
    detail = story_detail(session, story_id)
    if detail is None:
        return None
    living_id = detail.story.story_id
    read, view = read_texts(session, detail, most=MOST_READ)
    page = story_page(
        detail, view, read, shown=slice(0, MOST_LISTED), text_characters=MOST_CHARACTERS
    )
    profiles = {profile.article.article_id: profile for profile in read}
    kinds = {variant.article_id: variant.kind for variant in detail.variants}
    rows = [row for row in takings_in(session, living_id) if row.from_article_id in kinds]
    edits = edits_in(session, living_id)
    return StoryReport(
        made_at=now,
        asked_id=story_id,
        story=page,
        takings=tuple(_takings(rows, profiles, kinds)),
        taking_count=len(rows),
        edits=tuple(_edit(session, row) for row in _weightiest(edits)),
        edit_count=len(edits),
    )


def render_report(report: StoryReport) -> bytes:
    """Return a report as HTML that needs nothing else, and that loads and runs nothing."""
    style = "".join(
        (_STYLES / name).read_text(encoding="utf-8") for name in ("desk.css", "report.css")
    )
    text = (
        make_templates()
        .get_template("report.html")
        .render(report=report, page=report.story, style=Markup(style), policy=_policy(style))
    )
    return text.lstrip().encode("utf-8", "replace")


def _policy(style: str) -> str:
    """What a browser may do with the report: show it in its own style."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _takings(
    rows: Sequence[TakingRow], profiles: Mapping[int, Profile], kinds: Mapping[int, str]
) -> Iterator[Taking]:
    """Those that are shown, in the order of their times."""
    weighed = sorted(rows, key=lambda row: (-(row.share_copied or 0), -(row.confidence or 0)))
    quoted = {row.article_id for row in weighed[:MOST_QUOTED]}
    shown = {row.article_id for row in weighed[:MOST_LISTED]}
    for row in rows:
        if row.article_id in shown:
            yield _taking(row, profiles, kinds, quoted)


def _taking(
    row: TakingRow,
    profiles: Mapping[int, Profile],
    kinds: Mapping[int, str],
    quoted: Collection[int],
) -> Taking:
    first, second = profiles.get(row.from_article_id), profiles.get(row.article_id)
    looked_for = row.article_id in quoted and first is not None and second is not None
    passages = []
    shown: list[QuotedPassage] = []
    if looked_for and first is not None and second is not None:
        passages = shared_passages(first.article.body, second.article.body)
        shown = quote_passages(
            first.article.body, second.article.body, passages, most=MOST_PASSAGES
        )
    return Taking(
        row=row,
        from_kind=kinds[row.from_article_id],
        language=second.article.lang if second else None,
        from_language=first.article.lang if first else None,
        passages=tuple(shown),
        passage_count=len(passages),
        word_count=sum(passage.words for passage in passages),
        quoted=looked_for,
    )


def _weightiest(edits: Sequence[EditRow]) -> list[EditRow]:
    """Those before which the article was taken most often, in the order of their times."""
    kept = sorted(range(len(edits)), key=lambda at: (-edits[at].copy_count, at))[:MOST_EDITS]
    return [edits[at] for at in sorted(kept)]


def _edit(session: Session, row: EditRow) -> ReportedEdit:
    before, after = load_versions(session, row.article_id, (row.from_version, row.to_version))
    compared = max(len(before.body), len(after.body)) <= _LONGEST_COMPARED
    title = diff_words(before.title, after.title)
    words = diff_words(before.body, after.body) if compared else ()
    body = diff_paragraphs(words) if _differs(words) else []
    return ReportedEdit(
        row=row,
        title=[Part(piece.fate, piece.text) for piece in title],
        title_changed=_differs(title),
        body=_within(body, MOST_DIFFERENCE),
        shortened=_length(body) > MOST_DIFFERENCE,
        compared=compared,
    )


def _differs(pieces: Sequence[Piece]) -> bool:
    return any(piece.fate is not Fate.SAME for piece in pieces)


def _within(paragraphs: Sequence[Sequence[Part]], most: int) -> list[list[Part]]:
    """The first parts of a difference, up to about so many characters."""
    kept: list[list[Part]] = []
    left = most
    for paragraph in paragraphs:
        if left <= 0:
            break
        kept.append([])
        for part in paragraph:
            if left > 0:
                kept[-1].append(replace(part, text=cut(part.text, left)))
                left -= len(part.text)
    return kept


def _length(paragraphs: Sequence[Sequence[Part]]) -> int:
    return sum(len(part.text) for paragraph in paragraphs for part in paragraph)
