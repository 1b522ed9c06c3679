import datetime
from zoneinfo import ZoneInfo

import pytest

from iegtracker.govuk.templatetags import ieg_marks


@pytest.mark.parametrize("status", ieg_marks.MARKS)
def test_a_state_is_a_hidden_mark_and_a_word(status):
    mark, word = ieg_marks.MARKS[status]
    html = ieg_marks.status_mark(status)
    assert f'aria-hidden="true">{mark}</span> {word}</span>' in html


def test_the_word_of_a_state_may_be_another_one():
    assert "</span> Signed on paper<" in ieg_marks.status_mark(
        "signed", "Signed on paper"
    )
    assert "&lt;i&gt;" in ieg_marks.status_mark("signed", "<i>")


def test_a_state_that_nobody_knows_is_a_fault():
    with pytest.raises(KeyError):
        ieg_marks.status_mark("unheard-of")


LONDON = ZoneInfo("Europe/London")
UTC = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (datetime.date(2004, 12, 9), "9 December 2004"),
        (datetime.datetime(2004, 6, 30, 23, 30, tzinfo=UTC), "1 July 2004"),
        (None, ""),
    ],
)
def test_a_date_is_the_councils_day(value, said):
    assert ieg_marks.council_date(value) == said


@pytest.mark.parametrize(
    ("hour", "said"),
    [(0, "12:05 am"), (9, "9:05 am"), (12, "12:05 pm"), (17, "5:05 pm")],
)
def test_a_time_is_told_as_people_tell_it(hour, said):
    value = datetime.datetime(2004, 12, 10, hour, 5, tzinfo=LONDON)
    assert ieg_marks.council_time(value) == f"10 December 2004, {said}"


@pytest.mark.parametrize(("hour", "said"), [(0, "midnight"), (12, "midday")])
def test_the_middle_of_day_and_night_are_named(hour, said):
    value = datetime.datetime(2004, 12, 10, hour, tzinfo=LONDON)
    assert ieg_marks.council_time(value) == f"10 December 2004, {said}"


@pytest.mark.parametrize(
    ("pence", "said"),
    [
        (20_000_000, "£200,000"),
        (123_450, "£1,234.50"),
        (5, "£0.05"),
        (0, "£0"),
        (-7_500, "−£75"),
        (None, ""),
    ],
)
def test_pence_read_as_pounds(pence, said):
    assert ieg_marks.pounds(pence) == said


def test_a_digest_is_shortened_to_twelve_figures():
    assert ieg_marks.short_digest("0123456789abcdef") == "0123456789ab"
    assert ieg_marks.short_digest("") == ""
