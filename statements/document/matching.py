"""Which block is which after an edit: by content, order and neighbours."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T", bound=Hashable)

# A word that stands in more blocks than this says nothing about which block it is.
COMMON_WORD = 16
MOST_CANDIDATES = 8
NEAR = 3

_WORD = re.compile(r"\w+")


def assign_uids(
    old: Sequence[tuple[str, str]],
    new: Sequence[str],
    fresh: Callable[[], str],
) -> list[tuple[str, str]]:
    """Give each new text the uid of the old block that it is, or a fresh one.

    First what reads the same in the same order (twins keep their places), then what
    was moved, then what was edited. Where a block was split, the larger part keeps
    its uid; where blocks were joined, the larger one's is kept.
    """
    texts = [text for _, text in old]
    pairs = dict(in_order(texts, new))
    pairs |= _moved(texts, new, pairs)
    pairs |= _edited(texts, new, pairs)
    source = {j: old[i][0] for i, j in pairs.items()}
    return [(source[j] if j in source else fresh(), text) for j, text in enumerate(new)]


def in_order(old: Sequence[T], new: Sequence[T]) -> Iterator[tuple[int, int]]:
    """Pairs of places that hold the same, in one order in both.

    As a patience diff does: the ends that agree, then what is unique on both sides,
    then the same between those. Every step is nearly linear.
    """
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        a, b, c, d = waiting.pop()
        while a < b and c < d and old[a] == new[c]:
            yield a, c
            a, c = a + 1, c + 1
        while a < b and c < d and old[b - 1] == new[d - 1]:
            b, d = b - 1, d - 1
            yield b, d
        found = _anchors(old, new, (a, b, c, d))
        for i, j in found:
            yield i, j
            waiting.append((a, i, c, j))
            a, c = i + 1, j + 1
        if found:
            waiting.append((a, b, c, d))


def longest_rising(values: Sequence[int]) -> list[int]:
    """The places of a longest rising run of distinct `values`."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        ends[at : at + 1] = [place]
    rising: list[int] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        rising.append(place)
        place = before[place]
    return rising[::-1]


def inserted(
    order: Sequence[str], source: Sequence[str], wanted: Collection[str]
) -> list[str]:
    """`order` with what `source` has besides, each behind what it follows there."""
    present = set(order)
    following: dict[str, list[str]] = {}
    last = ""
    for uid in source:
        if uid in present:
            last = uid
        elif uid in wanted:
            following.setdefault(last, []).append(uid)
    result = following.get("", [])
    for uid in order:
        result += [uid, *following.get(uid, ())]
    return result


def _anchors(
    old: Sequence[T], new: Sequence[T], span: tuple[int, int, int, int]
) -> list[tuple[int, int]]:
    """What stands equally often on both sides of a gap, as far as in one order."""
    a, b, c, d = span
    here, there = _places(old, a, b), _places(new, c, d)
    pairs = sorted(
        (i, j)
        for value, places in here.items()
        if len(places) == len(there.get(value, ()))
        for i, j in zip(places, there[value], strict=True)
    )
    return [pairs[place] for place in longest_rising([j for _, j in pairs])]


def _places(values: Sequence[T], start: int, end: int) -> dict[T, list[int]]:
    places: dict[T, list[int]] = defaultdict(list)
    for at in range(start, end):
        places[values[at]].append(at)
    return places


def _moved(
    old: Sequence[str], new: Sequence[str], pairs: dict[int, int]
) -> dict[int, int]:
    taken = set(pairs.values())
    left: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(old):
        if i not in pairs:
            left[text].append(i)
    moved: dict[int, int] = {}
    waiting = {text: iter(places) for text, places in left.items()}
    for j, text in enumerate(new):
        if j not in taken and text in left:
            for i in waiting[text]:
                moved[i] = j
                break
    return moved


@dataclass(frozen=True)
class _Words:
    """A text's words, each weighing its letters: “the” says little."""

    counts: Counter[str]
    weight: int

    @classmethod
    def of(cls, text: str) -> "_Words":
        counts = Counter(_WORD.findall(text.casefold()))
        return cls(counts, sum(len(word) * n for word, n in counts.items()))

    def shared(self, other: "_Words") -> int:
        few, many = sorted((self.counts, other.counts), key=len)
        return sum(len(w) * min(n, many[w]) for w, n in few.items() if w in many)


def _edited(
    old: Sequence[str], new: Sequence[str], pairs: dict[int, int]
) -> dict[int, int]:
    """The best pairs of what is left: the most shared letters first."""
    was = {i: _Words.of(text) for i, text in enumerate(old) if i not in pairs}
    taken = set(pairs.values())
    now = {j: _Words.of(text) for j, text in enumerate(new) if j not in taken}
    near = _neighbours(pairs, was, now, len(old), len(new))
    offers = []
    for j, candidates in _candidates(was, now, near).items():
        for i in candidates:
            shared = was[i].shared(now[j])
            lesser, greater = sorted((was[i].weight, now[j].weight))
            close = i in near[j]
            # Half of the shorter must be found in the longer, and not be lost in it;
            # far from its neighbours, a text must be half of both.
            enough = lesser <= 2 * shared and greater <= (5 if close else 2) * shared
            if shared and enough:
                offers.append((-shared * (5 if close else 4), abs(i - j), i, j))
    edited: dict[int, int] = {}
    done: set[int] = set()
    for _, _, i, j in sorted(offers):
        if i not in edited and j not in done:
            edited[i] = j
            done.add(j)
    return edited


def _candidates(
    was: dict[int, _Words], now: dict[int, _Words], near: dict[int, set[int]]
) -> dict[int, set[int]]:
    """For each new text: its neighbours, and what shares its rarer words."""
    holders: dict[str, list[int]] = defaultdict(list)
    for i, words in was.items():
        for word in words.counts:
            holders[word].append(i)
    found: dict[int, set[int]] = {}
    for j, words in now.items():
        hits: Counter[int] = Counter()
        for word in words.counts:
            if 0 < len(holders.get(word, ())) <= COMMON_WORD:
                for i in holders[word]:
                    hits[i] += len(word)
        best = sorted(hits.items(), key=lambda hit: (-hit[1], hit[0]))
        found[j] = near[j] | {i for i, _ in best[:MOST_CANDIDATES]}
    return found


def _neighbours(
    pairs: dict[int, int],
    was: dict[int, _Words],
    now: dict[int, _Words],
    old_length: int,
    new_length: int,
) -> dict[int, set[int]]:
    """The old texts in the same gap as each new one, at about the same place."""
    kept = sorted(pairs.items())
    rising = [kept[k] for k in longest_rising([j for _, j in kept])]
    near: dict[int, set[int]] = {j: set() for j in now}
    a = c = 0
    for b, d in [*rising, (old_length, new_length)]:
        gap = [i for i in range(a, b) if i in was]
        fresh = [j for j in range(c, d) if j in now]
        for at, j in enumerate(fresh):
            from_end = at - len(fresh) + len(gap)
            for middle in (at, from_end):
                near[j] |= set(gap[max(0, middle - NEAR) : max(0, middle + NEAR + 1)])
        a, c = b + 1, d + 1
    return near
