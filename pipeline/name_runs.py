"""Names by their capitals, with the titles before them: who may be said to have spoken."""

import re
from collections.abc import Iterator

from pipeline.facts import look_up
from pipeline.saying import Pieces, Wording
from pipeline.speakers import Speaker

ROMANCE = frozenset(("es", "fr", "it", "pt"))
_ADJECTIVE = re.compile(r"(?:[оы]й|ий|ого|его|ому|ым|[ая]я|[ую]ю|ої)$")

_ASIDE = 20
"""Words and marks between the two commas, at most."""


class NameReader(Wording):
    """Finds the names in a sentence of a language that has capitals."""

    def runs(self, found: Pieces) -> Iterator[Pieces]:
        """The names in order: capitalised words in a row, with the titles before them.

        What follows a preposition is a place or an office, not who speaks.
        """
        at = 0
        while at < len(found):
            if not self._may_name(found, at):
                at += 1
                continue
            end = self._run_end(found, at)
            start = self._with_titles(found, at)
            if self._is_adjective(found, at, end):
                at = end
                continue
            if not self._is_placed(found, start):
                yield found[start:end]
            elif self.lang in ROMANCE and end - at > 2:  # "ministro da Saúde João Silva"
                yield found[end - 2 : end]
            at = end

    def _is_adjective(self, found: Pieces, at: int, end: int) -> bool:
        """Whether a single capitalised word is of the noun behind it: "Верховной рады"."""
        if self.lang not in ("ru", "uk") or end - at > 1 or end == len(found):
            return False
        behind = found[end]
        lower = behind.is_word and not behind.is_capital and not self.is_verb(behind)
        return lower and _ADJECTIVE.search(found[at].lower) is not None

    def _is_placed(self, found: Pieces, start: int) -> bool:
        """Whether a name follows a preposition, or in German stands in the genitive."""
        before = [piece.lower for piece in found[max(start - 2, 0) : start]]
        article = before[1:] and before[-1] in self.words["determiner"]
        articles = int(bool(article) and not self.has("title", found[start].lower))
        if before and before[-1 - articles] in self.words["preposition"]:
            return True
        genitive = self.lang == "de" and before[-1:] != [] and before[-1] in ("des", "der")
        return genitive and start > 1 and found[start - 2].is_capital

    def last_run(self, found: Pieces) -> Pieces:
        """The name that stands nearest before what follows; empty if there is none."""
        runs = [run for run in self.runs(found) if not is_acronym(run)]
        named = [run for run in runs if self.names(run)]
        return (named or runs or [()])[-1]

    def _may_name(self, found: Pieces, at: int) -> bool:
        piece = found[at]
        if not piece.is_capital or self.ends(piece) or self.has("pronoun", piece.lower):
            return False
        if self.is_verb(piece):
            return False
        opens = at == 0 or found[at - 1].text in ".!?…"
        # A common word that only opens a sentence; a German one may be a noun anywhere.
        return not (opens and look_up(piece.text, self.lang).key is None)

    def _run_end(self, found: Pieces, at: int) -> int:
        end = at + 1
        while end < len(found):
            following = found[end + 1] if end + 1 < len(found) else None
            piece = found[end]
            linked = following is not None and following.is_capital
            if not (
                (piece.is_word and piece.is_capital)
                or (piece.lower in self.words["particle"] and self._goes_on(found, end))
                or (piece.text == "." and linked and self.abbreviates(found, end))
            ):
                break
            end += 1
        return end

    def _goes_on(self, found: Pieces, at: int) -> bool:
        """Whether a name goes on behind one or two particles: "de la Paz"."""
        after = found[at + 1 : at + 3]
        if len(after) == 2 and after[0].lower in self.words["particle"]:
            return after[1].is_capital
        return bool(after) and after[0].is_capital

    def _with_titles(self, found: Pieces, at: int) -> int:
        start = at
        while start > 0:
            piece = found[start - 1]
            dotted = piece.text == "." and self.abbreviates(found, start - 1)
            if not dotted and not self.has("title", piece.lower):
                break
            start -= 1
        return start

    def is_person(self, found: Pieces, run: Pieces) -> bool:
        """Whether a title stands beside a name, an age behind it, or a verb beside a rare one."""
        if is_acronym(run) or not self.names(run):
            return False
        at = found.index(run[0])
        end = at + len(run)
        if any(self.has("title", piece.lower) for piece in run):
            return True
        aged = [piece.text for piece in found[end : end + 2]]
        if len(aged) == 2 and aged[0] in "(," and aged[1].isdecimal() and len(aged[1]) == 2:
            return True
        beside = [*found[max(at - 1, 0) : at], *found[self._behind(found, end) :][:1]]
        rare = any(look_up(word, self.lang).naming.always for word in self.names(run))
        return rare and any(map(self.is_verb, beside))

    def _behind(self, found: Pieces, end: int) -> int:
        """Where the sentence goes on behind a name: after what a pair of commas says of it."""
        if end >= len(found) or found[end].text != ",":
            return end
        commas = (at for at in range(end + 1, min(end + _ASIDE, len(found))))
        return next((at + 1 for at in commas if found[at].text == ","), end)

    def names(self, run: Pieces) -> tuple[str, ...]:
        """The words of a run that are a name and no title."""
        titles = [at for at, piece in enumerate(run) if self.has("title", piece.lower)]
        behind = run[titles[-1] + 1 :] if titles else run
        words = [p.text for p in behind or run if p.is_capital and not self.has("title", p.lower)]
        words = [word for word in words if not (word.isupper() and len(words) > 1)]
        if self.lang == "de":  # where every noun has a capital
            words = words[-2:]
            if not any(look_up(word, "de").naming.always for word in words):
                return ()
        return tuple(word for word in words if len(word) > 1)

    def named(self, run: Pieces) -> Speaker:
        """The speaker that a run names."""
        return self.speaker(run, self.names(run))

    def speaker(self, run: Pieces, names: tuple[str, ...]) -> Speaker:
        """The speaker that stands from the first piece of a run to its last."""
        return Speaker(start=run[0].start, end=run[-1].end, names=names)


def is_acronym(run: Pieces) -> bool:
    """Whether a run is nothing but the short name of an agency or an office."""
    return len(run) == 1 and run[0].text.isupper() and len(run[0].text) <= 6
