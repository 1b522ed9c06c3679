"""Carrying a change over to the text of today, or taking it back out of it: pure.

Where that cannot be done, the refusal names the place.
"""

from iegtracker.errors import Stale
from statements.document import Conflict, Document, Patch
from statements.document.document import Key
from statements.document.merge import rebase
from statements.document.numbering import place_of


def stale_place(current: Document, patch: Patch, was: Document) -> str:
    """Where the text no longer says what the patch expects, or nothing.

    `was` is the text on which the patch was made.
    """
    keys = patch.conflicts(current)
    return place_of(current, keys[0][0], was) if keys else ""


def carried(patch: Patch, current: Document, was: Document) -> Document:
    """The text of today with a change in it that was written on the text `was`.

    What nobody else touched is carried over; where both say something, the change's
    words stand. Raises Stale, naming the place, for what only a person can put right.
    """
    try:
        return rebase(patch, current).apply(current)
    except Conflict as conflict:
        keys = conflict.keys
    try:
        return rebase(_reworded(patch, current, was, keys), current).apply(current)
    except Conflict as conflict:
        raise _rearranged(current, was, conflict.keys) from conflict


def taken_back(
    patch: Patch, current: Document, was: Document, *, name: str
) -> Document:
    """The text of today without a change that was agreed on the text `was`.

    Raises Stale, naming the place, where the text has been changed since.
    """
    try:
        return rebase(patch.inverse, current).apply(current)
    except Conflict as conflict:
        where = place_of(current, conflict.keys[0][0], was)
        raise Stale(
            f"{name} cannot be reversed as it stands: {where} has been changed since. "
            "Write a change by hand."
        ) from conflict


def takes_back(reversal: Patch, patch: Patch, base: Document) -> bool:
    """Whether a patch of the text `base` takes back all that another one changed."""
    try:
        undone = rebase(patch.inverse, base)
    except Conflict:
        return False
    said = reversal.changes
    return Patch({key: said[key] for key in undone.changes if key in said}) == undone


def _reworded(patch: Patch, current: Document, was: Document, keys: list[Key]) -> Patch:
    """The same change, put in place of what the text says today at these keys."""
    order = [key for key in keys if key[1] == "order"]
    if order or not keys:
        raise _rearranged(current, was, order)
    gone = [key for key in keys if key not in current.values]
    if gone:
        where = place_of(current, gone[0][0], was)
        raise Stale(
            f"The text has moved on at {where}: what this change is about has been "
            "removed. Withdraw this change and write it again on the text of today."
        )
    here = {key: current.values[key] for key in keys}
    return Patch(
        {key: (here.get(key, pair[0]), pair[1]) for key, pair in patch.items()}
    )


def _rearranged(current: Document, was: Document, keys: list[Key]) -> Stale:
    where = place_of(current, keys[0][0], was) if keys else "the same place"
    return Stale(
        f"The text has been rearranged at {where}. Withdraw this change and write it "
        "again on the text of today."
    )
