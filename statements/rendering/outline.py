"""A Document as the things a reader meets, in reading order.

The page and the PDF print the same Outline with the same partial, so their words
cannot differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString

from ..document import Document
from ..document.blocks import shape
from ..document.elements import LEVELS, ON_TIME, STATUSES
from ..document.exempt import EXEMPT, day_of, is_withheld
from ..document.numbering import Place, places
from .markdown import render, render_line
from .tables import Table, figures_table, grants_table
from .words import (
    MARKS,
    awaited,
    day,
    exempt_mark,
    ordinal_day,
    shortened,
    word,
)


@dataclass(frozen=True)
class Remarks:
    """What any element may carry: what is awaited, by which paragraph it is exempt, a
    mark, a note of the page's."""

    awaiting: str = ""
    exempt: str = ""
    example: bool = False
    note: Any = ""


@dataclass(frozen=True)
class Passage:
    """A block of text: `inline` when it is one paragraph, which may be numbered."""

    uid: str
    number: str
    html: SafeString
    inline: bool
    remarks: Remarks
    kind: str = "passage"


@dataclass(frozen=True)
class OutcomeRow:
    """One priority outcome, with its status as a word and its mark."""

    uid: str
    code: str
    summary: str
    level: str
    due: str
    applies_to: str
    mark: str
    status: str
    on_time: str
    comment: str
    remarks: Remarks


@dataclass(frozen=True)
class Outcomes:
    """A run of outcomes, grouped by area of service."""

    caption: str
    areas: Mapping[str, tuple[OutcomeRow, ...]]
    kind: str = "outcomes"


@dataclass(frozen=True)
class Figures:
    """A run of figures or grants as one table."""

    caption: str
    table: Table
    kind: str = "figures"


@dataclass(frozen=True)
class Line:
    """A recommendation with its letter, an entry, or one row of the objectives."""

    uid: str
    number: str
    label: str
    html: SafeString | str
    remarks: Remarks


@dataclass(frozen=True)
class Lines:
    """A run of objectives, recommendations or entries."""

    kind: str
    lines: tuple[Line, ...]


# What a run of lines is called.
_RUNS = {
    "objective": "objectives",
    "recommendation": "recommendations",
    "entry": "entries",
}
Item = Passage | Outcomes | Figures | Lines


@dataclass(frozen=True)
class Section:
    """One section with its heading; `action` is what its reader may do with it."""

    uid: str
    number: str
    title: str
    layout: str
    items: tuple[Item, ...]
    remarks: Remarks
    action: Any = None

    @property
    def short(self) -> str:
        """The number and title for a running head."""
        return shortened(f"{self.number} {self.title}", 42)


@dataclass(frozen=True)
class Fact:
    """A line of the heading block; `aside` stands at its right end."""

    label: str
    words: str
    aside: str = ""


@dataclass(frozen=True)
class Outline:
    """A whole paper, ready to be printed on a page or in a PDF."""

    kind: str
    title: str
    council: str
    heading: int
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]

    @property
    def heading_tag(self) -> str:
        """The tag of the sections' headings."""
        return f"h{self.heading}"

    @property
    def short(self) -> str:
        """The title for a running head."""
        return shortened(self.title, 54)

    @property
    def full_stop(self) -> str:
        """What follows a paragraph's number: reports print "4.", statements "3.2"."""
        return "." if self.kind == "report" else ""


def outline(
    document: Document,
    *,
    heading: int = 2,
    notes: Mapping[str, Any] = {},  # noqa: B006
    actions: Mapping[str, Any] = {},  # noqa: B006
) -> Outline:
    """Set out `document`, its sections' headings at level `heading`.

    `notes` are printed beside the elements they name (a decision beside its
    recommendation); `actions` stand at the sections they name.
    """
    return _Reading(document, heading, notes, actions).outline()


@dataclass
class _Reading:
    document: Document
    heading: int
    notes: Mapping[str, Any]
    actions: Mapping[str, Any]
    tables: int = 0
    places: Mapping[str, Place] = field(init=False)

    def __post_init__(self) -> None:
        self.places = places(self.document)

    def outline(self) -> Outline:
        get = self.document.get
        kind = get("root", "kind", "statement")
        council, title = get("root", "council", ""), get("root", "title", "")
        facts: tuple[Fact, ...]
        if kind == "report":
            when = get("root", "date")
            facts = (
                Fact("REPORT TO:", get("root", "to"), ordinal_day(when)),
                Fact("AUTHORS:", get("root", "authors")),
            )
        else:
            facts = (
                Fact("Round", get("root", "round", "")),
                Fact("To", get("root", "ministry", "")),
                Fact("Due", day(get("root", "deadline"))),
            )
        return Outline(
            kind=kind,
            title=title,
            council=council,
            heading=self.heading,
            facts=facts,
            sections=tuple(map(self._section, self.document.children())),
        )

    def _remarks(self, uid: str) -> Remarks:
        awaiting = self.document.get(uid, "awaiting")
        return Remarks(
            awaited(**awaiting) if awaiting else "",
            self._exempt(uid),
            bool(self.document.get(uid, "example")),
            self.notes.get(uid, ""),
        )

    def _exempt(self, uid: str) -> str:
        """The mark as those see it who may read the words; what is withheld says so."""
        mark = self.document.get(uid, EXEMPT)
        if mark is None or is_withheld(self.document, uid):
            return ""
        return exempt_mark(**mark, on=day_of(self.document))

    def _section(self, uid: str) -> Section:
        get = self.document.get
        return Section(
            uid=uid,
            number=self.places[uid].number,
            title=get(uid, "title"),
            layout=get(uid, "layout"),
            items=tuple(self._items(uid)),
            remarks=self._remarks(uid),
            action=self.actions.get(uid),
        )

    def _items(self, section: str) -> Iterator[Item]:
        last = self.heading
        children = self.document.children(section)
        for kind, run in groupby(children, lambda c: self.document.get(c, "kind")):
            uids = tuple(run)
            if kind == "block":
                for uid in uids:
                    passage, last = self._passage(uid, last)
                    yield passage
            elif kind == "outcome":
                yield Outcomes(self._caption(section), self._areas(uids))
            elif kind == "figure":
                table = figures_table(self.document, section, uids, self._remarks)
                yield Figures(self._caption(section), table)
            elif kind == "grant":
                table = grants_table(self.document, uids, self._remarks)
                yield Figures(self._caption(section), table)
            else:
                yield Lines(_RUNS[kind], tuple(map(self._line, uids)))

    def _passage(self, uid: str, last: int) -> tuple[Passage, int]:
        text = self.document.get(uid, "text")
        caption = self._table_number() if shape(text) == "table" else ""
        done = render(text, above=self.heading, last=last, caption=caption)
        number = self.places[uid].number
        passage = Passage(uid, number, done.html, done.inline, self._remarks(uid))
        return passage, done.heading

    def _table_number(self) -> str:
        self.tables += 1
        return f"Table {self.tables}"

    def _caption(self, section: str) -> str:
        return f"{self._table_number()}: {self.document.get(section, 'title')}"

    def _areas(self, uids: tuple[str, ...]) -> Mapping[str, tuple[OutcomeRow, ...]]:
        areas: dict[str, tuple[OutcomeRow, ...]] = {}
        for uid in uids:
            area = self.document.get(uid, "area") or "Other services"
            areas[area] = (*areas.get(area, ()), self._outcome(uid))
        return areas

    def _outcome(self, uid: str) -> OutcomeRow:
        get = self.document.get
        progress = get(uid, "progress")
        return OutcomeRow(
            uid=uid,
            code=get(uid, "code"),
            summary=get(uid, "summary"),
            level=LEVELS[get(uid, "level")],
            due=day(get(uid, "due")),
            applies_to=get(uid, "applies_to"),
            mark=MARKS.get(progress["status"], MARKS["not_stated"]),
            status=word(STATUSES, progress["status"]),
            on_time=word(ON_TIME, progress["on_time"]),
            comment=progress["comment"],
            remarks=self._remarks(uid),
        )

    def _line(self, uid: str) -> Line:
        get = self.document.get
        text = get(uid, "text", "")
        number = self.places[uid].number
        return Line(
            uid=uid,
            number=f"({number})" if number else "",
            label=get(uid, "label", ""),
            html=render_line(text) if text else get(uid, "effect", ""),
            remarks=self._remarks(uid),
        )
