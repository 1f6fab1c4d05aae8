"""Exactness and speed of extraction on recorded pages, beside other extractors in one process.

Pages and their true bodies come from a manifest: lines of {"page", "url", "body"} and where known
"title", "authors", "published", with the gzipped pages beside it. Without one there is only the
speed, on pages made up here. Each page is read by every extractor in turn, in rotating order, and
processor time is compared within the page, so that a busy machine slows all alike.

    python benchmarks/extraction.py [MANIFEST] [--limit N] [--rounds N]

The others are optional: `pip install -e '.[benchmarks]'`. What is not installed is named.
"""

import argparse
import gzip
import importlib
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawlers.extract.article import extract_page
from crawlers.page_files import printed_date

logging.disable(logging.CRITICAL)

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages" / "manifest.jsonl"
TOKEN = re.compile(r"\w+")
SENTENCE = "The council said on day {} that it would close the baths after a long debate."

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


def invent_pages() -> list[Page]:
    """Return pages without anything true of them, for the speed alone."""
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(60))
    card = "<div class='card'><h3><a href='/x'>Another headline</a></h3><p>A teaser.</p></div>"
    pages = []
    for number in range(60):
        text = "".join(f"<p>{SENTENCE.format(n)} {SENTENCE.format(n + 1)}</p>" for n in range(25))
        html = (
            f"<html lang='en'><head><title>Baths {number}</title></head><body><ul>{menu}</ul>"
            f"<article><h1>Baths {number}</h1><div class='text'>{text}</div></article>"
            f"<div class='side'>{card * 40}</div></body></html>"
        )
        pages.append(Page(str(number), f"https://page.example/{number}", html, {}))
    return pages


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = TOKEN.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def names(value: str | Iterable[str] | None) -> set[str]:
    listed = value.split(";") if isinstance(value, str) else value or ()
    return {letters(name) for name in listed} - {""}


def score(tally: Tally, true: Fields, found: Fields) -> None:
    """Add what an extractor found on one page to its tally."""
    if "body" in true:
        expected, printed = shingles(true["body"]), shingles(found.get("body") or "")
        shared = (expected & printed).total()
        if printed:
            tally.precision.append(shared / printed.total())
        tally.recall.append(shared / max(1, expected.total()))
        same = TOKEN.findall(true["body"]) == TOKEN.findall(found.get("body") or "")
        tally.exact.append(float(same))
    if true.get("title"):
        add(tally, "title", letters(true["title"]) == letters(found.get("title") or ""))
    if true.get("published"):
        expected_day, day = true["published"][:10], str(found.get("published") or "")[:10]
        add(tally, "day", expected_day == day)
    if wanted := names(true.get("authors")):
        got = names(found.get("authors"))
        add(tally, "authors", 2 * len(wanted & got) / (len(wanted) + len(got)))


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
        "--rounds", type=int, default=1, help="the best of so many is a page's time"
    )
    given = parser.parse_args()
    manifest = given.manifest or (SHARED if SHARED.exists() else None)
    if manifest is None:
        print("no manifest: speed only, on pages made up here", file=sys.stderr)
    pages = (read_manifest(manifest) if manifest else invent_pages())[: given.limit]
    extractors = installed()
    for extractor in extractors.values():  # models are loaded with the first page
        extractor(pages[0].html, pages[0].url)
    print(f"{len(pages)} pages, best of {given.rounds}")
    show(measure(pages, extractors, given.rounds))


if __name__ == "__main__":
    main()
