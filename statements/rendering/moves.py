"""Reading order across a patch, and the fewest elements that were moved."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ..document import Document
from ..document.document import ROOT


def reading_order(before: Document, after: Document) -> Iterator[str]:
    """Every element of either Document; a removed one where it used to stand."""
    old = [ROOT, *before.walk()]
    gone = {
        uid: previous
        for previous, uid in zip(old, old[1:], strict=False)
        if uid not in after
    }
    following = {previous: uid for uid, previous in gone.items()}
    for uid in [ROOT, *after.walk()]:
        yield uid
        while (uid := following.get(uid, "")) != "":
            yield uid


def moved(before: Document, after: Document) -> frozenset[str]:
    """The elements that stand elsewhere: under another parent, or out of turn.

    Of an order that changed, the longest run still in turn stays where it is.
    """
    away = {
        uid
        for uid, parent in after.parents.items()
        if uid in before and before.parents.get(uid) != parent
    }
    for parent in after.elements:
        here = after.children(parent)
        if parent not in before or before.children(parent) == here:
            continue
        stood = {uid: n for n, uid in enumerate(before.children(parent))}
        common = [uid for uid in here if uid in stood]
        still = _longest_rising([stood[uid] for uid in common])
        away |= {uid for uid in common if stood[uid] not in still}
    return frozenset(away)


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The longest rising subsequence, by patience sorting."""
    tops: list[int] = []
    below: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tops, number)
        below[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    rising: set[int] = set()
    last = tops[-1] if tops else None
    while last is not None:
        rising.add(last)
        last = below[last]
    return rising
