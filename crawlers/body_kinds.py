"""What a body is, told from its first bytes, where it is not what its headers say."""

_KINDS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"ID3", "a sound file"),
    (b"\x00\x00\x00\x18ftyp", "a film"),
    (b"\x00\x00\x00\x20ftyp", "a film"),
)


def kind_of(body: bytes) -> str | None:
    """What it is for a person, if it is certainly no text."""
    return next((kind for start, kind in _KINDS if body.startswith(start)), None)


def is_said_to_be_media(content_type: str) -> bool:
    """Whether a response is a picture, a sound or a film by its own word, which counts for these.

    Scrapy takes it for a page if it begins like one; no browser would.
    """
    return content_type.strip().lower().startswith(("image/", "audio/", "video/", "font/"))
