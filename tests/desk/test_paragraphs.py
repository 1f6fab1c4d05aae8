import pytest

from desk.paragraphs import open_count


@pytest.mark.parametrize(
    ("lengths", "count"),
    [((), 0), ((40, 50), 2), ((40, 70, 1), 1), ((500, 1), 1), ((40, 60), 2)],
)
def test_the_paragraphs_that_stand_open(lengths, count):
    assert open_count(["x" * length for length in lengths], 100) == count
