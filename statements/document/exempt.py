"""What is exempt in a Document, and the Document as one reader may see it.

Exempt is what carries the field `exempt`, and everything in a section that carries it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Marked:
    """By which paragraphs an element was exempt last, and the words that it has borne
    since without a mark."""

    paragraphs: tuple[str, ...]
    opened: tuple[Mapping[str, Value], ...] = ()


Standing = Mapping[str, Marked]


def standing(documents: Iterable[Document]) -> Standing:
    """What was exempt in any of some texts, the first text first.

    Words that were marked, taken out while they were marked, or written anew so that
    the mark could go, are then withheld from older texts that did not mark them yet.
    Words that stand again without the mark are open.
    """
    found: dict[str, Marked] = {}
    for document in documents:
        for uid in document.walk():
            if paragraphs := paragraphs_at(document, uid):
                found[uid] = Marked(paragraphs)
            elif before := found.get(uid):
                words = _words(document, uid)
                if words not in before.opened:
                    found[uid] = replace(before, opened=(*before.opened, words))
    return found


def _words(document: Document, uid: str) -> Mapping[str, Value]:
    """What an element says itself."""
    fields = document.elements[uid]
    return {name: fields[name] for name in fields.keys() - {"order", EXEMPT}}


def _since(document: Document, uid: str, also: Standing) -> tuple[str, ...]:
    """By which paragraphs the words of an element became exempt in a later text."""
    marked_once = also.get(uid)
    if marked_once is None or _words(document, uid) in marked_once.opened:
        return ()
    return marked_once.paragraphs


def is_withheld(document: Document, uid: str) -> bool:
    """Whether the words of an element were replaced for its reader."""
    mark = document.get(uid, EXEMPT)
    return mark is not None and "reason" not in mark


def withheld(
    document: Document,
    reader: Reader,
    also: Standing = {},  # noqa: B006
) -> Document:
    """The Document as `reader` may see it: numbers and structure stay, the words and
    values that may not be read do not, nor why they are exempt.

    `also` says what is exempt in the texts that this one is compared with.
    """
    if reader is Reader.WORKS or not (also or _has_marks(document)):
        return document
    on = day_of(document)
    values: dict[Key, Value] = dict(document.values)
    for uid in document.walk():
        paragraphs = (*paragraphs_at(document, uid), *_since(document, uid, also))
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
