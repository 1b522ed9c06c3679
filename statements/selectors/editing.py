"""What an editor's page shows beside its form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statements.document import Document, TextRefused
from statements.document.blocks import edit_section
from statements.document.elements import STATUSES
from statements.document.exempt import WITHHELD
from statements.document.numbering import places
from statements.models import Draft, Save, Statement
from statements.rendering.contents import contents
from statements.rendering.outline import Item, outline
from statements.rendering.redline import Redline, compared

_PAGE: Mapping[str, Mapping[str, Any]] = {
    "root": {
        "kind": "statement",
        "title": "",
        "council": "",
        "round": "",
        "ministry": "",
        "deadline": "2004-12-20",
        "order": ["preview"],
    },
    "preview": {
        "kind": "section",
        "key": "",
        "title": "",
        "layout": "text",
        "numbered": False,
        "order": [],
    },
}


def preview_items(text: str) -> tuple[Item, ...]:
    """A section's Markdown as its readers would see it, without numbers.

    Raises TextRefused for what a section may not hold.
    """
    document = edit_section(Document.from_tree(_PAGE), "preview", text)
    return outline(document).sections[0].items


@dataclass(frozen=True)
class Preview:
    """The text as it would be read, or the sentence that says why it cannot be."""

    items: tuple[Item, ...] = ()
    refused: str = ""


def preview(text: str) -> Preview:
    try:
        return Preview(preview_items(text))
    except TextRefused as refused:
        return Preview(refused=str(refused))


@dataclass(frozen=True)
class Guidance:
    """What the ministry asks for in a section, and how long it may be."""

    words: str = ""
    most_words: int | None = None


def guidance(draft: Draft, key: str) -> Guidance:
    """The guidelines' own words on a section of a statement; a report has none."""
    statement = (
        Statement.objects.filter(pk=draft.paper_id).select_related("guidelines").first()
    )
    if statement is None or statement.guidelines is None:
        return Guidance()
    for section in statement.guidelines.told["sections"]:
        if section["key"] == key:
            return Guidance(section["guidance"], section.get("max_words"))
    return Guidance()


def words_used(text: str, limit: int | None) -> str:
    """How many words a section's text has, and of how many."""
    count = len(text.split())
    used = "1 word used" if count == 1 else f"{count:,} words used"
    if limit is None:
        return f"{used}."
    if count > limit:
        return f"{used}, {count - limit:,} more than the {limit:,} allowed."
    return f"{used} of {limit:,} allowed."


def section_heading(document: Document, uid: str) -> str:
    """A section's number and title."""
    number = places(document)[uid].number
    return f"{number} {document.get(uid, 'title')}".strip()


def place_words(document: Document, uid: str) -> str:
    """A section's place as a save keeps it."""
    return places(document)[uid].words


@dataclass(frozen=True)
class Count:
    """How many outcomes have one status."""

    status: str
    label: str
    number: int


def outcome_counts(document: Document, uids: tuple[str, ...]) -> tuple[Count, ...]:
    """The outcomes by status, in the order of the statuses; those there are none of
    are left out but for "not stated"."""
    found = [document.get(uid, "progress")["status"] for uid in uids]
    counts = [
        Count(status, label, found.count(status))
        for status, label in STATUSES.items()
        if status in found or status == "not_stated"
    ]
    if WITHHELD in found:
        counts.append(Count("not_stated", WITHHELD, found.count(WITHHELD)))
    return tuple(counts)


def outcome_uids(document: Document) -> tuple[str, ...]:
    """Every outcome, in reading order."""
    return tuple(u for u in document.walk() if document.get(u, "kind") == "outcome")


def filtered(document: Document, wanted: Mapping[str, str]) -> frozenset[str]:
    """The outcomes that fit a filter: by status, on_time, level and area."""
    fitting = set()
    for uid in outcome_uids(document):
        progress = document.get(uid, "progress")
        facts = {
            "status": progress["status"],
            "on_time": progress["on_time"],
            "level": document.get(uid, "level"),
            "area": document.get(uid, "area"),
        }
        if all(facts[name] == value for name, value in wanted.items() if value):
            fitting.add(uid)
    return frozenset(fitting)


def section_of_layout(document: Document, layout: str) -> str | None:
    """The first section of a layout, if there is one."""
    for uid in document.children():
        if document.get(uid, "layout") == layout:
            return uid
    return None


def undoing(draft: Draft, save: Save) -> Redline:
    """What undoing `save` would change. Raises Conflict when it cannot be undone."""
    current = draft.document
    return compared(current, save.difference.inverse.apply(current))


def whole_section(document: Document, uid: str) -> str:
    """All that a section says, as plain text to be copied."""
    lines = []
    for child in document.children(uid):
        if document.get(child, "kind") == "block":
            lines.append(document.get(child, "text"))
        else:
            told = [f for f in contents(document, child) if not f.quiet and f.text]
            lines.append("\n".join(f"{f.label}: {f.text}".lstrip(": ") for f in told))
    return "\n\n".join(lines)


def next_section(document: Document, uid: str) -> str | None:
    """The section after `uid`, if there is one."""
    order = document.children()
    place = order.index(uid) + 1
    return order[place] if place < len(order) else None
