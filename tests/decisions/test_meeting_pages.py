"""Meetings, and recording what they resolved."""

from datetime import date

import pytest
from django.urls import reverse

from decisions.actions import decide as decide_action
from decisions.actions import record_office
from decisions.forms.meetings import as_read
from decisions.models import Decision, Delegation, Meeting
from decisions.states import Mode, Outcome, Part
from iegtracker import clock
from iegtracker.errors import BadInput, Stale
from statements.actions import save_draft
from statements.states import StatementStatus
from tests import makers

pytestmark = pytest.mark.django_db
MEETING = "/meetings/2004-12-09/cabinet/"
DECIDE = f"{MEETING}decide/"
AFTER = makers.at("2004-12-09", "11:00")


@pytest.fixture
def story():
    return makers.reported_statement()


def answers(story, **changed):
    """What the clerk types: (a) noted, (b) agreed with the joint delegation."""
    tabling = story.report.tablings.get()
    noted, agreed = tabling.recommendations.all()
    told = {}
    for row, outcome, wording in (
        (noted, Outcome.NOTED, "Cabinet NOTED the progress."),
        (agreed, Outcome.AGREED, "Cabinet AGREED the delegation."),
    ):
        told |= {
            f"r{row.pk}_outcome": outcome,
            f"r{row.pk}_wording": wording,
            f"r{row.pk}_reasons": "As in the report.",
            f"r{row.pk}_alternatives": "None",
            f"r{row.pk}_interests": "None",
            f"r{row.pk}_call_in": "not_known",
            f"r{row.pk}_endorsement": "not_called_for",
        }
    told |= {
        f"r{agreed.pk}_mode": Mode.JOINT,
        f"r{agreed.pk}_scope": "any",
        f"r{agreed.pk}_office_{story.portfolio_office.pk}": Part.DECIDES,
        f"r{agreed.pk}_office_{story.director_office.pk}": Part.DECIDES,
    }
    return told | {f"r{agreed.pk}_{name}": value for name, value in changed.items()}


def test_meetings_are_listed_for_everyone(client, story):
    client.force_login(story.people.member)
    page = client.get("/meetings/").content.decode()
    assert "Cabinet" in page
    assert "9 December 2004" in page
    assert "Record a meeting" not in page


def test_a_clerk_records_a_meeting(client, story):
    client.force_login(story.people.clerk)
    told = {"body": story.body.pk, "held_on_day": 6, "held_on_month": 1}
    answer = client.post("/meetings/new/", {**told, "held_on_year": 2005})
    assert answer.url == "/meetings/2005-01-06/cabinet/"
    answer = client.post("/meetings/new/", {**told, "held_on_year": 2005})
    assert "has been recorded" in answer.context["form"].errors["held_on"][0]
    assert Meeting.objects.filter(held_on=date(2005, 1, 6)).count() == 1


@pytest.mark.parametrize("who", ["officer", "director", "member", "administrator"])
def test_only_clerks_record_meetings_and_decisions(client, story, who):
    client.force_login(getattr(story.people, who))
    assert client.get("/meetings/new/").status_code == 403
    assert client.post("/meetings/new/").status_code == 403
    with clock.told(AFTER):
        assert client.get(DECIDE).status_code == 403
        assert client.post(DECIDE, answers(story)).status_code == 403
    assert not Decision.objects.exists()


def test_what_was_resolved_is_recorded_with_its_delegation(client, story):
    client.force_login(story.people.clerk)
    with clock.told(AFTER):
        assert DECIDE in client.get(MEETING).content.decode()
        assert client.get(DECIDE).status_code == 200
        answer = client.post(DECIDE, answers(story))
        assert answer.url == MEETING
        page = client.get(MEETING).content.decode()
    assert story.fresh().status == StatementStatus.DECIDED
    delegation = Delegation.objects.get()
    assert delegation.mode == Mode.JOINT
    assert {row.part for row in delegation.offices.all()} == {Part.DECIDES}
    assert "Cabinet AGREED the delegation." in page
    assert "every one of these offices has signed it" in page
    assert "Call-in" in page
    assert DECIDE not in page


def test_decisions_are_not_recorded_before_the_meeting(client, story):
    client.force_login(story.people.clerk)
    with clock.told(makers.at("2004-12-08")):
        assert DECIDE not in client.get(MEETING).content.decode()
        answer = client.post(DECIDE, answers(story))
    assert "cannot be recorded before the meeting" in answer.content.decode()
    assert "Cabinet AGREED the delegation." in answer.content.decode()
    assert not Decision.objects.exists()
    assert story.fresh().status == StatementStatus.REPORTED


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"outcome": ""}, "outcome", "Select what was resolved"),
        ({"outcome": "agreed?"}, "outcome", "must be one of the choices"),
        ({"wording": " \n "}, "wording", "Enter the decision, in the words"),
        ({"wording": "\x00"}, "wording", "must not contain control characters"),
        ({"wording": "x" * 300_000}, "wording", "must be 10,000 characters or fewer"),
        ({"interests": ""}, "interests", "Enter the interests declared"),
        ({"alternatives": ""}, "alternatives", "Enter the alternatives"),
        ({"call_in": "does_not"}, "call_in_reason", "why call-in does not apply"),
        ({"minute_number": "9" * 21}, "minute_number", "20 characters or fewer"),
        ({"mode": "sole"}, "mode", "names exactly one"),
        ({"mode": "consultation"}, "mode", "at least one that is consulted"),
        ({"outcome": "noted"}, "mode", "Only what was agreed can delegate"),
        ({"amended_by": "999"}, "amended_by", "must be one of the choices"),
        ({"until_day": "1", "until_month": "13"}, "until", "must include a year"),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field(
    client, story, changed, field, sentence
):
    client.force_login(story.people.clerk)
    with clock.told(AFTER):
        answer = client.post(DECIDE, answers(story, **changed))
    assert answer.status_code == 200
    agreed = story.report.tablings.get().recommendations.last()
    assert sentence in " ".join(
        answer.context["form"].errors.get(f"r{agreed.pk}_{field}", [])
    )
    assert not Decision.objects.exists()
    assert "Cabinet NOTED the progress." in answer.content.decode()


def test_a_joint_delegation_names_two_offices(client, story):
    client.force_login(story.people.clerk)
    alone = {f"office_{story.director_office.pk}": ""}
    with clock.told(AFTER):
        answer = client.post(DECIDE, answers(story, **alone))
    assert "at least two offices" in answer.content.decode()
    assert not Delegation.objects.exists()


def second(story, **changed):
    """A second delegation: minor changes to the director, who consults."""
    told = {
        "second_mode": Mode.CONSULTATION,
        "second_scope": "minor",
        f"second_office_{story.director_office.pk}": Part.DECIDES,
        f"second_office_{story.portfolio_office.pk}": Part.CONSULTED,
        "second_conditions": "provided that no cost arises",
    }
    return told | {"scope": "material"} | changed


@pytest.fixture
def leader(story):
    return record_office(
        slug="leader", name="Leader", holder_kind="member", by=story.people.clerk
    )


def test_one_recommendation_delegates_twice_with_substitutes_and_conditions(
    client, story, leader
):
    client.force_login(story.people.clerk)
    named = {
        f"substitute_{story.portfolio_office.pk}": leader.pk,
        "until_day": "20",
        "until_month": "12",
        "until_year": "2004",
    }
    with clock.told(AFTER):
        assert client.post(DECIDE, answers(story, **second(story, **named))).url
    material, minor = Delegation.objects.order_by("pk")
    assert (material.mode, material.scope) == (Mode.JOINT, "material")
    assert material.until == date(2004, 12, 20)
    rows = {row.office: row.substitute for row in material.offices.all()}
    assert rows == {story.portfolio_office: leader, story.director_office: None}
    assert (minor.mode, minor.scope, minor.until) == ("consultation", "minor", None)
    assert minor.conditions == "provided that no cost arises"
    assert {row.part for row in minor.offices.all()} == {"decides", "consulted"}
    assert {row.substitute for row in minor.offices.all()} == {None}


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"second_mode": "sole"}, "second_mode", "names exactly one"),
        ({"second_mode": ""}, "second_mode", "Select how the offices act"),
        ({"second_scope": "material"}, "second_scope", "Choose other changes"),
        ({"second_scope": "some"}, "second_scope", "must be one of the choices"),
        ({"second_conditions": "x" * 2001}, "second_conditions", "2,000 characters"),
        ({"second_until_day": "40"}, "second_until", "must include a month"),
        ({"substitute": ("portfolio", "director")}, "substitute", "a part of its own"),
        ({"substitute": ("leader", "director")}, "substitute", "Only an office with"),
        ({"substitute": ("director", "director")}, "substitute", "one of the choices"),
    ],
)
def test_a_wrong_second_delegation_or_substitute_loses_nothing(
    client, story, leader, changed, field, sentence
):
    offices = {
        "portfolio": story.portfolio_office.pk,
        "director": story.director_office.pk,
        "leader": leader.pk,
    }
    if "substitute" in changed:
        whose, acts = changed["substitute"]
        field = f"substitute_{offices[whose]}"
        changed = {field: offices[acts]}
    client.force_login(story.people.clerk)
    with clock.told(AFTER):
        answer = client.post(DECIDE, answers(story, **second(story, **changed)))
    assert answer.status_code == 200
    agreed = story.report.tablings.get().recommendations.last()
    errors = answer.context["form"].errors
    assert sentence in " ".join(errors.get(f"r{agreed.pk}_{field}", []))
    page = answer.content.decode()
    typed = changed.get("second_conditions", "provided that no cost arises")
    assert typed in page
    assert page.count('<details class="govuk-details" open>') >= 2
    assert not Decision.objects.exists()


@pytest.mark.parametrize("scope", ["material", "any"])
def test_two_delegations_for_the_same_changes_are_refused(story, scope):
    twice = [makers.joint(story, scope=scope), makers.alone(story, scope=scope)]
    told = makers.taken(story, delegation=None, delegations=twice)
    with clock.told(AFTER), pytest.raises(BadInput, match="for different changes"):
        decide_action(story.statement, told, by=story.people.clerk)
    assert not Decision.objects.exists()


def test_what_the_body_may_have_adopted_is_shown_with_its_digest(client, story):
    with clock.told(makers.at("2004-12-08")):
        change = makers.written_change(story)
    client.force_login(story.people.clerk)
    address = reverse("admin:statements_statement_decide", args=[story.statement.pk])
    with clock.told(AFTER):
        for place in (DECIDE, address):
            page = client.get(place).content.decode()
            assert "Changes that the body may have adopted" in page
            assert "soon" in page
            assert change.draft.digest in page


def test_a_delegation_does_not_end_before_the_meeting(client, story):
    client.force_login(story.people.clerk)
    past = {"until_day": "1", "until_month": "12", "until_year": "2004"}
    with clock.told(AFTER):
        answer = client.post(DECIDE, answers(story, **past))
    assert "must not end before the meeting" in answer.content.decode()
    assert not Decision.objects.exists()


def test_agreed_as_amended_takes_up_the_change_that_was_written(client, story):
    with clock.told(makers.at("2004-12-08")):
        change = makers.written_change(story)
    client.force_login(story.people.clerk)
    with clock.told(AFTER):
        assert f"Change {change.number}" in client.get(DECIDE).content.decode()
        answer = client.post(
            DECIDE,
            answers(story, outcome=Outcome.AMENDED, amended_by=as_read(change)),
        )
    assert answer.status_code == 302
    text = story.fresh().current.document.get("b-2", "text")
    assert text == "A contact centre will open soon."


def test_the_body_adopts_only_the_words_that_the_clerk_read(client, story):
    with clock.told(makers.at("2004-12-08")):
        change = makers.written_change(story)
    read = as_read(change)
    with clock.told(AFTER):
        draft = change.draft
        late = draft.document.with_values({("b-1", "text"): "Late words."})
        save_draft(
            draft, late, seen=draft.digest, place="late", by=story.people.officer
        )
        client.force_login(story.people.clerk)
        answer = client.post(
            DECIDE, answers(story, outcome=Outcome.AMENDED, amended_by=read)
        )
        assert "must be one of the choices" in answer.content.decode()
        told = makers.taken(
            story,
            delegation=None,
            outcome=Outcome.AMENDED,
            amended_by=change,
            seen=read.partition(":")[2],
        )
        with pytest.raises(Stale, match="written on since"):
            decide_action(story.statement, told, by=story.people.clerk)
    assert not Decision.objects.exists()


def test_referred_back_the_statement_is_drafted_again(client, story):
    client.force_login(story.people.clerk)
    with clock.told(AFTER):
        client.post(DECIDE, answers(story, outcome=Outcome.REFERRED_BACK, mode=""))
    assert story.fresh().status == StatementStatus.DRAFTING
    assert not Delegation.objects.exists()


def test_decisions_are_recorded_once(client, story):
    client.force_login(story.people.clerk)
    told = answers(story)
    with clock.told(AFTER):
        client.post(DECIDE, told)
        assert client.post(DECIDE, told).status_code == 409
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(
    "address",
    [
        "/meetings/2004-12-10/cabinet/",
        "/meetings/2004-12-09/council/",
        "/meetings/yesterday/cabinet/",
        "/meetings/2004-13-45/cabinet/decide/",
    ],
)
def test_no_such_meeting(client, story, address):
    client.force_login(story.people.clerk)
    assert client.get(address).status_code == 404
