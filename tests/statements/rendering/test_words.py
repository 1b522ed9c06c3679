import pytest

from statements.rendering.words import (
    awaited,
    listed,
    moment,
    named_once,
    ordinal_day,
    shortened,
)


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2004-12-01", "1st December 2004"),
        ("2004-12-02", "2nd December 2004"),
        ("2004-12-03", "3rd December 2004"),
        ("2004-12-09", "9th December 2004"),
        ("2004-12-11", "11th December 2004"),
        ("2004-12-13", "13th December 2004"),
        ("2004-12-22", "22nd December 2004"),
    ],
)
def test_ordinal_days(iso, words):
    assert ordinal_day(iso) == words


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2004-12-09", "9 December 2004"),
        ("2004-12-10T09:00:00+00:00", "10 December 2004, 9:00 am"),
        ("2005-06-30T23:30:00+00:00", "1 July 2005, 12:30 am"),
        ("2004-12-10T12:05:00", "10 December 2004, 12:05 pm"),
        ("2004-12-10T12:00:00+00:00", "10 December 2004, midday"),
        ("2005-06-30T23:00:00+00:00", "1 July 2005, midnight"),
    ],
)
def test_moments_are_said_in_london(iso, words):
    assert moment(iso) == words


def test_an_office_and_its_account_of_the_same_name_are_named_once():
    assert named_once("The Director", "J. Smith") == "The Director (J. Smith)"
    assert named_once("The Director", "J. Smith", ": {}") == "The Director: J. Smith"
    assert named_once("The Director", "The Director") == "The Director"


def test_lists_and_awaited_and_shortened():
    assert listed([]) == ""
    assert listed(["one"]) == "one"
    assert listed(["one", "two", "three"]) == "one, two and three"
    assert (
        awaited("the figures", "ITNET", "2004-12-15")
        == "Still awaited: the figures, from ITNET, by 15 December 2004."
    )
    assert shortened("one two three", 8) == "one two…"
    assert shortened("x" * 9, 8) == "x" * 8 + "…"
