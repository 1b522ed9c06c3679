"""What waits for whom, and the round at a glance."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions import actions as authority_actions
from decisions.models import Change
from iegtracker import clock
from tests import makers
from tests.decisions.pages import STATES, signed_in

pytestmark = pytest.mark.django_db


def home_of(user, day="2004-12-10"):
    with clock.told(makers.at(day, "10:00")):
        response = signed_in(user).get("/")
    assert response.status_code == 200
    return response.content.decode()


def built(name, day="2004-12-10"):
    with clock.told(makers.at(day)):
        return STATES[name]()


def test_a_signer_reads_the_redlines_own_sentence_and_a_link():
    people = built("half signed").people
    page = home_of(people.portfolio_holder)
    assert (
        "Six working days are left: the statement is due on 20 December 2004." in page
    )
    assert "Sign change 1: Paragraph 1.2" in page
    assert 'href="/statements/2004/changes/1/sign/"' in page
    assert "The Finance and Resources Director has signed." in page
    assert "/changes/1/sign/" not in home_of(people.director)


def test_final_approval_waits_for_both():
    people = built("final asked").people
    for person in (people.portfolio_holder, people.director):
        assert "Give final approval to version 1" in home_of(person)


def test_nothing_waits_is_a_proper_state():
    people = built("proposed").people
    assert "Nothing waits for you." in home_of(people.auditor)
    assert "Nothing waits for you." in home_of(people.member)


def test_an_officer_reads_what_came_back_and_why():
    page = home_of(built("returned").people.officer)
    assert "Put right change 1" in page
    assert (
        "Returned by the Information and Customer Services Portfolio Holder: "
        "“Say when.”" in page
    )


def test_an_officer_reads_what_is_stale_awaited_or_drafted():
    stale = home_of(built("stale").people.officer)
    assert "Bring change 1 up to date" in stale
    assert "Bring change 2 up to date" in stale
    assert "Fill in the part that is still awaited" in stale


def test_a_draft_waits_for_its_officers_only():
    people = built("drafted").people
    assert "Go on writing IEG Statement 2004" in home_of(people.officer)
    for person in (people.clerk, people.director, people.auditor):
        assert "Go on writing" not in home_of(person)


def test_a_stale_change_does_not_wait_for_signers():
    page = home_of(built("stale").people.portfolio_holder)
    assert "Sign change 2" not in page


def test_a_clerk_records_the_decision_once_the_meeting_has_been():
    people = built("reported").people
    asked = "Record what Cabinet decided on 9 December 2004"
    assert asked not in home_of(people.clerk, "2004-12-08")
    page = home_of(people.clerk, "2004-12-10")
    assert asked in page
    assert 'href="/meetings/2004-12-09/cabinet/decide/"' in page


def test_a_clerk_confirms_what_another_entered():
    story = built("delegated")
    held = story.director_office.appointments.get()
    with clock.told(makers.at("2004-12-10")):
        authority_actions.end_appointment(
            held,
            ends_on=date(2004, 12, 9),
            reason="Left.",
            by=story.people.clerk,
        )
        authority_actions.enter_appointment(
            story.director_office,
            story.people.second_officer,
            starts_on=date(2004, 12, 10),
            by=story.people.clerk,
        )
    sentence = "Confirm the appointment of Second officer as Finance and Resources"
    assert sentence in home_of(story.people.second_clerk)
    assert sentence not in home_of(story.people.clerk)
    assert sentence not in home_of(story.people.officer)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("delegated", "Ask for final approval: IEG Statement 2004"),
        ("finally approved", "Clear it for submission: IEG Statement 2004"),
        ("cleared", "Record its submission: IEG Statement 2004"),
        ("submitted", "Publish the final copy: IEG Statement 2004"),
    ],
)
def test_the_step_that_is_ready_waits_for_the_clerk(state, words):
    assert words in home_of(built(state).people.clerk, "2004-12-16")


def test_a_members_home_is_the_final_copy():
    story = built("published")
    page = home_of(story.people.member, "2004-12-17")
    copy = story.statement.current.final_copy
    assert copy.sha256 in page
    assert 'href="/statements/2004/final.pdf"' in page
    assert 'href="/statements/2004/since-cabinet/"' in page
    assert "at a glance" not in page


def test_a_member_learns_that_a_copy_is_void_and_where_it_is():
    story = built("published")
    with clock.told(makers.at("2004-12-17")):
        authority_actions.reopen(
            story.statement, reason="A slip.", by=story.people.clerk
        )
    page = home_of(story.people.member, "2004-12-17")
    assert "2004 has been reopened since it was published" in page
    assert 'href="/statements/2004/final-copy/"' in page
    assert "No statement has been published yet." not in page


def test_a_member_learns_nothing_of_what_is_not_published():
    page = home_of(built("half signed").people.member)
    assert "No statement has been published yet." in page
    assert "2004/changes" not in page


def test_the_glance_says_the_steps_with_their_days_and_the_outcomes():
    page = home_of(built("applied").people.auditor)
    assert "Now, since 9 December 2004" in page
    assert "Planned</span> <span" in page
    assert (
        "Proved: the text is the version put to Cabinet plus 1 signed change." in page
    )
    assert 'href="/ledger/"' in page


@pytest.mark.parametrize("role", ["portfolio_holder", "officer", "clerk", "member"])
def test_home_takes_the_same_queries_for_ten_changes(role):
    story = built("half signed")
    counts = []
    with clock.told(makers.at("2004-12-10", "10:00")):
        for more in (0, 9):
            for number in range(more):
                makers.proposed_change(story, text=f"Words {number}.")
            client = signed_in(getattr(story.people, role))
            client.get("/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/")
            counts.append(len(queries))
    assert Change.objects.count() == 10
    assert counts[0] == counts[1] <= 12
