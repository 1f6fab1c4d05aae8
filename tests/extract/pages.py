"""Makers of small pages, each saying only what its test is about."""

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


def make_page(
    *, head: str = "", top: str = f"<h1>{TITLE}</h1>", before: str = "", after: str = ""
) -> str:
    """Return a page with the usual furniture around three paragraphs."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
        f"<article>{top}{before}{text}{after}</article>"
        "<footer><p>© 2026 Harbour Post. All rights reserved.</p></footer></body></html>"
    )


def ld_script(text: str) -> str:
    """Return a JSON-LD script element."""
    return f'<script type="application/ld+json">{text}</script>'
