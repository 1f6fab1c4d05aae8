"""The whole method over articles in memory: sign, propose, judge, group.

The database path (`flows/grouping_job.py`) goes through the same steps with storage between them;
evaluation and tests go through these.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from pipeline.banding import propose
from pipeline.comparison import Profile
from pipeline.grouping import Pair, components, missing_pairs, ordered
from pipeline.linkage import clipped_logit, cut_component
from pipeline.records import NO_LINKS, ArticleText, JudgedPair, Links, Signature
from pipeline.repetition import learn_repeated, list_sentences
from pipeline.signatures import SCHEMES, sign_all_facts, sign_texts
from pipeline.verdict import SAME_STORY, judge

WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folding:
    """Stories, and the pairs that they rest on."""

    stories: list[frozenset[int]]
    """Ids of articles; singletons included."""
    pairs: Mapping[Pair, JudgedPair]
    candidate_count: int
    crowded_bands: int


def fold(
    articles: Sequence[ArticleText], *, window: timedelta = WINDOW, links: Links = NO_LINKS
) -> Folding:
    """Group articles into stories."""
    profiles = {profile.article.article_id: profile for profile in make_profiles(articles)}
    pairs, crowded = _propose(profiles, window)
    judged = judge_pairs(profiles, pairs)
    found = components(profiles.keys(), judged.values(), links.together)
    for component in found:
        judged |= judge_pairs(profiles, missing_pairs(component, judged), proposed=False)
    return Folding(
        stories=cut(found, profiles, judged, links),
        pairs=judged,
        candidate_count=len(pairs),
        crowded_bands=crowded,
    )


def make_profiles(articles: Iterable[ArticleText]) -> list[Profile]:
    """Return the profiles of articles, without the sentences that their outlets repeat in them."""
    profiles = [Profile(article) for article in articles]
    lists = [list_sentences(profile.stripped.body) for profile in profiles]
    repeated = learn_repeated(
        (profile.article.outlet, profile.article.url, listed)
        for profile, listed in zip(profiles, lists, strict=True)
    )
    return [
        _leaving_out(profile, repeated[profile.article.outlet].intersection(listed.edges))
        for profile, listed in zip(profiles, lists, strict=True)
    ]


def _leaving_out(profile: Profile, digests: frozenset[int]) -> Profile:
    if profile.article.left_out == digests:
        return profile  # which knows its text without promotion already
    return Profile(replace(profile.article, left_out=digests))


def sign_profile(profile: Profile) -> tuple[Signature, ...]:
    """Return the signatures of one article, one for each of `SCHEMES`."""
    return sign_profiles([profile])[0]


def sign_profiles(profiles: Collection[Profile]) -> list[tuple[Signature, ...]]:
    """Return the signatures of each article: of many together, in less time than one by one."""
    texts = sign_texts([profile.cleaned.body for profile in profiles])
    facts = sign_all_facts([profile.facts for profile in profiles])
    return [
        tuple(replace(signature, left_out=profile.article.left_out) for signature in signatures)
        for profile, *signatures in zip(profiles, texts, facts, strict=True)
    ]


def _propose(profiles: Mapping[int, Profile], window: timedelta) -> tuple[list[Pair], int]:
    """Return the pairs that share a band of either signature, and how many bands were crowded."""
    articles = [profile.article for profile in profiles.values()]
    signed = list(zip(articles, sign_profiles(profiles.values()), strict=True))
    pairs: set[Pair] = set()
    crowded = 0
    for number, scheme in enumerate(SCHEMES):
        rows = [(a, keys) for a, all_keys in signed if (keys := all_keys[number].band_keys)]
        found = propose(
            np.frombuffer(b"".join(keys for _, keys in rows), "<u8").reshape(-1, scheme.bands),
            is_new=np.ones(len(rows), np.bool_),
            reference_at=np.array([a.reference_at.timestamp() for a, _ in rows], np.float64),
            window_seconds=window.total_seconds(),
        )
        ids = [article.article_id for article, _ in rows]
        pairs |= {ordered(ids[first], ids[second]) for first, second in found.rows.tolist()}
        crowded += found.crowded_bands
    return sorted(pairs), crowded


def judge_pairs(
    profiles: Mapping[int, Profile], pairs: Sequence[Pair], *, proposed: bool = True
) -> dict[Pair, JudgedPair]:
    """Judge pairs of article ids."""
    judged = (judge(profiles[a], profiles[b], proposed=proposed) for a, b in pairs)
    return {(pair.first_id, pair.second_id): pair for pair in judged}


def cut(
    found: Sequence[Sequence[int]],
    profiles: Mapping[int, Profile],
    judged: Mapping[Pair, JudgedPair],
    links: Links = NO_LINKS,
) -> list[frozenset[int]]:
    """Cut components, whose pairs have all been judged, into stories."""
    order = {article_id: profile.article.url for article_id, profile in profiles.items()}
    scores = {pair: clipped_logit(verdict.probability) for pair, verdict in judged.items()}
    return [
        story
        for component in found
        for story in cut_component(
            component,
            scores,
            order=order,
            threshold=clipped_logit(SAME_STORY),
            together=links.together,
            apart=links.apart,
        )
    ]
