"""Call-in: who called a decision in, what came of it, and what was said wrongly."""

from datetime import date

from django.db import transaction

from decisions.authority import council_day
from decisions.call_in import CallInCase, Row, State, about, statement_of
from decisions.models import CalledIn, CallInOutcome
from decisions.notices import tell_call_in_outcome, tell_called_in
from decisions.states import CALL_IN_ENDS, CALL_IN_OVER, CallInEnd
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, WrongState
from iegtracker.ledger.record import record
from iegtracker.people.models import User, Visitor
from statements.actions.wording import said

from .locking import locked_statement
from .rulings import call_in_refusal, not_to_come


@transaction.atomic
def record_call_in(
    row: Row, *, members: str, grounds: str, on: date, by: User
) -> CalledIn:
    """Record that members called a decision in, within its window.

    It may be recorded later: the day counts. How many members it takes is the
    council's matter. A decision is called in once. Raises WrongState, BadInput for a
    day outside the window, NotAllowed.
    """
    locked_statement(statement_of(row))
    case = about(row)
    if error := called_in_refusal(case, by):
        raise error
    ruling = case.ruling
    if ruling is None or ruling.published_on is None or ruling.effective_on is None:
        raise WrongState("Its window has not begun.")
    not_to_come(on)
    if not ruling.published_on <= on < ruling.effective_on:
        raise BadInput(
            f"It could be called in from {council_day(ruling.published_on)} until the "
            f"day before {council_day(ruling.effective_on)}.",
            field="on",
        )
    made = CalledIn.objects.create(
        ruling=ruling,
        members=said(members, "members", required="Enter which members called it in."),
        grounds=said(grounds, "grounds", required="Enter the grounds."),
        called_in_on=on,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("decision.called_in", about=made, by=by)
    tell_called_in(made)
    return made


@transaction.atomic
def record_call_in_outcome(
    row: Row, *, outcome: str, reasons: str, on: date, by: User
) -> CallInOutcome:
    """Record what became of a call-in. Released or upheld, the decision takes effect.

    Referred back or to Council it waits on, and what is decided there is recorded in
    the same way. Raises WrongState, BadInput, NotAllowed.
    """
    locked_statement(statement_of(row))
    case = about(row)
    if error := outcome_refusal(case, by):
        raise error
    called_in = case.called_in
    if called_in is None:
        raise WrongState("It has not been called in.")
    standing = case.standing_outcomes
    made = _next_outcome(
        called_in,
        outcome,
        reasons,
        on,
        by=by,
        earliest=standing[-1].decided_on if standing else called_in.called_in_on,
    )
    record("decision.call_in_ended", about=made, by=by, outcome=outcome)
    tell_call_in_outcome(made)
    return made


@transaction.atomic
def correct_call_in_outcome(
    row: Row,
    *,
    outcome: str,
    correction: str,
    reasons: str = "",
    on: date | None = None,
    by: User,
) -> CallInOutcome:
    """Record that what was recorded last of a call-in's outcome was a mistake.

    The new row stands in its place; where nothing has been decided yet, that is said
    from today on, without reasons. Raises WrongState, BadInput, NotAllowed.
    """
    locked_statement(statement_of(row))
    case = about(row)
    if error := correction_refusal(case, by):
        raise error
    called_in = case.called_in
    if called_in is None:
        raise WrongState("It has not been called in.")
    correction = said(
        correction, "correction", required="Enter what was recorded wrongly, and why."
    )
    if outcome == CallInEnd.NOTHING:
        reasons, on = correction, clock.today()
    if on is None:
        raise BadInput("Enter the day of that decision.", field="on")
    kept = case.standing_outcomes[:-1]
    made = _next_outcome(
        called_in,
        outcome,
        reasons,
        on,
        by=by,
        earliest=kept[-1].decided_on if kept else called_in.called_in_on,
        correction=correction,
    )
    record("decision.call_in_corrected", about=made, by=by, outcome=outcome)
    tell_call_in_outcome(made)
    return made


def _next_outcome(
    called_in: CalledIn,
    outcome: str,
    reasons: str,
    on: date,
    *,
    by: User,
    earliest: date,
    correction: str = "",
) -> CallInOutcome:
    """One more row about a call-in; it was decided no sooner than `earliest`."""
    known = CallInEnd.values if correction else CALL_IN_ENDS
    if outcome not in known:
        raise BadInput("Select what was decided.", field="outcome")
    not_to_come(on)
    if on < earliest:
        raise BadInput(
            f"The day must not be before {council_day(earliest)}.", field="on"
        )
    return CallInOutcome.objects.create(
        called_in=called_in,
        number=called_in.outcomes.count() + 1,
        outcome=outcome,
        reasons=said(reasons, "reasons", required="Enter the reasons."),
        correction=correction,
        decided_on=on,
        recorded_by=by,
        recorded_at=clock.now(),
    )


def called_in_refusal(case: CallInCase, user: Visitor) -> DomainError | None:
    """Why this person may not record that it was called in, or None."""
    if error := call_in_refusal(user):
        return error
    if case.called_in:
        return WrongState("It has been called in already. That is done once.")
    return {
        State.NOT_KNOWN: WrongState("Record first whether call-in applies to it."),
        State.DOES_NOT_APPLY: WrongState("Call-in does not apply to it."),
        State.UNPUBLISHED: WrongState(
            "It has not been published, so its window has not begun."
        ),
        State.WAIVED: WrongState("Call-in was waived, since it could not wait."),
    }.get(case.state(clock.today()))


def outcome_refusal(case: CallInCase, user: Visitor) -> DomainError | None:
    """Why this person may not record what became of a call-in, or None."""
    if error := call_in_refusal(user):
        return error
    if case.called_in is None:
        return WrongState("It has not been called in.")
    if case.last_outcome and case.last_outcome[0] in CALL_IN_OVER:
        return WrongState(
            "What became of its call-in has been recorded. It can be corrected."
        )
    return None


def correction_refusal(case: CallInCase, user: Visitor) -> DomainError | None:
    """Why this person may not correct what became of a call-in, or None."""
    if error := call_in_refusal(user):
        return error
    if case.last_outcome is None:
        return WrongState("Nothing has been recorded of what became of its call-in.")
    return None
