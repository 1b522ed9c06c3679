"""Reading back what the ministry received, and explaining what differs."""

import hashlib

from django.db import transaction

from decisions.models import ReadBack, ReadBackFinding, Submission
from decisions.transitions import EXPLAIN, READ_BACK
from iegtracker import clock
from iegtracker.errors import BadInput, NotReady, Stale
from iegtracker.people.models import User
from iegtracker.workflow import advance, refusal
from statements.actions.wording import said
from statements.models import Guidelines
from statements.returning import (
    FileRefused,
    compared,
    fields_in,
    received,
    return_of,
)

from .locking import locked_statement


@transaction.atomic
def read_back(submission: Submission, *, file: bytes, name: str, by: User) -> ReadBack:
    """Compare the form's receipt or export with the text that was cleared and sent.

    A difference is an incident on the gate. The last reading of a submission counts.
    Raises BadInput for a file that cannot be read, NotReady, WrongState, NotAllowed.
    """
    statement = locked_statement(submission.statement)
    if error := refusal(READ_BACK, statement, by):
        raise error
    version = submission.version
    if version is None:
        raise NotReady("What was sent then had not been cleared: there is no text.")
    editions = Guidelines.objects.filter(round=statement.round)
    guidelines = editions.order_by("-edition").first()
    fields = fields_in(bytes(guidelines.content)) if guidelines else ()
    if guidelines is None or not fields:
        raise NotReady("The guidelines of this round do not say what the form asks.")
    try:
        found = received(file, fields)
    except FileRefused as error:
        raise BadInput(str(error), field="file") from error
    result = compared(return_of(version.document, fields), found)
    row = ReadBack.objects.create(
        submission=submission,
        guidelines=guidelines,
        file=file,
        name=said(name, "file", longest=200) or "receipt",
        sha256=hashlib.sha256(file).hexdigest(),
        result=result.canonical,
        differences=result.differences,
        read_by=by,
        read_at=clock.now(),
    )
    told = {
        "reference": submission.reference,
        "sha256": row.sha256,
        "differences": row.differences,
    }
    advance(READ_BACK, statement, by=by, rows=(row,), told=told)
    return row


@transaction.atomic
def explain_difference(read_back: ReadBack, *, why: str, by: User) -> ReadBackFinding:
    """Record what was found to explain what differs: it is then no more in the way.

    Raises Stale when the submission was read back again, or this was explained;
    NotReady when nothing differs; BadInput, WrongState, NotAllowed.
    """
    statement = locked_statement(read_back.submission.statement)
    if error := refusal(EXPLAIN, statement, by):
        raise error
    if not read_back.differences:
        raise NotReady("Nothing differs, so there is nothing to explain.")
    newest = read_back.submission.read_backs.order_by("-pk").values("pk").first()
    if newest is None or newest["pk"] != read_back.pk:
        raise Stale("The submission has been read back again. Explain that reading.")
    if ReadBackFinding.objects.filter(read_back=read_back).exists():
        raise Stale("Somebody has explained this already.")
    row = ReadBackFinding.objects.create(
        read_back=read_back,
        why=said(why, "why", required="Enter what was found."),
        found_by=by,
        found_at=clock.now(),
    )
    told = {"reference": read_back.submission.reference}
    advance(EXPLAIN, statement, by=by, rows=(row,), told=told)
    return row
