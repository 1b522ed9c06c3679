"""Working days in England: no weekend, bank holiday or day the council is closed."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.conf import settings

# The years that a date may be typed in; working days are counted in no others, so that
# no count goes on for thousands of years.
FIRST_YEAR, LAST_YEAR = 1990, 2100


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Whether the council works on `day`."""
    return (
        day.weekday() < 5
        and day not in _bank_holidays(day.year)
        and day.isoformat() not in settings.IEG_CLOSURE_DAYS
    )


def _working_days(day: date, *, step: int) -> Iterator[date]:
    while True:
        day += timedelta(days=step)
        if is_working_day(day):
            yield day


def working_days_until(start: date, end: date) -> int:
    """How many working days come after `start`, up to and including `end`.

    Negative when `end` is past. From Friday 10 to Monday 20 December 2004: 6.
    """
    if end < start:
        return -working_days_until(end, start)
    start, end = _in_range(start), _in_range(end)
    days = (start + timedelta(days=n + 1) for n in range((end - start).days))
    return sum(map(is_working_day, days))


def working_days_between(start: date, end: date) -> int:
    """How many working days lie between two days, counting neither.

    Between Wednesday 1 and Thursday 9 December 2004: 5.
    """
    start, end = _in_range(start), _in_range(end)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days))
    return sum(map(is_working_day, days))


def _in_range(day: date) -> date:
    return min(max(day, date(FIRST_YEAR, 1, 1)), date(LAST_YEAR, 12, 31))


def add_working_days(start: date, count: int) -> date:
    """The day on which the `count`-th working day after `start` falls."""
    return _counted(start, count, step=1)


def subtract_working_days(start: date, count: int) -> date:
    """The day on which the `count`-th working day before `start` falls."""
    return _counted(start, count, step=-1)


def _counted(start: date, count: int, *, step: int) -> date:
    if count < 0:
        raise ValueError("a number of working days is never negative")
    days = _working_days(start, step=step)
    day = start
    for _ in range(count):
        day = next(days)
    return day


def last_working_day(on_or_before: date) -> date:
    """The latest working day not after the given day."""
    if is_working_day(on_or_before):
        return on_or_before
    return subtract_working_days(on_or_before, 1)


def first_working_day(on_or_after: date) -> date:
    """The earliest working day not before the given day."""
    if is_working_day(on_or_after):
        return on_or_after
    return add_working_days(on_or_after, 1)
