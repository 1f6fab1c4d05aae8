import json
import sqlite3

import pytest

from pipeline.outcomes import Outcome


@pytest.mark.slow
def test_the_demo_finds_the_stories_of_the_press_and_says_what_to_try(newsfold, tmp_path):
    done = newsfold("demo")
    assert done.returncode == 0, done.stderr
    assert "119 of 119 articles" in done.stdout
    assert "B-cubed F1" in done.stdout
    database = "sqlite:///newsfold-data/demo/newsfold.db"
    assert f"Database: {database}" in done.stdout
    [step] = [line for line in done.stdout.splitlines() if " show " in line]
    shown = newsfold(*step.split()[1:])
    assert shown.returncode == 0
    assert "original *" in shown.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_demo_begins_anew_each_time(newsfold, tmp_path):
    for _ in range(2):
        done = newsfold("demo", "--directory", tmp_path / "here", "--json")
        assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["crawl"]["run"]["outcomes"][Outcome.STORED_NEW] == report["expected"]
    assert report["scores"]["articles"] == report["expected"]
    with sqlite3.connect(tmp_path / "here" / "newsfold.db") as database:
        assert database.execute("SELECT count(*) FROM crawl_run").fetchone() == (1,)
    database.close()
