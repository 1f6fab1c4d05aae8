"""One article: its address, its dates and where they come from, its text, and what was changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desk.asked import Asked, NotFound
from desk.diff_text import Part, diff_paragraphs
from desk.page import Page
from desk.paragraphs import open_count
from desk.story_page import Command
from pipeline.direction import claims_day
from pipeline.word_diff import Fate
from storage.article_details import ArticleDetail, VersionRow, article_detail, version_rows
from storage.text_changes import TextChange, change_of
from storage.versions import Edit, VersionText, article_head, load_versions

VERSIONS_A_PAGE = 10
MATES_A_PAGE = 30
SHOWN_CHARACTERS = 12_000
"""So much of the text stands open; the rest is folded."""
_MOST_COMPARED = 500_000
"""Characters of all the versions that one page compares."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChange:
    """A version, and what it changed of the one before."""

    version: VersionRow
    compared: bool
    """Whether it was compared: not the first one, and not where the texts are too long together."""
    title_changed: bool
    words_added: int
    words_removed: int
    title: tuple[Part, ...]
    """Empty where the headline has the same words."""
    body: tuple[tuple[Part, ...], ...]
    """The paragraphs in which something differs."""

    @property
    def differs(self) -> bool:
        """Whether anything that is shown differs."""
        return self.title_changed or any(
            p.fate is not Fate.SAME for part in self.body for p in part
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """An article in full."""

    article: ArticleDetail
    title: str
    standfirst: str | None
    """None where there is none, or where the body has it too."""
    body: str
    """Of the newest version."""
    day_only: bool
    """Whether it claims a day of publication and no time of it."""
    wrong_clock: bool
    """Whether it claims a time after it was seen."""
    versions: tuple[VersionChange, ...]
    """The newest first; from `before` down."""
    next_before: str | None
    """What `before` must be for older versions; None on the last page."""
    commands: tuple[Command, ...]

    @property
    def open_paragraphs(self) -> list[str]:
        """The beginning of the text."""
        return self._paragraphs[: open_count(self._paragraphs, SHOWN_CHARACTERS)]

    @property
    def folded_paragraphs(self) -> list[str]:
        """What of a long text is folded."""
        return self._paragraphs[open_count(self._paragraphs, SHOWN_CHARACTERS) :]

    @property
    def _paragraphs(self) -> list[str]:
        return [text for line in self.body.split("\n") if (text := line.strip())]


def read_article(asked: Asked) -> ArticlePage:
    """Read an article."""
    article_id = asked.id("article_id")
    detail = article_detail(asked.session, article_id, most_mates=MATES_A_PAGE)
    if detail is None:
        raise NotFound(f"There is no article {article_id}.", "A story's page lists its articles.")
    newest = asked.number("before", detail.version_count + 1, least=2) - 1
    rows = version_rows(
        asked.session,
        article_id,
        newest=min(newest, detail.version_count),
        count=VERSIONS_A_PAGE,
    )
    numbers = sorted(
        {detail.version_count, *(n for row in rows for n in (row.number - 1, row.number))}
    )
    texts = {text.number: text for text in load_versions(asked.session, article_id, numbers)}
    present = texts[detail.version_count]
    claim = detail.published
    return ArticlePage(
        article=detail,
        title=present.title,
        standfirst=None if (present.standfirst or "") in present.body else present.standfirst,
        body=present.body,
        day_only=claim is not None and claims_day(claim, detail.language),
        wrong_clock=claim is not None and claim.earliest > detail.first_seen_at,
        versions=tuple(_changes(asked, article_id, rows, texts)),
        next_before=str(rows[-1].number) if rows and rows[-1].number > 1 else None,
        commands=tuple(_commands(detail)),
    )


def _changes(
    asked: Asked, article_id: int, rows: Sequence[VersionRow], texts: dict[int, VersionText]
) -> Iterator[VersionChange]:
    head = article_head(asked.session, article_id)
    left = _MOST_COMPARED
    for row in rows:
        before, after = texts.get(row.number - 1), texts[row.number]
        change = None
        if before is not None and (left := left - len(before.body) - len(after.body)) >= 0:
            change = change_of(Edit(article=head, before=before, after=after))
        yield _change(row, change)


def _change(row: VersionRow, change: TextChange | None) -> VersionChange:
    changed = change is not None and change.title_changed
    return VersionChange(
        version=row,
        compared=change is not None,
        title_changed=changed,
        words_added=change.words_added if change else 0,
        words_removed=change.words_removed if change else 0,
        title=tuple(Part(p.fate, p.text) for p in change.title) if change and changed else (),
        body=tuple(map(tuple, diff_paragraphs(change.body))) if change else (),
    )


def _commands(detail: ArticleDetail) -> Iterator[Command]:
    """What an analyst may want to do next; nothing that an outlet wrote stands in a command."""
    number = detail.article_id
    if detail.version_count > 1:
        yield Command(purpose="What its last version changed", line=f"newsfold diff {number}")
    yield Command(purpose="The page as it came", line=f"newsfold raw {number}")
    yield Command(
        purpose="The page in a file", line=f"newsfold raw {number} --output article-{number}.html"
    )


ARTICLE = Page(path="/article/{article_id:int}", template="article.html", read=read_article)
