"""Signatures that no action would make: the database refuses them, or the proof does.

The forger has the program's own code but for the rules of `authority`: the row is
inserted, recorded in the ledger, and completes the change.
"""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from decisions import actions
from decisions.actions.completing import complete
from decisions.coverage import coverage
from decisions.models import (
    Appointment,
    Change,
    Clearance,
    Decision,
    Reopening,
    SignOff,
    Submission,
    Tabling,
)
from decisions.transitions import SIGN
from iegtracker import clock
from iegtracker.ledger.record import record
from iegtracker.ledger.verification import verify
from iegtracker.workflow import advance
from statements import actions as statement_actions
from statements.models import FinalCopy
from tests import makers
from tests.decisions.test_bundle_forgeries import reported_again
from tests.decisions.test_tampering import after, after_sql, after_update, delete

pytestmark = pytest.mark.django_db
YESTERDAY, TODAY = date(2004, 12, 9), date(2004, 12, 10)
TOMORROW = date(2004, 12, 11)
PAST = datetime(1999, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _friday():
    with clock.told(makers.at("2004-12-10")):
        yield


def half(story):
    """Signed by the director; the portfolio holder's signature completes it."""
    return makers.half_signed_change(story), genuine(story)


def genuine(story):
    """What the portfolio holder would sign."""
    return {
        "office": story.portfolio_office,
        "person": story.people.portfolio_holder,
        "appointment": story.portfolio_office.appointments.get(),
        "verdict": "approved",
        "means": "own_account",
        "interests": "None",
        "at": clock.now(),
    }


def inserted(change, **told):
    """The row, as recorded in the ledger."""
    latest = change.latest_round
    told = {"signing_round": latest, "digest": latest.digest, **told}
    made = SignOff.objects.create(**told)
    advance(SIGN, latest.change, by=made.person, office=str(made.office), rows=(made,))
    return made


def forged(story, change, **told):
    """Insert the row, record it, and let it complete the change."""
    made = inserted(change, **told)
    complete(story.statement, made, by=made.person)
    return made


# What the tables refuse by themselves: the constraint that does, and what is forged.
BY_THE_DATABASE = {
    "signoff_one_per_office": lambda s: {"office": s.director_office},
    "signoff_two_different_people": lambda s: {"person": s.people.director},
    "signoff_says_interests": lambda s: {"interests": ""},
    "signoff_refusal_says_why": lambda s: {"verdict": "refused"},
    "signoff_on_paper_was_entered_and_confirmed": lambda s: {"means": "on_paper"},
    "signoff_on_paper_was_entered_and_confirmed, as own": lambda s: {
        "confirmed_by": s.people.clerk
    },
    "signoff_never_confirmed_by_its_signer": lambda s: {
        "means": "on_paper",
        "paper": makers.on_paper(
            s,
            s.statement.changes.get(),
            office=s.portfolio_office,
        ),
        "confirmed_by": s.people.portfolio_holder,
    },
    "an appointment, whoever signs": lambda s: {"appointment": None},
    "a paper form once": lambda s: _used_form(s),
}


def _used_form(story):
    other = makers.proposed_change(story, block="b-1", text="Other.")
    makers.signed_on_paper(story, other)
    paper = SignOff.objects.get(means="on_paper").paper
    return {
        "means": "on_paper",
        "paper": paper,
        "confirmed_by": story.people.clerk,
    }


@pytest.mark.parametrize("name", BY_THE_DATABASE)
def test_the_database_refuses_it_by_itself(name):
    story = makers.delegated_statement()
    change, row = half(story)
    row |= BY_THE_DATABASE[name](story)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        forged(story, change, **row)
    constraint = name.partition(",")[0]
    if constraint.startswith("signoff") and "CHECK" in str(refused.value):
        assert constraint in str(refused.value)
    forged(story, change, **genuine(story))
    assert coverage(story.fresh()).holds


def test_the_database_keeps_a_signature_as_it_was_made():
    """Neither taken over by another person nor removed: by its triggers."""
    story = makers.delegated_statement()
    change, row = half(story)
    made = forged(story, change, **row)
    for sql in (
        "UPDATE decisions_signoff SET person_id = %s WHERE id = %s",
        "DELETE FROM decisions_signoff WHERE %s > 0 AND id = %s",
    ):
        person = story.people.administrator.pk
        with pytest.raises(IntegrityError), transaction.atomic():
            _execute(sql, [person, made.pk])
    assert SignOff.objects.get(pk=made.pk).person == row["person"]


def _execute(sql, told):
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(sql, told)


def _former(story):
    """The portfolio holder left yesterday; the office is another's now."""
    appointment = story.portfolio_office.appointments.get()
    actions.end_appointment(
        appointment, ends_on=YESTERDAY, reason="Left.", by=story.people.clerk
    )
    makers.appoint(story, story.portfolio_office, story.people.member, TODAY)
    return {}


def _to_come(story):
    """Appointed, and the first day is tomorrow."""
    _former(story)
    row = Appointment.objects.get(person=story.people.member)
    actions.end_appointment(row, ends_on=TODAY, reason="Left.", by=story.people.clerk)
    successor = makers.user("successor")
    makers.appoint(story, story.portfolio_office, successor, TOMORROW)
    return {
        "person": successor,
        "appointment": Appointment.objects.get(person=successor),
    }


def _elsewhere(story):
    """The holder of an office that the delegation does not name."""
    leader = actions.record_office(
        slug="leader", name="Leader", holder_kind="member", by=story.people.clerk
    )
    makers.appoint(story, leader, story.people.member)
    return {
        "person": story.people.member,
        "appointment": leader.appointments.get(),
    }


def _in_another_office(story):
    """The same, in that office itself: the delegated one is missing then."""
    row = _elsewhere(story)
    return {**row, "office": row["appointment"].office}


# What no constraint can see, since other tables say it: the proof names it.
BY_THE_PROOF = {
    "a superuser under the holder's appointment": (
        lambda s: {"person": s.people.administrator},
        "did not hold the office",
    ),
    "an officer under the holder's appointment": (
        lambda s: {"person": s.people.officer},
        "did not hold the office",
    ),
    "a former holder": (_former, "did not hold the office"),
    "a holder to come": (_to_come, "did not hold the office"),
    "the holder of another office": (_elsewhere, "did not hold the office"),
    "the holder of another office, in it": (_in_another_office, "lacks a signature"),
    "a substitute of somebody who is here": (
        lambda s: {
            **_elsewhere(s),
            "absence": makers.away(s, s.director_office),
        },
        "did not hold the office",
    ),
    "another digest": (lambda s: {"digest": "0" * 64}, "signed another digest"),
    "no approval": (
        lambda s: {"verdict": "returned", "comment": "x"},
        "lacks a signature",
    ),
    "before the delegation": (
        lambda s: {"at": makers.at("2004-12-08")},
        "outside the delegation's dates",
    ),
}


@pytest.mark.parametrize("name", BY_THE_PROOF)
def test_the_proof_names_it(name):
    story = makers.delegated_statement()
    change, row = half(story)
    told, problem = BY_THE_PROOF[name]
    forged(story, change, **row | told(story))
    proof = coverage(story.fresh())
    assert not proof.holds
    assert problem in proof.sentence, proof.sentence
    assert any(problem in str(b) for _, found in verify() for b in found)


def _authors_take_over(story):
    """Both offices come to be held by those who wrote the change."""
    who = story.people
    offices = (story.portfolio_office, story.director_office)
    for office, person in zip(offices, (who.second_officer, who.officer), strict=True):
        actions.end_appointment(
            office.appointments.get(), ends_on=YESTERDAY, reason="Left.", by=who.clerk
        )
        makers.appoint(story, office, person, TODAY)


def _written_by_both(story):
    change = makers.written_change(story)
    statement_actions.save_draft(
        change.draft,
        change.draft.document.with_values({("b-1", "text"): "Other words."}),
        seen=change.draft.digest,
        place="section 1",
        by=story.people.second_officer,
    )
    actions.propose_change(change, reason="x", by=story.people.officer)
    return Change.objects.get(pk=change.pk)


@pytest.mark.parametrize("given", [makers.alone, makers.consulting, makers.joint])
def test_the_proof_names_what_its_authors_decided(given):
    story = makers.delegated_as(given)
    who = story.people
    change = _written_by_both(story)
    _authors_take_over(story)
    told = {"interests": "None", "verdict": "approved", "means": "own_account"}
    people = {story.portfolio_office: who.second_officer}
    people[story.director_office] = who.officer
    named = [row.office for row in change.latest_round.delegation.offices.all()]
    for office in sorted(named, key=lambda office: office == story.director_office):
        row = {**told, "office": office, "person": people[office], "at": clock.now()}
        appointment = Appointment.objects.on(TODAY).get(office=office)
        inserted(change, **row, appointment=appointment)
    complete(story.statement, SignOff.objects.last(), by=who.officer)
    assert "had written part of it" in coverage(story.fresh()).sentence


def test_a_row_that_no_event_stands_for_is_named():
    story = makers.delegated_statement()
    change, row = half(story)
    latest = change.latest_round
    made = SignOff.objects.create(signing_round=latest, digest=latest.digest, **row)
    found = {str(b) for _, breaks in verify() for b in breaks}
    assert f"{made.address}: no event stands for this row" in found


def test_a_signature_whose_event_somebody_else_did_is_named():
    story = makers.delegated_statement()
    change, row = half(story)
    latest = change.latest_round
    told = {"signing_round": latest, "digest": latest.digest}
    made = SignOff.objects.create(**told, **row)
    also = {"digest": latest.digest, "verdict": "approved", "means": "own_account"}
    by = story.people.clerk
    advance(SIGN, latest.change, by=by, rows=(made,), told=also)
    complete(story.statement, made, by=by)
    found = {str(b) for _, breaks in verify() for b in breaks}
    assert found == {f"{made.address}: the ledger says that somebody else signed"}


def test_a_signature_given_after_the_change_was_agreed_is_named():
    """Of one office alone; the other signs when the text has its version."""
    story = makers.delegated_statement()
    change, row = half(story)
    complete(story.statement, SignOff.objects.get(), by=story.people.director)
    latest = change.latest_round
    made = SignOff.objects.create(signing_round=latest, digest=latest.digest, **row)
    told = {"digest": made.digest, "verdict": "approved", "means": "own_account"}
    record("change.signed", about=latest.change, by=made.person, rows=(made,), **told)
    found = {str(b) for _, breaks in verify() for b in breaks}
    assert found == {f"{made.address}: it was signed after it was agreed"}


def test_what_was_published_stays_proved_when_it_is_reported_again():
    story = reported_again()
    assert [found for _, found in verify() if found] == []
    signed = SignOff.objects.filter(signing_round__change__kind="amendment").first()
    told, code = after(lambda: delete(signed))
    assert code == 1
    for model in (Clearance, Submission, FinalCopy):
        assert f"{model.objects.get().address}: Version 2 is not proved" in told
    assert story.statement.status == "reported"


def test_what_is_out_of_order_is_named():
    story = makers.cleared_statement()
    tabling, signoff = Tabling.objects.get(), SignOff.objects.last()
    later = story.statement.versions.last()
    told, _ = after_update(Tabling, tabling.pk, appendix=later.pk)
    assert f"{tabling.address}: it rests on {later.address}, which was" in told
    told, _ = after_update(SignOff, signoff.pk, at=makers.at("2004-12-09", "12:00"))
    assert f"{signoff.address}: its event is of another time than its at" in told
    told, _ = after_sql("UPDATE ledger_event SET at = %s WHERE position = 40", [PAST])
    assert "ledger.event:40: it happened before the event before it" in told


def test_a_delegation_by_a_decision_that_only_noted_is_named():
    story = makers.delegated_statement()
    decision = makers.decision_on(story)
    told, _ = after_update(Decision, decision.pk, outcome="noted")
    given = story.statement.delegations.get()
    assert f"{given.address}: its decision agreed to nothing" in told


def test_what_was_sent_after_the_clearing_was_undone_is_named():
    story = makers.submitted_statement()
    submission, clearance = Submission.objects.get(), Clearance.objects.get()
    undone = Reopening(
        clearance=clearance,
        reason="A slip.",
        reopened_by=story.people.clerk,
        reopened_at=clock.now(),
    )
    undone.save()
    told = {"before": "submitted", "after": "submitted"}
    about, by = story.statement, story.people.clerk
    record("statement.reopened", about=about, by=by, rows=(undone,), **told)
    again = Submission.objects.create(
        statement=story.statement,
        version=submission.version,
        digest=submission.digest,
        sent_at=clock.now(),
        reference="ESD-2",
        recorded_by=by,
        recorded_at=clock.now(),
    )
    record("statement.submitted_again", about=about, by=by, rows=(again,), **told)
    found = {str(b) for _, breaks in verify() for b in breaks}
    assert f"{again.address}: its version was not cleared then" in found
    assert not any(submission.address in line for line in found)
