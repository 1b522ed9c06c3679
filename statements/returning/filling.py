"""What a Document answers to each field, and what is wrong with the answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from statements import figures
from statements.document import Document
from statements.document.document import ROOT
from statements.document.elements import ON_TIME, STATUSES
from statements.document.values import Value

from .fields import Field
from .plain import one_spelling, plain_words

OVER, EMPTY, CHARACTERS = "over the limit", "empty", "characters"
# Characters named in a sentence; the rest are counted.
_NAMED = 6
# Not stated is an empty answer: the form has no word for it.
_WORDS: Mapping[str, Mapping[str, str]] = {"status": STATUSES, "on_time": ON_TIME}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one answer."""

    kind: str
    label: str
    words: str

    @property
    def sentence(self) -> str:
        return f"{self.label}: {self.words}"


@dataclass(frozen=True)
class Filled:
    """One field with the plain text that goes into it."""

    field: Field
    text: str
    problems: tuple[Problem, ...]

    @property
    def length(self) -> int:
        """In characters, a line's end counted as one."""
        return len(self.text)

    @property
    def over(self) -> bool:
        return self.field.limit is not None and self.length > self.field.limit


@lru_cache(maxsize=32)
def return_of(document: Document, fields: tuple[Field, ...]) -> tuple[Filled, ...]:
    """Each field with its text, in the order of the form."""
    sections = {str(document.get(uid, "key")): uid for uid in document.children()}
    filled = []
    for field in fields:
        text = one_spelling(_text(document, sections, field))
        filled.append(Filled(field, text, tuple(_problems(field, text))))
    return tuple(filled)


def _text(document: Document, sections: Mapping[str, str], field: Field) -> str:
    fill = field.fill
    if fill.kind == "paper":
        return str(document.get(ROOT, fill.name) or "")
    section = sections.get(fill.section)
    if section is None:
        return ""
    if fill.kind == "line":
        return _line(_words(document, section), fill.name)
    if fill.kind == "per_cent":
        share = figures.bvpi157(document, section).per_cent
        return "" if share is None else f"{share:f}"
    if fill.kind == "outcome":
        return _outcome(document, section, fill.name, fill.part)
    if fill.kind == "figure":
        return _figure(document, section, fill.name, fill.part, field.type)
    return _words(document, section)


def _words(document: Document, section: str) -> str:
    texts = (document.get(uid, "text") for uid in document.children(section))
    return "\n\n".join(plain_words(text) for text in texts if text)


def _line(words: str, label: str) -> str:
    """What stands behind the label and a colon, on the first line that has it."""
    for line in words.split("\n"):
        name, colon, rest = line.removeprefix("- ").partition(":")
        if colon and name.strip().casefold() == label.casefold():
            return rest.strip()
    return ""


def _outcome(document: Document, section: str, code: str, part: str) -> str:
    for uid in document.children(section):
        if document.get(uid, "code") == code:
            value = document.get(uid, "progress")[part]
            if part == "comment":
                return plain_words(value)
            return "" if value == "not_stated" else _WORDS[part][value]
    return ""


def _figure(
    document: Document, section: str, label: str, column: str, type: str
) -> str:
    for uid in figures.figure_rows(document, section):
        if document.get(uid, "label") == label:
            return _cell(document.get(uid, "cells").get(column), type)
    return ""


def _cell(value: Value, type: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    number = figures.whole_number(value)
    if type == "pounds" and number is not None:
        whole, rest = divmod(abs(number), 100)
        sign = "-" if number < 0 else ""
        return f"{sign}{whole}.{rest:02}" if rest else f"{sign}{whole}"
    return str(value)


def _problems(field: Field, text: str) -> Iterator[Problem]:
    if field.limit is not None and len(text) > field.limit:
        more = len(text) - field.limit
        yield Problem(
            OVER,
            field.label,
            f"{len(text):,} characters, {more:,} more than the form takes "
            f"({field.limit:,}).",
        )
    if not text:
        yield Problem(EMPTY, field.label, "asked, and nothing answers it.")
    if strange := _strange(text, field.characters):
        more = len(strange) - _NAMED
        named = " ".join(strange[:_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield Problem(
            CHARACTERS, field.label, f"the form may not take these characters: {named}"
        )


def _strange(text: str, codec: str) -> list[str]:
    """The characters that the form's encoding does not have, each once."""
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return [c for c in dict.fromkeys(text) if not _encodes(c, codec)]
    return []


def _encodes(character: str, codec: str) -> bool:
    try:
        character.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
