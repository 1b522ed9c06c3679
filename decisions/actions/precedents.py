"""Earlier decisions, and where reports refer to them."""

from datetime import date

from django.db import transaction

from decisions.models import Body, Citation, EarlierDecision, Report
from decisions.permissions import Perm
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed
from iegtracker.ledger.record import record
from iegtracker.people.models import User, Visitor
from statements.actions.wording import said

from .locking import locked_statement


@transaction.atomic
def record_earlier_decision(
    *,
    body: Body,
    held_on: date,
    subject: str,
    wording: str = "",
    minute_number: str = "",
    corrects: EarlierDecision | None = None,
    by: User,
) -> EarlierDecision:
    """Record a decision that was taken before, or correct what is recorded of one.

    Its wording may not be held here, and is then left blank and said so.
    """
    if error := earlier_refusal(by):
        raise error
    if held_on > clock.today():
        raise BadInput("An earlier decision is not in the future.", field="held_on")
    subject = said(subject, "subject", required="Enter what it was about.", longest=200)
    first = (corrects.corrects or corrects) if corrects else None
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    twice = EarlierDecision.objects.filter(
        body=body, held_on=held_on, subject=subject, corrects__isnull=True
    )
    if first is None and twice.exists():
        raise BadInput("That decision has been recorded already.", field="subject")
    row = EarlierDecision.objects.create(
        corrects=first,
        body=body,
        held_on=held_on,
        subject=subject,
        wording=said(wording, "wording"),
        minute_number=said(minute_number, "minute_number", longest=20),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("earlier_decision.recorded", about=row, by=by)
    return row


@transaction.atomic
def cite_decision(
    report: Report,
    earlier: EarlierDecision,
    *,
    place: str,
    withdrawn: bool = False,
    by: User,
) -> Citation:
    """Record where a report refers to an earlier decision, or that it does not."""
    locked_statement(report.about)
    if error := citing_refusal(by):
        raise error
    row = Citation.objects.create(
        report=report,
        earlier=earlier.corrects or earlier,
        place=said(
            place, "place", required="Enter where the report refers to it.", longest=60
        ),
        withdrawn=withdrawn,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("decision.cited", about=row, by=by)
    return row


def citing_refusal(user: Visitor) -> NotAllowed | None:
    """Why this person may not record what a report refers to, or None."""
    if user.holds(Perm.RECORD_MEETING) or user.holds("statements.edit_paper"):
        return None
    return NotAllowed(f"{user} may not record what a report refers to.")


def earlier_refusal(user: User) -> NotAllowed | None:
    """Why this person may not record earlier decisions, or None."""
    if not user.holds(Perm.RECORD_MEETING):
        return NotAllowed(f"{user} may not record earlier decisions.")
    return None
