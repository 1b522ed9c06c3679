"""Setting aside what a clerk entered by mistake."""

from django.db import transaction

from decisions.authority import dismissed
from decisions.models import AppointmentEntry, Dismissal, PaperSignature, Urgency
from decisions.models.dismissals import Entry
from decisions.transitions import CONFIRM_PAPER
from iegtracker import clock
from iegtracker.errors import DomainError, WrongState
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.actions.wording import said

from .delegations import urgency_refusal
from .locking import locked_statement
from .offices import appointment_refusal, lock_office
from .papers import paper_refusal

# What a dismissal calls each kind of entry, and what the entry has once it counts.
_KINDS: dict[type[Entry], tuple[str, str]] = {
    AppointmentEntry: ("appointment", "appointment"),
    Urgency: ("urgency", "delegation"),
    PaperSignature: ("paper", "signoff"),
}


@transaction.atomic
def dismiss_entry(entry: Entry, *, reason: str, by: User) -> Dismissal:
    """Record that an entry is wrong: from now nobody can confirm it.

    One clerk is enough, whoever entered it: what nobody has confirmed counts for
    nothing. Raises NotAllowed, BadInput, and WrongState for what has been confirmed or
    dismissed.
    """
    _lock(entry)
    if error := dismissal_refusal(entry, by):
        raise error
    kind, _ = _KINDS[type(entry)]
    row = Dismissal.objects.create(
        **{kind: entry},
        reason=said(reason, "reason", required="Enter a reason.", longest=300),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("entry.dismissed", about=row, by=by)
    return row


def dismissal_refusal(entry: Entry, user: User) -> DomainError | None:
    """Why this person may not dismiss an entry, or None."""
    if error := dismissing_refusal(entry, user):
        return error
    kind, counts = _KINDS[type(entry)]
    if hasattr(entry, counts):
        return WrongState("This has been confirmed already, so it counts.")
    return dismissed(**{kind: entry}) if hasattr(entry, "dismissal") else None


def dismissing_refusal(entry: Entry, user: User) -> DomainError | None:
    """Why this person may dismiss no entry of that kind, or None."""
    if isinstance(entry, AppointmentEntry):
        return appointment_refusal(user)
    if isinstance(entry, Urgency):
        return urgency_refusal(user)
    signing_round = entry.signing_round
    return refusal(CONFIRM_PAPER, signing_round.change, user) or paper_refusal(
        signing_round, user
    )


def _lock(entry: Entry) -> None:
    """Lock what a confirmation locks, and read the entry anew."""
    if isinstance(entry, AppointmentEntry):
        lock_office(entry.office)
    elif isinstance(entry, Urgency):
        locked_statement(entry.statement)
    else:
        locked_statement(entry.signing_round.change.statement)
    entry.refresh_from_db()
