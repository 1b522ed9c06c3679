"""Rounds: guidelines loaded, statements opened or imported."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from iegtracker import clock
from iegtracker.errors import BadInput
from iegtracker.ledger.evidence import lasting
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from iegtracker.workflow import first_come
from statements.access import opening_refusal
from statements.document import Document
from statements.document.values import canonical
from statements.models import (
    Draft,
    Guidelines,
    PriorityOutcome,
    Statement,
    Version,
)
from statements.rendering import pdf as rendering
from statements.rendering.chain import imported_chain
from statements.rendering.pdf import Pdf
from statements.rolling import roll_forward
from statements.skeleton import skeleton
from statements.states import StatementStatus

from .drafting import open_draft, save_draft
from .freezing import make_final_copy, new_version


@transaction.atomic
def load_guidelines(told: Mapping[str, Any], *, by: User | None = None) -> Guidelines:
    """Store one edition of a round's guidelines, read by `skeleton.read_guidelines`.

    The same content again is the same edition; other content is the next one.
    """
    content = canonical(told)
    editions = Guidelines.objects.filter(round=told["round"])
    last = editions.order_by("-edition").first()
    if last and bytes(last.content) == content:
        return last
    guidelines = Guidelines.objects.create(
        round=told["round"],
        edition=last.edition + 1 if last else 1,
        title=told["title"],
        ministry=told["ministry"],
        deadline=date.fromisoformat(told["deadline"]),
        content=content,
        digest=Document.hash_of(content),
        loaded_at=clock.now(),
    )
    outcomes = [
        PriorityOutcome.objects.create(
            guidelines=guidelines,
            **{**row, "due": date.fromisoformat(row["due"])},
        )
        for row in told["outcomes"]
    ]
    record(
        "guidelines.loaded",
        about=guidelines,
        by=by,
        rows=outcomes,
        digest=guidelines.digest,
    )
    return guidelines


@transaction.atomic
def open_statement(
    guidelines: Guidelines,
    *,
    council: str,
    last: Version | None = None,
    by: User,
) -> Statement:
    """Open a round's statement with a draft that follows the guidelines.

    With `last`, what last round's version said is carried over section by section.
    Raises BadInput when the round has its statement, NotAllowed.
    """
    _ask(by)
    statement = _first_of_round(
        guidelines.round,
        field="guidelines",
        title=guidelines.told["statement_title"],
        guidelines=guidelines,
        due=guidelines.deadline,
    )
    record(
        "statement.opened",
        about=statement,
        by=by,
        after=statement.status,
        fixed=lasting(statement),
    )
    draft = open_draft(statement, purpose=Draft.Purpose.PAPER, base=None, by=by)
    document = skeleton(guidelines.told, council=council)
    if last:
        document = roll_forward(last.document, document)
    save_draft(
        draft, document, seen=draft.digest, place="set out by the guidelines", by=by
    )
    return statement


@transaction.atomic
def import_statement(
    document: Document, pdf: Pdf, *, round: str, due: date, chain: bytes, by: User
) -> Statement:
    """Bring in a statement approved before this system. Nothing of it is proved here.

    It is open to members at once, so it cannot be one that is still to be sent.
    Raises BadInput for that, and when the round has its statement, NotAllowed.
    """
    _ask(by)
    if due >= clock.today():
        raise BadInput(
            "The day on which an earlier statement was due must be in the past. "
            "Open a statement that is still to be sent.",
            field="due",
        )
    statement = _first_of_round(
        round,
        field="round",
        title=document.get("root", "title"),
        due=due,
        imported=True,
        status=StatementStatus.PUBLISHED,
    )
    record(
        "statement.imported",
        about=statement,
        by=by,
        after=statement.status,
        fixed=lasting(statement),
    )
    version = new_version(
        statement,
        document,
        last=None,
        authority="Approved by Council before this system; not proved here.",
        by=by,
    )
    make_final_copy(version, pdf, chain=chain, by=by)
    return statement


def import_text(document: Document, *, by: User) -> Statement:
    """Import a statement whose copy is made from its text, before the transaction.

    Raises as `import_statement` does.
    """
    _ask(by)
    chain = imported_chain(document)
    return import_statement(
        document,
        rendering.pdf(document, chain, kind=rendering.FINAL),
        round=document.get("root", "round"),
        due=date.fromisoformat(document.get("root", "deadline")),
        chain=chain.canonical,
        by=by,
    )


def _ask(user: User) -> None:
    if error := opening_refusal(user):
        raise error


def _first_of_round(round: str, *, field: str, **told: Any) -> Statement:
    """The row of a round's one statement."""
    twice = f"The round {round} has a statement already."
    if Statement.objects.filter(round=round).exists():
        raise BadInput(twice, field=field)
    with first_come(twice):
        return Statement.objects.create(round=round, created_at=clock.now(), **told)
