"""Figures, rows and what is awaited, typed into a section's page."""

import pytest
from django.urls import reverse

from tests import makers
from tests.statements.test_editing_pages import controls, draft, post, read, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(client):
    told = makers.drafted_statement()
    client.force_login(told.people.officer)
    return told


def test_figures_are_typed_as_people_write_them(client, story):
    post(
        client,
        section("s-bvpi"),
        **{"f-1-cell_0": "1,250", "f-1-cell_1": "", "f-1-cell_2": "no"},
    )
    assert dict(draft(story).document.get("f-1", "cells")) == {
        "permissible": 1250,
        "enabled": None,
        "included": False,
        "reason": "",
    }


@pytest.mark.parametrize("typed", ["seven", "-1", "1.5", "1,2", "9" * 14, "\0", "٣"])
def test_what_is_no_whole_number_is_refused(client, story, typed):
    before = draft(story).digest
    answer = post(client, section("s-bvpi"), **{"f-1-cell_0": typed})
    assert "Permissible of Providing information" in read(answer)
    assert 'href="#id_f-1-cell_0"' in read(answer)
    assert draft(story).digest == before


def add_grant(client, year, pounds, address=None):
    address = address or section("s-grants")
    sent = controls(client.get(address)) | {"step": "add"}
    sent = controls(client.post(address, sent))
    row = sent["rows"].split()[-1]
    sent |= {f"{row}-year": year, f"{row}-pence": pounds}
    return client.post(address, sent)


def test_a_grant_is_added_moved_and_removed(client, story):
    there = reverse("statements:grants", args=["2004"])
    add_grant(client, "2002", "£200,000", there)
    add_grant(client, "2003/04", "350,000.50", there)
    document = draft(story).document
    quotes = [dict(document.get(u, "quote")) for u in document.children("s-grants")]
    assert quotes == [
        {"year": "2002", "pence": 20_000_000},
        {"year": "2003/04", "pence": 35_000_050},
    ]
    first, second = document.children("s-grants")
    sent = controls(client.get(there)) | {"step": f"down:{first}"}
    client.post(there, controls(client.post(there, sent)))
    assert draft(story).document.children("s-grants") == (second, first)
    sent = controls(client.get(there)) | {"step": f"remove:{second}"}
    client.post(there, controls(client.post(there, sent)))
    assert draft(story).document.children("s-grants") == (first,)


@pytest.mark.parametrize(
    ("year", "pounds", "sentence"),
    [
        ("", "5", "Enter the year of grant 1"),
        ("last", "5", "must be a year, like 2004 or 2004/05"),
        ("2004", "", "Enter the amount in pounds of grant 1"),
        ("2004", "lots", "must be an amount in pounds, like 200,000 or 200,000.50"),
        ("2004", "1.5", "must be an amount in pounds"),
        ("2004", "9" * 13, "is too large"),
    ],
)
def test_a_wrong_grant_is_refused_and_kept(client, story, year, pounds, sentence):
    before = draft(story).digest
    answer = add_grant(client, year, pounds)
    assert sentence in read(answer)
    assert f'value="{pounds}"' in read(answer)
    assert draft(story).digest == before


def test_pressing_add_keeps_what_was_typed_and_saves_nothing(client, story):
    before = draft(story).digest
    answer = post(client, section("s-grants"), text="Words.", step="add")
    assert "Words." in read(answer)
    assert "There is a problem" not in read(answer)
    assert draft(story).digest == before


def awaited(**changed):
    return {
        "new-awaited-element": "b-1",
        "new-awaited-what": "the final count",
        "new-awaited-whom": "the Applications team",
        "new-awaited-by_day": "15",
        "new-awaited-by_month": "12",
        "new-awaited-by_year": "2004",
        **{f"new-awaited-{name}": value for name, value in changed.items()},
    }


def test_what_is_awaited_is_noted_and_taken_away(client, story):
    post(client, **awaited())
    assert dict(draft(story).document.get("b-1", "awaiting")) == {
        "what": "the final count",
        "whom": "the Applications team",
        "by": "2004-12-15",
    }
    post(client, **{"awaited-b-1-whom": "the Contact Centre"})
    note = draft(story).document.get("b-1", "awaiting")
    assert note["whom"] == "the Contact Centre"
    post(client, **{"awaited-b-1-arrived": "on"})
    assert draft(story).document.get("b-1", "awaiting") is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"what": ""}, "Enter what is awaited"),
        ({"whom": ""}, "Enter from whom it is awaited"),
        ({"element": ""}, "Choose where it is awaited"),
        ({"element": "foreign"}, "Where must be one of the choices"),
        ({"by_day": "31", "by_month": "2"}, "By when must be a real date"),
        ({"by_day": "", "by_month": "", "by_year": ""}, "Enter the date it is due by"),
        ({"what": "x" * 300}, "200 characters or fewer"),
    ],
)
def test_a_wrong_note_is_refused_and_kept(client, story, changed, sentence):
    before = draft(story).digest
    answer = post(client, text="Kept words.", **awaited(**changed))
    assert sentence in read(answer)
    assert "Kept words." in read(answer)
    assert draft(story).digest == before


def test_a_note_may_stand_at_an_outcome_and_at_the_section(client, story):
    post(client, section("s-outcomes"), **awaited(element="o-r1"))
    post(client, section("s-outcomes"), **awaited(element="s-outcomes"))
    document = draft(story).document
    assert document.get("o-r1", "awaiting")
    assert document.get("s-outcomes", "awaiting")
