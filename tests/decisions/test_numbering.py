"""Numbers of records by the council's own pattern, and patterns that cannot be used."""

from datetime import date

import pytest
from django.core.checks import run_checks

from decisions.numbering import next_number, pattern_problem, slug_of

DAY = date(2004, 12, 9)


@pytest.mark.parametrize(
    ("pattern", "body", "number", "slug"),
    [
        ("{body}/{date}/{n}", "Cabinet", "CAB/2004-12-09/1", "cab-2004-12-09-1"),
        ("DD/{year}/{n}", "", "DD/2004/1", "dd-2004-1"),
        ("{year}/{n:03}/{body}", "Council", "2004/001/COU", "2004-001-cou"),
        ("{n}", "Cabinet", "1", "1"),
        ("{body}{day:02}{month:02}.{n}", "", "DD0912.1", "dd0912-1"),
    ],
)
def test_a_pattern_makes_a_number_and_its_address(pattern, body, number, slug):
    assert pattern_problem(pattern) == ""
    assert next_number(pattern, body, DAY, set()) == (number, slug)


def test_numbers_count_on_past_those_whose_address_is_taken():
    taken = {"dd-2004-1", "dd-2004-2"}
    assert next_number("DD/{year}/{n}", "", DAY, taken)[0] == "DD/2004/3"
    assert slug_of("A/1") == slug_of("A-1")


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("CAB/2004", "{n} must stand in it"),
        ("{n}/{n}", "{n} must stand in it"),
        ("{committee}/{n}", "{committee} is no placeholder"),
        ("{n.__class__}", "no placeholder"),
        ("{}/{n}", "no placeholder"),
        ("{n", "cannot be read"),
        ("{year:%Q}/{n}", "cannot be written"),
        ("{n:.0}", "cannot be written"),
        ("{n:090}", "longer than 80"),
    ],
)
def test_a_pattern_that_cannot_number_records_is_refused(pattern, problem, settings):
    assert problem in pattern_problem(pattern)
    settings.IEG_RECORD_PATTERN = pattern
    found = [e for e in run_checks() if e.id == "decisions.E001"]
    assert len(found) == 1
    assert "IEG_RECORD_PATTERN" in found[0].msg
    settings.IEG_RECORD_PATTERN = "{body}/{n}"
    settings.IEG_DELEGATED_RECORD_PATTERN = pattern
    assert [e.id for e in run_checks() if e.id == "decisions.E001"]


@pytest.mark.parametrize("days", [0, 61])
def test_a_window_of_no_days_or_too_many_is_refused(days, settings):
    settings.IEG_CALL_IN_DAYS = days
    assert [e.id for e in run_checks() if e.id == "decisions.E002"]


def test_the_settings_as_they_come_are_in_order():
    assert [e for e in run_checks() if e.id and e.id.startswith("decisions.")] == []


@pytest.mark.parametrize(
    ("address", "is_refused"),
    [
        ("http://127.0.0.1:8000", True),
        ("https://localhost", True),
        ("http://ieg.example.gov.uk", True),
        ("https://ieg.example.gov.uk", False),
    ],
)
def test_a_site_that_messages_cannot_lead_to_is_not_deployed(
    settings, address, is_refused
):
    settings.IEG_SITE_URL = address
    found = {error.id for error in run_checks(include_deployment_checks=True)}
    assert ("decisions.E003" in found) == is_refused
