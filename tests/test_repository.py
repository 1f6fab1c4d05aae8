"""Tests of the repository itself: what is promised about it is so."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from flows.config import Settings
from pipeline.outcomes import Outcome
from storage.models import Base

ROOT = Path(__file__).parent.parent
PACKAGES = ("pipeline", "storage", "crawlers", "desk", "flows")
MODULES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
README = (ROOT / "README.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
NAMED = [path for path in MODULES if path.name not in ("__init__.py", "__main__.py")]


def identify(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=identify)
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", NAMED, ids=identify)
def test_every_module_has_a_test_file(path):
    assert list((ROOT / "tests").rglob(f"test_{path.stem}.py"))


def test_module_names_are_unique():
    names = [path.stem for path in NAMED]
    assert sorted(set(names)) == sorted(names)


def test_every_setting_is_in_the_readme():
    table = re.findall(r"^\| `NEWSFOLD_(\w+)` \|.*\| (.*) \|$", README, re.MULTILINE)
    fields = {name.upper(): field.description for name, field in Settings.model_fields.items()}
    assert dict(table) == fields


def test_every_command_is_in_the_readme():
    out = subprocess.run(
        [sys.executable, "-m", "flows.cli", "--help"], capture_output=True, text=True, check=True
    ).stdout
    commands = re.findall(r"^  (\w+) {2,}[A-Z]", out.partition("Commands:")[2], re.MULTILINE)
    assert len(commands) >= 12
    assert [name for name in commands if f"`{name}" not in README] == []


def test_every_table_is_in_the_glossary():
    assert [name for name in Base.metadata.tables if f"table `{name}`" not in GLOSSARY] == []


def test_every_outcome_is_in_the_glossary():
    assert [outcome for outcome in Outcome if f"`{outcome}`" not in GLOSSARY] == []


def test_pins_satisfy_the_declared_bounds():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[<>=\[]", line)[0].replace("_", "-").lower() for line in declared}
    pins = (ROOT / "constraints.txt").read_text().lower().replace("_", "-")
    assert [name for name in names if f"\n{name}==" not in pins] == []
