"""The legal clock: call-in, and the day on which the statement is due."""

from collections.abc import Iterator

from decisions.authority import council_day
from decisions.casefile import CaseFile
from decisions.states import CallIn
from iegtracker import clock

from .days import last_safe_day, working_days_left
from .obstacle import WARNS, Obstacle


def call_in_obstacles(file: CaseFile) -> Iterator[Obstacle]:
    unknown = [d for d in file.last_decisions if d.call_in == CallIn.NOT_KNOWN]
    letters = ", ".join(f"({d.recommendation.letter})" for d in unknown)
    if letters:
        yield Obstacle(
            "call-in",
            WARNS,
            f"It is not known whether call-in applies to the decision on {letters}.",
            "Democratic services",
            unknown[0].recommendation.tabling.report.meeting.get_absolute_url(),
        )


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
    elif left <= 5:
        days = "1 working day is" if left == 1 else f"{left} working days are"
        sentence = f"{days} left: the statement is due on {due}."
    else:
        return
    yield Obstacle(
        "deadline", WARNS, sentence, "Everyone", "", last_safe_day(statement)
    )
