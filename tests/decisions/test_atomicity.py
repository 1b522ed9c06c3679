"""Each action is one transaction: if its event fails, nothing of it is left."""

import sys
from datetime import date

import pytest

from decisions import actions
from iegtracker import clock
from iegtracker.ledger.record import record
from statements import actions as statement_actions
from tests import makers, minute_book

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")


@pytest.fixture
def story():
    with clock.told(ON):
        yield makers.delegated_statement()


def record_fails_at(monkeypatch, verb):
    """Make `record` fail for one verb, wherever it was imported."""
    ordinary = record

    def failing(told, **rest):
        if told == verb:
            raise RuntimeError(verb)
        return ordinary(told, **rest)

    for module in list(sys.modules.values()):
        if module.__dict__.get("record") is ordinary:
            monkeypatch.setattr(module, "record", failing)


def proposed(story):
    return makers.proposed_change(story)


def half(story):
    return makers.half_signed_change(story)


def whole(story):
    makers.applied_change(story)
    makers.finally_approved(story)


def sent(story):
    whole(story)
    clerk = story.people.clerk
    actions.clear(story.statement, by=clerk)
    actions.submit(story.statement, reference="E", sent_at=clock.now(), by=clerk)


def last_signature(story, change):
    return makers.sign_as_portfolio_holder(story, change)


CASES = [
    ("change.started", None, lambda s, c: makers.written_change(s)),
    ("draft.opened", None, lambda s, c: makers.written_change(s)),
    (
        "draft.saved",
        makers.written_change,
        lambda s, c: statement_actions.save_draft(
            c.draft,
            c.draft.document.with_values({("b-1", "text"): "Other."}),
            seen=c.draft.digest,
            place="x",
            by=s.people.officer,
        ),
    ),
    (
        "change.proposed",
        makers.written_change,
        lambda s, c: actions.propose_change(c, reason="x", by=s.people.officer),
    ),
    (
        "draft.closed",
        makers.written_change,
        lambda s, c: actions.propose_change(c, reason="x", by=s.people.officer),
    ),
    (
        "change.withdrawn",
        makers.written_change,
        lambda s, c: actions.withdraw_change(c, by=s.people.officer),
    ),
    (
        "change.recalled",
        half,
        lambda s, c: actions.recall_change(c, by=s.people.officer),
    ),
    ("change.signed", proposed, lambda s, c: makers.sign_as_director(s, c)),
    ("change.signed", half, last_signature),
    ("version.frozen", half, last_signature),
    ("change.applied", half, last_signature),
    ("change.returned", half, lambda s, c: as_holder(s, c, "return_change")),
    ("draft.reopened", half, lambda s, c: as_holder(s, c, "return_change")),
    ("change.declined", half, lambda s, c: as_holder(s, c, "decline_change")),
    (
        "change.proposed",
        None,
        lambda s, c: actions.ask_final_approval(s.statement, by=s.people.officer),
    ),
    (
        "statement.cleared",
        whole,
        lambda s, c: actions.clear(s.statement, by=s.people.clerk),
    ),
    (
        "change.voided",
        lambda s: whole(s) or actions.clear(s.statement, by=s.people.clerk),
        lambda s, c: actions.reopen(s.statement, reason="x", by=s.people.clerk),
    ),
    (
        "statement.reopened",
        lambda s: whole(s) or actions.clear(s.statement, by=s.people.clerk),
        lambda s, c: actions.reopen(s.statement, reason="x", by=s.people.clerk),
    ),
    (
        "statement.submitted",
        lambda s: whole(s) or actions.clear(s.statement, by=s.people.clerk),
        lambda s, c: actions.submit(
            s.statement, reference="E", sent_at=clock.now(), by=s.people.clerk
        ),
    ),
    (
        "statement.incident",
        None,
        lambda s, c: actions.record_incident(
            s.statement, reference="E", sent_at=ON, note="x", by=s.people.clerk
        ),
    ),
    (
        "statement.read_back",
        lambda s: sent(s),
        lambda s, c: makers.read_back(s),
    ),
    (
        "statement.difference_explained",
        lambda s: sent(s) or makers.read_back(s, makers.DIFFERENT),
        lambda s, row: makers.explained(s, row),
    ),
    ("agenda.recorded", None, lambda s, c: minute_book.agenda(s)),
    ("papers.published", None, lambda s, c: minute_book.published_papers(s)),
    (
        "attendance.recorded",
        None,
        lambda s, c: actions.record_attendance(
            s.meeting,
            [actions.AttendeeGiven("Leader", "present")],
            by=s.people.clerk,
        ),
    ),
    (
        "interests.recorded",
        None,
        lambda s, c: actions.record_interests(s.meeting, [], by=s.people.clerk),
    ),
    ("minutes.recorded", None, lambda s, c: minute_book.minuted(s)),
    (
        "minutes.confirmed",
        lambda s: minute_book.minuted(s) and minute_book.next_cabinet(s, on=ON.date()),
        lambda s, at: minute_book.confirmed(
            s,
            at=at,
            text="Other.",
            decisions=[actions.CorrectionGiven(s.meeting.decisions.last(), "Other.")],
        ),
    ),
    ("decision.corrected", None, lambda s, c: minute_book.corrected(s)),
    (
        "decision.wording_found",
        minute_book.corrected,
        lambda s, c: minute_book.found_to_stand(s, c),
    ),
    (
        "statement.endorsed",
        lambda s: minute_book.council(s, on=ON.date()),
        lambda s, at: minute_book.endorsed(s, meeting=at),
    ),
    (
        "earlier_decision.recorded",
        None,
        lambda s, c: actions.record_earlier_decision(
            body=s.body, held_on=date(2002, 6, 20), subject="x", by=s.people.clerk
        ),
    ),
    (
        "decision.cited",
        minute_book.cited,
        lambda s, c: actions.cite_decision(
            s.report, c.earlier, place="paragraph 5", by=s.people.clerk
        ),
    ),
    (
        "office.recorded",
        None,
        lambda s, c: actions.record_office(
            slug="x", name="X", holder_kind="officer", by=s.people.clerk
        ),
    ),
    (
        "appointment.ended",
        None,
        lambda s, c: actions.end_appointment(
            s.director_office.appointments.get(),
            ends_on=date(2004, 12, 31),
            reason="x",
            by=s.people.clerk,
        ),
    ),
]


def as_holder(story, change, action):
    who = {"office": story.portfolio_office, "by": story.people.portfolio_holder}
    return makers.answer(story, change, action, **who)


@pytest.mark.parametrize(
    ("verb", "before", "action"),
    CASES,
    ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)],
)
def test_an_action_whose_event_fails_leaves_nothing(
    story, monkeypatch, verb, before, action
):
    made = before(story) if before else None
    stored = makers.everything_stored()
    record_fails_at(monkeypatch, verb)
    with pytest.raises(RuntimeError, match=verb):
        action(story, made)
    assert makers.everything_stored() == stored
