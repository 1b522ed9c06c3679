"""The legal clock: call-in, and the day on which the statement is due."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.urls import reverse

from decisions.authority import council_day
from decisions.call_in import BODY, CallInCase, State, rests_on
from decisions.casefile import CaseFile
from decisions.legal_clock import last_safe_day as last_day_to_publish
from decisions.states import CallInEnd
from iegtracker import clock
from statements.rendering.words import capitalised, listed

from .days import last_safe_day, working_days_left
from .obstacle import BLOCKS, WAIVER, WARNS, Obstacle

_NAMED = 3


def call_in_obstacles(file: CaseFile, *, waits: bool, by: date) -> Iterator[Obstacle]:
    """Decisions that may not be acted on yet, of those on which the text rests.

    A text is not cleared before its decisions have taken effect (`waits`). Once
    cleared, sending it is a fact that is recorded, and what is said here only warns.
    """
    unknown = []
    for case in rests_on(file):
        state = case.state(clock.today())
        if state is State.NOT_KNOWN:
            unknown.append(case.words)
        elif state in (State.UNPUBLISHED, State.OPEN):
            yield _window(file, case, state, waits=waits, by=by)
        elif state in (State.CALLED_IN, State.REFERRED_BACK):
            severity = BLOCKS if waits and not case.undone_by else WARNS
            yield _obstacle(file, severity, _called_in(case), by)
    if unknown:
        more = len(unknown) - _NAMED
        named = unknown[:_NAMED] + ([f"{more} more"] if more > 0 else [])
        sentence = f"It is not known whether call-in applies to {listed(named)}."
        yield _obstacle(file, WARNS, sentence, by)


def _obstacle(file: CaseFile, severity: str, sentence: str, by: date) -> Obstacle:
    place = reverse("decisions:call_in", args=[file.statement.round])
    return Obstacle("call-in", severity, sentence, "Democratic services", place, by)


def _window(
    file: CaseFile, case: CallInCase, state: State, *, waits: bool, by: date
) -> Obstacle:
    """A window that is open, or has not begun: what that means for the day due."""
    due = file.statement.due
    timing = case.timing(due, usual_days=settings.IEG_CALL_IN_DAYS)
    name = capitalised(case.words)
    head = f"{name}: "
    if state is State.UNPUBLISHED:
        head += "not published yet, today at the earliest. "
        by = last_day_to_publish(
            due,
            case.working_days or settings.IEG_CALL_IN_DAYS,
            from_publication_day=case.from_publication_day,
        )
    severity = WAIVER if waits else WARNS
    return _obstacle(file, severity, f"{head}{timing.sentence}", by)


def _called_in(case: CallInCase) -> str:
    name = capitalised(case.words)
    if case.last_outcome is None:
        on = council_day(case.called_in.called_in_on) if case.called_in else ""
        return f"{name} was called in on {on}, and waits for what becomes of that."
    outcome, day = case.last_outcome
    on = council_day(day)
    if outcome == CallInEnd.TO_COUNCIL:
        return f"{name} was called in, and referred to Council on {on}."
    told = f"{name} was referred back on {on}"
    if case.undone_by:
        by = capitalised(listed(case.undone_by))
        return f"{told}. {by} took back all that it changed, so nothing waits for it."
    if case.kind == BODY:
        return f"{told}: it has to be decided again."
    return f"{told}: it has to be decided again, or each of its changes reversed."


def deadline_obstacles(file: CaseFile) -> Iterator[Obstacle]:
    statement = file.statement
    left = working_days_left(statement)
    due = council_day(statement.due)
    if file.was_submitted:
        return
    if clock.today() > statement.due:
        late = -left
        days = "1 working day" if late == 1 else f"{late} working days"
        sentence = f"The statement was due on {due}: it is {days} late."
    elif clock.today() == statement.due:
        sentence = f"The statement is due today, {due}."
    elif left <= 5:
        days = "1 working day is" if left == 1 else f"{left} working days are"
        sentence = f"{days} left: the statement is due on {due}."
    else:
        return
    yield Obstacle(
        "deadline", WARNS, sentence, "Everyone", "", last_safe_day(statement)
    )
