from crawlers.extract.tables import read_rows


def test_remarks_are_no_rows():
    rows = read_rows("class_words.txt")
    assert rows
    assert all(len(row) == 2 and not row[0].startswith("#") for row in rows)
