"""Delegations: given by a decision, or by urgency that two clerks recorded; ended."""

from datetime import date

from django.db import transaction

from decisions.authority import council_day, dismissed
from decisions.models import (
    Appointment,
    Decision,
    DelegatedOffice,
    Delegation,
    DelegationEnd,
    Office,
    Urgency,
)
from decisions.permissions import Perm
from decisions.states import Mode, Part, Scope, UrgencyKind
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, NotAllowed, WrongState
from iegtracker.ledger.evidence import Evidence
from iegtracker.ledger.record import record
from iegtracker.people.models import User
from statements.actions.wording import said
from statements.models import Statement

from .locking import locked_statement
from .resolutions import DelegationGiven, check_delegation


def end_earlier(
    statement: Statement, decision: Decision, *, by: User
) -> list[Evidence]:
    """What a body delegated before ends when it decides anew on the statement.

    Part of `decide`.
    """
    meeting = decision.meeting
    earlier = Delegation.objects.filter(
        statement=statement, decision__meeting__body=meeting.body, end__isnull=True
    )
    return [
        DelegationEnd.objects.create(
            delegation=delegation,
            decision=decision,
            reason=f"{meeting.body} decided anew on {council_day(meeting.held_on)}.",
            recorded_by=by,
            recorded_at=clock.now(),
        )
        for delegation in earlier.order_by("pk")
    ]


def give(
    statement: Statement, decision: Decision, given: DelegationGiven
) -> list[Evidence]:
    """The rows of one delegation. Part of `decide`."""
    check_delegation(given, decision.meeting)
    delegation = Delegation.objects.create(
        decision=decision,
        statement=statement,
        mode=given.mode,
        scope=given.scope or Scope.ANY,
        conditions=said(given.conditions, "conditions"),
        starts_on=decision.meeting.held_on,
        until=given.until,
    )
    return [
        delegation,
        *(
            DelegatedOffice.objects.create(
                delegation=delegation,
                office=office,
                part=part,
                substitute=given.substitutes.get(office.pk),
            )
            for office, part in given.offices
        ),
    ]


@transaction.atomic
def enter_urgency(
    statement: Statement,
    *,
    kind: str,
    citation: str,
    wording: str,
    why: str,
    agreed_by: str,
    office: Office,
    scope: str = Scope.ANY,
    until: date | None = None,
    by: User,
) -> Urgency:
    """Enter what gives one office power at once, outside a meeting.

    It counts once another clerk confirms it. Raises NotAllowed for an office that one
    holds oneself, BadInput.
    """
    statement = locked_statement(statement)
    if error := urgency_refusal(by):
        raise error
    if statement.imported:
        raise WrongState(f"{statement} was approved before this system.")
    if kind not in UrgencyKind.values or scope not in Scope.values:
        raise BadInput("Say what gives the power, and for which changes.", field="kind")
    if error := _own_power(office, by):
        raise error
    today = clock.today()
    if until and until < today:
        raise BadInput("The last day must not be in the past.", field="until")
    none = "enter “None” where nobody had to."
    urgency = Urgency.objects.create(
        statement=statement,
        kind=kind,
        citation=said(
            citation, "citation", required="Enter where it stands.", longest=200
        ),
        wording=said(wording, "wording", required="Enter its words."),
        why=said(why, "why", required="Enter why it cannot wait for a meeting."),
        agreed_by=said(agreed_by, "agreed_by", required=f"Enter who agreed; {none}"),
        office=office,
        scope=scope,
        starts_on=today,
        until=until,
        entered_by=by,
        entered_at=clock.now(),
    )
    record("urgency.entered", about=urgency, by=by, statement=statement.round)
    return urgency


@transaction.atomic
def confirm_urgency(urgency: Urgency, *, by: User) -> Delegation:
    """Confirm what another clerk entered: the office may act alone from now.

    Raises NotAllowed for one's own entry or office, WrongState when it has been
    confirmed, or when its last day has passed.
    """
    statement = locked_statement(urgency.statement)
    if error := urgency_confirmation_refusal(urgency, by):
        raise error
    delegation = Delegation.objects.create(
        urgency=urgency,
        statement=statement,
        mode=Mode.SOLE,
        scope=urgency.scope,
        starts_on=clock.today(),
        until=urgency.until,
        confirmed_by=by,
        confirmed_at=clock.now(),
    )
    office = DelegatedOffice.objects.create(
        delegation=delegation, office=urgency.office, part=Part.DECIDES
    )
    rows = (office,)
    record("urgency.confirmed", about=delegation, by=by, rows=rows, of=urgency.pk)
    return delegation


@transaction.atomic
def end_delegation(delegation: Delegation, *, reason: str, by: User) -> DelegationEnd:
    """Record that a delegation was revoked, or that its urgency is over.

    What was signed before stays signed. Raises WrongState when it has ended.
    """
    locked_statement(delegation.statement)
    if error := end_of_delegation_refusal(delegation, by):
        raise error
    end = DelegationEnd.objects.create(
        delegation=delegation,
        reason=said(reason, "reason", required="Enter a reason."),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("delegation.ended", about=end, by=by)
    return end


def urgency_refusal(user: User) -> NotAllowed | None:
    """Why this person may not record urgent powers, or None."""
    if not user.holds(Perm.RECORD_URGENCY):
        return NotAllowed(
            f"{user} may not record urgent powers. Democratic services can."
        )
    return None


def urgency_confirmation_refusal(urgency: Urgency, user: User) -> DomainError | None:
    """Why this person may not confirm an urgent power, or None."""
    if error := urgency_refusal(user):
        return error
    if user.pk == urgency.entered_by_id:
        return NotAllowed("Somebody else must confirm what you entered.")
    if error := _own_power(urgency.office, user):
        return error
    if Delegation.objects.filter(urgency=urgency).exists():
        return WrongState("This urgent power has been confirmed already.")
    if urgency.until and urgency.until < clock.today():
        return WrongState(
            f"The last day of this urgent power was {council_day(urgency.until)}."
        )
    return dismissed(urgency=urgency)


def end_of_delegation_refusal(delegation: Delegation, user: User) -> DomainError | None:
    """Why this person may not record that a delegation ended, or None."""
    if error := urgency_refusal(user):
        return error
    if DelegationEnd.objects.filter(delegation=delegation).exists():
        return WrongState("The end of this delegation has been recorded already.")
    return None


def _own_power(office: Office, user: User) -> NotAllowed | None:
    today = Appointment.objects.on(clock.today())
    if today.filter(office=office, person=user).exists():
        return NotAllowed("Nobody may record a power for an office of their own.")
    return None
