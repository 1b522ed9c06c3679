"""Working days in England, by the calendar of December 2004 and after."""

import time
from datetime import date

import pytest

from iegtracker.working_days import (
    add_working_days,
    is_working_day,
    last_working_day,
    working_days_between,
    working_days_until,
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2004, 12, 10), True),
        (date(2004, 12, 11), False),  # Saturday
        (date(2004, 12, 27), False),  # Christmas Day fell on a Saturday
        (date(2004, 12, 28), False),  # Boxing Day on a Sunday
        (date(2004, 12, 29), True),
        (date(2005, 3, 28), False),  # Easter Monday: England, not Scotland
        (date(2005, 8, 29), False),  # the summer bank holiday of England
        (date(2005, 1, 4), True),  # Scotland's, not England's
    ],
)
def test_a_day_is_worked_or_not(day, works):
    assert is_working_day(day) is works


def test_six_working_days_are_left_on_the_tenth_of_december():
    assert working_days_until(date(2004, 12, 10), date(2004, 12, 20)) == 6


def test_late_is_less_than_none():
    assert working_days_until(date(2004, 12, 20), date(2004, 12, 20)) == 0
    assert working_days_until(date(2004, 12, 22), date(2004, 12, 20)) == -2


def test_days_are_counted_over_christmas():
    assert add_working_days(date(2004, 12, 24), 1) == date(2004, 12, 29)
    assert add_working_days(date(2004, 12, 24), 3) == date(2004, 12, 31)
    assert add_working_days(date(2004, 12, 25), 0) == date(2004, 12, 25)


def test_the_last_working_day_is_before_a_weekend():
    assert last_working_day(date(2004, 12, 19)) == date(2004, 12, 17)
    assert last_working_day(date(2004, 12, 20)) == date(2004, 12, 20)


def test_a_day_on_which_the_council_is_closed_is_not_worked(settings):
    settings.IEG_CLOSURE_DAYS = ["2004-12-29"]
    assert not is_working_day(date(2004, 12, 29))


@pytest.mark.parametrize("count", [working_days_until, working_days_between])
def test_days_are_counted_only_in_the_years_that_a_date_may_be_in(count):
    began = time.perf_counter()
    assert count(date(1, 1, 1), date(1990, 1, 3)) <= 2
    assert count(date(2100, 12, 30), date.max) <= 1
    assert 27_000 < count(date.min, date.max) < 29_000
    assert time.perf_counter() - began < 2
