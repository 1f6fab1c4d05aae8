"""How many sources of a story are independent of each other, and who published it first."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.comparison import Profile, one_language, share_found
from pipeline.credit import known_agency, names_outlet
from pipeline.direction import credits_outlet, latest_time, was_before
from pipeline.records import VariantKind, VariantPlan

COPIES = frozenset(
    {VariantKind.REPRINT, VariantKind.LIGHT, VariantKind.ABRIDGED, VariantKind.EXPANDED}
)
"""What holds so much of another text that it is no source of its own."""

# Share of either text in the other from which an article holds the text of its likely source.
_HOLDS_TEXT = 0.5

_CHAIN = re.compile(r"\s*[/,;|+&]\s*")
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Who tells a story."""

    outlet_count: int
    independent_count: int
    """Outlets of one owner, wire copy and copied text count once."""
    first_article_id: int
    """Of the articles that we have, the one that was probably published first."""
    first_certain: bool
    """Whether no other may have been there before it; `first_rivals` are those that may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Outlets of a story that depend on each other, and so are one source."""

    outlets: frozenset[str]
    reasons: tuple[str, ...] = ()
    """Why they do; none where an outlet stands alone."""


def count_sources(profiles: Sequence[Profile], variants: Sequence[VariantPlan]) -> Sources:
    """Return who tells a story, given the place of each of its articles in it."""
    first = min(profiles, key=lambda p: (latest_time(p.article), p.article.url))
    return Sources(
        outlet_count=len({profile.article.outlet for profile in profiles}),
        independent_count=len(independent_groups(profiles, variants)),
        first_article_id=first.article.article_id,
        first_certain=not first_rivals(first, profiles),
    )


def first_rivals(first: Profile, profiles: Sequence[Profile]) -> list[Profile]:
    """Return the articles that may have been published before the one that is taken for first."""
    return [
        profile
        for profile in profiles
        if profile is not first and not was_before(first.article, profile.article)
    ]


def independent_groups(profiles: Sequence[Profile], variants: Sequence[VariantPlan]) -> list[Group]:
    """Return the outlets of a story in groups: those of one group depend on each other."""
    joined = _Joined()
    for profile in profiles:
        joined.join(_outlet(profile), _outlet(profile))
        if (owner := profile.article.owner) is not None:
            joined.join(_outlet(profile), f"owner {owner}", f"one owner: {owner}")
        for origin in _credited(profile, profiles):
            joined.join(_outlet(profile), origin, f"credit: {origin.partition(' ')[2]}")
    for one, other in _copied(profiles, variants):
        joined.join(_outlet(one), _outlet(other), "copied text")
    return joined.groups({profile.article.outlet: _outlet(profile) for profile in profiles})


def credited_names(profiles: Sequence[Profile]) -> dict[str, int]:
    """Return the agencies and outlets that articles credit, each with how many do; most first.

    An outlet that names itself credits nobody.
    """
    counts: dict[str, int] = {}
    for profile in profiles:
        for name in _CHAIN.split(profile.article.credit or ""):
            if name.strip() and not names_outlet(name, profile.article.outlet):
                known = known_agency(name) or name.strip()
                counts[known] = counts.get(known, 0) + 1
    return dict(sorted(counts.items(), key=lambda named: (-named[1], named[0])))


def _outlet(profile: Profile) -> str:
    return f"outlet {profile.article.outlet}"


def _credited(profile: Profile, profiles: Sequence[Profile]) -> list[str]:
    """The outlets of the story that an article credits, else the agencies outside of it."""
    credit = profile.article.credit
    if not credit:
        return []
    held = [_outlet(p) for p in profiles if credits_outlet(profile.article, p.article)]
    return held or [f"agency {_agency(name)}" for name in _CHAIN.split(credit) if _agency(name)]


def _agency(name: str) -> str:
    return known_agency(name) or _NO_LETTER.sub("", name).casefold()


def _copied(
    profiles: Sequence[Profile], variants: Sequence[VariantPlan]
) -> list[tuple[Profile, Profile]]:
    """The pairs of articles of which one holds the text of the other."""
    by_id = {profile.article.article_id: profile for profile in profiles}
    original = next(by_id[variant.article_id] for variant in variants if variant.canonical)
    pairs = [(by_id[v.article_id], original) for v in variants if v.kind in COPIES]
    # Its kind tells already what reading it would: that takes a millisecond for each text.
    known = {one.article.article_id for one, _ in pairs}
    sources = [
        (by_id[v.article_id], by_id[v.likely_source_id])
        for v in variants
        if v.likely_source_id is not None
        and not (v.article_id in known and v.likely_source_id == original.article.article_id)
    ]
    return pairs + [(one, source) for one, source in sources if _holds_text(one, source)]


def _holds_text(one: Profile, other: Profile) -> bool:
    # Across languages only facts can be found again, and those every report of an event shares.
    return one_language(one, other) and (
        max(share_found(one, other), share_found(other, one)) >= _HOLDS_TEXT
    )


class _Joined:
    """Names that have been joined with each other."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._reasons: list[tuple[str, str, str]] = []

    def join(self, one: str, other: str, reason: str | None = None) -> None:
        """Put two names, and all that were joined with them, together."""
        self._above[self._top(one)] = self._top(other)
        if reason is not None and one != other:
            self._reasons.append((one, other, reason))

    def groups(self, names: dict[str, str]) -> list[Group]:
        """The keys of `names` in the groups of their values, in order."""
        found: dict[str, set[str]] = {}
        for key, name in sorted(names.items()):
            found.setdefault(self._top(name), set()).add(key)
        return [
            Group(outlets=frozenset(group), reasons=self._reasons_of(top) if group[1:] else ())
            for top, group in ((top, sorted(group)) for top, group in found.items())
        ]

    def _reasons_of(self, top: str) -> tuple[str, ...]:
        """An owner or agency of one outlet alone is no reason."""
        joined = Counter(other for _, other in {(one, other) for one, other, _ in self._reasons})
        return tuple(
            sorted(
                {
                    reason
                    for one, other, reason in self._reasons
                    if self._top(one) == top and (other.startswith("outlet ") or joined[other] > 1)
                }
            )
        )

    def _top(self, name: str) -> str:
        while (above := self._above.get(name, name)) != name:
            name = above
        return name
