"""Waivers of call-in: a decision was too urgent to wait. Or that was a mistake."""

from datetime import date

from django.db import transaction

from decisions.authority import council_day
from decisions.call_in import CallInCase, Row, State, about, statement_of
from decisions.models import CallInRuling, CallInWaiver
from decisions.notices import tell_call_in_waived, tell_waiver_withdrawn
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, WrongState
from iegtracker.ledger.record import record
from iegtracker.people.models import User, Visitor
from statements.actions.wording import said

from .locking import locked_statement
from .rulings import call_in_refusal, next_ruling, not_to_come, ruled


@transaction.atomic
def waive_call_in(
    row: Row, *, agreed_by: str, why: str, on: date, by: User
) -> CallInWaiver:
    """Record that a decision was too urgent to wait: who agreed, and why.

    Raises WrongState where there is nothing left to waive, BadInput, NotAllowed.
    """
    locked_statement(statement_of(row))
    case = about(row)
    if error := waiver_refusal(case, by):
        raise error
    not_to_come(on)
    ruling = case.ruling
    if ruling is None:
        raise WrongState("Record first whether call-in applies to it.")
    if on < case.made_on:
        raise BadInput(
            f"The decision was made on {council_day(case.made_on)}. Enter a day that "
            "is not before it.",
            field="on",
        )
    made = CallInWaiver.objects.create(
        ruling=ruling,
        agreed_by=said(agreed_by, "agreed_by", required="Enter who agreed."),
        why=said(why, "why", required="Enter why it could not wait."),
        agreed_on=on,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("decision.call_in_waived", about=made, by=by)
    tell_call_in_waived(made)
    return made


@transaction.atomic
def withdraw_waiver(row: Row, *, why: str, by: User) -> CallInRuling:
    """Record that a waiver was a mistake: the ruling that held holds on without it.

    Its window is as it was: the decision may be called in on a day of it, or waived
    anew. Raises WrongState when call-in has not been waived, BadInput, NotAllowed.
    """
    locked_statement(statement_of(row))
    case = about(row)
    if error := withdrawal_refusal(case, by):
        raise error
    waiver, held = case.waiver, case.ruling
    if waiver is None or held is None:
        raise WrongState("Call-in has not been waived.")
    ruling = next_ruling(
        row,
        case,
        **ruled(held),
        withdrawal=said(why, "why", required="Enter why the waiver was a mistake."),
        recorded_by=by,
    )
    record("decision.call_in_waiver_withdrawn", about=waiver, by=by, rows=(ruling,))
    tell_waiver_withdrawn(ruling)
    return ruling


def withdrawal_refusal(case: CallInCase, user: Visitor) -> DomainError | None:
    """Why this person may not record that a waiver was a mistake, or None."""
    if error := call_in_refusal(user):
        return error
    if case.waiver is None:
        return WrongState("Call-in has not been waived.")
    return None


def waiver_refusal(case: CallInCase, user: Visitor) -> DomainError | None:
    """Why this person may not record a waiver of call-in, or None."""
    if error := call_in_refusal(user):
        return error
    if case.called_in:
        return WrongState("It has been called in, so nothing can be waived any more.")
    return {
        State.NOT_KNOWN: WrongState("Record first whether call-in applies to it."),
        State.DOES_NOT_APPLY: WrongState("Call-in does not apply to it."),
        State.WAIVED: WrongState("Call-in has been waived already."),
        State.EFFECTIVE: WrongState(
            "The decision has taken effect, so there is nothing left to waive."
        ),
    }.get(case.state(clock.today()))
