"""Clearing the text, recording that it was sent, and publishing the final copy."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from decisions.authority import council_day
from decisions.casefile import open_file
from decisions.evidence import chain_of
from decisions.gate import (
    completed_final_approval,
    live_clearance,
    outright_decision,
    require_ready,
)
from decisions.models import Clearance, Reopening, Submission
from decisions.notices import (
    tell_cleared,
    tell_published,
    tell_reopened,
    tell_submitted,
)
from decisions.transitions import (
    CLEAR,
    INCIDENT,
    PUBLISH,
    REOPEN,
    RESUBMIT,
    SUBMIT,
)
from iegtracker import clock
from iegtracker.errors import BadInput, NotReady, Stale
from iegtracker.people.models import User
from iegtracker.times import time_of_day
from iegtracker.workflow import Transition, advance, refusal
from statements.actions import make_final_copy
from statements.actions.wording import said
from statements.models import FinalCopy, Statement, Version
from statements.rendering import pdf as rendering

from .completing import void_final_approval
from .locking import locked_statement

LARGEST_RECEIPT = 4 * 1024 * 1024


@transaction.atomic
def clear(statement: Statement, *, by: User) -> Clearance:
    """Make the current version the cleared text: the hard gate.

    Raises NotReady with everything that stands in the way, WrongState, NotAllowed.
    """
    statement = locked_statement(statement)
    if error := refusal(CLEAR, statement, by):
        raise error
    require_ready(statement, CLEAR)
    version = statement.current
    if version is None:
        raise NotReady("The statement has no text yet.")
    file = open_file(statement)
    final = completed_final_approval(file)
    clearance = Clearance.objects.create(
        statement=statement,
        version=version,
        signing_round=final,
        decision=None if final else outright_decision(file),
        cleared_by=by,
        cleared_at=clock.now(),
    )
    told = {"version": version.number, "digest": version.digest}
    advance(CLEAR, statement, by=by, rows=(clearance,), told=told)
    tell_cleared(clearance)
    return clearance


@transaction.atomic
def reopen(statement: Statement, *, reason: str, by: User) -> Reopening:
    """Undo the clearing. The final approval is void; after submission the delegation
    is spent, so that a correction needs a new decision."""
    statement = locked_statement(statement)
    if error := refusal(REOPEN, statement, by):
        raise error
    reason = said(reason, "reason", required="Enter a reason.")
    clearance = live_clearance(statement)
    if clearance is None:
        raise NotReady("The text has not been cleared.")
    reopening = Reopening.objects.create(
        clearance=clearance,
        reason=reason,
        reopened_by=by,
        reopened_at=clock.now(),
    )
    advance(REOPEN, statement, by=by, rows=(reopening,))
    tell_reopened(reopening)
    void_final_approval(statement, by=by)
    return reopening


def submit(
    statement: Statement,
    *,
    reference: str,
    sent_at: datetime,
    note: str = "",
    receipt: bytes | None = None,
    receipt_name: str = "",
    by: User,
) -> Submission:
    """Record that the cleared text was sent: a fact, late or not.

    Raises BadInput without a reference, or for a moment before the clearing or to
    come; NotReady, WrongState, NotAllowed.
    """
    return _submit(
        SUBMIT, statement, reference, sent_at, note, receipt, receipt_name, by=by
    )


def submit_again(
    statement: Statement,
    *,
    reference: str,
    sent_at: datetime,
    note: str = "",
    receipt: bytes | None = None,
    receipt_name: str = "",
    by: User,
) -> Submission:
    """Record that the same cleared text was sent once more."""
    return _submit(
        RESUBMIT, statement, reference, sent_at, note, receipt, receipt_name, by=by
    )


@transaction.atomic
def record_incident(
    statement: Statement, *, reference: str, sent_at: datetime, note: str, by: User
) -> Submission:
    """Record that something was sent which was not cleared. It blocks publication."""
    statement = locked_statement(statement)
    if error := refusal(INCIDENT, statement, by):
        raise error
    reference = _check_sent(reference, sent_at)
    note = said(note, "note", required="Say what was sent, and how it happened.")
    submission = Submission.objects.create(
        statement=statement,
        sent_at=sent_at,
        reference=reference,
        incident=True,
        note=note,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    advance(INCIDENT, statement, by=by, rows=(submission,))
    return submission


def publish(statement: Statement, *, by: User) -> FinalCopy:
    """Make the final copy from the cleared text, and open it to members.

    The PDF is made before the transaction, from plain values; whatever changed in
    between is refused as Stale. Raises NotReady, WrongState, NotAllowed.
    """
    statement = Statement.objects.get(pk=statement.pk)
    if error := refusal(PUBLISH, statement, by):
        raise error
    require_ready(statement, PUBLISH)
    clearance = live_clearance(statement)
    if clearance is None:
        raise NotReady("The text has not been cleared.")
    version = clearance.version
    chain = chain_of(statement)
    made = None
    if _copy_of(version) is None:
        made = rendering.pdf(version.document, chain, kind=rendering.FINAL)
    with transaction.atomic():
        statement = locked_statement(statement)
        if error := refusal(PUBLISH, statement, by):
            raise error
        require_ready(statement, PUBLISH)
        if chain_of(statement).canonical != chain.canonical:
            raise Stale("The record changed while the copy was being made. Try again.")
        # A text that was published, reopened and cleared again keeps its copy.
        copy = _copy_of(version)
        if copy is None and made is not None:
            copy = make_final_copy(version, made, chain=chain.canonical, by=by)
        if copy is None:
            raise Stale("The record changed while the copy was being made. Try again.")
        advance(PUBLISH, statement, by=by, told={"sha256": copy.sha256})
        tell_published(clearance, sha256=copy.sha256, by=by)
    return copy


def _copy_of(version: Version) -> FinalCopy | None:
    return FinalCopy.objects.filter(version=version).defer("pdf").first()


@transaction.atomic
def _submit(
    step: Transition,
    statement: Statement,
    reference: str,
    sent_at: datetime,
    note: str,
    receipt: bytes | None,
    receipt_name: str,
    *,
    by: User,
) -> Submission:
    statement = locked_statement(statement)
    if error := refusal(step, statement, by):
        raise error
    require_ready(statement, step)
    clearance = live_clearance(statement)
    if clearance is None:
        raise NotReady("The text has not been cleared.")
    reference = _check_sent(reference, sent_at)
    if sent_at < clearance.cleared_at:
        cleared = timezone.localtime(clearance.cleared_at)
        raise BadInput(
            f"The text was cleared on {council_day(cleared.date())} at "
            f"{time_of_day(cleared)}. Enter a later time, or record an incident.",
            field="sent_at",
        )
    if receipt and len(receipt) > LARGEST_RECEIPT:
        raise BadInput("The print-out must be smaller than 4 MB.", field="receipt")
    submission = Submission.objects.create(
        statement=statement,
        version=clearance.version,
        digest=clearance.version.digest,
        sent_at=sent_at,
        reference=reference,
        note=said(note, "note"),
        receipt=receipt,
        receipt_name=receipt_name[:200],
        recorded_by=by,
        recorded_at=clock.now(),
    )
    told = {"reference": submission.reference, "digest": submission.digest}
    advance(step, statement, by=by, rows=(submission,), told=told)
    tell_submitted(submission)
    return submission


def _check_sent(reference: str, sent_at: datetime) -> str:
    reference = said(
        reference,
        "reference",
        required="Enter the reference that the ministry gave.",
        longest=100,
    )
    if sent_at > clock.now():
        raise BadInput(
            "The time of sending must not be in the future.", field="sent_at"
        )
    return reference
