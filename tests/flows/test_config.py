import os
from pathlib import Path

import pytest

from flows.config import (
    Settings,
    SettingsError,
    child_environment,
    engine_environment,
    export_environment,
    load_settings,
)
from storage.database import DEFAULT_URL


def test_the_defaults_need_no_environment():
    settings = load_settings()
    assert settings.database_url == DEFAULT_URL
    assert settings.prefect_api_url is None


def test_the_environment_is_read(monkeypatch):
    monkeypatch.setenv("NEWSFOLD_WINDOW_DAYS", "3")
    monkeypatch.setenv("NEWSFOLD_HOSTS", '{"a.example": "127.0.0.1"}')
    settings = load_settings()
    assert settings.window_days == 3
    assert settings.hosts == {"a.example": "127.0.0.1"}


def test_what_is_given_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv("NEWSFOLD_DATABASE_URL", "sqlite:///one.db")
    assert load_settings(database_url="sqlite:///two.db").database_url == "sqlite:///two.db"
    assert load_settings(database_url=None).database_url == "sqlite:///one.db"


def test_an_empty_variable_is_none(monkeypatch):
    monkeypatch.setenv("NEWSFOLD_MAX_PAGES", "")
    assert load_settings().max_pages is None


def test_the_database_lies_in_the_folder():
    assert load_settings(directory=Path("x")).database_url == "sqlite:///x/newsfold.db"


@pytest.mark.parametrize("name", ["NEWSFOLD_PREFECT_API_URL", "PREFECT_API_URL"])
def test_a_prefect_server_may_be_named_in_prefects_own_way(monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:1/api")
    assert load_settings().prefect_api_url == "http://127.0.0.1:1/api"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NEWSFOLD_WINDOW_DAYS", "soon"),
        ("NEWSFOLD_WINDOW_DAYS", "0"),
        ("NEWSFOLD_LOG_LEVEL", "loud"),
        ("NEWSFOLD_HOSTS", "a.example"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_only_the_wrong_value_is_named(monkeypatch):
    monkeypatch.setenv("NEWSFOLD_WINDOW_DAYS", "soon")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).count("NEWSFOLD_") == 1


def test_a_wrong_token_is_not_shown():
    with pytest.raises(SettingsError, match=r"NEWSFOLD_DESK_TOKEN=\*\*\*: ") as caught:
        load_settings(desk_token="open sesame")
    assert "sesame" not in str(caught.value)


def test_a_child_reads_the_same_settings(monkeypatch):
    settings = load_settings(
        directory=Path("data"), window_days=3, hosts={"a.example": "127.0.0.1"}, max_pages=5
    )
    paths = {"directory", "archive", "sources"}
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    read = load_settings()
    assert read.model_dump(exclude=paths) == settings.model_dump(exclude=paths)
    assert read.directory == settings.directory.absolute()
    assert read.archive == settings.archive.absolute()


def test_every_setting_is_described():
    assert all(field.description for field in Settings.model_fields.values())


def test_the_engine_keeps_its_state_in_the_folder_and_tells_nobody():
    environment = engine_environment(load_settings(), "http://127.0.0.1:4217/api")
    assert environment["PREFECT_HOME"] == str(Path("newsfold-data/prefect").absolute())
    assert environment["DO_NOT_TRACK"] == "1"
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] == "false"


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="file/prefect"):
        load_settings(directory=tmp_path / "file").make_engine_home()


def test_later_parts_of_an_environment_win(monkeypatch):
    monkeypatch.setenv("NEWSFOLD_A", "0")
    assert child_environment({"NEWSFOLD_A": "1"}, {"NEWSFOLD_A": "2"})["NEWSFOLD_A"] == "2"
    export_environment({"NEWSFOLD_A": "3"})
    assert os.environ["NEWSFOLD_A"] == "3"
