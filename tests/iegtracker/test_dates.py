"""Dates as no calendar has them, typed into the three boxes of a date."""

import pytest

from iegtracker.govuk.fields import DateField
from iegtracker.govuk.forms import GovukForm


class Sending(GovukForm):
    sent_on = DateField(label="Date of sending")


def sent_on(day, month, year):
    return Sending({"sent_on_day": day, "sent_on_month": month, "sent_on_year": year})


@pytest.mark.parametrize(
    "boxes",
    [
        ("9" * 11, "12", "2004"),
        ("9", "9" * 5_000, "2004"),
        ("9", "12", "+" + "9" * 12),
        ("9", "12", "-2004"),
        ("+9", "12", "2004"),
        ("9", "1_2", "2004"),
        ("9", "12", "2_004"),
        ("٩", "12", "2004"),
        ("²", "12", "2004"),
        ("9", "12", "２００４"),
        ("0", "0", "0000"),
    ],
)
def test_a_date_that_is_not_written_in_plain_figures_is_not_real(boxes):
    form = sent_on(*boxes)
    assert form.errors["sent_on"] == ["Date of sending must be a real date"]


def test_a_year_too_long_for_any_calendar_is_asked_for_in_four_figures():
    form = sent_on("9", "12", "9" * 5_000)
    assert form.errors["sent_on"] == ["Date of sending must have a year of 4 figures"]


@pytest.mark.parametrize("year", ["0001", "1989", "2101", "9999"])
def test_a_date_outside_the_years_of_the_record_is_refused_at_its_year(year):
    form = sent_on("28", "12", year)
    assert form.errors["sent_on"] == ["Date of sending must be between 1990 and 2100"]
    assert form.errors.as_data()["sent_on"][0].code == "year"


@pytest.mark.parametrize("year", ["1990", "2100"])
def test_a_date_may_be_in_the_first_and_in_the_last_year(year):
    assert sent_on("28", "12", year).is_valid()
