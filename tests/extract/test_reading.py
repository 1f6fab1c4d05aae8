from crawlers.extract import EXTRACTOR
from crawlers.extract.reading import PageContent, Part, PartKind, Reading

PART = Part(PartKind.PARAGRAPH, "The baths will close.")


def make(content: PageContent = PageContent.ARTICLE, *parts: Part) -> Reading:
    return Reading(content=content, reason="x", url="https://h.example/1", parts=parts)


def test_the_body_is_its_parts_parted_by_empty_lines():
    found = make(PageContent.ARTICLE, PART, Part(PartKind.SUBHEADING, "Ten minutes"))
    assert found.body == "The baths will close.\n\nTen minutes"


def test_what_holds_an_article():
    assert make(PageContent.ARTICLE, PART).holds_article
    assert make(PageContent.GALLERY, PART).holds_article
    assert not make(PageContent.ARTICLE).holds_article
    assert not make(PageContent.LISTING, PART).holds_article


def test_the_recipe_has_a_name():
    assert make().extractor == EXTRACTOR == "newsfold-extract-2"
