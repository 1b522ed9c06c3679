"""A committee report in plain text, read into a report's Document.

The words are kept as they are, slips and all. What is dropped is what a Document
computes (paragraph numbers, letters), and the list marks that a conversion from PDF
puts before a number or a letter.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .document import Document, new_uid
from .document.blocks import check_markdown, shape
from .document.elements import check_elements
from .document.numbering import letter
from .document.text import TextRefused, plain_text

# What comes after one of these headings is not prose.
OBJECTIVES = "Effect on Corporate Objectives"
RECOMMENDATIONS = "Recommendations"
BACKGROUND_PAPERS = "Background Papers"
CONTACT_OFFICERS = "Contact Officers"
_LAYOUTS = {OBJECTIVES: "objectives", RECOMMENDATIONS: "recommendations"}

_TO = re.compile(
    r"REPORT TO: *(?P<to>.+?) +(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    r" +(?P<month>[A-Z][a-z]+) +(?P<year>\d{4})"
)
_AUTHORS = re.compile(r"AUTHORS?: *(?P<authors>.+)")
_NUMBERED = re.compile(r"(?:- )?(?P<number>\d+)\. +(?P<text>\S.*)")
_LETTERED = re.compile(r" *(?:- )?\((?P<letter>[a-z]{1,2})\) +(?P<text>\S.*)")
_BULLET = re.compile(r" *[-•] +(?P<text>\S.*)")
_TAIL = re.compile(rf"(?P<title>{BACKGROUND_PAPERS}|{CONTACT_OFFICERS}): *(?P<text>.*)")
# A contact officer's entry ends with the name of the division in brackets.
_NEXT_OFFICER = re.compile(r"(?<=\)) +(?=[A-Z])")
# CommonMark does not end emphasis between a bracket and a letter: "*(IEG)*Statement".
_UNENDED = re.compile(r"(\*[^*\s][^*]*?)(\)+)\*(?=\w)")
_SMALL_WORDS = frozenset(
    {"a", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to"}
)
LONGEST_HEADING = 80


@dataclass(frozen=True)
class _Line:
    at: int
    text: str


@dataclass
class _Section:
    title: str
    layout: str
    numbered: bool
    uid: str
    order: list[str] = field(default_factory=list)


def report_from_text(text: str, fresh: Callable[[], str] = new_uid) -> Document:
    """Return the report that `text` sets out.

    Raises ValueError with a sentence naming the line: for a part that is missing, a
    line that fits nowhere, and a stated number that is not the one its place gives.
    """
    return _Reading(text, fresh).document()


class _Reading:
    def __init__(self, text: str, fresh: Callable[[], str]) -> None:
        # A tab divides the columns of the objectives, so it must outlast plain_text.
        marked = text.replace("\r\n", "\n").replace("\t", "\uf8ff")
        plain = plain_text(marked).replace("\uf8ff", "\t")
        lines = enumerate(marked.split("\n"), 1)
        first = next((at for at, line in lines if line.strip()), 1)
        self.words = plain
        self.fresh = fresh
        self.tree: dict[str, dict[str, Any]] = {}
        self.sections: list[_Section] = []
        self.paragraphs = 0
        self.lines = [
            _Line(at, line)
            for at, line in enumerate(plain.split("\n"), first)
            if line.strip(" ")
        ]

    def document(self) -> Document:
        waiting = iter(self.lines)
        root = self._heading_block(waiting)
        for line in waiting:
            self._read(line)
        if not self.sections:
            raise ValueError("The report has no sections after its title.")
        for section in self.sections:
            self.tree[section.uid] = {
                "kind": "section",
                "key": section.title.casefold().replace(" ", "_"),
                "title": section.title,
                "layout": section.layout,
                "numbered": section.numbered,
                "order": section.order,
            }
        self.tree["root"] = {**root, "order": [s.uid for s in self.sections]}
        document = Document.from_tree(self.tree)
        check_elements(document)
        return document

    def _heading_block(self, waiting: Iterator[_Line]) -> dict[str, Any]:
        council = self._next(waiting, "the council's name")
        line = self._next(waiting, "“REPORT TO:”")
        if not (to := _TO.fullmatch(line.text)):
            raise ValueError(
                f"Line {line.at} must say to whom and when, as in “REPORT TO: Leader"
                " and Cabinet 9th December 2004”."
            )
        when = f"{to['day']} {to['month']} {to['year']}"
        try:
            day = datetime.strptime(when, "%d %B %Y").date()  # noqa: DTZ007
        except ValueError as error:
            raise ValueError(f"Line {line.at}: {when} is not a date.") from error
        line = self._next(waiting, "“AUTHORS:”")
        if not (by := _AUTHORS.fullmatch(line.text)):
            raise ValueError(f"Line {line.at} must begin with “AUTHORS:”.")
        title = self._next(waiting, "the title")
        return {
            "kind": "report",
            "title": self._out_of_capitals(title.text),
            "council": self._out_of_capitals(council.text),
            "to": to["to"],
            "date": day.isoformat(),
            "authors": by["authors"],
        }

    @staticmethod
    def _next(waiting: Iterator[_Line], what: str) -> _Line:
        line = next(waiting, None)
        if line is None:
            raise ValueError(f"The report ends before {what}.")
        return line

    def _out_of_capitals(self, text: str) -> str:
        """A heading set in capitals, which are a matter of print, as a title."""
        if not text.isupper():
            return text
        rest = set(re.findall(r"[A-Z]{2,}", self.words.replace(text, "")))
        words = [
            word
            if word in rest
            else word.lower()
            if at and word.lower() in _SMALL_WORDS
            else word.capitalize()
            for at, word in enumerate(text.split())
        ]
        return " ".join(words)

    def _read(self, line: _Line) -> None:
        layout = self.sections[-1].layout if self.sections else ""
        if tail := _TAIL.fullmatch(line.text):
            self._open(tail["title"], "entries", numbered=False)
            self._tail(tail["text"])
        elif "\t" in line.text:
            self._objective(line)
        elif numbered := _NUMBERED.fullmatch(line.text):
            self._paragraph(line, int(numbered["number"]), numbered["text"])
        elif lettered := _LETTERED.fullmatch(line.text):
            self._recommendation(line, lettered["letter"], lettered["text"])
        elif bullet := _BULLET.fullmatch(line.text):
            self._bullet(line, bullet["text"])
        elif layout == "entries":
            self._after_tail(line)
        else:
            title = line.text.strip(" ")
            if len(title) > LONGEST_HEADING or title.endswith("."):
                raise ValueError(f"Line {line.at} is neither numbered nor a heading.")
            layout = _LAYOUTS.get(title, "text")
            self._open(title, layout, numbered=layout != "objectives")

    def _open(self, title: str, layout: str, *, numbered: bool) -> None:
        if any(section.title == title for section in self.sections):
            raise ValueError(f"The heading “{title}” stands there twice.")
        self.sections.append(_Section(title, layout, numbered, self.fresh()))

    def _add(self, **fields: Any) -> str:
        uid = self.fresh()
        self.tree[uid] = fields
        self.sections[-1].order.append(uid)
        return uid

    def _in(self, line: _Line, *layouts: str) -> _Section:
        if not self.sections or self.sections[-1].layout not in layouts:
            raise ValueError(f"Line {line.at} stands under no heading that it fits.")
        return self.sections[-1]

    def _last(self, section: _Section) -> dict[str, Any]:
        return self.tree[section.order[-1]] if section.order else {}

    @staticmethod
    def _checked(line: _Line, text: str) -> str:
        text = _UNENDED.sub(r"\1*\2", text)
        try:
            check_markdown(text)
        except TextRefused as error:
            sentence = str(error).replace("line 1", f"line {line.at}")
            raise ValueError(
                f"Line {line.at} cannot be taken in: {sentence}"
            ) from error
        return text

    def _paragraph(self, line: _Line, stated: int, text: str) -> None:
        self._in(line, "text", "recommendations")
        if stated != self.paragraphs + 1:
            raise ValueError(
                f"Line {line.at} is numbered {stated}, but it is paragraph"
                f" {self.paragraphs + 1}."
            )
        text = self._checked(line, text)
        if shape(text) != "paragraph":
            raise ValueError(
                f"Line {line.at} must be a paragraph, not a {shape(text)}."
            )
        self.paragraphs += 1
        self._add(kind="block", text=text)

    def _bullet(self, line: _Line, text: str) -> None:
        """Points that follow each other are one list."""
        section = self._in(line, "text", "recommendations")
        item, last = f"- {self._checked(line, text)}", self._last(section)
        if last.get("kind") == "block" and shape(last["text"]) == "list":
            last["text"] += f"\n{item}"
        else:
            self._add(kind="block", text=item)

    def _recommendation(self, line: _Line, stated: str, text: str) -> None:
        section = self._in(line, "recommendations")
        before = [self.tree[uid]["kind"] for uid in section.order]
        due = letter(before.count("recommendation") + 1)
        if stated != due:
            raise ValueError(
                f"Line {line.at} is lettered ({stated}), but it is ({due})."
            )
        self._add(kind="recommendation", text=self._checked(line, text))

    def _objective(self, line: _Line) -> None:
        """A row, or what its right-hand column goes on to say. It may be blank."""
        section = self._in(line, "objectives")
        label, _, effect = (part.strip(" ") for part in line.text.partition("\t"))
        if "\t" in effect:
            raise ValueError(f"Line {line.at} must have two columns.")
        if label:
            self._add(kind="objective", label=label, effect=effect)
        elif last := self._last(section):
            last["effect"] = f"{last['effect']} {effect}".strip(" ")
        else:
            raise ValueError(f"Line {line.at} names no objective.")

    def _tail(self, text: str) -> None:
        if self.sections[-1].title == CONTACT_OFFICERS:
            for officer in _NEXT_OFFICER.split(text):
                self._add(kind="entry", text=officer)
            return
        lead, colon, first = text.partition(": ")
        if colon:
            self._add(kind="block", text=lead + ":")
        if first or not colon:
            self._add(kind="entry", text=first or lead)

    def _after_tail(self, line: _Line) -> None:
        """More background papers; after the contact officers, a note to members."""
        text = line.text.strip(" ")
        if self.sections[-1].title == CONTACT_OFFICERS:
            self._add(kind="block", text=text)
        else:
            self._add(kind="entry", text=text)
