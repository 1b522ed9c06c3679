"""Rounds: guidelines loaded, statements opened or imported."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed
from iegtracker.ledger.evidence import lasting
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from statements.document import Document
from statements.document.values import canonical
from statements.models import (
    Draft,
    Guidelines,
    PriorityOutcome,
    Statement,
    Version,
)
from statements.permissions import Perm
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
    if not by.holds(Perm.EDIT_PAPER):
        raise NotAllowed(f"{by} may not open a statement.")
    if Statement.objects.filter(round=guidelines.round).exists():
        raise BadInput(f"The round {guidelines.round} has a statement already.")
    statement = Statement.objects.create(
        round=guidelines.round,
        title=guidelines.told["statement_title"],
        guidelines=guidelines,
        due=guidelines.deadline,
        created_at=clock.now(),
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

    Raises BadInput when the round has its statement, NotAllowed.
    """
    if not by.holds(Perm.EDIT_PAPER):
        raise NotAllowed(f"{by} may not import a statement.")
    if Statement.objects.filter(round=round).exists():
        raise BadInput(f"The round {round} has a statement already.")
    statement = Statement.objects.create(
        round=round,
        title=document.get("root", "title"),
        due=due,
        imported=True,
        status=StatementStatus.PUBLISHED,
        created_at=clock.now(),
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
