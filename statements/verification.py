"""Proof that the stored texts are whole; each break names its row."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import models

from iegtracker.ledger.models import Event
from iegtracker.ledger.verification import Break, verification

from .document import Conflict, Document, IllFormed
from .document.elements import check_elements
from .document.values import NotCanonical
from .indexing import figure_rows, latest_text, progress_rows
from .models import (
    Draft,
    FigureCell,
    FinalCopy,
    Guidelines,
    OutcomeProgress,
    Save,
    Statement,
    Version,
)
from .rendering.chain import Chain

# What reading altered bytes can raise: no JSON, no text, no tree, no such shape.
_UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, IllFormed, NotCanonical)


def _where(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def _read(row: Version | Draft) -> Document | str:
    """The stored Document, or the sentence that says why it cannot be read."""
    stored = bytes(row.content)
    if Document.hash_of(stored) != row.digest:
        return "its bytes do not have its digest"
    try:
        document = Document.from_bytes(stored)
        if document.canonical != stored:
            return "its bytes are not in canonical form"
        check_elements(document)
    except _UNREADABLE as error:
        return f"its bytes are no document: {error}"
    return document


@verification("Versions and their digests")
def versions_have_their_digests() -> Iterator[Break]:
    for version in Version.objects.order_by("pk").iterator(chunk_size=50):
        found = _read(version)
        if isinstance(found, str):
            yield Break(_where(version), found)


@verification("Guidelines and their digests")
def guidelines_have_their_digests() -> Iterator[Break]:
    for guidelines in Guidelines.objects.order_by("pk").iterator(chunk_size=50):
        if Document.hash_of(bytes(guidelines.content)) != guidelines.digest:
            yield Break(_where(guidelines), "its bytes do not have its digest")


@verification("Drafts and their saves")
def drafts_are_their_saves() -> Iterator[Break]:
    """A draft's text, walked back save by save, ends at the text it was opened on.

    Backwards, because a draft that was brought up to date stands on a newer base.
    """
    opened = dict(_opened_on())
    drafts = Draft.objects.order_by("pk").prefetch_related("saves")
    for draft in drafts.iterator(chunk_size=50):
        yield from _draft(draft, opened.get(str(draft.pk)))


def _opened_on() -> Iterator[tuple[str, str]]:
    for event in Event.objects.filter(verb="draft.opened").iterator(chunk_size=500):
        yield event.subject_id, event.told.get("base", "")


def _draft(draft: Draft, opened_on: str | None) -> Iterator[Break]:
    found = _read(draft)
    if isinstance(found, str):
        yield Break(_where(draft), found)
        return
    saves = sorted(draft.saves.all(), key=lambda save: save.number)
    if [save.number for save in saves] != list(range(1, draft.last_save + 1)):
        yield Break(_where(draft), f"its saves are not numbered 1 to {draft.last_save}")
        return
    for save in reversed(saves):
        if save.digest_after != found.digest:
            yield Break(_where(save), "the draft was not what it says after it")
            return
        before = _before(save, found)
        if before is None:
            yield Break(_where(save), "its patch does not lead to the text after it")
            return
        found = before
    if found.digest != opened_on:
        yield Break(
            _where(draft), "its saves do not go back to the text it was opened on"
        )


def _before(save: Save, after: Document) -> Document | None:
    try:
        return save.difference.inverse.apply(after)
    except (Conflict, *_UNREADABLE):
        return None


@verification("Lists of outcomes and figures")
def indexes_are_of_the_latest_text() -> Iterator[Break]:
    """The rows that lists and counts read are those that the text gives."""
    for statement in Statement.objects.order_by("pk"):
        try:
            document = latest_text(statement) or Document()
            outcomes = progress_rows(statement.pk, document)
            cells = figure_rows(statement.pk, document)
        except _UNREADABLE:
            # The checks of versions and drafts name it; it has no rows to compare.
            continue
        yield from _index(OutcomeProgress, statement, outcomes)
        yield from _index(FigureCell, statement, cells)


def _index(
    model: type[models.Model], statement: Statement, wanted: list[Any]
) -> Iterator[Break]:
    names = [f.attname for f in model._meta.concrete_fields if not f.primary_key]

    def columns(row: models.Model) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in names)

    expected = {columns(row) for row in wanted}
    standing = model._base_manager.filter(statement=statement).order_by("pk")
    for row in standing.iterator(chunk_size=500):
        if columns(row) not in expected:
            yield Break(_where(row), "the text says otherwise")
        expected.discard(columns(row))
    for missing in sorted(expected, key=str):
        uid = missing[names.index("uid")]
        yield Break(
            f"{model._meta.label_lower} of {_where(statement)}",
            f"the row of element {uid} is missing",
        )


@verification("Final copies and their SHA-256")
def final_copies_are_their_bytes() -> Iterator[Break]:
    """The bytes hash to what members were told, and the chain names the version."""
    copies = FinalCopy.objects.select_related("version").order_by("pk")
    for copy in copies.iterator(chunk_size=10):
        if hashlib.sha256(bytes(copy.pdf)).hexdigest() != copy.sha256:
            yield Break(_where(copy), "its bytes do not have its SHA-256")
        try:
            named = (Chain.from_bytes(bytes(copy.chain)).get("version") or {})["digest"]
        except _UNREADABLE:
            yield Break(_where(copy), "its chain of authority cannot be read")
        else:
            if named != copy.version.digest:
                yield Break(_where(copy), "its chain names another version")
