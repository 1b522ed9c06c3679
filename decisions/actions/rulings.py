"""Whether call-in applies to a decision, with which window; and who confirms that."""

from datetime import date
from typing import Any

from django.db import transaction

from decisions.authority import council_day
from decisions.call_in import (
    CallInCase,
    CallInTold,
    Row,
    about,
    effective_day,
    statement_of,
    subject_of,
)
from decisions.models import CallInRuling
from decisions.models.records import Recorded, records_of, referring_to
from decisions.permissions import Perm
from decisions.states import CallIn
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

    The window runs from the day on which the decision's record was published. What
    would let the decision be acted on sooner while its window is open does not count
    until another clerk confirms it. Raises WrongState once it has been called in,
    NotAllowed, BadInput.
    """
    locked_statement(statement_of(row))
    case = about(row)
    if error := ruling_refusal(case, by):
        raise error
    ruling = new_ruling(row, case, told, first_published(row), by=by)
    verb = "entered" if ruling.waits_because else "ruled"
    record(f"decision.call_in_{verb}", about=ruling, by=by, ruling=ruling.ruling)
    return ruling


@transaction.atomic
def confirm_ruling(entry: CallInRuling, *, by: User) -> CallInRuling:
    """Confirm what another clerk entered while the window was open: now it counts.

    Raises WrongState when it has been replaced or confirmed, or the decision called in
    meanwhile, NotAllowed for one's own entry.
    """
    row = subject_of(entry)
    locked_statement(statement_of(row))
    case = about(row)
    if error := confirmation_refusal(case, by):
        raise error
    if case.waiting != entry:
        raise WrongState("Something else has been entered since. Read it first.")
    ruling = next_ruling(
        row,
        case,
        **ruled(entry),
        confirms=entry,
        entered_by=entry.recorded_by,
        recorded_by=by,
    )
    record("decision.call_in_confirmed", about=ruling, by=by, ruling=ruling.ruling)
    return ruling


def new_ruling(
    row: Row, case: CallInCase, told: CallInTold, published: date | None, *, by: User
) -> CallInRuling:
    """The next ruling on a decision. Part of an action that records it."""
    _check(told, case, published)
    applies = told.ruling == CallIn.APPLIES
    does_not = told.ruling == CallIn.DOES_NOT
    effective = effective_day(told, case.made_on, published)
    return next_ruling(
        row,
        case,
        ruling=told.ruling,
        reason=said(told.reason, "reason", longest=300) if does_not else "",
        working_days=told.working_days if applies else None,
        from_publication_day=told.from_publication_day and applies,
        published_on=published,
        effective_on=effective,
        waits_because=_waits_because(case, effective if applies else None),
        recorded_by=by,
    )


def ruled(ruling: CallInRuling) -> dict[str, Any]:
    """What a ruling says, for a row that says it again."""
    return {
        "ruling": ruling.ruling,
        "reason": ruling.reason,
        "working_days": ruling.working_days,
        "from_publication_day": ruling.from_publication_day,
        "published_on": ruling.published_on,
        "effective_on": ruling.effective_on,
    }


def next_ruling(row: Row, case: CallInCase, **columns: Any) -> CallInRuling:
    """One more row about a decision, after those that it has."""
    return CallInRuling.objects.create(
        **referring_to(row),
        number=len(case.rulings) + 1,
        recorded_at=clock.now(),
        **columns,
    )


def _waits_because(case: CallInCase, effective: date | None) -> str:
    """Why a ruling waits for another clerk: it would end an open window sooner.

    `effective` is when the decision takes effect by a window of its own; None where
    there would be no window any more.
    """
    last = case.window_ends(clock.today())
    if last is None or (effective and effective > last):
        return ""
    return (
        f"The decision can be called in until the end of {council_day(last)}, so this "
        "does not count until another clerk confirms it."
    )


def first_published(row: Recorded) -> date | None:
    """The day on which the decision's record was published first."""
    rows = records_of(row).filter(edition=1)
    return rows.values_list("published_on", flat=True).first()


def ruling_refusal(case: CallInCase, user: Visitor) -> DomainError | None:
    """Why this person may not record whether call-in applies, or None."""
    if error := call_in_refusal(user):
        return error
    if case.called_in:
        return WrongState("It has been called in, so call-in applies.")
    return None


def confirmation_refusal(case: CallInCase, user: Visitor) -> DomainError | None:
    """Why this person may not confirm what was entered of call-in, or None."""
    if error := ruling_refusal(case, user):
        return error
    if case.waiting is None:
        return WrongState("Nothing that was entered waits to be confirmed.")
    if case.waiting.recorded_by_id == user.pk:
        return NotAllowed("Another clerk must confirm what you entered.")
    return None


def call_in_refusal(user: Visitor) -> NotAllowed | None:
    """Why this person may record nothing about call-in, or None."""
    if not user.holds(Perm.RECORD_CALL_IN):
        return NotAllowed(f"{user} may not record call-in. Democratic services can.")
    return None


def not_to_come(on: date) -> None:
    """Raise BadInput for a day that has not come: it is no fact yet."""
    if on > clock.today():
        raise BadInput("The day must not be in the future.", field="on")


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
