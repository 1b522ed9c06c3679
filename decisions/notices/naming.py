"""What a message calls a change, where it leads, and how soon it is due."""

from django.urls import reverse

from decisions.gate import last_safe_day
from decisions.models import Change
from iegtracker import clock
from iegtracker.working_days import working_days_until
from statements.models import Statement

# Within so many working days of the deadline, what is to be signed waits for no digest.
URGENT = 2


def short_name(change: Change) -> str:
    """In a subject line, which names the statement already."""
    return "final approval" if change.is_final else str(change)


def named(change: Change) -> str:
    """In a sentence."""
    return "the final approval" if change.is_final else str(change)


def page(name: str, change: Change) -> str:
    return reverse(f"decisions:{name}", args=[change.statement.round, change.number])


def round_page(name: str, statement: Statement) -> str:
    return reverse(f"decisions:{name}", args=[statement.round])


def days_words(days: int) -> str:
    return "1 working day" if days == 1 else f"{days} working days"


def is_urgent(statement: Statement) -> bool:
    """Whether the last two working days before the deadline have begun."""
    return working_days_until(clock.today(), last_safe_day(statement)) <= URGENT
