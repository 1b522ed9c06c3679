"""Under which delegation a change is put, when several take it."""

from datetime import date

import pytest

from decisions import actions
from decisions.coverage import coverage
from decisions.models import Change, Delegation
from decisions.states import Mode, Part, Scope
from iegtracker import clock
from iegtracker.errors import NotReady
from tests import makers
from tests.decisions.pages import signed_in
from tests.decisions.test_sign_page import page_of
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
FIGURE = {"block": "b-1", "text": "It serves 3 villages."}


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(makers.at("2004-12-10", "10:00")):
        yield


def delegation(mode):
    return Delegation.objects.get(mode=mode)


def page(story, change):
    client = signed_in(story.people.officer)
    return client.get(page_of(change, "propose")).content.decode()


def radio(mode, *, checked):
    mark = " checked" if checked else ""
    # Each has its own words below it.
    return f'type="radio" value="{delegation(mode).pk}"{mark} aria-describedby'


def test_a_material_and_a_minor_change_go_each_to_its_own():
    story = makers.delegated_twice(Scope.MATERIAL, Scope.MINOR)
    figure = makers.written_change(story, **FIGURE)
    comma = makers.written_change(story, text="A contact centre, will open.")
    text = page(story, figure)
    assert "This change is <strong>material</strong>" in text
    assert "“3” is added" in text
    assert 'name="under"' not in text
    assert "jointly" in text
    assert (
        "Information and Customer Services Portfolio Holder: Portfolio holder" in text
    )
    text = page(story, comma)
    assert "This change is <strong>minor</strong>" in text
    assert 'name="under"' not in text
    assert "alone" in text
    officer = story.people.officer
    for change, mode in ((figure, Mode.JOINT), (comma, Mode.SOLE)):
        put = actions.propose_change(change, reason="x", by=officer)
        assert put.delegation == delegation(mode)


def test_the_nearest_is_offered_first_and_another_may_be_chosen():
    story = makers.delegated_twice(Scope.ANY, Scope.MINOR)
    change = makers.written_change(story, text="A contact centre, will open.")
    text = page(story, change)
    assert "2 delegations take a minor change" in text
    assert radio(Mode.SOLE, checked=True) in text
    assert radio(Mode.JOINT, checked=False) in text
    assert "Cabinet AGREED the delegation." in text
    told = {"reason": "Style.", "under": delegation(Mode.JOINT).pk}
    signed_in(story.people.officer).post(page_of(change, "propose"), told)
    assert Change.objects.get().latest_round.delegation == delegation(Mode.JOINT)


def test_of_two_that_are_as_near_none_is_chosen_beforehand():
    story = makers.delegated_and_urgent()
    change = makers.written_change(story, **FIGURE)
    text = page(story, change)
    for mode in (Mode.JOINT, Mode.SOLE):
        assert radio(mode, checked=False) in text
    client = signed_in(story.people.officer)
    for under in ("", "999", "x"):
        told = {"reason": "A reason to keep.", "under": under}
        text = client.post(page_of(change, "propose"), told).content.decode()
        assert "There is a problem" in text
        assert "A reason to keep." in text
        assert not Change.objects.get().rounds.exists()
    told["under"] = delegation(Mode.SOLE).pk
    client.post(page_of(change, "propose"), told)
    change = Change.objects.get()
    assert change.latest_round.delegation == delegation(Mode.SOLE)
    makers.sign_as_director(story, change)
    assert Change.objects.get().status == "applied"
    assert coverage(story.fresh()).holds


def test_a_delegation_that_does_not_take_the_change_is_refused_by_name():
    story = makers.delegated_twice(Scope.ANY, Scope.MINOR)
    change = makers.written_change(story, **FIGURE)
    refused(
        NotReady,
        lambda: actions.propose_change(
            change,
            reason="x",
            under=delegation(Mode.SOLE),
            by=story.people.officer,
        ),
        "for minor changes only, and this one is material",
    )


def test_an_option_says_why_nobody_could_complete_it():
    story = makers.delegated_and_urgent()
    actions.end_appointment(
        story.portfolio_office.appointments.get(),
        ends_on=date(2004, 12, 9),
        reason="Retires.",
        by=story.people.clerk,
    )
    change = makers.written_change(story, **FIGURE)
    text = page(story, change)
    assert "Nobody holds the office of Information" in text
    assert "Asked: Finance and Resources Director: Director." in text
    client = signed_in(story.people.officer)
    told = {"reason": "Kept.", "under": delegation(Mode.JOINT).pk}
    text = client.post(page_of(change, "propose"), told).content.decode()
    assert "Nobody holds the office of Information" in text
    assert "Kept." in text


def test_a_change_that_was_raised_once_is_offered_as_material():
    story = makers.delegated_twice(Scope.MATERIAL, Scope.MINOR)
    change = makers.written_change(story, text="A contact centre, will open.")
    officer = story.people.officer
    put = actions.propose_change(change, reason="x", by=officer)
    actions.raise_change(
        put.change,
        seen=put.digest,
        office=story.director_office,
        reason="It matters.",
        by=story.people.director,
    )
    actions.recall_change(put.change, by=officer)
    text = page(story, change)
    assert "holds it to be material: It matters." in text
    again = actions.propose_change(change, reason="x", by=officer)
    assert again.delegation == delegation(Mode.JOINT)
    parts = {row.part for row in again.delegation.offices.all()}
    assert parts == {Part.DECIDES}
