import pytest
from jinja2 import UndefinedError

from desk.rendering import make_templates


def render(source: str, **values: object) -> str:
    return make_templates().from_string(source).render(**values)


def test_everything_is_escaped():
    assert render("{{ x }}", x="<b>&'\"") == "&lt;b&gt;&amp;&#39;&#34;"


def test_what_is_not_defined_is_an_error():
    with pytest.raises(UndefinedError):
        render("{{ missing }}")


def test_characters_that_no_page_may_hold_are_replaced():
    assert render("{{ x }}", x="a\0b\x1b") == "a\ufffdb\ufffd"


def test_a_link_leads_out_only_to_the_web():
    link = '{% from "parts.html" import outside %}{{ outside(url, "text") }}'
    assert 'href="https://a.example/?q=&#34;"' in render(link, url='https://a.example/?q="')
    assert 'rel="noopener noreferrer nofollow"' in render(link, url="https://a.example/")
    assert "href" not in render(link, url="javascript:alert(1)")


def test_text_of_outlets_is_kept_to_itself_and_cut():
    shown = render('{% from "parts.html" import told %}{{ told(t, "ar") }}', t="x" * 10_000)
    assert shown.startswith('<bdi lang="ar">')
    assert len(shown) < 400
