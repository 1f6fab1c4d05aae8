"""A large database of invented outlets, to see how fast questions are answered: filled by bulk.

    python benchmarks/large_database.py sqlite:////tmp/large.db --articles 100000 --stories 5000

The database must be empty or not there. The same seed makes the same rows. Without an address, a
database in a temporary folder is filled, timed and deleted. Texts are invented words, of which some
are frequent and most are rare, as in real ones; the measures of pairs are those of labelled pairs
in tests/data. Signatures are left out: nothing that reads needs them.
"""

import argparse
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import Engine, insert, text

from flows.evaluating import article_text, load_lines
from pipeline.outcomes import Outcome
from pipeline.records import DateOrigin, JudgedPair, PageKind, StoryEventKind, VariantKind
from pipeline.verdict import METHOD, judge
from storage.articles import text_sha256
from storage.database import ensure_schema, make_engine
from storage.models import (
    Article,
    ArticleAlias,
    Base,
    Comparison,
    CrawlRun,
    Feed,
    FeedKind,
    FinishReason,
    Frontier,
    Job,
    Link,
    PageOutcome,
    Source,
    Story,
    StoryEvent,
    Variant,
    Version,
)
from storage.page_addresses import key_of
from storage.search_index import rebuild_index
from storage.turns import dialect_name
from storage.upserts import chunks

ROOT = Path(__file__).parents[1]

END = datetime(2026, 3, 31, 12, tzinfo=UTC)
"""When the last article came in."""

LANGUAGES = (
    *["en"] * 28, *["de"] * 5, *["fr"] * 5, *["es"] * 5, *["ru"] * 3, *["zh"] * 3,
    *["pt"] * 2, *["it"] * 2, *["ar"] * 2, *["ja"] * 2, "th", "hi", "ko",
)  # fmt: skip
COUNTRIES = {
    "en": "GB", "de": "DE", "fr": "FR", "es": "ES", "ru": "KZ", "zh": "TW", "pt": "BR",
    "it": "IT", "ar": "EG", "ja": "JP", "th": "TH", "hi": "IN", "ko": "KR",
}  # fmt: skip
FREQUENT = {
    "en": "the of and to in a was that for on by with said after from as it at be were has not",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als",
    "fr": "de la le et les des en un du une que est pour dans qui par sur au à été",
    "es": "de la que el en y a los se del las un por con no una su para es según",
    "pt": "de a o que e do da em um para com não uma os no se na por mais são",
    "it": "di e il la che in un è per una con del non le si da i al dei più",
    "ru": "и в не на что с по как из у за от о его к для года был это при",
    "ar": "في من على أن إلى عن مع هذا التي قال بعد كان ما لا بين قد",
    "hi": "के में की है से को और का पर ने कि एक यह था हैं",
    "ko": "있다 그 및 등 이날 대한 위해 했다 것으로 지난",
}
_SYLLABLES = {
    "latin": "ba den gor kal lem mor nov pra rust sev tal vik yar mi lo ne tu shi",
    "de": "bür den gör kal läm mor nov prü rust sev tal vik jar mi lo neu stro",
    "fr": "bé den gor câl lem mor nov pré rus sève tal vik ya mi lo ne çon",
    "es": "bá den gor cal lem mor ñov pra rus sev tal vic ya mi ló ne tuñ",
    "ru": "ба ден гор кал лем мор нов пра руст сев тал вик яр ми ло не ту ши",
    "ar": "با دن قور كال لم مور نوف برا روس سف تال فيك يار مي لو",
    "hi": "बा देन गोर काल लेम मोर नव प्रा रुस सेव ताल विक यार मी लो",
    "ko": "가 나 다 라 마 바 사 아 자 차 카 타 파 하 강 산 동 서 남 북",
    "zh": "政 府 市 长 火 车 桥 河 水 电 会 议 员 国 家 报 道 调 查 工 人 学 校",
    "ja": "政 府 市 長 火 事 橋 川 水 会 議 員 国 家 の は が を に で と し た れ る",
    "th": "กา มา นคร ราช เมือง บาง ไทย ปี วัน คน ตำ รวจ น้ำ ท่วม รัฐ บาล",
}
SYLLABLES = {lang: line.split() for lang, line in _SYLLABLES.items()}
SPACELESS = frozenset({"zh", "ja", "th"})

WORDS = 20_000
SENTENCES = 3_000
"""Of each language."""

CHUNK = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large the database is to be."""

    articles: int = 100_000
    stories: int = 5_000
    """Those of several articles; all other articles are stories of one, the last ones wait."""
    outlets: int = 60
    days: int = 30
    seed: int = 1


class Tongue:
    """Invented words and sentences of a language."""

    def __init__(self, lang: str, random_: random.Random, *, articles: int) -> None:
        self.lang = lang
        self.random = random_
        self.syllables = SYLLABLES.get(lang, SYLLABLES["latin"])
        self.gap = "" if lang in SPACELESS else " "
        common = FREQUENT.get(lang, "").split()
        rare = list(dict.fromkeys(self.word() for _ in range(min(WORDS, articles))))
        # The word of rank r is met 1/r as often as the first.
        words = common + rare
        weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
        self.sentences = [
            self._sentence(random_.choices(words, cum_weights=weights, k=random_.randint(9, 26)))
            for _ in range(min(SENTENCES, articles))
        ]

    def word(self) -> str:
        return "".join(self.random.choices(self.syllables, k=self.random.choice((2, 2, 3, 3, 4))))

    def name(self) -> str:
        return f"{self.word().title()}{self.gap}{self.word().title()}"

    def _sentence(self, words: Sequence[str]) -> str:
        stop = "" if self.lang == "th" else "。" if self.lang in SPACELESS else "."
        line = self.gap.join(words)
        return line[:1].upper() + line[1:] + stop


@dataclass(slots=True, kw_only=True)
class Member:
    """An article to be: its place in its story, before it has a text."""

    story: int
    at: datetime
    outlet: int
    kind: VariantKind
    source: "Member | None" = None
    credits: bool = False
    article_id: int = 0
    sentences: list[str] = field(default_factory=list)
    title: str = ""


@dataclass(slots=True, kw_only=True)
class Affair:
    """A story to be: what its articles have in common."""

    number: int
    members: list[Member]
    facts: tuple[str, str, int, int]
    """Two names and two numbers."""

    @property
    def original(self) -> Member:
        return self.members[0]


KINDS = (
    *[VariantKind.REPRINT] * 7, *[VariantKind.LIGHT] * 3, *[VariantKind.ABRIDGED] * 3,
    *[VariantKind.EXPANDED] * 2, *[VariantKind.REWRITE] * 5,
)  # fmt: skip


class Inventor:
    """Invents outlets, affairs and their articles; nothing of it depends on the database."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.random = random.Random(size.seed)
        self.languages = [LANGUAGES[n % len(LANGUAGES)] for n in range(size.outlets)]
        self.tongues = {
            lang: Tongue(lang, random.Random(f"{size.seed}-{lang}"), articles=size.articles)
            for lang in dict.fromkeys(self.languages)
        }
        names = random.Random(size.seed)
        kinds = ("post", "times", "daily", "wire")
        self.outlets = [
            f"{''.join(names.choices(SYLLABLES['latin'], k=2))}-{names.choice(kinds)}-{n}.example"
            for n in range(1, size.outlets + 1)
        ]
        self.begin = END - timedelta(days=size.days)
        self.by_language: dict[str, list[int]] = {}
        for outlet, lang in enumerate(self.languages):
            self.by_language.setdefault(lang, []).append(outlet)

    def affairs(self) -> list[Affair]:
        """All stories, with their articles numbered in the order of their times."""
        sizes = self._sizes()
        affairs = [self._affair(number, size) for number, size in enumerate(sizes, 1)]
        members = sorted(
            (member for affair in affairs for member in affair.members),
            key=lambda member: member.at,
        )
        for article_id, member in enumerate(members, 1):
            member.article_id = article_id
        return affairs

    def _sizes(self) -> list[int]:
        size = self.size
        most = max(2, min(120, size.articles // 20))
        sizes = [
            min(most, 1 + math.ceil(self.random.paretovariate(1.4))) for _ in range(size.stories)
        ]
        while sum(sizes) > size.articles * 0.7 and max(sizes) > 2:
            sizes = [max(2, round(n * 0.8)) for n in sizes]
        if sum(sizes) > size.articles:
            raise SystemExit(f"{size.stories} stories need more than {size.articles} articles")
        sizes += [1] * (size.articles - sum(sizes))
        self.random.shuffle(sizes)
        return sizes

    def _affair(self, number: int, size: int) -> Affair:
        random_ = self.random
        span = (END - self.begin).total_seconds()
        at = self.begin + timedelta(seconds=random_.randrange(int(span)))
        first = random_.randrange(self.size.outlets)
        lang = self.languages[first]
        tongue = self.tongues[lang]
        facts = (tongue.name(), tongue.name(), random_.randrange(3, 900), random_.randrange(9_999))
        members = [Member(story=number, at=at, outlet=first, kind=VariantKind.ORIGINAL)]
        for _ in range(size - 1):
            later = min(END, at + timedelta(minutes=random_.expovariate(1 / 300)))
            kind = random_.choice(KINDS)
            # Another language can only be a rewrite; the others stay in their own.
            abroad = kind is VariantKind.REWRITE and random_.random() < 0.4
            outlet = (
                random_.randrange(self.size.outlets)
                if abroad
                else random_.choice(self.by_language[lang])
            )
            if self.languages[outlet] != lang:
                kind = VariantKind.REWRITE
            members.append(Member(story=number, at=later, outlet=outlet, kind=kind))
        members[1:] = sorted(members[1:], key=lambda member: member.at)
        for place, member in enumerate(members[1:], 1):
            if random_.random() < 0.9:
                near = random_.randrange(place) if random_.random() < 0.35 else 0
                member.source = members[near]
                member.credits = random_.random() < 0.5
        return Affair(number=number, members=members, facts=facts)

    def write(self, member: Member, affair: Affair) -> None:
        """Give an article its headline and text."""
        random_ = self.random
        tongue = self.tongues[self.languages[member.outlet]]
        person, place, small, large = affair.facts
        gap = tongue.gap
        own = random_.choices(tongue.sentences, k=random_.randint(6, 16))
        original = affair.original.sentences
        told = {
            VariantKind.REPRINT: lambda: list(original),
            VariantKind.LIGHT: lambda: [*original[:-2], own[0], *original[-1:]],
            VariantKind.ABRIDGED: lambda: original[: max(3, len(original) // 2)],
            VariantKind.EXPANDED: lambda: [*original, *own[:8]],
        }.get(member.kind)
        if told is None or not original:
            own[0] = gap.join((person, own[0], f"{small}", place))
            own[2] = gap.join((place, f"{large:,}", own[2]))
            member.sentences = own
        else:
            member.sentences = told()
        first = member.sentences[0].rstrip(".。")
        words = first.split()[:9] if gap else [first[:22]]
        as_before = member.kind is VariantKind.REPRINT and random_.random() < 0.6
        member.title = (
            affair.original.title if as_before else gap.join((*words, random_.choice(own)[:20]))
        )


def paragraphs(sentences: Sequence[str], gap: str) -> str:
    return "\n\n".join(
        gap.join(sentences[start : start + 2]) for start in range(0, len(sentences), 2)
    )


@cache
def judged_pairs() -> tuple[list[JudgedPair], list[JudgedPair]]:
    """Pairs of labelled articles that were judged for real: of one story, and of two."""
    from pipeline.folding import make_profiles

    lines = load_lines(ROOT / "tests/data/farm-dev-1.jsonl", END)[:40]
    profiles = make_profiles(
        article_text(number, line.outlet, line.page) for number, line in enumerate(lines, 1)
    )
    pairs = [judge(a, b) for n, a in enumerate(profiles) for b in profiles[:n]]
    same = [pair for pair in pairs if pair.same_story]
    return same, sorted((p for p in pairs if not p.same_story), key=lambda p: -p.probability)[:300]


Row = dict[str, Any]
Table = type[Base]


def source_rows(inventor: Inventor) -> Iterator[tuple[Table, Row]]:
    for number, name in enumerate(inventor.outlets, 1):
        lang = inventor.languages[number - 1]
        yield (
            Source,
            {
                "id": number,
                "name": name.removesuffix(".example"),
                "title": name.removesuffix(".example").replace("-", " ").title(),
                "home_url": f"https://www.{name}/",
                "country": COUNTRIES[lang],
                "language": lang,
                "time_zone": "UTC",
                # Every fourth outlet belongs to one of five families.
                "owner": f"Group {number % 5 + 1}" if number % 4 == 0 else None,
                "local": False,
                "created_at": inventor.begin,
            },
        )
        failing = number % 15 == 0
        yield (
            Feed,
            {
                "id": number,
                "source_id": number,
                "url": f"https://www.{name}/feed.xml",
                "kind": FeedKind.FEED,
                "last_fetched_at": END,
                "last_outcome": Outcome.HTTP_ERROR if failing else Outcome.FEED_READ,
                "interval_seconds": 900.0,
                "next_fetch_at": END + timedelta(minutes=15),
                "failures": 3.0 if failing else 0.0,
                "failing_since": END - timedelta(days=2) if failing else None,
                "last_new_at": END - timedelta(hours=number % 9),
            },
        )


def run_rows(inventor: Inventor) -> Iterator[tuple[Table, Row]]:
    """A crawl an hour, each with feeds that were read and pages that were not had."""
    random_ = random.Random(inventor.size.seed + 1)
    troubles = (
        (Outcome.TIMED_OUT, None, "no answer within 30 s"),
        (Outcome.HTTP_ERROR, 503, "503 Service Unavailable"),
        (Outcome.NO_BODY, 200, "no paragraphs"),
        (Outcome.GONE, 404, None),
        (Outcome.NOT_MODIFIED, 304, None),
        (Outcome.NOT_MODIFIED, 304, None),
        (Outcome.REFUSED_BY_ROBOTS, None, None),
    )
    for run_id in range(1, inventor.size.days * 24 + 1):
        start = inventor.begin + timedelta(hours=run_id - 1)
        died = run_id % 97 == 0
        yield (
            CrawlRun,
            {
                "id": run_id,
                "job": Job.RECRAWL if run_id % 50 == 0 else Job.CRAWL,
                "started_at": start,
                "finished_at": start + timedelta(minutes=50),
                "finish_reason": FinishReason.TIMED_OUT if died else FinishReason.FINISHED,
            },
        )
        for outlet in random_.sample(range(inventor.size.outlets), min(20, inventor.size.outlets)):
            name = inventor.outlets[outlet]
            at = start + timedelta(minutes=random_.randrange(40))
            row = {"crawl_run_id": run_id, "source_id": outlet + 1, "fetched_at": at}
            yield (
                PageOutcome,
                row
                | {
                    "requested_url": f"https://www.{name}/feed.xml",
                    "kind": PageKind.FEED,
                    "status": 200,
                    "outcome": Outcome.FEED_READ,
                },
            )
            outcome, status, detail = random_.choice(troubles)
            yield (
                PageOutcome,
                row
                | {
                    "requested_url": f"https://www.{name}/missing/{run_id}",
                    "kind": PageKind.ARTICLE,
                    "status": status,
                    "outcome": outcome,
                    "detail": detail,
                },
            )


class Teller:
    """Turns affairs into rows."""

    def __init__(self, inventor: Inventor, affairs: Sequence[Affair]) -> None:
        self.inventor = inventor
        self.affairs = {affair.number: affair for affair in affairs}
        self.random = random.Random(inventor.size.seed + 2)
        self.version_id = 0
        self.newest: dict[int, int] = {}
        """The number of the newest version of each article."""
        self.waiting = inventor.size.articles - inventor.size.articles // 500

    def article_rows(self) -> Iterator[tuple[Table, Row]]:
        """The articles in the order of their numbers, each with its versions and outcomes."""
        members = [member for affair in self.affairs.values() for member in affair.members]
        for member in sorted(members, key=lambda member: member.article_id):
            self.inventor.write(member, self.affairs[member.story])
            yield from self._article(member)

    def _article(self, member: Member) -> Iterator[tuple[Table, Row]]:
        random_ = self.random
        outlet, lang = member.outlet, self.inventor.languages[member.outlet]
        name = self.inventor.outlets[outlet]
        url = f"https://www.{name}/{member.at:%Y/%m}/news-{member.article_id}"
        has_time = random_.random() > 0.08
        seen = member.at + timedelta(minutes=random_.randrange(1, 90))
        published = (
            None
            if random_.random() < 0.03
            else member.at
            if has_time
            else member.at.replace(hour=0, minute=0, second=0, microsecond=0)
        )
        count = random_.choices((1, 2, 3), (91, 8, 1))[0]
        last = seen + timedelta(hours=3 * (count - 1))
        credit = None
        if member.credits and member.source is not None:
            credit = self.inventor.outlets[member.source.outlet].removesuffix(".example")
        yield (
            Article,
            {
                "id": member.article_id,
                "source_id": outlet + 1,
                "url": url,
                "page_key": key_of(url),
                "published_at": published,
                "published_origin": None if published is None else DateOrigin.JSON_LD,
                "published_has_time": None if published is None else has_time,
                "published_has_offset": None if published is None else True,
                "modified_at": last if count > 1 else None,
                "modified_origin": DateOrigin.META if count > 1 else None,
                "modified_has_time": True if count > 1 else None,
                "modified_has_offset": True if count > 1 else None,
                "authors": [self.inventor.tongues[lang].name()] if random_.random() < 0.7 else [],
                "lang": lang,
                "credit": credit,
                "declared_url": url,
                "first_seen_at": seen,
                "last_seen_at": last,
                "reference_at": published or seen,
                "version_count": count,
                "gone_at": last if random_.random() < 0.005 else None,
                "opt_outs": ["tdm-reservation"] if outlet % 13 == 0 else None,
            },
        )
        yield ArticleAlias, {"url": url, "article_id": member.article_id, "first_seen_at": seen}
        sentences = member.sentences
        for number in range(1, count + 1):
            self.version_id += 1
            if number > 1:
                sentences = [*sentences[:-1], self.random.choice(self._pool(lang))]
            fetched = seen + timedelta(hours=3 * (number - 1))
            yield from self._version(member, number, sentences, fetched, url)
        self.newest[member.article_id] = self.version_id

    def _pool(self, lang: str) -> list[str]:
        return self.inventor.tongues[lang].sentences

    def _version(
        self, member: Member, number: int, sentences: Sequence[str], fetched: datetime, url: str
    ) -> Iterator[tuple[Table, Row]]:
        body = paragraphs(
            sentences, self.inventor.tongues[self.inventor.languages[member.outlet]].gap
        )
        hours = int((fetched - self.inventor.begin).total_seconds() // 3600)
        run_id = min(hours + 1, self.inventor.size.days * 24)
        yield (
            Version,
            {
                "id": self.version_id,
                "article_id": member.article_id,
                "number": number,
                "title": member.title,
                "body": body,
                "text_sha256": text_sha256(member.title, body),
                "word_count": len(body.split()),
                "crawl_run_id": run_id,
                "fetched_at": fetched,
            },
        )
        yield (
            PageOutcome,
            {
                "crawl_run_id": run_id,
                "source_id": member.outlet + 1,
                "requested_url": url if number == 1 else f"{url}?version={number}",
                "kind": PageKind.ARTICLE,
                "final_url": url,
                "status": 200,
                "outcome": Outcome.STORED_NEW if number == 1 else Outcome.STORED_VERSION,
                "fetched_at": fetched,
                "article_id": member.article_id,
            },
        )

    def story_rows(self) -> Iterator[tuple[Table, Row]]:
        """The stories in the order of their numbers, with their variants, log and pairs."""
        alone = [affair.original.article_id for affair in self.affairs.values()]
        for affair in self.affairs.values():
            members = [m for m in affair.members if m.article_id <= self.waiting]
            if affair.original not in members:
                continue
            yield from self._story(affair, members)
            yield from self._pairs(members, alone)
        for link_id, affair in enumerate(list(self.affairs.values())[:2_000:40], 1):
            first, second = sorted((affair.original.article_id, self.random.choice(alone)))
            if first != second:
                yield (
                    Link,
                    {
                        "id": link_id,
                        "first_id": first,
                        "second_id": second,
                        "same": False,
                        "why": "another affair",
                        "who": "analyst",
                        "linked_at": END,
                    },
                )

    def _story(self, affair: Affair, members: Sequence[Member]) -> Iterator[tuple[Table, Row]]:
        original = affair.original
        outlets = {member.outlet for member in members}
        told = [m for m in members if m.kind is VariantKind.ORIGINAL or m.source is None]
        opened = original.at + timedelta(hours=1)
        yield (
            Story,
            {
                "id": affair.number,
                "opened_at": opened,
                "changed_at": max(member.at for member in members) + timedelta(hours=1),
                "canonical_article_id": original.article_id,
                "canonical_reason": "the earliest" if len(members) > 1 else "the only one",
                "article_count": len(members),
                "method": METHOD,
                "merged_into_id": None,
                "outlet_count": len(outlets),
                "independent_count": min(len(outlets), max(1, len({m.outlet for m in told}))),
                "first_article_id": original.article_id,
                "first_certain": len(members) == 1 or affair.number % 3 > 0,
            },
        )
        yield (
            StoryEvent,
            {
                "story_id": affair.number,
                "kind": StoryEventKind.OPENED,
                "article_id": None,
                "happened_at": opened,
                "actor": "group",
            },
        )
        same, _ = judged_pairs()
        for member in members:
            source = member.source if member.source in members else None
            pair = same[(member.article_id * 7) % len(same)]
            joined = max(opened, member.at + timedelta(hours=1))
            yield (
                Variant,
                {
                    "article_id": member.article_id,
                    "story_id": affair.number,
                    "version_id": self.newest[member.article_id],
                    "kind": member.kind,
                    "canonical": member is original,
                    "score": None if member is original else pair.probability,
                    "likely_source_id": None if source is None else source.article_id,
                    "source_confidence": None
                    if source is None
                    else 0.95
                    if member.credits
                    else 0.7,
                    "source_reason": None
                    if source is None
                    else "credits it"
                    if member.credits
                    else "holds most of its text and came later",
                    "left_out": None,
                    "method": METHOD,
                    "joined_at": joined,
                },
            )
            if member is not original:
                yield (
                    StoryEvent,
                    {
                        "story_id": affair.number,
                        "kind": StoryEventKind.JOINED,
                        "article_id": member.article_id,
                        "happened_at": joined,
                        "actor": "group",
                    },
                )

    def _pairs(
        self, members: Sequence[Member], alone: Sequence[int]
    ) -> Iterator[tuple[Table, Row]]:
        same, other = judged_pairs()
        ids = [member.article_id for member in members]
        few = len(ids) <= 6
        pairs = {tuple(sorted((a, b))) for n, a in enumerate(ids) for b in ids[:n] if few}
        for member in members[1:]:
            for mate in (members[0], member.source):
                if mate is not None and mate in members:
                    pairs.add(tuple(sorted((member.article_id, mate.article_id))))
        for first, second in sorted(pairs):
            yield Comparison, self._pair(first, second, same[(first * 31 + second) % len(same)])
        stranger = self.random.choice(alone)
        if self.random.random() < 0.3 and stranger not in ids and stranger <= self.waiting:
            first, second = sorted((ids[0], stranger))
            # One spelling of a pair: from the older story only, so that none comes twice.
            if first == ids[0]:
                yield Comparison, self._pair(first, second, self.random.choice(other))

    def _pair(self, first: int, second: int, like: JudgedPair) -> Row:
        return {
            "first_id": first,
            "second_id": second,
            "first_version_id": self.newest[first],
            "second_version_id": self.newest[second],
            "method": METHOD,
            "same_story": like.same_story,
            "probability": like.probability,
            "measures": dict(like.measures),
            "proposed": True,
            "judged_at": END,
        }


def frontier_rows(inventor: Inventor) -> Iterator[tuple[Table, Row]]:
    for number in range(1, inventor.size.articles // 50 + 1):
        outlet = number % inventor.size.outlets
        url = f"https://www.{inventor.outlets[outlet]}/2026/03/listed-{number}"
        yield (
            Frontier,
            {
                "source_id": outlet + 1,
                "url": url,
                "listed_url": url,
                "listing": {},
                "listed_at": END - timedelta(minutes=number % 600),
                "attempts": number % 3,
                "next_try_at": END,
                "last_outcome": Outcome.TIMED_OUT if number % 3 else None,
            },
        )


def fill(engine: Engine, size: Size | None = None) -> dict[str, int]:
    """Fill the empty tables of a database, and return how many rows each table got.

    All but the index of the search in one transaction; a database that holds outlets already is
    left alone (SystemExit).
    """
    size = size or Size()
    inventor = Inventor(size)
    with engine.begin() as connection:
        if connection.scalar(text("SELECT count(*) FROM source")):
            raise SystemExit("this database holds outlets already: name an empty one")
        writer = _Writer(connection)
        writer.write(source_rows(inventor))
        writer.write(run_rows(inventor))
        teller = Teller(inventor, inventor.affairs())
        writer.write(teller.article_rows())
        writer.write(teller.story_rows())
        writer.write(frontier_rows(inventor))
        if dialect_name(connection) == "postgresql":
            _number_on(connection, writer.counts)
    rebuild_index(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return writer.counts


class _Writer:
    """Inserts rows of many tables, thousands at a time; tables in the order of their keys."""

    def __init__(self, connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
        self.connection = connection
        self.counts: dict[str, int] = {}
        self.order = [table.name for table in Base.metadata.sorted_tables]

    def write(self, rows: Iterator[tuple[Table, Row]]) -> None:
        for chunk in chunks(rows, CHUNK):
            by_table: dict[str, list[tuple[Table, Row]]] = {}
            for table, row in chunk:
                by_table.setdefault(table.__tablename__, []).append((table, row))
            for name in sorted(by_table, key=self.order.index):
                self._insert(by_table[name][0][0], [row for _, row in by_table[name]])

    def _insert(self, table: Table, rows: list[Row]) -> None:
        # All rows of one statement must name the same columns.
        names: Mapping[str, None] = {name: None for row in rows for name in row}
        self.connection.execute(insert(table.__table__), [{**names, **row} for row in rows])
        count = self.counts.get(table.__tablename__, 0)
        self.counts[table.__tablename__] = count + len(rows)


def _number_on(connection: Any, counts: Mapping[str, int]) -> None:  # noqa: ANN401 - SQLAlchemy's
    for name in counts:
        if "id" in Base.metadata.tables[name].columns:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "
                    f"(SELECT max(id) FROM {name}))"
                )
            )


def make(url: str, size: Size) -> None:
    """Fill the database at an address and say how long it took."""
    begun = time.perf_counter()
    ensure_schema(url)
    engine = make_engine(url)
    try:
        counts = fill(engine, size)
    finally:
        engine.dispose()
    for name, count in counts.items():
        print(f"{count:>10,}  {name}")
    print(f"filled in {time.perf_counter() - begun:.0f} s")


def main() -> None:
    usual = Size()
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("url", nargs="?", metavar="URL", help="a temporary one if not given")
    parser.add_argument("--articles", type=int, default=usual.articles)
    parser.add_argument("--stories", type=int, default=usual.stories)
    parser.add_argument("--outlets", type=int, default=usual.outlets)
    parser.add_argument("--seed", type=int, default=usual.seed)
    given = parser.parse_args()
    size = Size(
        articles=given.articles, stories=given.stories, outlets=given.outlets, seed=given.seed
    )
    if given.url:
        make(given.url, size)
        return
    with tempfile.TemporaryDirectory(prefix="newsfold-large-") as folder:
        make(f"sqlite:///{folder}/large.db", size)


if __name__ == "__main__":
    main()
