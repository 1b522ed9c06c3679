"""Two people's texts of the same place, side by side, and the text that is chosen."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .document import Document
from .document.document import Key
from .document.matching import inserted
from .document.merge import ORDER, merge
from .document.numbering import Place, places
from .document.patch import ABSENT, same
from .rendering.contents import contents
from .rendering.wording import ADDED, KEPT, REMOVED, Run, wording
from .rendering.words import capitalised, shortened

THEIRS, YOURS = "theirs", "yours"


@dataclass(frozen=True)
class Side:
    """What one of the two says there: labelled texts, or that it was removed."""

    parts: tuple[tuple[str, tuple[Run, ...]], ...]
    removed: bool = False


@dataclass(frozen=True)
class Question:
    """One place where both changed the same words, to be chosen between."""

    name: str
    place: str
    theirs: Side
    yours: Side


def questions(
    mine: Document, theirs: Document, keys: Iterable[Key]
) -> tuple[Question, ...]:
    """One question for each element, and for each order, that both changed."""
    return tuple(_questions(mine, theirs, tuple(keys)))


def _questions(
    mine: Document, theirs: Document, keys: Sequence[Key]
) -> Iterator[Question]:
    here, there = places(mine), places(theirs)
    for uid in dict.fromkeys(uid for uid, name in keys if name != ORDER):
        place = (there.get(uid) or here.get(uid)) if uid != "root" else None
        yield Question(
            uid, _words(place), _side(theirs, mine, uid, True), _side(mine, theirs, uid)
        )
    for uid, name in keys:
        if name == ORDER:
            place = there.get(uid) or here.get(uid)
            yield Question(
                f"{uid}:{ORDER}",
                f"{_words(place)}: what stands where",
                _order_side(theirs, uid, there),
                _order_side(mine, uid, here),
            )


def _words(place: Place | None) -> str:
    return capitalised(shortened(place.words, 80)) if place else "The whole text"


def _side(this: Document, other: Document, uid: str, is_theirs: bool = False) -> Side:
    if uid not in this:
        return Side((), removed=True)
    others = {f.name: f.text for f in contents(other, uid)} if uid in other else {}
    parts = []
    for field in contents(this, uid):
        if field.text == others.get(field.name):
            continue
        if field.name not in others:
            runs: tuple[Run, ...] = (Run(KEPT, field.text),) if field.text else ()
        elif is_theirs:
            whole = wording(field.text, others[field.name])
            runs = tuple(run for run in whole if run.fate != ADDED)
        else:
            whole = wording(others[field.name], field.text)
            runs = tuple(run for run in whole if run.fate != REMOVED)
        parts.append((field.label, runs))
    return Side(tuple(parts))


def _order_side(this: Document, uid: str, stands: Mapping[str, Place]) -> Side:
    runs = tuple(
        (
            "",
            (Run(KEPT, shortened(str(this.get(c, "text") or stands[c].words), 80)),),
        )
        for c in this.children(uid)
    )
    return Side(runs)


def resolved(
    base: Document, mine: Document, theirs: Document, picks: Mapping[str, str]
) -> Document:
    """The merge of both, with what was picked wherever they disagree.

    `picks` names "theirs" or "yours" for each question; all must be answered.
    """
    merged = merge(base, mine, theirs)
    values = dict(merged.document.values)
    gone: set[str] = set()
    for uid, name in merged.conflicts:
        if name == ORDER:
            continue
        winner = mine if picks[uid] == YOURS else theirs
        if uid not in winner:
            gone.add(uid)
        elif uid in mine and uid in theirs:
            value = winner.values.get((uid, name), ABSENT)
            if value is ABSENT:
                values.pop((uid, name), None)
            else:
                values[uid, name] = value
    for uid, name in merged.conflicts:
        if name == ORDER and picks[f"{uid}:{ORDER}"] == YOURS:
            order = merged.document.children(uid)
            first = [child for child in mine.children(uid) if child in order]
            values[uid, ORDER] = inserted(first, order, set(order))
    return _without(Document(values), gone)


def _without(document: Document, gone: set[str]) -> Document:
    """The Document without some elements, which no order names any more."""
    changes = {}
    for uid in document.elements:
        order = document.children(uid)
        left = [child for child in order if child not in gone]
        if not same(tuple(left), order):
            changes[uid, ORDER] = left
    return document.with_values(changes).without(gone)
