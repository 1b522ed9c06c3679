"""A long and lawful history: published, reopened, changed and published again."""

from datetime import date

import pytest

from decisions import actions
from decisions.bundle import files_of
from decisions.models import Change, Decision, Delegation, SignOff
from decisions.offline import verify
from decisions.states import Mode
from iegtracker import clock
from iegtracker.ledger.verification import verify as verified
from statements.models import FinalCopy
from tests import makers, minute_book
from tests.decisions.bundles import listed_anew, said
from tests.decisions.test_absences import sign_as_leader, with_leader

pytestmark = pytest.mark.django_db


def cleared(story):
    makers.finally_approved(story)
    actions.clear(story.fresh(), by=story.people.clerk)


def sent_and_published(story, reference):
    clerk = story.people.clerk
    actions.submit(story.fresh(), reference=reference, sent_at=clock.now(), by=clerk)
    return actions.publish(story.fresh(), by=clerk)


def signed_by_all_means(story):
    """By both; on paper and by a substitute; and alone, by an urgent power."""
    who = story.people
    makers.applied_change(story)
    change = makers.proposed_change(story, block="b-1", text="The council serves all.")
    makers.signed_on_paper(story, change)
    absence = makers.away(story, story.portfolio_office)
    sign_as_leader(story, change)
    with clock.told(makers.at("2004-12-10", "10:00")):
        actions.end_absence(absence, by=who.clerk)
        acted_in_urgency(story)


def acted_in_urgency(story):
    who = story.people
    urgent = makers.urgent_power(story, story.director_office)
    change = makers.written_change(story, block="b-1", text="It serves its towns.")
    actions.propose_change(
        change, reason="It cannot wait.", under=urgent, by=who.officer
    )
    makers.sign_as_director(story, Change.objects.get(pk=change.pk))
    actions.end_delegation(urgent, reason="It is over.", by=who.clerk)


def put_again(story):
    """To Cabinet of 20 December, which corrects what it resolved before."""
    who = story.people
    actions.reopen(story.fresh(), reason="A figure was wrong.", by=who.clerk)
    meeting = actions.record_meeting(
        story.body, held_on=date(2004, 12, 20), by=who.clerk
    )
    story.report = actions.open_report(
        story.statement, meeting, makers.report_document(), by=who.officer
    )
    actions.report(story.fresh(), report=story.report, by=who.clerk)


def decided_again(story):
    who = story.people
    taken = makers.taken(story, delegation=makers.joint(story))
    actions.decide(story.fresh(), taken, by=who.clerk)
    decision = Decision.objects.filter(outcome="agreed").first()
    correction = actions.correct_decision(
        decision,
        wording="Cabinet AGREED as put.",
        minute_number="",
        reason="A slip of the pen.",
        by=who.clerk,
    )
    minute_book.found_to_stand(story, correction)


def succeeded_in_office(story):
    """The director leaves on the day of the last signature, and has a successor."""
    who = story.people
    actions.end_appointment(
        story.director_office.appointments.get(),
        ends_on=clock.today(),
        reason="Retires.",
        by=who.clerk,
    )
    makers.appoint(story, story.director_office, who.second_officer, date(2004, 12, 21))


def test_it_is_proved_at_each_step_and_as_a_whole():
    story = makers.delegated_as(with_leader(makers.joint))
    with clock.told(makers.at("2004-12-10")):
        signed_by_all_means(story)
    with clock.told(makers.at("2004-12-10", "11:00")):
        cleared(story)
    with clock.told(makers.at("2004-12-16")):
        sent_and_published(story, "ESD-1")
        holds(story)
    with clock.told(makers.at("2004-12-17")):
        put_again(story)
        holds(story)
    with clock.told(makers.at("2004-12-20", "11:00")):
        decided_again(story)
        makers.applied_change(story, text="A contact centre opens in May 2005.")
        cleared(story)
        succeeded_in_office(story)
        holds(story)
    with clock.told(makers.at("2004-12-21")):
        sent_and_published(story, "ESD-2")
    assert holds(story) == [
        "Covered: version 1, as decided on, plus 0 amendment(s) by decision and 3 "
        "signed change(s).",
        "Covered: version 4, as decided on, plus 0 amendment(s) by decision and 1 "
        "signed change(s).",
    ]
    assert FinalCopy.objects.count() == 2
    assert set(SignOff.objects.values_list("means", flat=True)) == {
        "own_account",
        "on_paper",
    }
    assert SignOff.objects.filter(absence__isnull=False).exists()
    assert Delegation.objects.filter(mode=Mode.SOLE, urgency__isnull=False).exists()


def holds(story):
    """Both proofs hold; the notes of the script are the answer."""
    assert {title: found for title, found in verified() if found} == {}
    files = listed_anew(files_of(story.fresh()))
    assert said(files) == ""
    return verify.verify(files)["notes"]
