"""What is missing or does not agree within one Document. Pure; the gate asks."""

from collections.abc import Iterator, Mapping
from datetime import date

from . import figures
from .document import Document
from .document.blocks import shape
from .document.document import ROOT
from .document.numbering import Place, places
from .findings import BLOCKS, WARNS, Finding

__all__ = ["BLOCKS", "LATEST", "WARNS", "Finding", "findings"]

# The national list's own dates: required outcomes in use by the end of 2005, good
# ones implemented by 1 April 2006. Excellent ones are voluntary.
LATEST: Mapping[str, str] = {"required": "2005-12-31", "good": "2006-04-01"}

UNSTATED = "not_stated"


def findings(
    document: Document, latest: Mapping[str, str] = LATEST
) -> tuple[Finding, ...]:
    """Everything found, in reading order."""
    return tuple(_Checking(document, latest).all())


def council_date(iso: str) -> str:
    """9 December 2004."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


class _Checking:
    def __init__(self, document: Document, latest: Mapping[str, str]) -> None:
        self.document = document
        self.latest = latest
        self.places: Mapping[str, Place] = places(document)

    def all(self) -> Iterator[Finding]:
        for section in self.document.children(ROOT):
            yield from self._awaiting(section)
            yield from self._section(section)
            for uid in self.document.children(section):
                yield from self._awaiting(uid)
                yield from self._element(uid)
            yield from self._headings(section)
            yield from self._bvpi157(section)

    def _place(self, uid: str) -> str:
        """Where it stands, beginning a sentence, and in which section."""
        place = self.places[uid]
        words = place.words
        is_block = self.document.get(uid, "kind") == "block"
        if place.section != uid and not place.number and not is_block:
            words += f" in {self.places[place.section].words}"
        return words[0].upper() + words[1:]

    def _awaiting(self, uid: str) -> Iterator[Finding]:
        if note := self.document.get(uid, "awaiting"):
            yield Finding(
                "incomplete",
                uid,
                f"{self._place(uid)}: {note['what']} is still awaited from"
                f" {note['whom']}, by {council_date(note['by'])}.",
                owner=note["whom"],
                by=note["by"],
            )

    def _awaits(self, uid: str) -> bool:
        """Whether it says what it lacks: that is said once, and can be waived."""
        return bool(self.document.get(uid, "awaiting"))

    def _section(self, uid: str) -> Iterator[Finding]:
        """A text section without words, unless it says what it waits for."""
        if self.document.get(uid, "layout") != "text":
            return
        children = self.document.children(uid)
        empty = not any(
            str(self.document.get(child, "text", "")).strip()
            or self.document.get(child, "kind") != "block"
            for child in children
        )
        if empty and not self._awaits(uid):
            yield Finding("empty", uid, f"{self._place(uid)}: nothing is written yet.")

    def _element(self, uid: str) -> Iterator[Finding]:
        kind = self.document.get(uid, "kind")
        if kind == "outcome":
            yield from self._outcome(uid)
        elif kind == "figure":
            yield from self._figure(uid)
        elif kind == "block":
            yield from self._block(uid)

    def _outcome(self, uid: str) -> Iterator[Finding]:
        document, place = self.document, self._place(uid)
        progress = document.get(uid, "progress")
        status = progress["status"]
        if status == UNSTATED and not self._awaits(uid):
            yield Finding("outcome", uid, f"{place}: its status is not stated.")
        elif status == "not_applicable":
            if not progress["comment"].strip():
                yield Finding(
                    "outcome",
                    uid,
                    f"{place}: say why it does not apply to the council.",
                )
        elif status != "done" and progress["on_time"] == UNSTATED:
            yield Finding(
                "outcome", uid, f"{place}: say whether it will be on time.", WARNS
            )
        due = document.get(uid, "due")
        limit = self.latest.get(document.get(uid, "level"), "")
        if limit and due > limit:
            yield Finding(
                "outcome",
                uid,
                f"{place} is due on {council_date(due)}, after the date of its level,"
                f" {council_date(limit)}.",
                WARNS,
            )

    def _figure(self, uid: str) -> Iterator[Finding]:
        document, place = self.document, self._place(uid)
        cells = document.get(uid, "cells")
        section = document.section_of(uid)
        columns = document.get(section, "columns", ())
        for column in columns:
            missing = cells.get(column["key"]) is None and not self._awaits(uid)
            if missing and column["unit"] not in ("text", "yes_no"):
                yield Finding(
                    "figures", uid, f"{place}: {column['label']} is not stated."
                )
        if document.get(section, "key") == figures.BVPI157:
            yield from self._interaction(uid, cells)
        elif document.get(uid, "label").strip().casefold() == "total":
            yield from self._total(uid, section)

    def _interaction(self, uid: str, cells: Mapping[str, object]) -> Iterator[Finding]:
        enabled = figures.whole_number(cells.get("enabled"))
        permissible = figures.whole_number(cells.get("permissible"))
        place = self._place(uid)
        if enabled is not None and permissible is not None and enabled > permissible:
            yield Finding(
                "figures",
                uid,
                f"{place}: {enabled:,} enabled is more than the {permissible:,}"
                " permissible.",
            )
        if cells.get("included") is None:
            yield Finding("figures", uid, f"{place}: say whether it is included.")
        elif cells.get("included") is False and not cells.get("reason"):
            yield Finding("figures", uid, f"{place}: say why it is not included.")

    def _total(self, uid: str, section: str) -> Iterator[Finding]:
        """A row that calls itself the total must be the sum of the rows above it."""
        document = self.document
        rows = figures.figure_rows(document, section)
        above = rows[: rows.index(uid)]
        for column in document.get(section, "columns", ()):
            if column["unit"] not in figures.ADDED_UP:
                continue
            key = column["key"]
            said = figures.whole_number(document.get(uid, "cells").get(key))
            parts = [
                figures.whole_number(document.get(r, "cells").get(key)) for r in above
            ]
            given = [part for part in parts if part is not None]
            if said is None or len(given) < len(parts) or said == sum(given):
                continue
            show = figures.pounds if column["unit"] == "pence" else "{:,}".format
            yield Finding(
                "figures",
                uid,
                f"{self._place(uid)}: {column['label']} says {show(said)}; the rows"
                f" come to {show(sum(given))}.",
            )

    def _block(self, uid: str) -> Iterator[Finding]:
        text = self.document.get(uid, "text")
        if shape(text) == "table" and not text.partition("\n")[0].strip("| "):
            yield Finding("table", uid, f"{self._place(uid)}: it has no header row.")
        amounts = figures.amounts_in_text(text)
        if amounts.total is None:
            return
        place, total = self._place(uid), figures.pounds(amounts.total)
        added = sum(amounts.by_year.values())
        if amounts.by_year and added != amounts.total:
            yield Finding(
                "figures",
                uid,
                f"{place} says {total}; its amounts by year come to"
                f" {figures.pounds(added)}.",
                WARNS,
            )
        quoted = figures.quoted_grants(self.document)
        if (
            quoted
            and "grant" in text.casefold()
            and sum(quoted.values()) != amounts.total
        ):
            yield Finding(
                "figures",
                uid,
                f"{place} says {total}; the grants quoted come to"
                f" {figures.pounds(sum(quoted.values()))}.",
                WARNS,
            )

    def _headings(self, section: str) -> Iterator[Finding]:
        last = 2
        for uid in self.document.children(section):
            text = self.document.get(uid, "text", "")
            if self.document.get(uid, "kind") == "block" and shape(text) == "heading":
                level = len(text) - len(text.lstrip("#"))
                if level > last + 1:
                    words = text.strip("# ")
                    yield Finding(
                        "heading",
                        uid,
                        f"The heading “{words}” in {self.places[section].words} skips"
                        " a level.",
                    )
                last = level

    def _bvpi157(self, section: str) -> Iterator[Finding]:
        document = self.document
        rows = figures.figure_rows(document, section)
        if document.get(section, "key") == figures.BVPI157 and rows:
            included = [
                uid
                for uid in rows
                if document.get(uid, "cells").get("included") is not False
            ]
            if not included:
                yield Finding(
                    "figures",
                    section,
                    f"{self._place(section)}: no type of interaction is included.",
                )
