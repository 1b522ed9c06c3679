"""The kinds of element, their fields, and the words for their values.

Fields that stand together in one value (an outcome's status and comment, a row of
figures) are never signed apart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .document import ROOT, Document, IllFormed
from .schedule12a import PARAGRAPHS
from .values import Value

STATUSES: Mapping[str, str] = {
    "done": "Done",
    "on_the_way": "On the way",
    "planned": "Planned",
    "not_stated": "Not stated",
    "not_applicable": "Not applicable",
}
ON_TIME: Mapping[str, str] = {
    "yes": "Yes",
    "at_risk": "At risk",
    "no": "No",
    "not_stated": "Not stated",
}
LEVELS: Mapping[str, str] = {
    "required": "Required",
    "good": "Good",
    "excellent": "Excellent",
}
LAYOUTS: Mapping[str, str] = {
    "text": "Text",
    "outcomes": "Priority outcomes",
    "figures": "Figures",
    "grants": "Grants",
    "objectives": "Effect on corporate objectives",
    "recommendations": "Recommendations",
    "entries": "List",
}
UNITS: Mapping[str, str] = {
    "count": "number",
    "pence": "pounds",
    "percent": "per cent",
    "text": "words",
    "yes_no": "yes or no",
}


def _text(value: Value) -> bool:
    return isinstance(value, str)


def _said(value: Value) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _truth(value: Value) -> bool:
    return isinstance(value, bool)


def _day(value: Value) -> bool:
    try:
        return _text(value) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _one_of(words: Mapping[str, str]) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, str) and value in words


def _record(**fields: Callable[[Value], bool]) -> Callable[[Value], bool]:
    def check(value: Value) -> bool:
        return (
            isinstance(value, Mapping)
            and value.keys() == fields.keys()
            and all(test(value[name]) for name, test in fields.items())
        )

    return check


def _uids(value: Value) -> bool:
    return isinstance(value, tuple) and all(map(_text, value))


def _cell(value: Value) -> bool:
    return value is None or _text(value) or _whole(value) or _truth(value)


def _cells(value: Value) -> bool:
    return isinstance(value, Mapping) and all(map(_cell, value.values()))


_column = _record(key=_text, label=_text, unit=_one_of(UNITS))


def _columns(value: Value) -> bool:
    return isinstance(value, tuple) and all(map(_column, value))


@dataclass(frozen=True)
class Kind:
    """One kind of element: the fields it must have, and may have."""

    name: str
    must: Mapping[str, Callable[[Value], bool]]
    may: Mapping[str, Callable[[Value], bool]]
    within: frozenset[str]


# What any element below the root may carry: a note of what is still missing, from
# whom and by when; a note that it is exempt, by which paragraph and why; and a mark
# that its content is an example, not the council's.
_ANYWHERE = {
    "awaiting": _record(what=_text, whom=_text, by=_day),
    "exempt": _record(paragraph=_one_of(PARAGRAPHS), reason=_said),
    "example": _truth,
}


def _kind(name: str, within: str, may: Mapping[str, Any] = {}, **must: Any) -> Kind:  # noqa: B006
    return Kind(name, must, {**_ANYWHERE, **may}, frozenset(within.split()))


_PAPERS = "statement report"
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "statement",
            {
                "title": _text,
                "council": _text,
                "round": _text,
                "ministry": _text,
                "deadline": _day,
                "order": _uids,
            },
            {},
            frozenset(),
        ),
        Kind(
            "report",
            {
                "title": _text,
                "council": _text,
                "to": _text,
                "date": _day,
                "authors": _text,
                "order": _uids,
            },
            {},
            frozenset(),
        ),
        _kind(
            "section",
            _PAPERS,
            {"columns": _columns, "total": _truth},
            key=_text,
            title=_text,
            layout=_one_of(LAYOUTS),
            numbered=_truth,
            order=_uids,
        ),
        _kind("block", "section", text=_text),
        _kind(
            "outcome",
            "section",
            code=_text,
            level=_one_of(LEVELS),
            area=_text,
            summary=_text,
            due=_day,
            applies_to=_text,
            confidence=_text,
            progress=_record(
                status=_one_of(STATUSES), on_time=_one_of(ON_TIME), comment=_text
            ),
        ),
        _kind("figure", "section", label=_text, cells=_cells),
        _kind("grant", "section", quote=_record(year=_text, pence=_whole)),
        _kind("objective", "section", label=_text, effect=_text),
        _kind("recommendation", "section", text=_text),
        _kind("entry", "section", text=_text),
    )
}


def check_elements(document: Document) -> None:
    """Raise IllFormed unless every element has its kind's fields, in its place."""
    document.check_form()
    for uid, fields in document.elements.items():
        name = fields.get("kind")
        kind = KINDS.get(name) if isinstance(name, str) else None
        if kind is None:
            raise IllFormed(f"element {uid} is of no known kind")
        if uid != ROOT:
            parent = document.get(document.parents[uid], "kind")
            if parent not in kind.within:
                raise IllFormed(f"a {kind.name} cannot stand in a {parent}")
        elif kind.within:
            raise IllFormed(f"a {kind.name} cannot be a whole paper")
        rest = {name: v for name, v in fields.items() if name != "kind"}
        if missing := sorted(kind.must.keys() - rest.keys()):
            raise IllFormed(f"{kind.name} {uid} has no {missing[0]}")
        for name, value in rest.items():
            test = kind.must.get(name) or kind.may.get(name)
            if test is None:
                raise IllFormed(f"a {kind.name} has no field {name}")
            if not test(value):
                raise IllFormed(f"{name} of {kind.name} {uid} is not allowed")
