from pathlib import Path

from storage.dictionary import Holder, as_markdown, describe

PAGE = Path(__file__).parents[2] / "docs/data.md"


def test_the_page_is_up_to_date():
    remedy = "newsfold db dictionary > docs/data.md"
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), f"Run: {remedy}"


def test_every_view_table_and_column_is_described():
    lines = [(each.name, each.meaning) for each in describe()]
    lines += [
        (f"{each.name}.{column.name}", column.meaning)
        for each in describe()
        for column in each.columns
    ]
    assert [name for name, meaning in lines if not meaning.endswith((".", "..."))] == []


def test_kinds_are_those_of_the_columns():
    (story,) = [each for each in describe() if each.name == "story"]
    kinds = {column.name: column.kind for column in story.columns}
    assert (kinds["id"], kinds["opened_at"], kinds["first_certain"], kinds["method"]) == (
        "integer", "time", "boolean", "text",
    )  # fmt: skip
    assert story.holder is Holder.TABLE


def test_no_view_has_the_name_of_a_table():
    names = [each.name for each in describe()]
    assert len(set(names)) == len(names)
