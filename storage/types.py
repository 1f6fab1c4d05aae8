"""Column types that behave the same on SQLite and PostgreSQL."""

import re
import struct
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    Integer,
    LargeBinary,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB

# SQLite numbers rows by itself only where the key is declared as plain INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")

# PostgreSQL indexes no text over 2,704 bytes; no address in real use is as long as this.
MAX_ADDRESS_BYTES = 2_000

# PostgreSQL refuses NUL in text; a lone surrogate has no UTF-8 form.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

Json = JSON().with_variant(JSONB, "postgresql")


class UTCDateTime(TypeDecorator[datetime]):
    """Aware times in, aware UTC out; a naive time is an error.

    PostgreSQL keeps the offset (`timestamptz`), SQLite keeps text without one: both hold UTC.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"naive datetime {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored time as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DigestSet(TypeDecorator[frozenset[int]]):
    """Signed numbers of 64 bits in one blob, the smallest first; null for none.

    Equal sets are equal blobs, so that the database can compare them.
    """

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: frozenset[int] | None, dialect: Dialect) -> bytes | None:
        """Pack the numbers."""
        return struct.pack(f"<{len(value)}q", *sorted(value)) if value else None

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> frozenset[int]:
        """Return the numbers."""
        return frozenset(struct.unpack(f"<{len(value) // 8}q", value)) if value else frozenset()


class StorableText(TypeDecorator[str]):
    """Text that both databases can hold, whatever a web page contained."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be stored."""
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """Return `text` with each character that no database can hold replaced."""
    if text.isascii() and "\0" not in text:  # ten times as fast as the search
        return text
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def fits_index(url: str) -> bool:
    """Whether an address is short enough to be a key."""
    return len(storable(url).encode()) <= MAX_ADDRESS_BYTES


def closed_list(members: type[StrEnum]) -> Enum:
    """Return a column type that holds the values of `members` as text and nothing else."""
    return Enum(
        members,
        native_enum=False,
        length=32,
        values_callable=lambda enum: [member.value for member in enum],
        validate_strings=True,
    )
