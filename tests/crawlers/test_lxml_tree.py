"""Pages as trees of lxml."""

import pytest

from crawlers.extract.markup import NotMarkup
from crawlers.lxml_tree import parse_tree, text_of


def test_the_text_of_an_element_is_folded() -> None:
    tree = parse_tree("<?xml encoding='x'?><p>One\n <i>two</i><!-- no --></p>")
    assert text_of(tree) == "One two"


@pytest.mark.parametrize("text", ["", "   ", "<!-- -->"])
def test_nothing_is_no_tree(text: str) -> None:
    with pytest.raises(NotMarkup):
        parse_tree(text)
