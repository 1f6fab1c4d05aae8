"""Makers of small pages, each saying only what its test is about."""

from crawlers.extract.furniture import mark, weigh
from crawlers.extract.markup import parse_document
from crawlers.extract.page_tree import PageTree, read_tree
from crawlers.extract.scoring import Page, find_headline, survey

PARAGRAPHS = (
    "Councillors in Thornsea voted by 22 to 19 on Tuesday night to close the seafront baths, "
    "ending a campaign that had run for most of the winter.",
    "The pool, which opened in 1934, needs repairs that engineers put at 4.1 million pounds, "
    "and the council said that it could find no more than a quarter of the sum.",
    "Swimmers who had queued for seats in the public gallery shouted as the result was read "
    "out, and the mayor suspended the meeting for ten minutes.",
)
BODY = "\n\n".join(PARAGRAPHS)
TITLE = "Thornsea baths to close after council vote"
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def make_page(
    *, head: str = "", top: str = f"<h1>{TITLE}</h1>", before: str = "", after: str = ""
) -> str:
    """Return a page with the usual furniture around three paragraphs."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
        f"<article>{top}{before}{TEXT}{after}</article>"
        "<footer><p>© 2026 Harbour Post. All rights reserved.</p></footer></body></html>"
    )


def ld_script(text: str) -> str:
    """Return a JSON-LD script element."""
    return f'<script type="application/ld+json">{text}</script>'


def tree_of(html: str) -> PageTree:
    """Return the tree of a page."""
    return read_tree(parse_document(html))


def scored_page(html: str, *titles: str) -> Page:
    """Return a page as the scoring sees it."""
    tree = tree_of(html)
    weights = weigh(tree)
    headline = find_headline(tree, titles or (TITLE,))
    around = None if headline is None else tree.blocks[headline].element
    return survey(tree, weights, mark(tree, weights, headline=around), headline)
