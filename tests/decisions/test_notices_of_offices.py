"""What holders of offices are told of appointments and absences, and who acts then."""

from datetime import date

import pytest
from django.core import mail

from decisions import actions
from decisions.models import Notice, Office
from decisions.states import Scope
from iegtracker import clock
from iegtracker.errors import BadInput
from iegtracker.people.models import MailChoice, User
from iegtracker.people.roles import Role
from tests import makers
from tests.decisions.test_absences import with_leader
from tests.decisions.test_notices import told

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")
MONDAY = date(2004, 12, 13)


@pytest.fixture(autouse=True)
def _in_december():
    with clock.told(ON):
        yield


@pytest.fixture
def story():
    made = makers.delegated_statement()
    makers.empty_post()
    return made


@pytest.fixture
def substituted():
    """The Leader, whose office a member holds, acts for the portfolio holder."""
    made = makers.delegated_as(with_leader(makers.joint))
    makers.empty_post()
    return made


def leave(story, office, **told):
    return actions.end_appointment(
        office.appointments.latest("pk"),
        **{"ends_on": clock.today(), "reason": "Retires.", **told},
        by=story.people.clerk,
    )


# --- Appointments -------------------------------------------------------------------


def test_an_appointment_is_told_to_its_holder_once_two_clerks_made_it(story):
    who = story.people
    office = actions.record_office(
        slug="deputy", name="Deputy", holder_kind="officer", by=who.clerk
    )
    entry = actions.enter_appointment(
        office, who.second_officer, starts_on=MONDAY, by=who.clerk
    )
    assert not Notice.objects.exists()
    actions.confirm_appointment(entry, by=who.second_clerk)
    assert told("appointed").keys() == {"second-officer"}
    message = told("appointed")["second-officer"]
    assert message.subject == "IEG tracker: you hold the office of Deputy"
    assert "You hold the office of Deputy from 13 December 2004." in message.text
    assert "Clerk entered your appointment, and Second clerk confirmed it." in (
        message.text
    )
    assert Notice.objects.count() == 1


def test_whoever_comes_to_an_office_that_acts_for_another_is_told_so(substituted):
    leader = Office.objects.get(slug="leader")
    new = makers.user("new-leader", Role.MEMBER)
    leave(substituted, leader)
    makers.away(substituted, substituted.portfolio_office)
    assert told("acts").keys() == {"member"}
    with clock.told(makers.at("2004-12-11")):
        makers.appoint(substituted, leader, new, on=clock.today())
    assert (
        "* The holder of the office of Information and Customer Services Portfolio "
        "Holder is away: you act instead on IEG Statement 2004."
    ) in told("appointed")["new-leader"].text


def test_an_appointment_to_an_office_that_acts_for_nobody_names_none(substituted):
    leader = Office.objects.get(slug="leader")
    new = makers.user("new-leader", Role.MEMBER)
    leave(substituted, leader)
    with clock.told(makers.at("2004-12-11")):
        makers.appoint(substituted, leader, new, on=clock.today())
    assert "instead" not in told("appointed")["new-leader"].text


def test_an_appointment_for_a_time_is_told_with_its_last_day_and_once(story):
    who = story.people
    leave(story, story.director_office, ends_on=date(2004, 12, 9))
    makers.empty_post()
    entry = actions.enter_appointment(
        story.director_office,
        who.second_officer,
        starts_on=MONDAY,
        until=date(2004, 12, 31),
        by=who.clerk,
    )
    actions.confirm_appointment(entry, by=who.second_clerk)
    text = told("appointed")["second-officer"].text
    assert "from 13 December 2004 until 31 December 2004." in text
    assert told("left") == {}


def test_what_was_cancelled_before_it_began_is_told_so(story):
    office = actions.record_office(
        slug="deputy", name="Deputy", holder_kind="officer", by=story.people.clerk
    )
    makers.appoint(story, office, story.people.second_officer, MONDAY)
    leave(story, office)
    message = told("left")["second-officer"]
    assert message.subject == "IEG tracker: you do not become Deputy"
    assert "Clerk has cancelled your appointment as Deputy." in message.text


def test_the_end_of_an_appointment_is_told_to_whoever_held_it(story):
    leave(story, story.director_office)
    assert told("left").keys() == {"director"}
    text = told("left")["director"].text
    assert (
        "Clerk has recorded 10 December 2004 as your last day as Finance and "
        "Resources Director."
    ) in text
    assert "Reason: Retires." in text
    assert "tell democratic services at once" in text
    assert Notice.objects.count() == 1


# --- Absences -----------------------------------------------------------------------


def test_the_holder_is_told_that_they_are_away_and_who_acts(substituted):
    days = {"starts_on": MONDAY, "until": date(2004, 12, 14), "reason": "A course."}
    makers.away(substituted, substituted.portfolio_office, **days)
    assert told("away").keys() == {"portfolio-holder"}
    message = told("away")["portfolio-holder"]
    assert message.subject == (
        "IEG tracker: you are recorded as away as Information and Customer Services "
        "Portfolio Holder"
    )
    assert "that you are away from 13 to 14 December 2004." in message.text
    assert "Reason: A course." in message.text
    assert "* The Leader acts instead on IEG Statement 2004." in message.text
    assert "If you are not away, tell democratic services at once" in message.text


def test_the_substitute_is_told_for_whom_on_what_and_how_long(substituted):
    makers.away(substituted, substituted.portfolio_office, reason="An operation.")
    assert told("acts").keys() == {"member"}
    text = told("acts")["member"].text
    assert "Portfolio Holder is away from 10 December 2004 on." in text
    assert "You act instead on IEG Statement 2004." in text
    assert "you hold the office of Leader" in text
    assert "operation" not in text


def test_where_no_substitute_is_named_the_holder_is_told_that_nobody_acts(story):
    makers.away(story, story.director_office)
    assert "* Nobody acts instead on IEG Statement 2004." in (
        told("away")["director"].text
    )
    assert Notice.objects.count() == 1


def test_nobody_is_told_to_act_under_a_delegation_that_holds_no_more(substituted):
    (delegation,) = substituted.statement.delegations.all()
    actions.end_delegation(delegation, reason="Revoked.", by=substituted.people.clerk)
    makers.away(substituted, substituted.portfolio_office)
    assert told("acts") == {}
    assert "instead" not in told("away")["portfolio-holder"].text


def test_an_absence_waits_for_no_digest(
    substituted, django_capture_on_commit_callbacks
):
    User.objects.update(mail_choice=MailChoice.DIGEST)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        absence = makers.away(substituted, substituted.portfolio_office)
        actions.end_absence(absence, by=substituted.people.clerk)
    assert sorted(message.to[0] for message in mail.outbox) == [
        *["member@example.invalid"] * 2,
        *["portfolio-holder@example.invalid"] * 2,
    ]
    assert not Notice.objects.filter(held=True).exists()


def test_the_end_of_an_absence_is_told_to_the_holder_and_whoever_acted(substituted):
    absence = makers.away(substituted, substituted.portfolio_office)
    with clock.told(makers.at("2004-12-13")):
        actions.end_absence(absence, by=substituted.people.clerk)
    assert told("back").keys() == {"portfolio-holder"}
    assert "that you act again from 13 December 2004." in (
        told("back")["portfolio-holder"].text
    )
    assert told("acts-no-more").keys() == {"member"}
    text = told("acts-no-more")["member"].text
    assert "acts again from 13 December 2004. You do not act instead on IEG" in text


def test_an_absence_that_never_began_is_told_as_such(substituted):
    office = substituted.portfolio_office
    absence = makers.away(substituted, office, starts_on=MONDAY)
    actions.end_absence(absence, by=substituted.people.clerk)
    never = "will not be away from 13 December 2004 on."
    assert f"you {never}" in told("back")["portfolio-holder"].text
    assert never in told("acts-no-more")["member"].text
    assert "It had not begun." in told("back")["portfolio-holder"].text


def test_an_earlier_holders_absence_is_not_told_as_the_next_ones(substituted):
    office = substituted.portfolio_office
    new = makers.user("new-holder", Role.MEMBER)
    absence = makers.away(substituted, office)
    leave(substituted, office)
    with clock.told(makers.at("2004-12-11")):
        makers.appoint(substituted, office, new, on=clock.today())
        actions.end_absence(absence, by=substituted.people.clerk)
    assert told("back") == told("acts-no-more") == {}


def test_whoever_acts_by_several_offices_is_told_once():
    """One substitute for minor changes, another for material ones; one member both."""
    story = makers.reported_statement()
    given = []
    for slug, scope in (("leader", Scope.MINOR), ("deputy", Scope.MATERIAL)):
        office = actions.record_office(
            slug=slug,
            name=slug.capitalize(),
            holder_kind="member",
            by=story.people.clerk,
        )
        makers.appoint(story, office, story.people.member)
        instead = {story.portfolio_office.pk: office}
        given.append(makers.joint(story, scope=scope, substitutes=instead))
    taken = makers.taken(story, delegation=None, delegations=given)
    actions.decide(story.statement, taken, by=story.people.clerk)
    makers.away(story, story.portfolio_office)
    assert told("acts")["member"].text.count("IEG Statement 2004") == 1
    lines = told("away")["portfolio-holder"].text.splitlines()
    assert [line for line in lines if line.startswith("* ")] == [
        "* The Leader acts instead on IEG Statement 2004.",
        "* The Deputy acts instead on IEG Statement 2004.",
    ]


def test_an_absence_that_is_refused_is_told_to_nobody(substituted):
    with pytest.raises(BadInput):
        makers.away(substituted, substituted.portfolio_office, reason=" ")
    assert not Notice.objects.exists()


def test_what_no_server_took_is_sent_by_the_next_runs_and_once(
    substituted, settings, django_capture_on_commit_callbacks
):
    ordinary = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.decisions.test_sending.Down"
    with django_capture_on_commit_callbacks(execute=True):
        makers.away(substituted, substituted.portfolio_office)
    settings.EMAIL_BACKEND = ordinary
    mail.outbox.clear()
    for _ in range(3):
        actions.remind()
    assert sorted(m.subject.split(" as ")[0] for m in mail.outbox) == [
        "IEG tracker: you act for the Information and Customer Services Portfolio "
        "Holder",
        "IEG tracker: you are recorded",
    ]
