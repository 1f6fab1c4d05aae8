import json

import pytest

from crawlers.extract.markup import parse_document
from crawlers.extract.script_text import read_script_text
from tests.extract.pages import PARAGRAPHS, ld_script


def text_in(*scripts: str) -> list[str]:
    return read_script_text(parse_document(f"<html><body><p>x</p>{''.join(scripts)}</body></html>"))


def data(value: object) -> str:
    return f'<script type="application/json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    "script",
    [
        data({"story": {"body": [{"text": p} for p in PARAGRAPHS]}}),
        data({"story": {"html": "".join(f"<p>{p}</p>" for p in PARAGRAPHS)}}),
        f"<script>window.state = {json.dumps({'body': list(PARAGRAPHS)})};</script>",
    ],
)
def test_the_text_in_the_data_of_a_page(script):
    assert text_in(script) == list(PARAGRAPHS)


def test_the_longest_text_wins():
    teasers = data({"teasers": [{"summary": p} for p in PARAGRAPHS]})
    story = data({"body": [f"{p} {p}" for p in PARAGRAPHS]})
    assert text_in(teasers, story) == [f"{p} {p}" for p in PARAGRAPHS]


@pytest.mark.parametrize(
    "script",
    [
        "<script>var x = 5;</script>",
        '<script type="application/json">{broken</script>',
        data({"a": ["https://h.example/" + "x" * 90] * 9}),
        data({"a": PARAGRAPHS[0]}),
        data(["[[[["] * 500),
        ld_script(json.dumps({"articleBody": " ".join(PARAGRAPHS)})),
        "<script>{" + '"a":{' * 5_000,
    ],
)
def test_scripts_without_a_text(script):
    assert text_in(script) == []
