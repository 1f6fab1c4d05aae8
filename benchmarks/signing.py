"""Speed of signing against datasketch in the same run, and of facts and comparison.

On invented texts of some 200 words, so that the figures need no data. Processor time, best of
seven rounds; the ratio is what carries over to other machines.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from pipeline.comparison import Profile, compare
from pipeline.folding import sign_profile, sign_profiles
from pipeline.records import ArticleText, DateClaim, DateOrigin
from pipeline.signatures import TEXT_SCHEME, bulk_minhash_values
from pipeline.text import shingle_hash, shingle_hashes, tokens

TEXTS = 300
ROUNDS = 7
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PERMUTATIONS = MinHash(num_perm=TEXT_SCHEME.num_perm, scheme="affine32").permutations

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


def best(work: Callable[[], object]) -> float:
    """Return the processor time of the best round."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        rounds.append(time.process_time() - start)
    return min(rounds)


def sign_with_datasketch(words: Sequence[str]) -> NDArray[np.unsignedinteger]:
    """Sign a text from its words, to the same values as ours; the permutations are given."""
    size = TEXT_SCHEME.shingle_words
    minhash = MinHash(
        num_perm=TEXT_SCHEME.num_perm,
        scheme="affine32",
        hashfunc=shingle_hash,
        permutations=PERMUTATIONS,
    )
    starts = range(len(words) - size + 1)
    minhash.update_batch([" ".join(words[at : at + size]).encode() for at in starts])
    return np.asarray(minhash.hashvalues)


def sign_with_ours(texts: Sequence[Sequence[str]]) -> NDArray[np.uint32]:
    """Sign texts from their words, as grouping does: many together."""
    size = TEXT_SCHEME.shingle_words
    return bulk_minhash_values([shingle_hashes(words, size) for words in texts], TEXT_SCHEME)


def main() -> None:
    articles = invent_articles()
    words = [tokens(article.body) for article in articles]
    expected = [sign_with_datasketch(text).tolist() for text in words]
    assert sign_with_ours(words).tolist() == expected
    profiles = [Profile(article) for article in articles]
    pairs = [(a, b) for a in profiles for b in profiles[a.article.article_id + 1 :][:50]]
    for one, other in pairs:
        compare(one, other)  # works out what is kept of each, and fills the caches

    ours = best(lambda: sign_with_ours(words))
    theirs = best(lambda: [sign_with_datasketch(text) for text in words])
    together = best(lambda: sign_profiles([Profile(article) for article in articles]))
    each = best(lambda: [sign_profile(Profile(article)) for article in articles])
    compared = best(lambda: [compare(one, other) for one, other in pairs])
    print(f"{TEXTS} texts of {sum(map(len, words)) / TEXTS:.0f} words")
    print(f"signing, from words: ours  {TEXTS / ours:>9,.0f} texts/s")
    print(f"         datasketch        {TEXTS / theirs:>9,.0f} texts/s")
    print(f"         ratio             {theirs / ours:>9.1f}")
    print("cleaning, facts and both signatures:")
    print(f"         many together     {TEXTS / together:>9,.0f} articles/s")
    print(f"         one by one        {TEXTS / each:>9,.0f} articles/s")
    print(f"comparison                 {len(pairs) / compared:>9,.0f} pairs/s")


if __name__ == "__main__":
    main()
