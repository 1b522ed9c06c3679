"""The record of a meeting: editions, notice, attendance, interests, citations."""

from datetime import date

import pytest
from django.db.models import Q

from decisions import actions
from decisions.actions import AttendeeGiven, InterestGiven, ItemGiven
from decisions.legal_clock import granter_of_dispensations
from decisions.models import (
    AgendaItem,
    Attendee,
    Citation,
    DeclaredInterest,
    EarlierDecision,
    Endorsement,
    MeetingRecord,
    Publication,
)
from decisions.selectors.precedents import citations_told
from decisions.states import Endorsing, Granter, Outcome
from iegtracker import clock
from iegtracker.errors import BadInput, NotAllowed, Stale, WrongState
from tests import makers, minute_book
from tests.decisions.test_signing import refused

pytestmark = pytest.mark.django_db
BEFORE = makers.at("2004-12-02")
AFTER = makers.at("2004-12-14", "11:00")


@pytest.fixture
def story():
    return makers.reported_statement()


@pytest.fixture
def decided():
    return makers.delegated_statement()


def items(story, **changed):
    told = {"title": "IEG", "kind": "decision", "report": story.report, **changed}
    return [ItemGiven(**told)]


def test_a_later_edition_supersedes_and_both_stay(story):
    with clock.told(BEFORE):
        first = minute_book.agenda(story)
        second = minute_book.agenda(story, title="Electronic government")
    assert (first.edition, second.edition) == (1, 2)
    assert AgendaItem.objects.count() == 2


@pytest.mark.parametrize(
    "changed",
    [{"title": " "}, {"title": "x" * 301}, {"kind": "tea"}, {"number": "1" * 21}],
)
def test_an_item_has_a_title_and_a_kind(story, changed):
    clerk = story.people.clerk
    refused(
        BadInput,
        lambda: actions.record_agenda(story.meeting, items(story, **changed), by=clerk),
    )
    refused(BadInput, lambda: actions.record_agenda(story.meeting, [], by=clerk))


def test_an_agenda_lists_reports_of_its_own_meeting_only(story):
    other = actions.record_meeting(
        story.body, held_on=date(2005, 1, 13), by=story.people.clerk
    )
    refused(
        BadInput,
        lambda: actions.record_agenda(other, items(story), by=story.people.clerk),
        "for another meeting",
    )


def test_whoever_read_an_older_edition_is_told(story):
    minute_book.agenda(story)
    refused(
        Stale,
        lambda: actions.record_agenda(
            story.meeting, items(story), seen=0, by=story.people.clerk
        ),
    )


@pytest.mark.parametrize("day", [date(2004, 12, 2), date(2004, 12, 8)])
def test_short_notice_needs_its_reason(story, day):
    with clock.told(makers.at("2004-12-08")):
        minute_book.agenda(story)
        refused(
            BadInput,
            lambda: minute_book.published_papers(story, on=day),
            "Enter why the notice was short",
        )
        rows = minute_book.published_papers(story, on=day, urgency="A late figure.")
    assert {row.urgency for row in rows} == {"A late figure."}


def test_a_reason_is_not_kept_where_notice_was_long_enough(story):
    with clock.told(BEFORE):
        rows = minute_book.published_papers(story, urgency="Not needed.")
    assert [row.urgency for row in rows] == [""]


@pytest.mark.parametrize(
    ("now", "day", "sentence"),
    [
        ("2004-12-02", date(2004, 12, 3), "in the future"),
        ("2004-12-14", date(2004, 12, 10), "after the meeting"),
        ("2004-12-14", date(2004, 11, 30), "was not published before"),
    ],
)
def test_a_day_that_cannot_be_is_refused(story, now, day, sentence):
    with clock.told(makers.at(now)):
        refused(BadInput, lambda: minute_book.published_papers(story, on=day), sentence)


def test_something_was_published_of_this_meeting(story):
    other = actions.record_meeting(
        story.body, held_on=date(2005, 1, 13), by=story.people.clerk
    )
    told = {"published_on": date(2004, 12, 1), "where": "Offices."}
    clerk, tabling = story.people.clerk, story.report.tablings.get()
    agenda = minute_book.agenda(story)
    with clock.told(BEFORE):
        for meeting, what in (
            (story.meeting, {}),
            (other, {"tablings": [tabling]}),
            (other, {"agenda": agenda}),
            (story.meeting, {"tablings": [tabling], "where": " "}),
        ):
            refused(
                BadInput,
                lambda m=meeting, w=what: actions.record_publication(
                    m, **{**told, **w}, by=clerk
                ),
            )
    assert not Publication.objects.exists()


def test_what_happened_is_not_recorded_before_the_meeting(story):
    calls = (
        lambda: minute_book.attended(story),
        lambda: actions.record_interests(story.meeting, [], by=story.people.clerk),
        lambda: minute_book.minuted(story),
    )
    with clock.told(makers.at("2004-12-08", "23:59")):
        for call in calls:
            refused(WrongState, call, "meets on 9 December 2004")
    with clock.told(makers.at("2004-12-09", "00:00")):
        for call in calls:
            call()


def test_somebody_was_present(decided):
    clerk = decided.people.clerk
    for people in (
        [],
        [AttendeeGiven("A councillor", "apologies")],
        [AttendeeGiven("A councillor", "asleep")],
        [AttendeeGiven(" ", "present")],
    ):
        refused(
            BadInput,
            lambda p=people: actions.record_attendance(decided.meeting, p, by=clerk),
        )
    office = decided.portfolio_office
    actions.record_attendance(
        decided.meeting, [AttendeeGiven("Leader", "present", office)], by=clerk
    )
    assert Attendee.objects.get().office == office


def test_that_no_interest_was_declared_is_said(decided):
    record = actions.record_interests(decided.meeting, [], by=decided.people.clerk)
    assert record.text == "None declared."
    assert not DeclaredInterest.objects.exists()


@pytest.mark.parametrize(
    ("day", "granter"),
    [
        (date(2004, 12, 9), Granter.STANDARDS),
        (date(2012, 9, 9), Granter.STANDARDS),
        (date(2012, 9, 10), Granter.HEAD),
        (date(2026, 11, 25), Granter.HEAD),
    ],
)
def test_the_day_says_who_grants_a_dispensation(day, granter):
    assert granter_of_dispensations(day) == granter


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({}, True),
        ({"granted_by": Granter.STANDARDS}, True),
        ({"granted_by": Granter.HEAD}, False),
        ({"granted_by": "the Queen"}, False),
        ({"who": ""}, False),
        ({"nature": " "}, False),
        ({"action": ""}, False),
    ],
)
def test_an_interest_says_who_what_and_what_they_did(decided, changed, kept):
    told = {"who": "A councillor", "nature": "A share.", "action": "Left.", **changed}

    def record():
        return actions.record_interests(
            decided.meeting, [InterestGiven(**told)], by=decided.people.clerk
        )

    if kept:
        record()
        assert DeclaredInterest.objects.get().who == "A councillor"
    else:
        refused(BadInput, record)
        assert not DeclaredInterest.objects.exists()


@pytest.mark.parametrize("name", ["officer", "director", "member", "administrator"])
def test_only_clerks_keep_the_record_of_a_meeting(decided, name):
    person, meeting = getattr(decided.people, name), decided.meeting
    with clock.told(AFTER):
        minute_book.minuted(decided)
        correction = minute_book.corrected(decided)
        calls = (
            lambda: actions.record_agenda(meeting, items(decided), by=person),
            lambda: actions.record_publication(
                meeting,
                published_on=date(2004, 12, 1),
                where="Offices.",
                tablings=[decided.report.tablings.get()],
                by=person,
            ),
            lambda: actions.record_attendance(meeting, [], by=person),
            lambda: actions.record_interests(meeting, [], by=person),
            lambda: actions.record_minutes(meeting, text="x", by=person),
            lambda: actions.confirm_minutes(
                meeting, at=meeting, text="x", corrections="x", signed_by="x", by=person
            ),
            lambda: minute_book.corrected(decided, wording="Other.", by=person),
            lambda: minute_book.found_to_stand(decided, correction, by=person),
            lambda: actions.record_earlier_decision(
                body=decided.body, held_on=date(2002, 6, 20), subject="x", by=person
            ),
        )
        for call in calls:
            refused(NotAllowed, call)
    assert MeetingRecord.objects.count() == 1


def decided_with(**changed):
    story = makers.reported_statement()
    council = minute_book.council(story).body
    told = {
        "delegation": makers.joint(story),
        "endorsing_body": council,
        **changed,
    }
    with clock.told(makers.at("2004-12-09", "11:00")):
        taken = makers.taken(story, **told)
        return actions.decide(story.statement, taken, by=story.people.clerk)[1]


def test_what_is_recommended_to_council_waits_for_it():
    decision = decided_with(
        outcome=Outcome.RECOMMENDED,
        delegation=None,
        endorsement=Endorsing.NOT_CALLED_FOR,
    )
    assert decision.endorsement == Endorsing.REQUIRED
    assert decision.endorsing_body.name == "Council"


@pytest.mark.parametrize(
    "changed",
    [
        {"endorsement": Endorsing.REQUIRED},
        {"endorsement": Endorsing.WANTED},
        {"endorsement": "perhaps"},
        {"outcome": Outcome.RECOMMENDED, "delegation": None},
    ],
)
def test_a_body_that_is_to_endorse_is_named_and_is_another(story, changed):
    for body in (None, story.body):
        told = {
            "delegation": makers.joint(story),
            "endorsing_body": body,
            **changed,
        }
        taken = makers.taken(story, **told)
        with clock.told(makers.at("2004-12-09", "11:00")):
            refused(
                BadInput,
                lambda t=taken: actions.decide(
                    story.statement, t, by=story.people.clerk
                ),
            )


def test_a_body_is_not_kept_where_nothing_is_called_for():
    decision = decided_with(endorsement=Endorsing.NOT_CALLED_FOR)
    assert decision.endorsing_body is None


def test_an_endorsement_does_not_move_the_statement(decided):
    with clock.told(AFTER):
        before = decided.statement.status
        made = minute_book.endorsed(decided)
    assert decided.fresh().status == before
    assert made.version == decided.statement.current


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": "cheered"},
        {"wording": " "},
        {"reasons": ""},
        {"alternatives": ""},
        {"interests": ""},
        {"minute_number": "1" * 21},
    ],
)
def test_an_endorsement_says_what_the_regulations_ask(decided, changed):
    with clock.told(AFTER):
        minute_book.council(decided)
        refused(BadInput, lambda: minute_book.endorsed(decided, **changed))
    assert not Endorsement.objects.exists()


def test_an_endorsement_is_another_bodys_on_this_text(decided):
    clerk = decided.people.clerk
    with clock.told(AFTER):
        body = minute_book.council(decided).body
        early = actions.record_meeting(body, held_on=date(2004, 12, 8), by=clerk)
        late = actions.record_meeting(body, held_on=date(2004, 12, 15), by=clerk)
        cases = (
            ({"meeting": decided.meeting}, "decided on the statement itself"),
            ({"meeting": early}, "was before"),
            ({"meeting": late}, "still to come"),
            ({"version": decided.report.versions.get()}, "of this statement"),
        )
        for changed, sentence in cases:
            refused(
                BadInput,
                lambda c=changed: minute_book.endorsed(decided, **c),
                sentence,
            )


def test_an_earlier_decision_is_recorded_once_and_corrected_by_a_row(decided):
    told = {
        "body": decided.body,
        "held_on": date(2002, 6, 20),
        "subject": "Contact Centre",
        "by": decided.people.clerk,
    }
    first = actions.record_earlier_decision(**told)
    refused(BadInput, lambda: actions.record_earlier_decision(**told))
    wording = "Cabinet RESOLVED to go on."
    second = actions.record_earlier_decision(**told, wording=wording, corrects=first)
    third = actions.record_earlier_decision(**told, minute_number="4", corrects=second)
    assert third.corrects == second.corrects == first
    refused(
        BadInput,
        lambda: actions.record_earlier_decision(
            **{**told, "held_on": date(2999, 1, 1), "subject": "x"}
        ),
    )
    assert EarlierDecision.objects.count() == 3


def test_a_citation_says_what_is_recorded_now_until_it_is_taken_away(decided):
    first = minute_book.cited(decided)
    (told,) = citations_told_of(decided)
    assert told.decision == "Cabinet, 20 June 2002: Contact Centre"
    assert (told.place, told.wording) == ("paragraph 5", "")
    actions.record_earlier_decision(
        body=decided.body,
        held_on=date(2002, 6, 20),
        subject="The Contact Centre",
        wording="RESOLVED.",
        corrects=first.earlier,
        by=decided.people.clerk,
    )
    (told,) = citations_told_of(decided)
    assert told.wording == "RESOLVED."
    actions.cite_decision(
        decided.report,
        first.earlier,
        place="paragraph 5",
        withdrawn=True,
        by=decided.people.clerk,
    )
    assert citations_told_of(decided) == []
    assert Citation.objects.count() == 2


def citations_told_of(story):
    found = citations_told(Q(report=story.report))
    return found.get(story.report.pk, [])


@pytest.mark.parametrize("name", ["member", "auditor", "administrator"])
def test_references_are_recorded_by_those_who_write_or_record(decided, name):
    citation = minute_book.cited(decided)
    refused(
        NotAllowed,
        lambda: actions.cite_decision(
            decided.report,
            citation.earlier,
            place="x",
            by=getattr(decided.people, name),
        ),
    )
