"""Two Documents that grew from one, merged key by key."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from .document import ROOT, Document, IllFormed, Key
from .matching import inserted
from .patch import ABSENT, Conflict, Patch, compare, same
from .values import Value

ORDER = "order"


@dataclass(frozen=True)
class Merge:
    """What became of a merge.

    `document` holds what only one side changed. At the keys in `conflicts` both did,
    and differently: there it says what `theirs` says, and what one side removed and
    the other changed still stands (the key of one that was only moved is `kind`).
    """

    document: Document
    conflicts: tuple[Key, ...]


def merge(base: Document, mine: Document, theirs: Document) -> Merge:
    """Merge two Documents that both grew from `base`."""
    return _Merging(base, mine, theirs).merged()


def rebase(patch: Patch, current: Document) -> Patch:
    """The same amendment as a patch of `current`.

    Raises Conflict, naming the keys, when `current` says something else where the
    patch does. An order that both changed is merged.
    """
    before = {key: pair[0] for key, pair in patch.items()}
    after = {key: pair[1] for key, pair in patch.items()}
    merged = merge(_forced(current, before), _forced(current, after), current)
    if merged.conflicts:
        raise Conflict(list(merged.conflicts))
    try:
        merged.document.check_form()
    except IllFormed as error:
        raise Conflict(patch.conflicts(current)) from error
    return compare(current, merged.document)


def _forced(document: Document, values: dict[Key, Value]) -> Document:
    rest = {k: v for k, v in document.values.items() if k not in values}
    return Document(rest | {k: v for k, v in values.items() if v is not ABSENT})


class _Merging:
    def __init__(self, base: Document, mine: Document, theirs: Document) -> None:
        self.base, self.mine, self.theirs = base, mine, theirs
        self.conflicts: set[Key] = set()
        self.alive: set[str] = set()
        self.parent: dict[str, str | None] = {}

    def merged(self) -> Merge:
        uids = sorted(self.mine.elements.keys() | self.theirs.elements.keys())
        for uid in uids:
            if self._stands(uid):
                self.alive.add(uid)
        for uid in uids:
            self.parent[uid] = self._parent(uid)
        for uid in sorted(self.alive):
            self._raise_parents(uid)
        values = {
            (uid, name): value
            for uid in sorted(self.alive)
            for name, value in self._fields(uid).items()
        }
        for uid, members in self._members.items():
            values[uid, ORDER] = self._order(uid, members)
        return Merge(Document(values), tuple(sorted(self.conflicts)))

    def _stands(self, uid: str) -> bool:
        """Whether the element stands, naming what one removed and one changed."""
        here, there = uid in self.mine, uid in self.theirs
        if here and there or uid not in self.base:
            return True
        left = self.mine if here else self.theirs
        changed = _changed(self.base, left, uid)
        self.conflicts |= {(uid, name) for name in changed}
        home, new_home = self.base.parents.get(uid), left.parents.get(uid)
        if home != new_home and new_home is not None:
            # Removed here, put into another section there: the element is named.
            self.conflicts.add((uid, "kind"))
            return True
        return bool(changed)

    def _parent(self, uid: str) -> str | None:
        base, mine, theirs = (
            d.parents.get(uid) if uid in d else None
            for d in (self.base, self.mine, self.theirs)
        )
        if uid not in self.mine or mine == theirs:
            return theirs
        if uid not in self.theirs or theirs == base:
            return mine
        if mine != base:
            self.conflicts |= {(p, ORDER) for p in (mine, theirs) if p is not None}
        return theirs

    def _raise_parents(self, uid: str) -> None:
        """Let nothing stand in an element that does not."""
        parent = self.parent.get(uid)
        while parent is not None and parent not in self.alive:
            self.conflicts.add((parent, ORDER))
            self.alive.add(parent)
            parent = self.parent.get(parent)

    @cached_property
    def _members(self) -> dict[str, set[str]]:
        """The children of every element that has an order."""
        members: dict[str, set[str]] = {
            uid: set()
            for uid in sorted(self.alive)
            if any((uid, ORDER) in d.values for d in (self.mine, self.theirs))
        }
        for uid in self.alive - {ROOT}:
            parent = self.parent[uid]
            if parent is not None:
                members.setdefault(parent, set()).add(uid)
        return members

    def _fields(self, uid: str) -> dict[str, Value]:
        if uid not in self.mine or uid not in self.theirs:
            left = self.mine if uid in self.mine else self.theirs
            fields = dict(left.elements[uid])
            fields.pop(ORDER, None)
            return fields
        fields = {}
        names = self.mine.elements[uid].keys() | self.theirs.elements[uid].keys()
        for name in names - {ORDER}:
            value = self._value((uid, name))
            if value is not ABSENT:
                fields[name] = value
        return fields

    def _value(self, key: Key) -> Value:
        base, mine, theirs = (
            d.values.get(key, ABSENT) for d in (self.base, self.mine, self.theirs)
        )
        if same(mine, theirs) or same(mine, base):
            return theirs
        if same(theirs, base):
            return mine
        self.conflicts.add(key)
        return theirs

    def _order(self, uid: str, members: set[str]) -> list[str]:
        base, mine, theirs = (
            d.children(uid) for d in (self.base, self.mine, self.theirs)
        )
        order, clear = merge_orders(base, mine, theirs, members)
        if not clear:
            self.conflicts.add((uid, ORDER))
        return order


def _changed(base: Document, left: Document, uid: str) -> list[str]:
    was, now = base.elements[uid], left.elements[uid]
    return [
        name
        for name in sorted(was.keys() | now.keys())
        if not same(was.get(name, ABSENT), now.get(name, ABSENT))
    ]


def merge_orders(
    base: Sequence[str],
    mine: Sequence[str],
    theirs: Sequence[str],
    members: Collection[str],
) -> tuple[list[str], bool]:
    """Merge three lists of distinct uids into one of exactly `members`.

    What came in stands behind what it followed. Returns False beside `theirs`' order
    when both moved the same uid to different places.
    """
    if same(tuple(theirs), tuple(base)):
        backbone, rest, clear = list(mine), theirs, True
    elif same(tuple(mine), tuple(base)) or same(tuple(mine), tuple(theirs)):
        backbone, rest, clear = list(theirs), mine, True
    else:
        # The sides in an order of their own, so that merging is symmetrical.
        first, second = sorted((tuple(mine), tuple(theirs)))
        both = set(first) & set(second) & set(members)
        start = inserted([u for u in base if u in both], first, both)
        merged = _reordered(start, _only(first, both), _only(second, both))
        clear = merged is not None
        backbone = _only(theirs, both) if merged is None else merged
        backbone = inserted(backbone, first, members)
        rest = second
    order = inserted(_only(backbone, members), rest, members)
    return order + sorted(set(members) - set(order)), clear


def _only(uids: Sequence[str], wanted: Collection[str]) -> list[str]:
    return [uid for uid in uids if uid in wanted]


def _reordered(
    base: list[str], first: list[str], second: list[str]
) -> list[str] | None:
    """The one order that keeps what either side turned round, or None.

    A pair of uids stands as in `base` unless a side turned it round. Each uid's place
    is then the number of uids before it; if two claim one place, the moves disagree.
    """
    place = {uid: at for at, uid in enumerate(base)}
    one, other = _turned(place, first), _turned(place, second)
    for uid in one.keys() & other.keys():
        if one[uid] != other[uid]:
            return None
    pairs = {
        (uid, passed) if place[uid] < place[passed] else (passed, uid)
        for turned in (one, other)
        for uid, all_passed in turned.items()
        for passed in all_passed
    }
    target = dict(place)
    for before, after in pairs:
        target[before] += 1
        target[after] -= 1
    if len(set(target.values())) < len(base):
        return None
    return sorted(base, key=target.__getitem__)


def _turned(place: dict[str, int], order: list[str]) -> dict[str, set[str]]:
    """For each uid that may have been moved, those that it passed."""
    staying = _staying([place[uid] for uid in order])
    passed: dict[str, set[str]] = {}
    for at, uid in enumerate(order):
        if at not in staying:
            passed[uid] = {
                other
                for there, other in enumerate(order)
                if other != uid and (place[other] < place[uid]) != (there < at)
            }
    return passed


def _staying(values: list[int]) -> set[int]:
    """The places that are on every longest rising run: surely nobody moved those.

    Of two neighbours that changed places, either may be the one that was moved.
    """
    before = _lengths(values)
    behind = _lengths([-value for value in reversed(values)])[::-1]
    longest = max(before, default=0)
    on = [
        at
        for at, (left, right) in enumerate(zip(before, behind, strict=True))
        if left + right - 1 == longest
    ]
    ranks = Counter(before[at] for at in on)
    return {at for at in on if ranks[before[at]] == 1}


def _lengths(values: Sequence[int]) -> list[int]:
    """The length of a longest rising run that ends at each value."""
    tails: list[int] = []
    lengths = []
    for value in values:
        at = bisect_left(tails, value)
        tails[at : at + 1] = [value]
        lengths.append(at + 1)
    return lengths
