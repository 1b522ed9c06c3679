"""The legal clock: a table of days, held against the calendar of England."""

from datetime import UTC, date, datetime, timedelta

import pytest

from decisions.legal_clock import (
    call_in_ends,
    can_be_in_time,
    clear_days,
    countdown,
    effective_on,
    end_of,
    has_ended,
    last_day_for_papers,
    last_safe_day,
    london_day,
    required_clear_days,
    timing,
)
from iegtracker.working_days import (
    add_working_days,
    first_working_day,
    is_working_day,
    last_working_day,
    subtract_working_days,
    working_days_between,
    working_days_until,
)


def d(text):
    return date.fromisoformat(text)


def t(text):
    return datetime.fromisoformat(text)


def count_in(published, days):
    """The window where the council counts the day of publication."""
    return call_in_ends(published, days, from_publication_day=True)


# Each line: the rule, what it is asked, what it answers, and why it is here.
TABLE = [
    # Which days are worked.
    (is_working_day, [d("2004-12-09")], True, "a Thursday"),
    (is_working_day, [d("2004-12-11")], False, "a Saturday"),
    (is_working_day, [d("2004-12-24")], True, "Christmas Eve 2004, a Friday"),
    (is_working_day, [d("2004-12-27")], False, "substitute for Saturday 25th"),
    (is_working_day, [d("2004-12-28")], False, "substitute for Sunday 26th"),
    (is_working_day, [d("2004-12-29")], True, "the first day after four"),
    (is_working_day, [d("2005-01-03")], False, "substitute for Saturday 1st"),
    (is_working_day, [d("2005-12-27")], False, "substitute for Sunday 25th"),
    (is_working_day, [d("2005-12-28")], True, "one substitute only in 2005"),
    (is_working_day, [d("2009-12-28")], False, "substitute for Saturday 26th"),
    (is_working_day, [d("2005-03-25")], False, "Good Friday"),
    (is_working_day, [d("2005-03-28")], False, "Easter Monday"),
    (is_working_day, [d("2005-03-24")], True, "Maundy Thursday"),
    (is_working_day, [d("2004-02-29")], False, "leap day, a Sunday"),
    (is_working_day, [d("2008-02-29")], True, "leap day, a Friday"),
    (is_working_day, [d("2004-11-30")], True, "St Andrew's is not England's"),
    (is_working_day, [d("2005-01-04")], True, "2 January is Scotland's"),
    (is_working_day, [d("2020-05-08")], False, "May Day moved to VE Day"),
    (is_working_day, [d("2020-05-04")], True, "the Monday it was moved from"),
    (is_working_day, [d("2022-09-19")], False, "a bank holiday by proclamation"),
    # Clear days, and papers.
    (clear_days, [d("2004-12-01"), d("2004-12-09")], 5, "2, 3, 6, 7, 8 December"),
    (clear_days, [d("2004-12-02"), d("2004-12-09")], 4, "one short"),
    (clear_days, [d("2004-12-08"), d("2004-12-09")], 0, "neither day counts"),
    (clear_days, [d("2004-12-09"), d("2004-12-09")], 0, "the same day"),
    (clear_days, [d("2004-12-10"), d("2004-12-09")], 0, "after the meeting"),
    (clear_days, [d("2004-12-22"), d("2005-01-04")], 5, "23, 24, 29, 30, 31"),
    (clear_days, [d("2005-03-23"), d("2005-03-30")], 2, "over Easter"),
    (clear_days, [d("2008-02-28"), d("2008-03-03")], 1, "leap day counts"),
    (last_day_for_papers, [d("2004-12-09")], d("2004-12-01"), "the seed's Cabinet"),
    (last_day_for_papers, [d("2004-12-09"), 3], d("2004-12-03"), "three clear days"),
    (last_day_for_papers, [d("2005-01-06")], d("2004-12-24"), "over the new year"),
    (last_day_for_papers, [d("2005-03-31")], d("2005-03-21"), "over Easter"),
    (last_day_for_papers, [d("2004-03-04")], d("2004-02-25"), "over a leap Sunday"),
    (last_day_for_papers, [d("2004-12-11")], d("2004-12-03"), "a Saturday meeting"),
    (required_clear_days, [d("2002-09-30")], 3, "the last day of three"),
    (required_clear_days, [d("2002-10-01")], 5, "the first day of five"),
    # Call-in.
    (call_in_ends, [d("2004-12-09"), 5], d("2004-12-16"), "the day of Cabinet"),
    (call_in_ends, [d("2004-12-10"), 5], d("2004-12-17"), "the last safe day"),
    (call_in_ends, [d("2004-12-13"), 5], d("2004-12-20"), "ends on the day due"),
    (call_in_ends, [d("2004-12-15"), 5], d("2004-12-22"), "the next Bulletin"),
    (call_in_ends, [d("2004-12-17"), 5], d("2004-12-24"), "ends on Christmas Eve"),
    (call_in_ends, [d("2004-12-20"), 5], d("2004-12-29"), "over Christmas 2004"),
    (call_in_ends, [d("2005-12-22"), 5], d("2006-01-03"), "over Christmas 2005"),
    (call_in_ends, [d("2005-03-23"), 5], d("2005-04-01"), "over Easter"),
    (call_in_ends, [d("2004-12-11"), 5], d("2004-12-17"), "published on a Saturday"),
    (count_in, [d("2005-12-16"), 5], d("2005-12-22"), "its own day is the first"),
    (count_in, [d("2005-12-17"), 5], d("2005-12-23"), "but not a Saturday"),
    (effective_on, [d("2015-07-21"), 5], d("2015-07-29"), "Huntingdonshire"),
    (effective_on, [d("2005-12-16"), 3], d("2005-12-22"), "Barking, as three days"),
    (effective_on, [d("2005-12-16"), 5], d("2005-12-24"), "Barking, were it five"),
    (effective_on, [d("2004-12-13"), 0], d("2004-12-13"), "no window, no wait"),
    (effective_on, [d("2004-12-10"), 5], d("2004-12-18"), "the law knows Saturdays"),
    (can_be_in_time, [d("2004-12-10"), 5, d("2004-12-20")], True, "a day to spare"),
    (can_be_in_time, [d("2004-12-13"), 5, d("2004-12-20")], False, "ends on the day"),
    (can_be_in_time, [d("2005-12-13"), 5, d("2005-12-19")], False, "Barking on 13th"),
    (last_safe_day, [d("2004-12-20"), 5], d("2004-12-10"), "the seed"),
    (last_safe_day, [d("2004-12-20")], d("2004-12-20"), "without call-in"),
    (last_safe_day, [d("2004-12-27")], d("2004-12-24"), "due on a bank holiday"),
    (last_safe_day, [d("2004-12-31"), 5], d("2004-12-21"), "over Christmas"),
    # Midnight and summer time.
    (end_of, [d("2004-12-20")], t("2004-12-21T00:00+00:00"), "winter: as UTC"),
    (end_of, [d("2005-06-20")], t("2005-06-20T23:00+00:00"), "summer: an hour early"),
    (end_of, [d("2005-03-26")], t("2005-03-27T00:00+00:00"), "before clocks go on"),
    (end_of, [d("2005-03-27")], t("2005-03-27T23:00+00:00"), "a day of 23 hours"),
    (end_of, [d("2005-10-29")], t("2005-10-29T23:00+00:00"), "before clocks go back"),
    (end_of, [d("2005-10-30")], t("2005-10-31T00:00+00:00"), "a day of 25 hours"),
    (
        has_ended,
        [d("2004-12-20"), t("2004-12-20T23:59:59.999999+00:00")],
        False,
        "the last moment",
    ),
    (has_ended, [d("2004-12-20"), t("2004-12-21T00:00+00:00")], True, "midnight"),
    (has_ended, [d("2005-06-20"), t("2005-06-20T22:59:59+00:00")], False, "BST"),
    (has_ended, [d("2005-06-20"), t("2005-06-20T23:00+00:00")], True, "BST midnight"),
    (has_ended, [d("2005-06-20"), t("2005-06-21T00:30+02:00")], False, "from abroad"),
    (london_day, [t("2005-06-20T23:30+00:00")], d("2005-06-21"), "summer evening"),
    (london_day, [t("2004-12-20T23:30+00:00")], d("2004-12-20"), "winter evening"),
    # The countdown.
    (countdown, [d("2004-12-10"), d("2004-12-20")], "6 working days left", "the seed"),
    (countdown, [d("2004-12-17"), d("2004-12-20")], "1 working day left", "Friday"),
    (countdown, [d("2004-12-20"), d("2004-12-20")], "due today", "the day"),
    (countdown, [d("2004-12-21"), d("2004-12-20")], "1 working day late", "after"),
    (countdown, [d("2004-12-29"), d("2004-12-24")], "1 working day late", "4 days off"),
    (countdown, [d("2004-12-24"), d("2004-12-28")], "no working day left", "Christmas"),
    (
        countdown,
        [d("2004-12-18"), d("2004-12-17")],
        "late, by less than a working day",
        "the Saturday after",
    ),
    (working_days_until, [d("2004-12-20"), d("2004-12-10")], -6, "backwards"),
    (working_days_between, [d("2004-12-10"), d("2004-12-13")], 0, "a weekend"),
    (add_working_days, [d("2004-12-24"), 1], d("2004-12-29"), "four days off"),
    (add_working_days, [d("2004-12-11"), 0], d("2004-12-11"), "none added"),
    (subtract_working_days, [d("2004-12-29"), 1], d("2004-12-24"), "and back"),
    (last_working_day, [d("2005-03-28")], d("2005-03-24"), "before Easter"),
    (first_working_day, [d("2005-03-25")], d("2005-03-29"), "after Easter"),
]


@pytest.mark.parametrize(
    ("rule", "asked", "answer"),
    [line[:3] for line in TABLE],
    ids=[f"{line[0].__name__}-{line[3]}" for line in TABLE],
)
def test_the_table(rule, asked, answer):
    assert rule(*asked) == answer


def test_the_table_is_long_enough():
    assert len({(rule, *asked) for rule, asked, _, _ in TABLE}) == len(TABLE) >= 60


def test_a_closure_day_is_not_worked_or_counted(settings):
    settings.IEG_CLOSURE_DAYS = ["2004-12-29", "2004-12-30", "2004-12-31"]
    assert not is_working_day(d("2004-12-29"))
    assert clear_days(d("2004-12-22"), d("2005-01-04")) == 2
    assert call_in_ends(d("2004-12-20"), 5) == d("2005-01-04")
    assert last_safe_day(d("2004-12-31")) == d("2004-12-24")
    assert last_day_for_papers(d("2005-01-06")) == d("2004-12-21")


def test_a_number_of_working_days_is_not_negative():
    with pytest.raises(ValueError, match="never negative"):
        add_working_days(d("2004-12-09"), -1)


def test_papers_have_just_enough_clear_days_before_every_meeting():
    for n in range(800):
        meeting = d("2004-01-01") + timedelta(days=n)
        papers = last_day_for_papers(meeting)
        assert is_working_day(papers)
        assert clear_days(papers, meeting) == 5
        assert clear_days(add_working_days(papers, 1), meeting) == 4


@pytest.mark.parametrize("window", [0, 1, 3, 5, 10])
@pytest.mark.parametrize("own_day", [False, True])
def test_the_last_safe_day_is_safe_and_the_next_is_not(window, own_day):
    how = {"from_publication_day": own_day}
    for n in range(400):
        due = d("2004-11-01") + timedelta(days=n)
        safe = last_safe_day(due, window, **how)
        assert is_working_day(safe)
        assert can_be_in_time(safe, window, due, **how)
        assert not can_be_in_time(add_working_days(safe, 1), window, due, **how)


def test_a_day_ends_when_the_next_begins_in_london():
    for n in range(800):
        day = d("2004-01-01") + timedelta(days=n)
        moment = end_of(day)
        assert moment.tzinfo is UTC
        assert london_day(moment) == day + timedelta(days=1)
        assert london_day(moment - timedelta(microseconds=1)) == day


def test_tendring_wrote_the_last_day_of_the_window():
    assert call_in_ends(d("2011-12-15"), 5) == d("2011-12-22")


def test_on_13_december_2005_barking_could_not_lawfully_be_in_time():
    due = d("2005-12-19")
    for own_day in (False, True):
        earliest = timing(d("2005-12-13"), 5, due, from_publication_day=own_day)
        assert not earliest.in_time
    assert not can_be_in_time(d("2005-12-16"), 3, due)
    assert timing(d("2005-12-13"), 5, due).sentence == (
        "Published on 13 December 2005, the decision can be called in until the end of "
        "20 December 2005 and takes effect on 21 December 2005: it cannot lawfully be "
        "in time for 19 December 2005."
    )


@pytest.mark.parametrize(
    ("published", "window", "due", "ending"),
    [
        ("2004-12-09", 5, "2004-12-20", "that is in time for 20 December 2004."),
        (
            "2004-12-10",
            5,
            "2004-12-19",
            "no working day is left before the end of 19 December 2004.",
        ),
        (
            "2004-12-21",
            0,
            "2004-12-20",
            "The decision takes effect on 21 December 2004: "
            "it cannot lawfully be in time for 20 December 2004.",
        ),
    ],
)
def test_the_sentence_says_how_it_stands(published, window, due, ending):
    assert timing(d(published), window, d(due)).sentence.endswith(ending)
