"""The day on which a statement is due, counted in working days."""

from datetime import date

from iegtracker import clock
from iegtracker.working_days import last_working_day, working_days_until
from statements.models import Statement


def last_safe_day(statement: Statement) -> date:
    """The last working day on which the return can be sent in time."""
    return last_working_day(statement.due)


def working_days_left(statement: Statement) -> int:
    """Working days after today, up to and including the day it is due."""
    return working_days_until(clock.today(), statement.due)
