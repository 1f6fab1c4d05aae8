"""Exactness and speed of extraction on recorded pages, beside other extractors in one process.

Pages and what is true of them come from a manifest: lines of {"page", "url", "body"} and where
known "title", "authors", "published", with the gzipped pages beside it. Without one it reads the
invented pages of the tests. Each page is read by every extractor in turn, in rotating order, and
processor time is compared within the page, so that a busy machine slows all alike.

    python benchmarks/extraction.py [MANIFEST] [--limit N] [--rounds N]

F1, precision and recall are those of the article-extraction-benchmark: over the four-word shingles
of each page. A body is exact if its words are the true ones, one for one; an instant if it is the
same to the second; authors are the F1 of two sets of names.

The others are optional: `pip install -e '.[benchmarks]'`. What is not installed is named.
"""

import argparse
import gzip
import importlib
import json
import logging
import re
import runpy
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

from crawlers.extract.article import extract_page
from crawlers.page_lines import printed_date

logging.disable(logging.CRITICAL)

INVENTED = Path(__file__).resolve().parents[1] / "tests" / "extract" / "cms_pages.py"
LINES = "".join(f"<p>A page like any other, of one language, number {n}.</p>" for n in range(9))
WARM = (
    f"<html><title>A page</title><body><article><h1>A page</h1><p>June 1, 2026</p>{LINES}",
    "<html><title>A page</title><body><p>A page with next to no text on it.</p>",
)
TOKEN = re.compile(r"\w+")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
QUOTES = re.compile("[\u2018-\u201f\u00ab\u00bb\u2039\u203a`\u00b4]")

Fields = dict[str, Any]
Extractor = Callable[[str, str], Fields]


@dataclass(frozen=True)
class Page:
    """One recorded page, and what is true of it."""

    name: str
    url: str
    html: str
    true: Fields


@dataclass
class Tally:
    """What one extractor did on all pages."""

    precision: list[float] = field(default_factory=list)
    recall: list[float] = field(default_factory=list)
    exact: list[float] = field(default_factory=list)
    fields: dict[str, list[float]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)


def ours(html: str, url: str) -> Fields:
    found = extract_page(html, url)
    return {
        "body": found.body if found.holds_article else "",
        "title": found.title,
        "authors": found.authors,
        "published": printed_date(found.published.claim),
    }


def trafilatura(html: str, url: str) -> Fields:
    found = importlib.import_module("trafilatura").bare_extraction(
        html, url=url or None, with_metadata=True, include_comments=False
    )
    if found is None:
        return {}
    authors = (found.author or "").split("; ")
    return {
        "body": found.text, "title": found.title, "authors": authors, "published": found.date
    }  # fmt: skip


def resiliparse(html: str, url: str) -> Fields:
    module = importlib.import_module("resiliparse.extract.html2text")
    body = module.extract_plain_text(html, main_content=True, list_bullets=False)
    return {"body": body}


def newspaper4k(html: str, url: str) -> Fields:
    module = importlib.import_module("newspaper")
    article = module.Article(url or "https://page.example/")
    article.download(input_html=html)
    article.parse()
    published = article.publish_date
    return {
        "body": article.text,
        "title": article.title,
        "authors": article.authors,
        "published": published.isoformat() if published else None,
    }


def readability_lxml(html: str, url: str) -> Fields:
    document = importlib.import_module("readability").Document(html)
    summary = importlib.import_module("lxml.html").fromstring(document.summary())
    return {"body": "\n\n".join(p.text_content() for p in summary.iter("p"))}


PEERS: dict[str, tuple[str, Extractor]] = {
    "trafilatura": ("trafilatura", trafilatura),
    "resiliparse": ("resiliparse.extract.html2text", resiliparse),
    "newspaper4k": ("newspaper", newspaper4k),
    "readability-lxml": ("readability", readability_lxml),
}


def installed() -> dict[str, Extractor]:
    """Return the extractors that can run here; name the others."""
    found: dict[str, Extractor] = {"newsfold": ours}
    for name, (module, extractor) in PEERS.items():
        try:
            importlib.import_module(module)
        except ImportError as error:
            print(f"SKIPPED {name}: {error}; pip install -e '.[benchmarks]'", file=sys.stderr)
        else:
            found[name] = extractor
    return found


def read_manifest(path: Path) -> list[Page]:
    pages = []
    for line in path.read_text(encoding="utf-8").splitlines():
        true = json.loads(line)
        html = gzip.decompress((path.parent / true["page"]).read_bytes())
        pages.append(
            Page(true["page"], true.get("url") or "", html.decode("utf-8", "replace"), true)
        )
    return pages


def invented_pages() -> list[Page]:
    """Return the pages in the manner of publishing systems that the tests read."""
    return [
        Page(
            page.name,
            f"https://www.harbourpost.example/{page.name}",
            page.html,
            {"body": "\n".join(page.lines), "title": page.title},
        )
        for page in runpy.run_path(str(INVENTED))["PAGES"]
    ]


def words(text: str) -> list[str]:
    return TOKEN.findall(unicodedata.normalize("NFC", INVISIBLE.sub("", text)))


def shingles(tokens: Sequence[str]) -> Counter[tuple[str, ...]]:
    count = max(1, len(tokens) - 3) if tokens else 0
    return Counter(tuple(tokens[at : at + 4]) for at in range(count))


def folded(text: str) -> str:
    """Return a title as it counts: with plain quotation marks and white space."""
    plain = QUOTES.sub("'", unicodedata.normalize("NFKC", INVISIBLE.sub("", unescape(text))))
    return " ".join(plain.replace('"', "'").split())


def names(value: str | Iterable[str] | None) -> set[str]:
    listed = value.split(";") if isinstance(value, str) else value or ()
    return {folded(name).strip(" ,.;:|-'").casefold() for name in listed} - {""}


def moment(printed: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(printed))
    except ValueError:
        return None


def score(tally: Tally, true: Fields, found: Fields) -> None:
    """Add what an extractor found on one page to its tally."""
    if "body" in true:
        expected, got = words(true["body"]), words(found.get("body") or "")
        shared = (shingles(expected) & shingles(got)).total()
        if got:
            tally.precision.append(shared / shingles(got).total())
        tally.recall.append(shared / max(1, shingles(expected).total()))
        tally.exact.append(float(expected == got))
    if true.get("title"):
        add(tally, "title", folded(true["title"]) == folded(found.get("title") or ""))
    if (expected_at := moment(true.get("published"))) is not None:
        at = moment(found.get("published"))
        score_date(tally, expected_at, at, has_time="T" in true["published"])
    if wanted := names(true.get("authors")):
        signed = names(found.get("authors"))
        add(tally, "authors", 2 * len(wanted & signed) / (len(wanted) + len(signed)))


def score_date(tally: Tally, expected: datetime, at: datetime | None, *, has_time: bool) -> None:
    zone = expected.tzinfo
    aware = at is not None and at.tzinfo is not None
    if zone is not None and has_time:
        same = aware and at is not None and abs(at - expected) < timedelta(minutes=1)
        add(tally, "instant", same)
    local = at.astimezone(zone) if at is not None and aware and zone is not None else at
    add(tally, "day", local is not None and local.date() == expected.date())


def add(tally: Tally, name: str, value: float) -> None:
    tally.fields.setdefault(name, []).append(float(value))


def measure(
    pages: Sequence[Page], extractors: dict[str, Extractor], rounds: int
) -> dict[str, Tally]:
    tallies = {name: Tally() for name in extractors}
    order = list(extractors)
    for page in pages:
        order.append(order.pop(0))
        best: dict[str, float] = {}
        found: dict[str, Fields] = {}
        for _ in range(rounds):
            for name in order:
                start = time.process_time()
                try:
                    found[name] = extractors[name](page.html, page.url)
                except Exception as error:  # noqa: BLE001 - a peer's fault is a page without text
                    print(f"{name} on {page.name}: {error}", file=sys.stderr)
                    found[name] = {}
                taken = time.process_time() - start
                best[name] = min(best.get(name, taken), taken)
        for name in order:
            tallies[name].seconds.append(best[name])
            score(tallies[name], page.true, found[name])
    return tallies


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def show(tallies: dict[str, Tally]) -> None:
    base = sum(tallies["trafilatura"].seconds) if "trafilatura" in tallies else None
    print(
        f"{'':<18}{'F1':>7}{'prec.':>7}{'recall':>7}{'exact':>7}{'ms/page':>9}{'slowest':>9}"
        f"{'of trafilatura':>16}"
    )
    for name, tally in tallies.items():
        precision, recall = mean(tally.precision), mean(tally.recall)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        total = sum(tally.seconds)
        share = f"{total / base:>16.3f}" if base else f"{'-':>16}"
        print(
            f"{name:<18}{f1:>7.3f}{precision:>7.3f}{recall:>7.3f}{mean(tally.exact):>7.3f}"
            f"{1000 * total / len(tally.seconds):>9.1f}{1000 * max(tally.seconds):>9.0f}{share}"
        )
        others = "  ".join(f"{key} {mean(values):.3f}" for key, values in tally.fields.items())
        if others:
            print(f"{'':<18}{others}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("manifest", nargs="?", type=Path)
    parser.add_argument("--limit", type=int, default=None, help="the first N pages only")
    parser.add_argument(
        "--rounds", type=int, default=2, help="the best of so many is a page's time"
    )
    given = parser.parse_args()
    if given.manifest is None:
        print("no manifest: the invented pages of the tests", file=sys.stderr)
    pages = (read_manifest(given.manifest) if given.manifest else invented_pages())[: given.limit]
    extractors = installed()
    for extractor in extractors.values():  # what is loaded with the first page that needs it
        for html in WARM:
            extractor(html, "https://page.example/")
    print(f"{len(pages)} pages, best of {given.rounds}")
    show(measure(pages, extractors, given.rounds))


if __name__ == "__main__":
    main()
