"""Numbers that readers see, computed from position and never stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from .blocks import shape
from .document import Document

# What a block without a number is called, by its shape.
FORMS = {
    "paragraph": "text",
    "heading": "heading",
    "list": "list",
    "table": "table",
    "quote": "quotation",
}


@dataclass(frozen=True)
class Place:
    """Where an element stands: its section, its own number or letter, in words."""

    section: str
    section_number: str
    number: str
    words: str


def places(document: Document) -> Mapping[str, Place]:
    """The place of every element.

    A report's paragraphs run on from 1 through the whole paper and its
    recommendations are lettered. A statement's sections are numbered, and its
    paragraphs within the section: 3.2 is the second paragraph of section 3.
    """
    continuous = document.get("root", "kind") == "report"
    found: dict[str, Place] = {}
    running = sections = 0
    for section in document.children():
        title = document.get(section, "title")
        numbered = document.get(section, "numbered")
        sections += bool(numbered and not continuous)
        head = str(sections) if numbered and not continuous else ""
        words = f"section {head}, {title}" if head else f"section {title}"
        found[section] = Place(section, head, head, words)
        if not continuous:
            running = 0
        letters = 0
        for uid in document.children(section):
            kind, number = document.get(uid, "kind"), ""
            if kind == "block":
                form = shape(document.get(uid, "text"))
                if numbered and form == "paragraph":
                    running += 1
                    number = str(running) if continuous else f"{head}.{running}"
                words = f"paragraph {number}" if number else f"{FORMS[form]} in {title}"
            elif kind == "recommendation":
                letters += 1
                number = letter(letters)
                words = f"recommendation ({number})"
            elif kind == "outcome":
                number = document.get(uid, "code")
                words = f"outcome {number}"
            elif kind == "grant":
                words = f"grant of {document.get(uid, 'quote')['year']}"
            else:
                words = f"“{document.get(uid, 'label') or document.get(uid, 'text')}”"
            found[uid] = Place(section, head, number, words)
    return found


def place_of(document: Document, uid: str, was: Document | None = None) -> str:
    """Where an element stands, in words that a reader can look up.

    Of one that has gone, where it stood in an earlier text `was`.
    """
    if found := places(document).get(uid):
        return found.words
    if was and (gone := places(was).get(uid)):
        return f"what was {gone.words}"
    return "the paper" if uid == "root" else "an element that is no longer there"


def letter(position: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    position, rest = divmod(position - 1, 26)
    return (letter(position) if position else "") + chr(ord("a") + rest)
