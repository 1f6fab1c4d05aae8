"""Speed of signing against datasketch in the same run, and of facts and comparison.

On invented texts of some 200 words, so that the figures need no data. Processor time, best of
three rounds; the ratio is what carries over to other machines.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from pipeline.comparison import Profile, compare
from pipeline.folding import sign_profile
from pipeline.records import ArticleText, DateClaim, DateOrigin
from pipeline.signatures import TEXT_SCHEME, minhash_values
from pipeline.text import shingle_hash, shingle_hashes, tokens

TEXTS = 300
ROUNDS = 3
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

OPENINGS = ("Officials said", "According to the ministry,", "On Monday", "Police in {place} said")
SUBJECTS = (
    "{name} of {place}", "the court", "a ferry", "the central bank", "{name}", "the union",
    "the striking workers", "{count} residents", "the regional governor", "rescue teams",
)  # fmt: skip
VERBS = (
    "was taken to hospital after", "announced", "rejected", "will investigate", "agreed to pay for",
    "left {place} because of", "was sentenced for", "called for talks about", "warned of",
)  # fmt: skip
OBJECTS = (
    "a fire that destroyed {count} houses", "the strike at the port", "a loan of {count} mln dlrs",
    "the flood near {place}", "charges of fraud", "new elections on {day} March",
    "the closure of the mine", "an explosion in a factory that killed {few} people",
    'what {name} called "a serious breach of the agreement"', "rising prices of bread and fuel",
)  # fmt: skip
SYLLABLES = (
    "ba",
    "den",
    "gor",
    "kal",
    "lem",
    "mor",
    "nov",
    "pra",
    "rust",
    "sev",
    "tal",
    "vik",
    "yar",
)

T = TypeVar("T")


def invent_word(random_: random.Random) -> str:
    return "".join(random_.choices(SYLLABLES, k=3)).capitalize()


def invent_body(random_: random.Random) -> str:
    """A text of some 200 words, of a dozen names and figures of its own."""
    names = [f"{invent_word(random_)} {invent_word(random_)}" for _ in range(4)]
    places = [invent_word(random_) for _ in range(4)]
    paragraphs: list[str] = []
    while len(" ".join(paragraphs).split()) < 200:
        frame = " ".join(random_.choice(part) for part in (OPENINGS, SUBJECTS, VERBS, OBJECTS))
        values = {"name": random_.choice(names), "place": random_.choice(places)}
        counts = {"count": f"{random_.randrange(100, 90000):,}", "few": random_.randrange(2, 60)}
        paragraphs.append(frame.format(**values, **counts, day=random_.randrange(1, 31)) + ".")
    return "\n\n".join(paragraphs)


def invent_articles() -> list[ArticleText]:
    random_ = random.Random(1)
    bodies = (invent_body(random_) for _ in range(TEXTS))
    return [
        ArticleText(
            article_id=number,
            version_id=number,
            url=f"https://outlet{number}.example/1",
            outlet=f"outlet{number}.example",
            title=body.partition(".")[0],
            body=body,
            first_seen_at=NOON,
            published=DateClaim(at=NOON + timedelta(hours=number % 60), origin=DateOrigin.FEED),
            lang="en",
        )
        for number, body in enumerate(bodies)
    ]


def seconds(work: Callable[[T], object], items: Sequence[T]) -> float:
    """Return the processor time of one round."""
    start = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - start


def sign_with_datasketch(words: Sequence[str]) -> NDArray[np.unsignedinteger]:
    """Sign a text from its words, to the same values as ours."""
    size = TEXT_SCHEME.shingle_words
    minhash = MinHash(num_perm=TEXT_SCHEME.num_perm, scheme="affine32", hashfunc=shingle_hash)
    starts = range(len(words) - size + 1)
    minhash.update_batch([" ".join(words[at : at + size]).encode() for at in starts])
    return np.asarray(minhash.hashvalues)


def sign_with_ours(words: Sequence[str]) -> NDArray[np.uint32]:
    return minhash_values(shingle_hashes(words, TEXT_SCHEME.shingle_words), TEXT_SCHEME)


def main() -> None:
    articles = invent_articles()
    words = [tokens(article.body) for article in articles]
    assert sign_with_ours(words[0]).tolist() == sign_with_datasketch(words[0]).tolist()
    profiles = [Profile(article) for article in articles]
    pairs = [(a, b) for a in profiles for b in profiles[a.article.article_id + 1 :][:50]]
    for one, other in pairs:
        compare(one, other)  # works out what is kept of each, and fills the caches

    def best(work: Callable[[T], object], items: Sequence[T]) -> float:
        return min(seconds(work, items) for _ in range(ROUNDS))

    ours, theirs = best(sign_with_ours, words), best(sign_with_datasketch, words)
    whole = best(lambda article: sign_profile(Profile(article)), articles)
    compared = best(lambda pair: compare(*pair), pairs)
    print(f"{TEXTS} texts of {sum(map(len, words)) / TEXTS:.0f} words")
    print(f"signing: ours              {TEXTS / ours:>9,.0f} texts/s")
    print(f"         datasketch        {TEXTS / theirs:>9,.0f} texts/s")
    print(f"         ratio             {theirs / ours:>9.1f}")
    print(f"facts and both signatures  {TEXTS / whole:>9,.0f} articles/s, cleaning included")
    print(f"comparison                 {len(pairs) / compared:>9,.0f} pairs/s")


if __name__ == "__main__":
    main()
