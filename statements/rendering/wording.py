"""A word-level difference of two texts, as runs that are kept, removed or added."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

KEPT, REMOVED, ADDED = "kept", "removed", "added"
# A word with the space after it is one token: spaces alone would match everywhere.
_WORDS = re.compile(r"\w+(?:[.,'’/-]\w+)*\s*|[^\w\s]+\s*|\s+")
_SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]*\s*")
# Pairs of equal tokens, which is what the comparison has to weigh: above this,
# sentences are compared before words, and above it again, nothing is.
_MOST_PAIRS = 200_000
# Less than this in common, and two texts side by side read better than confetti.
_LIKENESS = 0.3


@dataclass(frozen=True)
class Run:
    """A stretch of text: "kept", "removed" or "added"."""

    fate: str
    text: str


@lru_cache(maxsize=1024)
def wording(before: str, after: str) -> tuple[Run, ...]:
    """The runs that lead from `before` to `after`.

    Kept and removed runs together are `before`, kept and added ones are `after`.
    """
    runs = list(_runs(_WORDS.findall(before), _WORDS.findall(after)))
    return tuple(_joined(_without_confetti(runs)))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield Run(KEPT, "".join(old[:start]))
    yield from _middle(old[start : len(old) - end], new[start : len(new) - end])
    yield Run(KEPT, "".join(old[len(old) - end :]))


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if _pairs(old, new) > _MOST_PAIRS:
        yield from _by_sentence("".join(old), "".join(new))
        return
    for same, gone, come in _opcodes(old, new):
        yield from [Run(KEPT, gone)] if same else _replaced(gone, come)


def _by_sentence(before: str, after: str) -> Iterator[Run]:
    old, new = _SENTENCES.findall(before), _SENTENCES.findall(after)
    if _pairs(old, new) > _MOST_PAIRS:
        yield from _replaced(before, after)
        return
    for same, gone, come in _opcodes(old, new):
        words, others = _WORDS.findall(gone), _WORDS.findall(come)
        if same:
            yield Run(KEPT, gone)
        elif _pairs(words, others) > _MOST_PAIRS:
            yield from _replaced(gone, come)
        else:
            yield from _middle(words, others)


def _replaced(gone: str, come: str) -> tuple[Run, Run]:
    return Run(REMOVED, gone), Run(ADDED, come)


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    theirs = Counter(new)
    return sum(count * theirs[token] for token, count in Counter(old).items())


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        yield tag == "equal", "".join(old[i1:i2]), "".join(new[j1:j2])


def _without_confetti(runs: Sequence[Run]) -> list[Run]:
    """Say a rewritten text as one removal and one addition.

    Lone punctuation or spaces between two amendments go with them.
    """
    kept = sum(len(run.text) for run in runs if run.fate == KEPT)
    longest = max(
        sum(len(run.text) for run in runs if run.fate != ADDED),
        sum(len(run.text) for run in runs if run.fate != REMOVED),
        1,
    )
    if kept / longest < _LIKENESS:
        return [
            Run(REMOVED, "".join(r.text for r in runs if r.fate != ADDED)),
            Run(ADDED, "".join(r.text for r in runs if r.fate != REMOVED)),
        ]
    result: list[Run] = []
    for position, run in enumerate(runs):
        inner = 0 < position < len(runs) - 1
        if run.fate == KEPT and inner and not re.search(r"\w", run.text):
            result += [Run(REMOVED, run.text), Run(ADDED, run.text)]
        else:
            result.append(run)
    return result


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """Between two kept runs, all that is removed and then all that is added."""
    removed = added = ""
    kept = ""
    for run in runs:
        if not run.text:
            continue
        if run.fate == KEPT:
            if removed or added:
                yield from _amended(removed, added)
                removed = added = ""
            kept += run.text
            continue
        if kept:
            yield Run(KEPT, kept)
            kept = ""
        if run.fate == REMOVED:
            removed += run.text
        else:
            added += run.text
    if kept:
        yield Run(KEPT, kept)
    yield from _amended(removed, added)


def _amended(removed: str, added: str) -> Iterator[Run]:
    if removed == added:
        if removed:
            yield Run(KEPT, removed)
        return
    if removed:
        yield Run(REMOVED, removed)
    if added:
        yield Run(ADDED, added)
