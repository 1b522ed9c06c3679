"""What is exempt in a Document, and the Document as one reader may see it.

Exempt is what carries the field `exempt`, and everything in a section that carries it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from . import schedule12a
from .blocks import shape
from .document import EXEMPT, ROOT, Document, Key
from .values import Value

# What stands in the place of a title, a label or a figure.
WITHHELD = "Withheld"
TITLE = "Not for publication"


class Reader(StrEnum):
    """Who reads: one who works on the papers, a member of the council, the public."""

    WORKS = "works"
    MEMBER = "member"
    PUBLIC = "public"


def placeholder(paragraph: str) -> str:
    """What stands in the place of words that are withheld."""
    number = schedule12a.number(paragraph)
    return (
        "This part is not for publication: exempt under paragraph "
        f"{number} of Schedule 12A."
    )


def day_of(document: Document) -> date:
    """The day whose Schedule counts: a report's meeting, a statement's deadline."""
    when = document.get(ROOT, "date") or document.get(ROOT, "deadline")
    return date.fromisoformat(when)


def paragraphs_at(document: Document, uid: str) -> tuple[str, ...]:
    """Under which paragraphs an element is exempt: its section's, and its own."""
    where = dict.fromkeys((document.section_of(uid), uid))
    marks = [document.get(place, EXEMPT) for place in where]
    return tuple(mark["paragraph"] for mark in marks if mark)


def may_read(reader: Reader, paragraphs: Iterable[str], on: date) -> bool:
    """Whether `reader` may read what is exempt under all of `paragraphs`."""
    if reader is Reader.WORKS:
        return True
    if reader is Reader.MEMBER:
        return all(schedule12a.members_may_see(each, on) for each in paragraphs)
    return not tuple(paragraphs)


def marked(document: Document) -> tuple[str, ...]:
    """The elements that carry a mark themselves, in reading order."""
    return tuple(uid for uid in document.walk() if document.get(uid, EXEMPT))


def standing(documents: Iterable[Document]) -> Mapping[str, tuple[str, ...]]:
    """The paragraphs under which each element was exempt when it was last there.

    Words that were marked, or taken out while they were marked, are then withheld
    from comparisons with older texts that did not mark them yet.
    """
    found: dict[str, tuple[str, ...]] = {}
    for document in documents:
        found |= {uid: paragraphs_at(document, uid) for uid in document.walk()}
    return {uid: paragraphs for uid, paragraphs in found.items() if paragraphs}


def is_withheld(document: Document, uid: str) -> bool:
    """Whether the words of an element were replaced for its reader."""
    mark = document.get(uid, EXEMPT)
    return mark is not None and "reason" not in mark


def withheld(
    document: Document,
    reader: Reader,
    also: Mapping[str, tuple[str, ...]] = {},  # noqa: B006
) -> Document:
    """The Document as `reader` may see it: numbers and structure stay, the words and
    values that may not be read do not, nor why they are exempt.

    `also` names elements that are exempt in a text that this one is compared with.
    """
    if reader is Reader.WORKS or not (also or _has_marks(document)):
        return document
    on = day_of(document)
    values: dict[Key, Value] = dict(document.values)
    for uid in document.walk():
        paragraphs = paragraphs_at(document, uid) or also.get(uid, ())
        if may_read(reader, paragraphs, on):
            continue
        fields = document.elements[uid]
        for name in fields.keys() - _kept(fields["kind"]):
            del values[uid, name]
        # That which closes it is named, and not one that would let it be read.
        closed = [p for p in paragraphs if not may_read(reader, (p,), on)]
        told = _told(fields, placeholder(closed[0]))
        told[EXEMPT] = {"paragraph": closed[0]}
        values |= {(uid, name): value for name, value in told.items()}
    return Document(values)


def _has_marks(document: Document) -> bool:
    return any(name == EXEMPT for _, name in document.values)


# An outcome is the national list's own but for the council's progress.
_OUTCOME = {"code", "level", "area", "summary", "due", "applies_to", "confidence"}
_SECTION = {"key", "layout", "numbered", "total"}


def _kept(kind: str) -> set[str]:
    """The fields that say nothing of the council's."""
    more = {"outcome": _OUTCOME, "section": _SECTION}.get(kind, set())
    return {"kind", "order", "example", *more}


def _told(fields: Mapping[str, Value], words: str) -> dict[str, Any]:
    """What an element says in place of its own words and values."""
    match fields["kind"]:
        case "section":
            columns = [{**c, "label": WITHHELD} for c in fields.get("columns", ())]
            return {"title": TITLE} | ({"columns": columns} if columns else {})
        case "block":
            return {"text": _shaped(fields["text"], words)}
        case "outcome":
            progress = {"status": WITHHELD, "on_time": WITHHELD, "comment": words}
            return {"progress": progress}
        case "figure":
            return {"label": words, "cells": dict.fromkeys(fields["cells"], WITHHELD)}
        case "grant":
            return {"quote": {"year": WITHHELD, "pence": None}}
        case "objective":
            return {"label": WITHHELD, "effect": words}
    return {"text": words}


def _shaped(text: str, words: str) -> str:
    """`words` in the shape of a block, for its shape decides whether it is numbered."""
    match shape(text):
        case "heading":
            return f"{'#' * (len(text) - len(text.lstrip('#')))} {TITLE}"
        case "table":
            return f"| {TITLE} |\n| --- |\n| {words} |"
        case "list":
            return f"- {words}"
        case "quote":
            return f"> {words}"
    return words
