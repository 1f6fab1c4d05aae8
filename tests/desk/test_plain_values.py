import json
from dataclasses import dataclass
from datetime import UTC, datetime

from desk.plain_values import to_json
from pipeline.records import VariantKind


@dataclass(frozen=True)
class Value:
    at: datetime
    kinds: dict[VariantKind, int]
    ids: frozenset[int]
    parts: tuple["Value", ...] = ()


def test_a_frozen_value_becomes_json():
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    inner = Value(at, {}, frozenset())
    value = Value(at, {VariantKind.REPRINT: 2}, frozenset({3, 1}), (inner,))
    assert json.loads(to_json(value)) == {
        "at": "2026-03-02T12:00:00Z",
        "kinds": {"reprint": 2},
        "ids": [1, 3],
        "parts": [{"at": "2026-03-02T12:00:00Z", "kinds": {}, "ids": [], "parts": []}],
    }


def test_text_of_any_script_stays_readable():
    assert "Эшмере".encode() in to_json({"name": "Эшмере"})


def test_half_a_character_breaks_nothing():
    assert json.loads(to_json("\ud800x")) == "?x"
