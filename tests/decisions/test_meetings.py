"""Papers are put to a meeting, and what it resolved is recorded once and whole."""

from datetime import date

import pytest

from decisions import actions
from decisions.models import Decision
from decisions.states import CallIn
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, WrongState
from statements import actions as statement_actions
from tests import makers
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
MEETING = makers.at("2004-12-09", "11:00")


def decide(story, taken):
    with clock.told(MEETING):
        return actions.decide(story.statement, taken, by=story.people.clerk)


def both(story, **changed):
    return makers.taken(story, **{"delegation": makers.joint(story), **changed})


def test_a_decision_is_not_recorded_before_the_meeting():
    story = makers.reported_statement()
    with clock.told(makers.at("2004-12-08")):
        refused(
            BadInput,
            lambda: actions.decide(story.statement, both(story), by=story.people.clerk),
            "meets on 9 December 2004",
        )


@pytest.mark.parametrize("chosen", [[0], [1], [0, 0], [0, 1, 1], []])
def test_each_recommendation_is_decided_once(chosen):
    story = makers.reported_statement()
    taken = both(story)
    refused(BadInput, lambda: decide(story, [taken[n] for n in chosen]))


@pytest.mark.parametrize(
    "told",
    [
        {"wording": " "},
        {"reasons": ""},
        {"alternatives": ""},
        {"interests": "\x00"},
        {"wording": "x" * 2001},
        {"outcome": "nodded"},
        {"call_in": "perhaps"},
        {"call_in": CallIn.DOES_NOT},
        {"minute_number": "x" * 21},
    ],
)
def test_what_the_regulations_ask_must_be_said(told):
    story = makers.reported_statement()
    given = dict(told)
    one = both(story)[1]
    wrong = type(one)(**{**vars(one), **given})
    refused(BadInput, lambda: decide(story, [both(story)[0], wrong]))
    assert not Decision.objects.exists()


def another_report(story):
    """A report about another round's statement, for the same meeting."""
    told = {**makers.GUIDELINES, "round": "2005"}
    guidelines = statement_actions.load_guidelines(told)
    other = statement_actions.open_statement(
        guidelines, council="South Cambridgeshire", by=story.people.officer
    )
    return actions.open_report(
        other, story.meeting, makers.report_document(), by=story.people.officer
    )


def test_a_report_about_another_statement_is_not_put_in_its_place():
    story = makers.drafted_with_report()
    clerk = story.people.clerk
    with clock.told(makers.at("2004-12-03")):
        other = another_report(story)
        refused(
            BadInput,
            lambda: actions.report(story.statement, report=other, by=clerk),
            "another statement",
        )
        actions.report(story.statement, report=story.report, by=clerk)
        refused(
            BadInput,
            lambda: actions.revise_report(story.statement, report=other, by=clerk),
            "another statement",
        )


def test_a_change_to_another_statement_amends_nothing():
    story = makers.reported_statement()
    who = story.people
    with clock.told(makers.at("2004-12-03")):
        other = another_report(story)
        actions.report(other.about, report=other, by=who.clerk)
        elsewhere = actions.start_change(other.about, title="x", by=who.officer)
    taken = both(story, outcome="agreed_as_amended", amended_by=elsewhere)
    refused(BadInput, lambda: decide(story, taken), "another statement")


def test_only_what_was_tabled_can_be_revised():
    story = makers.reported_statement()
    with clock.told(makers.at("2004-12-03")):
        other = another_report(story)
        for paper in (other, other.about):
            refused(
                WrongState,
                lambda p=paper: actions.start_revision(
                    story.statement, p, by=story.people.officer
                ),
                "has not been put",
            )


def test_a_meeting_that_has_been_held_takes_no_papers():
    story = makers.drafted_with_report()
    with clock.told(makers.at("2004-12-10")):
        refused(
            BadInput,
            lambda: actions.report(
                story.statement, report=story.report, by=story.people.clerk
            ),
            "has been held",
        )


def test_the_same_meeting_or_body_is_recorded_once():
    story = makers.reported_statement()
    clerk = story.people.clerk
    refused(
        BadInput,
        lambda: actions.record_meeting(story.body, held_on=date(2004, 12, 9), by=clerk),
    )
    for told in (
        {"slug": "cabinet", "name": "Other"},
        {"slug": "other", "name": "Cabinet"},
    ):
        refused(BadInput, lambda t=told: actions.record_body(by=clerk, **t))


@pytest.mark.parametrize("name", ["officer", "director", "member", "administrator"])
def test_only_clerks_record_meetings(name):
    story = makers.reported_statement()
    person = getattr(story.people, name)
    refused(
        NotAllowed,
        lambda: actions.record_meeting(
            story.body, held_on=date(2004, 12, 23), by=person
        ),
    )
