"""Whether one text is an edited form of another."""

from pipeline.text import shingle_hashes, tokens

_RUN_WORDS = 5
# An edit leaves most of a text as it was; two articles made from one template share half of it.
_SHARED = 0.8


def is_edit(before: str, after: str) -> bool:
    """Whether the shorter of the two texts stands mostly in the other, by runs of five words."""
    runs = [set(shingle_hashes(tokens(text), _RUN_WORDS).tolist()) for text in (before, after)]
    fewest = min(map(len, runs))
    return fewest > 0 and len(runs[0] & runs[1]) >= _SHARED * fewest
