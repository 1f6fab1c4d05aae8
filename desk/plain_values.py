"""A page's value as JSON: the same frozen value that its template is given."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from desk.wording import iso


def to_json(value: object) -> bytes:
    """Return a value as JSON; dataclasses as objects, times in ISO 8601 UTC."""
    return json.dumps(plain_value(value), ensure_ascii=False, indent=1).encode("utf-8", "replace")


def plain_value(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return `value` built from what JSON knows."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain_value(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(inner) for inner in value]
    if isinstance(value, set | frozenset):
        return sorted(plain_value(inner) for inner in value)
    if isinstance(value, datetime):
        return iso(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
