"""An article without the sentences that its outlet is known to repeat."""

from collections.abc import Collection
from dataclasses import replace

from crawlers.extract.reading import Reading
from pipeline.repetition import leave_out


def without_repeated(found: Reading, repeated: Collection[int]) -> Reading:
    """Return what a page holds without these sentences in its body.

    They are given by their digests, and kept beside the body. What may be news, in the first third
    of a text, stays (`pipeline.repetition`).
    """
    if not repeated or not found.parts:
        return found
    kept, left_out = leave_out([part.text for part in found.parts], repeated)
    parts = [replace(part, text=text) for part, text in zip(found.parts, kept, strict=True) if text]
    return replace(found, parts=tuple(parts), left_out=left_out)
