"""An element's fields as a reader meets them, for saying what an amendment does."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..document import Document
from ..document.document import EXEMPT, ROOT
from ..document.elements import LAYOUTS, LEVELS, ON_TIME, STATUSES, UNITS
from .tables import amount, spoken
from .words import awaited, day, exempted, word

AWAITING, EXAMPLE = "awaiting", "example"


@dataclass(frozen=True)
class Field:
    """One field in words. `prose` is compared word by word, the rest as a whole."""

    name: str
    label: str
    text: str
    prose: bool = False
    # Technical fields are shown only where they change.
    quiet: bool = False


def contents(document: Document, uid: str) -> tuple[Field, ...]:
    """Every field of an element but its `order`, none left out.

    What a signer does not see cannot be signed: a field without words of its own
    would be an amendment that no redline shows.
    """
    kind = document.get(uid, "kind")
    read = _READERS.get(kind, _plain)
    return (
        Field("kind", "Kind", str(kind), quiet=True),
        *read(document, uid),
        *_anywhere(document, uid),
    )


def _anywhere(document: Document, uid: str) -> Iterator[Field]:
    if uid == ROOT:
        return
    if (awaiting := document.get(uid, AWAITING)) is not None:
        yield Field(AWAITING, "What is missing", awaited(**awaiting))
    if (exempt := document.get(uid, EXEMPT)) is not None:
        yield Field(EXEMPT, "Exempt", exempted(**exempt))
    if (example := document.get(uid, EXAMPLE)) is not None:
        yield Field(EXAMPLE, "Example", spoken(example, ""), quiet=not example)


def _plain(document: Document, uid: str) -> Iterator[Field]:
    labels = {"to": "Report to", "date": "Date", "deadline": "Due"}
    for name, value in sorted(document.elements[uid].items()):
        if name in ("kind", "order"):
            continue
        text = day(value) if name in ("date", "deadline") else str(value)
        yield Field(name, labels.get(name, name.capitalize()), text)


def _prose(document: Document, uid: str) -> Iterator[Field]:
    yield Field("text", "", document.get(uid, "text"), prose=True)


def _section(document: Document, uid: str) -> Iterator[Field]:
    get = document.get
    yield Field("title", "Title", get(uid, "title"))
    yield Field("key", "Key in the guidelines", get(uid, "key"), quiet=True)
    yield Field("layout", "Layout", LAYOUTS[get(uid, "layout")], quiet=True)
    yield Field("numbered", "Numbered", spoken(get(uid, "numbered"), ""), quiet=True)
    if (columns := get(uid, "columns")) is not None:
        words = [f"{c['label']} ({UNITS[c['unit']]}, {c['key']})" for c in columns]
        yield Field("columns", "Columns", "; ".join(words))
    if (total := get(uid, "total")) is not None:
        yield Field("total", "Total", spoken(total, ""), quiet=True)


def _outcome(document: Document, uid: str) -> Iterator[Field]:
    get = document.get
    progress = get(uid, "progress")
    yield Field("code", "Code", get(uid, "code"), quiet=True)
    yield Field("summary", "Outcome", get(uid, "summary"), prose=True)
    yield Field("area", "Area", get(uid, "area"), quiet=True)
    yield Field("level", "Level", LEVELS[get(uid, "level")])
    yield Field("due", "Due date", day(get(uid, "due")))
    yield Field("applies_to", "Applies to", get(uid, "applies_to"), quiet=True)
    yield Field("confidence", "Confidence", get(uid, "confidence"), quiet=True)
    yield Field("status", "Status", word(STATUSES, progress["status"]))
    on_time = word(ON_TIME, progress["on_time"])
    yield Field("on_time", "Will it meet its date", on_time)
    yield Field("comment", "Comment", progress["comment"], prose=True)


def _figure(document: Document, uid: str) -> Iterator[Field]:
    columns = {c["key"]: c for c in document.get(document.parents[uid], "columns", ())}
    cells: Mapping[str, object] = document.get(uid, "cells")
    yield Field("label", "Row", document.get(uid, "label"))
    for key in [*columns, *sorted(cells.keys() - columns.keys())]:
        if key in cells:
            column = columns.get(key, {"label": key, "unit": "text"})
            text = spoken(cells[key], column["unit"])
            yield Field(f"cells.{key}", column["label"], text)


def _grant(document: Document, uid: str) -> Iterator[Field]:
    quote = document.get(uid, "quote")
    yield Field("year", "Year", quote["year"])
    yield Field("pence", "Amount", amount(quote["pence"]))


def _objective(document: Document, uid: str) -> Iterator[Field]:
    yield Field("label", "Objective", document.get(uid, "label"))
    yield Field("effect", "Effect", document.get(uid, "effect"), prose=True)


_READERS: Mapping[str, Callable[[Document, str], Iterator[Field]]] = {
    "section": _section,
    "block": _prose,
    "recommendation": _prose,
    "entry": _prose,
    "outcome": _outcome,
    "figure": _figure,
    "grant": _grant,
    "objective": _objective,
}
