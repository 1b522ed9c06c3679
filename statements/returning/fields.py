"""The fields of a return, as a round's guidelines tell them.

A guidelines file may have a part `return`: which characters the form takes, and its
fields in order. A field is filled by one of these:

* `{"paper": "council"}`: the statement's own council, title, round or ministry
* `{"section": "context"}`: the words of a section
* `{"section": "authority", "line": "Telephone"}`: what stands behind `Telephone:`
* `{"section": "bvpi157", "per_cent": true}`: the percentage computed from its counts

An entry with `rows` instead asks the same of every outcome, or of every row of figures
that the guidelines give a section. Nobody alive has the form at hand: each entry says
how sure it is, a limit says where it comes from, and what is this system's own
suggestion is marked as an example.
"""

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from statements.document.text import TextRefused, plain_line

TYPES: Mapping[str, str] = {
    "line": "One line",
    "text": "Text",
    "choice": "Choice",
    "number": "Number",
    "pounds": "Pounds",
    "per_cent": "Per cent",
    "yes_no": "Yes or no",
}
# The types whose words a form may cut; a figure that is cut is another figure.
WORDED = frozenset({"line", "text"})

_PAPER = ("council", "title", "round", "ministry")
_OUTCOME_PARTS = ("status", "on_time", "comment")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ELEMENT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
# Names that the XML file uses for itself.
_OWN_ELEMENTS = frozenset({"IegStatement", "Field"})
_COMMON = frozenset(
    {"label", "type", "confidence", "limit", "limit_confidence", "example", "element"}
)


@dataclass(frozen=True)
class Fill:
    """Which element of a Document fills a field.

    `kind` is paper, section, line, per_cent, outcome or figure; `name` is the paper's
    field, the label of a line, an outcome's code or a row's label; `part` is a part of
    an outcome or the key of a column.
    """

    kind: str
    section: str = ""
    name: str = ""
    part: str = ""


@dataclass(frozen=True)
class Field:
    """One field of the form."""

    key: str
    label: str
    type: str
    fill: Fill
    confidence: str
    group: str
    limit: int | None = None
    limit_confidence: str = ""
    example: bool = False
    element: str = ""
    characters: str = "utf-8"


def fields_of(guidelines: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields that guidelines ask for, in order; none where they say nothing."""
    asked = guidelines.get("return")
    if not asked:
        return ()
    found: list[Field] = []
    for entry in asked["fields"]:
        if "rows" in entry:
            found += _of_rows(entry, guidelines, asked["characters"])
        else:
            fill = _fill(entry["fill"])
            group = _group(fill.section, guidelines)
            found.append(_field(entry, entry["key"], entry["label"], fill, group))
    return tuple(
        Field(**{**vars(field), "characters": asked["characters"]}) for field in found
    )


@lru_cache(maxsize=16)
def fields_in(content: bytes) -> tuple[Field, ...]:
    """The same from the canonical bytes of an edition of guidelines."""
    return fields_of(json.loads(content)) if content else ()


def _fill(told: Mapping[str, Any]) -> Fill:
    if "paper" in told:
        return Fill("paper", name=told["paper"])
    if "line" in told:
        return Fill("line", told["section"], told["line"])
    return Fill("per_cent" if told.get("per_cent") else "section", told["section"])


def _of_rows(
    entry: Mapping[str, Any], guidelines: Mapping[str, Any], characters: str
) -> Iterator[Field]:
    """Row by row, as the form's grid has it."""
    section = _section(entry["rows"], guidelines)
    group = section["title"]
    outcomes = section["layout"] == "outcomes"
    rows = guidelines["outcomes"] if outcomes else section["rows"]
    for number, row in enumerate(rows, 1):
        named = row["code"] if outcomes else row["label"]
        short = named if outcomes else str(number)
        for part in entry["asks"]:
            merged = {**{k: v for k, v in entry.items() if k in _COMMON}, **part}
            fill = Fill(
                "outcome" if outcomes else "figure",
                section["key"],
                named,
                part["key"],
            )
            key = f"{section['key']}.{short}.{part['key']}"
            yield _field(merged, key, f"{named}: {part['label']}", fill, group)


def _field(
    entry: Mapping[str, Any], key: str, label: str, fill: Fill, group: str
) -> Field:
    return Field(
        key=key,
        label=label,
        type=entry["type"],
        fill=fill,
        confidence=entry["confidence"],
        group=group,
        limit=entry.get("limit"),
        limit_confidence=entry.get("limit_confidence", ""),
        example=entry.get("example", False),
        element=entry.get("element", ""),
    )


def _section(key: str, guidelines: Mapping[str, Any]) -> Mapping[str, Any]:
    return next(s for s in guidelines["sections"] if s["key"] == key)


def _group(section: str, guidelines: Mapping[str, Any]) -> str:
    titles = {s["key"]: s["title"] for s in guidelines["sections"]}
    return titles.get(section, "The council")


# --- Checking a file ------------------------------------------------------------


def check_return(guidelines: Mapping[str, Any]) -> None:
    """Raise ValueError with a sentence that names the slip, where there is one."""
    asked = guidelines["return"]
    if not isinstance(asked, dict):
        raise ValueError("The return must be an object.")
    _keys(asked, "The return", {"characters", "characters_confidence", "fields"})
    _line(asked, "The return", "characters_confidence")
    try:
        codecs.lookup(asked["characters"])
    except (LookupError, TypeError) as error:
        raise ValueError(
            "The return: characters must name an encoding, as in iso-8859-1."
        ) from error
    entries = asked["fields"]
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise ValueError("The return: fields must be a list of objects.")
    for number, entry in enumerate(entries, 1):
        place = f"Field {number} ({entry.get('key') or entry.get('rows') or 'no key'})"
        if "rows" in entry:
            _check_rows(entry, place, guidelines)
        else:
            _check_single(entry, place, guidelines)
    fields = fields_of(guidelines)
    for what, found in (
        ("Field", [field.key for field in fields]),
        ("The element", [field.element for field in fields if field.element]),
    ):
        seen: set[str] = set()
        for name in found:
            if name in seen:
                raise ValueError(f"{what} “{name}” stands in the return twice.")
            seen.add(name)


def _check_single(
    entry: Mapping[str, Any], place: str, guidelines: Mapping[str, Any]
) -> None:
    must = {"key", "label", "type", "fill", "confidence"}
    _keys(entry, place, must, _COMMON)
    _check_common(entry, place)
    fill = entry["fill"]
    shapes: tuple[set[str], ...] = (
        {"paper"},
        {"section"},
        {"section", "line"},
        {"section", "per_cent"},
    )
    if not isinstance(fill, dict) or set(fill) not in shapes:
        raise ValueError(f"{place}: fill must name what fills the field.")
    if "paper" in fill:
        if fill["paper"] not in _PAPER:
            raise ValueError(f"{place}: paper must be one of {', '.join(_PAPER)}.")
        return
    section = _known_section(fill["section"], place, guidelines)
    if "line" in fill:
        _line(fill, place, "line")
    if "per_cent" in fill and (
        fill["per_cent"] is not True or section["layout"] != "figures"
    ):
        raise ValueError(f"{place}: per_cent is asked of a section of figures only.")


def _check_rows(
    entry: Mapping[str, Any], place: str, guidelines: Mapping[str, Any]
) -> None:
    _keys(entry, place, {"rows", "asks", "confidence"}, frozenset({"example"}))
    _line(entry, place, "confidence")
    section = _known_section(entry["rows"], place, guidelines)
    if section["layout"] not in ("outcomes", "figures"):
        raise ValueError(f"{place}: its section has no rows.")
    parts: tuple[str, ...] = _OUTCOME_PARTS
    if section["layout"] == "figures":
        parts = tuple(column["key"] for column in section["columns"])
    asks = entry["asks"]
    if not isinstance(asks, list) or not all(isinstance(a, dict) for a in asks):
        raise ValueError(f"{place}: asks must be a list of objects.")
    for ask in asks:
        _keys(ask, place, {"key", "label", "type"}, _COMMON - {"element"})
        if ask["key"] not in parts:
            raise ValueError(f"{place}: key must be one of {', '.join(parts)}.")
        _check_common({**entry, **ask}, place)


def _check_common(entry: Mapping[str, Any], place: str) -> None:
    if not isinstance(entry["key"], str) or not _KEY.fullmatch(entry["key"]):
        raise ValueError(f"{place}: key must be in small letters and figures.")
    _line(entry, place, "label")
    _line(entry, place, "confidence")
    if entry["type"] not in TYPES:
        raise ValueError(f"{place}: type must be one of {', '.join(TYPES)}.")
    if not isinstance(entry.get("example", False), bool):
        raise ValueError(f"{place}: example must be true or false.")
    element = entry.get("element", "X")
    if (
        not isinstance(element, str)
        or not _ELEMENT.fullmatch(element)
        or element in _OWN_ELEMENTS
    ):
        raise ValueError(f"{place}: element must be a name, as in ContactName.")
    if "limit" in entry:
        limit = entry["limit"]
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
            raise ValueError(f"{place}: limit must be a whole number of 1 or more.")
        if "limit_confidence" not in entry:
            raise ValueError(
                f"{place}: say in limit_confidence where the limit comes from."
            )
        _line(entry, place, "limit_confidence")


def _known_section(
    key: Any, place: str, guidelines: Mapping[str, Any]
) -> Mapping[str, Any]:
    for section in guidelines["sections"]:
        if section["key"] == key:
            return section
    raise ValueError(f"{place}: there is no section “{key}”.")


def _keys(
    entry: Mapping[str, Any],
    place: str,
    must: set[str],
    may: frozenset[str] = frozenset(),
) -> None:
    if missing := sorted(must - entry.keys()):
        raise ValueError(f"{place}: {missing[0]} is missing.")
    if unknown := sorted(entry.keys() - must - may):
        raise ValueError(f"{place}: {unknown[0]} is not known.")


def _line(entry: Mapping[str, Any], place: str, name: str) -> None:
    value = entry[name]
    try:
        right = isinstance(value, str) and value and plain_line(value) == value
    except TextRefused:
        right = False
    if not right:
        raise ValueError(f"{place}: {name} must be one line that is not empty.")
