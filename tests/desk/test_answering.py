import pytest
from starlette.requests import Request
from starlette.responses import Response

from desk.answering import Place, unless_known


def asked(tag: str) -> Request:
    return Request({"type": "http", "headers": [(b"if-none-match", tag.encode())]})


@pytest.mark.parametrize("tag", ['W/"abc"', '"abc"', '"x", W/"abc"', "*"])
def test_who_has_the_page_already_is_told_so(tag):
    page = Response("page", headers={"ETag": 'W/"abc"', "Cache-Control": "no-cache"})
    answer = unless_known(asked(tag), page)
    assert (answer.status_code, answer.body, answer.headers["etag"]) == (304, b"", 'W/"abc"')


@pytest.mark.parametrize("tag", ['W/"old"', "", "abc"])
def test_others_get_it(tag):
    page = Response("page", headers={"ETag": 'W/"abc"', "Cache-Control": "no-cache"})
    assert unless_known(asked(tag), page) is page


def test_the_other_forms_of_a_page_are_asked_the_same():
    place = Place(path="/", query={"hours": "6", "outlet": "a&b"}, root="http://127.0.0.1")
    assert place.twin(".json") == "/front.json?hours=6&outlet=a%26b"
    assert place.with_query(after="5.1.2", hours=None) == "/?outlet=a%26b&after=5.1.2"
    assert Place(path="/story/3", query={}, root="").twin(".atom") == "/story/3.atom"
