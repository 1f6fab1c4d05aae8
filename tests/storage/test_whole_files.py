import os
from pathlib import Path

import pytest

from storage.whole_files import replacing


def test_a_file_takes_the_place_of_the_one_before_at_the_end(tmp_path: Path):
    path = tmp_path / "report.html"
    path.write_text("old")
    with replacing(path) as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["report.html"]


def test_an_error_leaves_what_was_there_and_no_trace(tmp_path: Path):
    path = tmp_path / "report.html"
    path.write_text("old")
    with pytest.raises(RuntimeError), replacing(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.html"]


def test_a_link_stays_a_link(tmp_path: Path):
    path, link = tmp_path / "there.html", tmp_path / "link.html"
    link.symlink_to(path)
    with replacing(link) as file:
        file.write(b"new")
    assert (link.is_symlink(), path.read_text()) == (True, "new")
