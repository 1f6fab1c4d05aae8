import pytest

from crawlers.extract.markup import parse_document
from crawlers.extract.time_elements import published_time
from tests.extract.pages import TITLE

OWN = "<time datetime='2026-03-14'>14 March</time>"
OTHER = "<time datetime='2026-03-20'>20 March</time>"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<main>{OTHER}<h1>{TITLE}</h1>{OWN}</main>", id="behind-the-headline"),
        pytest.param(f"<main>{OTHER}<h2>{TITLE} (video)</h2>{OWN}</main>", id="a-longer-heading"),
        pytest.param(
            f"<h1>{TITLE}</h1><blockquote>{OTHER}</blockquote>{OWN}", id="a-post-before-it"
        ),
        pytest.param(f"{OTHER}<time pubdate datetime='2026-03-14'>x</time>", id="says-so"),
        pytest.param(f"{OTHER}<article>{OWN}</article>", id="in-an-article"),
        pytest.param(f"{OTHER}<article><footer>{OWN}</footer></article>", id="below-an-article"),
        pytest.param(f"<aside>{OTHER}</aside><div>{OWN}</div>", id="not-at-the-side"),
        pytest.param(f"<h1>Latest</h1>{OWN}{OTHER}", id="the-first"),
        pytest.param(
            f"<article>{OWN}<h1>{TITLE}</h1></article><li>{OTHER}</li>", id="before-the-headline"
        ),
        pytest.param(f"<h1>{TITLE}</h1><time datetime='PT3M'>3 min</time>{OWN}", id="no-duration"),
        pytest.param(f"<h1>{TITLE}</h1><time datetime=''></time>{OWN}", id="not-empty"),
        pytest.param(f"<h1>{TITLE}</h1><p>On {OTHER} {'x' * 120}</p>{OWN}", id="not-in-the-text"),
        pytest.param(
            f"<h1>{TITLE}</h1><time class='updated' datetime='2026-03-20'>x</time>{OWN}",
            id="not-that-of-a-change",
        ),
        pytest.param(
            f"<h1>{TITLE}</h1><time class='published updated' datetime='2026-03-14'>x</time>",
            id="published-and-never-changed",
        ),
    ],
)
def test_which_of_the_times_on_a_page_is_its_own(html):
    assert published_time(parse_document(html), [TITLE]) == "2026-03-14"


def test_a_page_with_the_times_of_others_alone_has_none():
    page = f"<h1>{TITLE}</h1><figure>{OTHER}</figure><blockquote>{OTHER}</blockquote>"
    assert published_time(parse_document(page), [TITLE]) is None
