"""Writes outlets into a catalogue, and leaves everything else in the file as it stands."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Table

from crawlers.catalogue import LISTING_KEYS, CatalogueError, Outlet, Selectors
from crawlers.catalogue_reading import load_catalogue

HEAD = (
    "# The outlets to watch. `newsfold sources check` asks for each address once and says what is\n"
    "# wrong with it; `newsfold sources --help` says more.\n"
)
# What discovery finds out; whatever else an entry holds is its operator's.
_FOUND = ("title", "home", "country", "language", "time_zone", *LISTING_KEYS)


def entry_toml(outlet: Outlet) -> str:
    """The outlet as a [[source]] table, without what is as it would be anyway."""
    lines = ["[[source]]"]
    for key, value in _written(outlet).items():
        if isinstance(value, Mapping):
            lines += [f"[source.{key}]", *(f"{k} = {_toml(v)}" for k, v in value.items())]
        else:
            lines.append(f"{key} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def catalogue_toml(outlets: Iterable[Outlet]) -> str:
    """A whole catalogue."""
    return "\n".join([HEAD, *map(entry_toml, outlets)])


def add_outlets(path: Path, outlets: Sequence[Outlet]) -> None:
    """Write outlets into the catalogue at `path`, which is made if there is none.

    Of an outlet that it has already, the listings and the description are brought up to date;
    what its operator added, comments too, stays. Raises CatalogueError, and writes nothing, if
    the catalogue would not be valid.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else HEAD
    document = tomlkit.parse(text)
    tables = {table["name"]: table for table in document.get("source", ())}
    for outlet in outlets:
        if outlet.name in tables:
            _update(tables[outlet.name], outlet)
    text = tomlkit.dumps(document)
    for outlet in outlets:
        if outlet.name not in tables:
            text = f"{text.rstrip()}\n\n{entry_toml(outlet)}"
    _replace(path, text)


def change_addresses(path: Path, changes: Mapping[tuple[str, str], str]) -> None:
    """Put new addresses in the place of old ones: by outlet and old address."""
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    for table in document.get("source", ()):
        for key in LISTING_KEYS:
            listed = table.get(key, [])
            for place, address in enumerate(listed):
                listed[place] = changes.get((table["name"], str(address)), address)
    _replace(path, tomlkit.dumps(document))


def _update(table: Table, outlet: Outlet) -> None:
    given = _written(outlet)
    for key in _FOUND:
        if key in given:
            table[key] = _item(given[key])
        elif key in LISTING_KEYS:
            table.pop(key, None)


def _item(value: Any) -> Any:  # noqa: ANN401 - whatever TOML knows
    if not isinstance(value, tuple):
        return value
    return tomlkit.parse(f"x = {_toml(value)}")["x"]


def _replace(path: Path, text: str) -> None:
    """Put `text` in the place of the file, all at once, if it is a valid catalogue."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(text, encoding="utf-8")
        load_catalogue(draft)
        if path.exists():
            draft.chmod(path.stat().st_mode)
        os.replace(draft, path.resolve())
    except CatalogueError as error:
        told = str(error).replace(str(draft), str(path))
        raise CatalogueError(f"not written, since it would not be valid: {told}") from None
    except OSError as error:
        raise CatalogueError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


def _written(outlet: Outlet) -> dict[str, Any]:
    """The fields that say something, in the order of the file, tables last."""
    plain = Outlet(name="x", title="x", home="x")
    values = {field.name: getattr(outlet, field.name) for field in fields(Outlet)}
    given = {key: value for key, value in values.items() if value != getattr(plain, key)}
    given |= {key: values[key] for key in ("name", "title", "home")}
    selectors = given.pop("selectors", Selectors())
    ordered = {key: given[key] for key in values if key in given}
    if table := {f.name: v for f in fields(Selectors) if (v := getattr(selectors, f.name))}:
        ordered["selectors"] = table
    return ordered


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        entries = [_toml(entry) for entry in value]
        if len(entries) < 2:
            return f"[{', '.join(entries)}]"
        return "[\n" + "".join(f"  {entry},\n" for entry in entries) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    # A pattern is read more easily without its backslashes doubled.
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
