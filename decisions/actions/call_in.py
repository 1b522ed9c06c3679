"""Call-in: whether it applies, who called a decision in, what came of it, waivers."""

from datetime import date

from django.db import transaction

from decisions.authority import council_day
from decisions.call_in import (
    CallInCase,
    CallInTold,
    Row,
    State,
    about,
    effective_day,
    statement_of,
)
from decisions.models import (
    CalledIn,
    CallInOutcome,
    CallInRuling,
    CallInWaiver,
    DecisionRecord,
    DelegatedDecision,
)
from decisions.notices import tell_call_in_outcome, tell_call_in_waived, tell_called_in
from decisions.permissions import Perm
from decisions.states import CALL_IN_OVER, CallIn, CallInEnd
from decisions.system_checks import LONGEST_CALL_IN
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, NotAllowed, WrongState
from iegtracker.ledger.record import record
from iegtracker.people.models import User, Visitor
from statements.actions.wording import said

from .locking import locked_statement


@transaction.atomic
def rule_on_call_in(row: Row, told: CallInTold, *, by: User) -> CallInRuling:
    """Record whether call-in applies to a decision; this supersedes what was said.

    The window runs from the day on which the decision's record was published. Raises
    WrongState once it has been called in, NotAllowed, BadInput.
    """
    locked_statement(statement_of(row))
    case = about(row)
    if error := ruling_refusal(case, by):
        raise error
    ruling = new_ruling(row, case, told, first_published(row), by=by)
    record("decision.call_in_ruled", about=ruling, by=by, ruling=ruling.ruling)
    return ruling


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
    _not_to_come(on)
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
    if outcome not in CallInEnd.values:
        raise BadInput("Select what was decided.", field="outcome")
    _not_to_come(on)
    before = case.outcomes
    earliest = before[-1].decided_on if before else called_in.called_in_on
    if on < earliest:
        raise BadInput(
            f"The day must not be before {council_day(earliest)}.", field="on"
        )
    made = CallInOutcome.objects.create(
        called_in=called_in,
        number=len(before) + 1,
        outcome=outcome,
        reasons=said(reasons, "reasons", required="Enter the reasons."),
        decided_on=on,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("decision.call_in_ended", about=made, by=by, outcome=outcome)
    tell_call_in_outcome(made)
    return made


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
    _not_to_come(on)
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


def new_ruling(
    row: Row, case: CallInCase, told: CallInTold, published: date | None, *, by: User
) -> CallInRuling:
    """The next ruling on a decision. Part of an action that records it."""
    _check(told, case, published)
    applies = told.ruling == CallIn.APPLIES
    does_not = told.ruling == CallIn.DOES_NOT
    delegated = isinstance(row, DelegatedDecision)
    return CallInRuling.objects.create(
        **{"delegated" if delegated else "decision": row},
        number=len(case.rulings) + 1,
        ruling=told.ruling,
        reason=said(told.reason, "reason", longest=300) if does_not else "",
        working_days=told.working_days if applies else None,
        from_publication_day=told.from_publication_day and applies,
        published_on=published,
        effective_on=effective_day(told, case.made_on, published),
        recorded_by=by,
        recorded_at=clock.now(),
    )


def first_published(row: Row) -> date | None:
    """The day on which the decision's record was published first."""
    key = "delegated" if isinstance(row, DelegatedDecision) else "decision"
    rows = DecisionRecord.objects.filter(**{key: row}, edition=1)
    return rows.values_list("published_on", flat=True).first()


def ruling_refusal(case: CallInCase, user: Visitor) -> DomainError | None:
    """Why this person may not record whether call-in applies, or None."""
    if error := call_in_refusal(user):
        return error
    if case.called_in:
        return WrongState("It has been called in, so call-in applies.")
    return None


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
        return WrongState("What became of its call-in has been recorded.")
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


def call_in_refusal(user: Visitor) -> NotAllowed | None:
    """Why this person may record nothing about call-in, or None."""
    if not user.holds(Perm.RECORD_CALL_IN):
        return NotAllowed(f"{user} may not record call-in. Democratic services can.")
    return None


def _check(told: CallInTold, case: CallInCase, published: date | None) -> None:
    """Raise BadInput unless this can be said of the decision's call-in."""
    if told.ruling not in CallIn.values:
        raise BadInput("Say whether call-in applies.", field="ruling")
    if told.ruling == CallIn.DOES_NOT and not told.reason.strip():
        raise BadInput("Enter why call-in does not apply.", field="reason")
    applies = told.ruling == CallIn.APPLIES
    if applies and not 1 <= (told.working_days or 0) <= LONGEST_CALL_IN:
        raise BadInput(
            f"Enter a number of working days from 1 to {LONGEST_CALL_IN}.",
            field="working_days",
        )
    day = told.effective_on
    if day is None:
        return
    if told.ruling == CallIn.NOT_KNOWN:
        raise BadInput(
            "While it is not known whether call-in applies, nor is the day on which "
            "the decision takes effect.",
            field="effective_on",
        )
    if applies and published is None:
        raise BadInput(
            "The decision has not been published, so that day is not known.",
            field="effective_on",
        )
    if applies and published and day <= published:
        raise BadInput(
            f"The decision was published on {council_day(published)}, and takes effect "
            "after that day.",
            field="effective_on",
        )
    if day < case.made_on:
        raise BadInput(
            "A decision takes no effect before the day on which it was made.",
            field="effective_on",
        )


def _not_to_come(on: date) -> None:
    if on > clock.today():
        raise BadInput("The day must not be in the future.", field="on")
