"""A page as a tree of lxml, for those who look around links: article pages have their own reading.

`crawlers.extract` reads with another parser, which is faster and gives what stands in an element,
but little of what is around it.
"""

from lxml import etree, html

from crawlers.extract.markup import NotMarkup


def parse_tree(text: str) -> html.HtmlElement:
    """Return the root element. Raises NotMarkup if the parser finds nothing."""
    # A parser of its own for each page: parsers are not shared between threads. Bytes, since lxml
    # refuses text that carries an XML encoding declaration.
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        return html.document_fromstring(text.encode("utf-8"), parser=parser)
    except etree.LxmlError as error:
        raise NotMarkup(str(error)) from None


def text_of(element: html.HtmlElement) -> str:
    """Return the text under an element, white space folded."""
    return " ".join(" ".join(element.itertext()).split())
