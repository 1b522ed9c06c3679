"""Last round's text as the start of this round's."""

from collections.abc import Iterator, Mapping
from typing import Any

from .document import Document
from .document.document import ROOT, Key
from .document.matching import inserted

NOT_STATED = {"status": "not_stated", "on_time": "not_stated", "comment": ""}

# By what a row is known from round to round, and what of it the council wrote.
_NAMES: Mapping[str, str] = {
    "outcome": "code",
    "figure": "label",
    "objective": "label",
}
_OWN: Mapping[str, str] = {
    "outcome": "progress",
    "figure": "cells",
    "objective": "effect",
}

# What goes with words that were written last round.
_MARKS = ("example", "exempt")


def roll_forward(last: Document, guidelines_skeleton: Document) -> Document:
    """This round's first draft: the skeleton, with what last round's statement said.

    Sections are matched by `key`, outcomes by code, other rows by label within their
    section; what matches keeps its uid. Titles, dates and columns are this round's.
    Texts, and rows of a kind that the guidelines do not prescribe, come along whole.
    A new outcome is not stated; what last round still awaited is not awaited again.
    """
    return Document(dict(_Rolling(last, guidelines_skeleton).values()))


def dropped(last: Document, guidelines_skeleton: Document) -> tuple[str, ...]:
    """The uids that last round's statement had and this round's has no place for."""
    kept = roll_forward(last, guidelines_skeleton)
    return tuple(uid for uid in last.walk() if uid not in kept)


class _Rolling:
    def __init__(self, last: Document, skeleton: Document) -> None:
        self.last, self.skeleton = last, skeleton
        self.known: dict[tuple[str, ...], str] = {}
        self.taken: set[str] = set()
        for section in last.children():
            self.known.setdefault(("section", last.get(section, "key")), section)
            for uid in last.children(section):
                if name := self._name(last, section, uid):
                    self.known.setdefault(name, uid)

    def values(self) -> Iterator[tuple[Key, Any]]:
        sections = {
            section: self._uid(("section", self.skeleton.get(section, "key")), section)
            for section in self.skeleton.children()
        }
        if ROOT in self.skeleton:
            root = {**self.skeleton.elements[ROOT], "order": list(sections.values())}
            yield from _keys(ROOT, root)
        for section, uid in sections.items():
            yield from self._section(section, uid)

    @staticmethod
    def _name(document: Document, section: str, uid: str) -> tuple[str, ...] | None:
        """An outcome is the same wherever it stands, a label only in its section."""
        kind = document.get(uid, "kind")
        if kind not in _NAMES:
            return None
        name = document.get(uid, _NAMES[kind])
        if kind == "outcome":
            return kind, name
        return kind, name, document.get(section, "key")

    def _uid(self, name: tuple[str, ...] | None, otherwise: str) -> str:
        uid = self.known.get(name, otherwise) if name else otherwise
        if uid in self.taken:
            uid = otherwise
        self.taken.add(uid)
        return uid

    def _section(self, section: str, uid: str) -> Iterator[tuple[Key, Any]]:
        theirs = self.skeleton.children(section)
        ours = self.last.children(uid)
        coming = self._coming(theirs, ours)
        kinds = {self.last.get(child, "kind") for child in coming}
        order = []
        for child in theirs:
            if self.skeleton.get(child, "kind") not in kinds:
                row = self._uid(self._name(self.skeleton, section, child), child)
                order.append(row)
                yield from _keys(row, self._row(section, child, row))
        self.taken |= coming
        order = inserted(order, ours, coming)
        for child in order:
            if child in coming:
                yield from _keys(child, self._without_note(child))
        fields = {**self.skeleton.elements[section], "order": order}
        if mark := self.last.get(uid, "exempt"):
            fields["exempt"] = mark
        yield from _keys(uid, fields)

    def _coming(self, theirs: tuple[str, ...], ours: tuple[str, ...]) -> set[str]:
        """What comes along whole: texts, and kinds that are not prescribed here."""
        prescribed = {self.skeleton.get(child, "kind") for child in theirs} - {"block"}
        return {
            child
            for child in ours
            if self.last.get(child, "kind") not in prescribed | {"outcome"}
            and child not in self.taken
        }

    def _row(self, section: str, child: str, row: str) -> Mapping[str, Any]:
        fields = dict(self.skeleton.elements[child])
        kind = fields["kind"]
        if row in self.last and kind in _OWN:
            was = self.last.elements[row]
            own = was[_OWN[kind]]
            if kind == "figure":
                columns = self.skeleton.get(section, "columns", ())
                own = {c["key"]: own.get(c["key"]) for c in columns}
            fields[_OWN[kind]] = own
            fields |= {name: was[name] for name in _MARKS if was.get(name)}
        elif kind == "outcome":
            fields["progress"] = NOT_STATED
        return fields

    def _without_note(self, uid: str) -> Mapping[str, Any]:
        fields = self.last.elements[uid]
        return {name: value for name, value in fields.items() if name != "awaiting"}


def _keys(uid: str, fields: Mapping[str, Any]) -> Iterator[tuple[Key, Any]]:
    for name, value in fields.items():
        yield (uid, name), value
