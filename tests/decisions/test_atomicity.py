"""Each action is one transaction: whichever of its events fails, nothing is left."""

import sys
from datetime import date, timedelta
from functools import partial

import pytest

from decisions import actions
from decisions.actions import AttendeeGiven, CorrectionGiven, ItemGiven
from decisions.actions.delivering import begin_sending
from decisions.models import DelegatedDecision
from decisions.states import CallInEnd, EndorsementOutcome, Outcome
from iegtracker import clock
from iegtracker.ledger.record import record
from statements import actions as statement_actions
from statements.models import Draft
from tests import makers, minute_book

pytestmark = pytest.mark.django_db
ON = makers.at("2004-12-10")
TODAY = ON.date()


def by(person, action, *args, **told):
    """The action, ready to be taken by somebody."""
    return partial(getattr(actions, action), *args, **told, by=person)


def clerk(s, action, *args, **told):
    return by(s.people.clerk, action, *args, **told)


def officer(s, action, *args, **told):
    return by(s.people.officer, action, *args, **told)


def holder(s, action, change, **told):
    """An answer of the portfolio holder."""
    who = {"office": s.portfolio_office, "by": s.people.portfolio_holder}
    return partial(makers.answer, s, change, action, **who, **told)


def drafted(change):
    return Draft.objects.get(pk=change.draft_id)


def saved(s, change):
    draft = drafted(change)
    return partial(
        statement_actions.save_draft,
        draft,
        draft.document.with_values({("b-1", "text"): "Other."}),
        seen=draft.digest,
        place="x",
        by=s.people.officer,
    )


def stale(s, *, signed=True):
    """A change that another one has overtaken."""
    make = makers.half_signed_change if signed else makers.written_change
    change = make(s, text="Other words.")
    makers.applied_change(s)
    return change


def several(s):
    one = makers.half_signed_change(s)
    other = makers.half_signed_change(s, block="b-1", text="Towns.")
    read = [(change, change.latest_round.digest) for change in (one, other)]
    person, office = s.people.portfolio_holder, s.portfolio_office
    return by(person, "sign_changes", read, office=office, interests="None")


def raised(s):
    change = makers.proposed_change(s, text=makers.COMMA_ADDED)
    told = {"seen": change.latest_round.digest, "office": s.director_office}
    return by(s.people.director, "raise_change", change, reason="x", **told)


def unsigned(s):
    told = {"office": s.director_office, "reason": "x"}
    change = makers.half_signed_change(s)
    return by(s.people.director, "withdraw_signature", change, **told)


def on_paper(s, *, last):
    change = makers.proposed_change(s)
    if last:
        makers.sign_as_portfolio_holder(s, change)
    paper = makers.on_paper(s, change)
    return by(s.people.second_clerk, "confirm_paper_signature", paper)


def cleared(s):
    makers.applied_change(s)
    makers.finally_approved(s)
    actions.clear(s.statement, by=s.people.clerk)
    return s.fresh()


def sent(s):
    statement = cleared(s)
    told = {"reference": "E", "sent_at": clock.now(), "by": s.people.clerk}
    actions.submit(statement, **told)
    return s.fresh()


def sent_story(s):
    sent(s)
    return s


def claimed(s):
    """A distribution whose worker was killed while it sent the first message."""
    made = actions.distribute(s.statement, by=s.people.clerk)
    begin_sending(made.entries.first().pk)
    return made


def one_entry(s):
    return makers.distributed(s).entries.as_it_stands().first()


def on_paper_to_all(s):
    entries = list(makers.distributed(s).entries.all())
    actions.record_paper_copy(entries, note="x", by=s.people.clerk)
    return s.statement


def approved(s):
    makers.finally_approved(s)
    return s.statement


def published(s):
    """The record of the delegation, with a window that is open."""
    row = makers.decision_on(s)
    makers.published_record(s, row, call_in=makers.applies())
    return row


def resolution(s):
    """What Council resolved today."""
    return minute_book.endorsed(s, meeting=minute_book.council(s, on=TODAY))


def ruled(s):
    row = makers.decision_on(s)
    actions.rule_on_call_in(row, makers.applies(), by=s.people.clerk)
    return row


def delegated_decision(s):
    makers.applied_change(s)
    return DelegatedDecision.objects.get()


def minutes(s):
    minute_book.minuted(s)
    correction = CorrectionGiven(s.meeting.decisions.last(), "Other.")
    at = minute_book.next_cabinet(s, on=TODAY)
    told = {"at": at, "text": "Other.", "decisions": [correction]}
    return partial(minute_book.confirmed, s, **told)


def entered(s):
    office = actions.record_office(
        slug="x", name="X", holder_kind="officer", by=s.people.clerk
    )
    return actions.enter_appointment(
        office, s.people.second_officer, starts_on=TODAY, by=s.people.clerk
    )


def revising(s):
    """Papers that were tabled, and have been written on since."""
    writer = s.people.officer
    draft = actions.start_revision(s.statement, s.statement, by=writer)
    statement_actions.save_draft(
        draft,
        draft.document.with_values({("b-1", "text"): "Tabled late."}),
        seen=draft.digest,
        place="x",
        by=writer,
    )
    return clerk(s, "revise_report", s.statement, report=s.report)


def decided(s, **changed):
    given = makers.taken(s, delegation=makers.joint(s), **changed)
    return clerk(s, "decide", s.statement, given)


def adopted(s):
    change = makers.written_change(s)
    return decided(s, outcome=Outcome.AMENDED, amended_by=change)


def referred_back(s):
    given = makers.taken(s, delegation=None, outcome=Outcome.REFERRED_BACK)
    return clerk(s, "decide", s.statement, given)


def decided_anew(s):
    """A second decision, which ends what the first delegated."""
    meeting = minute_book.next_cabinet(s, on=TODAY)
    s.report = actions.open_report(
        s.statement, meeting, makers.report_document(), by=s.people.officer
    )
    actions.report(s.statement, report=s.report, by=s.people.clerk)
    return decided(s)


SENT = {"reference": "E", "sent_at": ON}
# An action, and perhaps in which case: a story, and the action ready to be taken.
CASES = {
    "record_office": lambda s: clerk(
        s, "record_office", slug="x", name="X", holder_kind="officer"
    ),
    "enter_appointment": lambda s: clerk(
        s, "enter_appointment", _vacant(s), s.people.officer, starts_on=TODAY
    ),
    "confirm_appointment": lambda s: by(
        s.people.second_clerk, "confirm_appointment", entered(s)
    ),
    "end_appointment": lambda s: clerk(
        s,
        "end_appointment",
        s.director_office.appointments.get(),
        ends_on=TODAY,
        reason="x",
    ),
    "record_absence": lambda s: partial(makers.away, s, s.director_office),
    "end_absence": lambda s: clerk(s, "end_absence", makers.away(s, s.director_office)),
    "enter_urgency": lambda s: partial(makers.urgency, s, s.director_office),
    "confirm_urgency": lambda s: clerk(
        s, "confirm_urgency", makers.urgency(s, s.director_office)
    ),
    "dismiss_entry": lambda s: clerk(
        s, "dismiss_entry", makers.urgency(s, s.director_office), reason="x"
    ),
    "end_delegation": lambda s: clerk(
        s, "end_delegation", s.statement.delegations.get(), reason="x"
    ),
    "record_body": lambda s: clerk(s, "record_body", slug="x", name="X"),
    "record_meeting": lambda s: clerk(s, "record_meeting", s.body, held_on=TODAY),
    "open_report": lambda s: officer(
        s, "open_report", s.statement, s.meeting, makers.report_document()
    ),
    "report": lambda s: clerk(s, "report", s.statement, report=s.report),
    "withdraw_report": lambda s: clerk(s, "withdraw_report", s.statement),
    "start_revision": lambda s: officer(s, "start_revision", s.statement, s.statement),
    "revise_report": revising,
    "decide": decided,
    "decide, as amended": adopted,
    "decide, referring back": referred_back,
    "decide, anew": decided_anew,
    "record_agenda": lambda s: clerk(
        s, "record_agenda", s.meeting, [ItemGiven("x", "decision", report=s.report)]
    ),
    "record_publication": lambda s: partial(minute_book.published_papers, s),
    "record_attendance": lambda s: clerk(
        s, "record_attendance", s.meeting, [AttendeeGiven("Leader", "present")]
    ),
    "record_interests": lambda s: clerk(s, "record_interests", s.meeting, []),
    "record_minutes": lambda s: partial(minute_book.minuted, s),
    "confirm_minutes": minutes,
    "correct_decision": lambda s: partial(minute_book.corrected, s),
    "record_wording_finding": lambda s: partial(
        minute_book.found_to_stand, s, minute_book.corrected(s)
    ),
    "record_endorsement": lambda s: partial(
        minute_book.endorsed,
        s,
        EndorsementOutcome.ENDORSED,
        meeting=minute_book.council(s, on=TODAY),
    ),
    "record_earlier_decision": lambda s: clerk(
        s,
        "record_earlier_decision",
        body=s.body,
        held_on=date(2002, 6, 20),
        subject="x",
    ),
    "cite_decision": lambda s: clerk(
        s,
        "cite_decision",
        s.report,
        minute_book.cited(s).earlier,
        place="paragraph 4",
    ),
    "start_change": lambda s: officer(s, "start_change", s.statement, title="x"),
    "save_draft": lambda s: saved(s, makers.written_change(s)),
    "propose_change": lambda s: officer(
        s, "propose_change", makers.written_change(s), reason="x"
    ),
    "rebase_change": lambda s: officer(s, "rebase_change", stale(s, signed=False)),
    "renew_change": lambda s: officer(s, "renew_change", stale(s)),
    "reverse_change": lambda s: officer(s, "reverse_change", makers.applied_change(s)),
    "recall_change": lambda s: officer(
        s, "recall_change", makers.half_signed_change(s)
    ),
    "withdraw_change": lambda s: officer(
        s, "withdraw_change", makers.written_change(s)
    ),
    "ask_final_approval": lambda s: officer(s, "ask_final_approval", s.statement),
    "sign_change": lambda s: holder(s, "sign_change", makers.proposed_change(s)),
    "sign_change, the last time": lambda s: holder(
        s, "sign_change", makers.half_signed_change(s)
    ),
    "sign_change, voiding an approval": lambda s: holder(
        s, "sign_change", _beside_an_approval(s)
    ),
    "sign_changes": several,
    "return_change": lambda s: holder(s, "return_change", makers.half_signed_change(s)),
    "decline_change": lambda s: holder(
        s, "decline_change", makers.half_signed_change(s)
    ),
    "withdraw_signature": unsigned,
    "raise_change": raised,
    "enter_paper_signature": lambda s: partial(
        makers.on_paper, s, makers.proposed_change(s)
    ),
    "confirm_paper_signature": lambda s: on_paper(s, last=False),
    "confirm_paper_signature, the last": lambda s: on_paper(s, last=True),
    "publish_record": lambda s: clerk(
        s, "publish_record", makers.decision_on(s), makers.record_told()
    ),
    "publish_record, of a delegated decision": lambda s: clerk(
        s, "publish_record", delegated_decision(s), makers.record_told()
    ),
    "publish_record, of another body": lambda s: clerk(
        s, "publish_record", resolution(s), makers.record_told()
    ),
    "correct_record": lambda s: clerk(
        s,
        "correct_record",
        published(s),
        makers.record_told(call_in=makers.applies(6)),
        why="x",
    ),
    "rule_on_call_in": lambda s: clerk(
        s, "rule_on_call_in", makers.decision_on(s), makers.applies()
    ),
    "record_call_in": lambda s: partial(makers.called_in, s, published(s)),
    "record_call_in_outcome": lambda s: partial(
        makers.call_in_ended, s, _called_in(s), CallInEnd.UPHELD
    ),
    "correct_call_in_outcome": lambda s: partial(
        makers.corrected_outcome, s, _referred_back(s), CallInEnd.UPHELD
    ),
    "confirm_ruling": lambda s: partial(
        actions.confirm_ruling, _entered(s), by=s.people.second_clerk
    ),
    "waive_call_in": lambda s: partial(makers.waived, s, ruled(s)),
    "withdraw_waiver": lambda s: partial(makers.waiver_withdrawn, s, _waived(s)),
    "clear": lambda s: clerk(s, "clear", approved(s)),
    "reopen": lambda s: clerk(s, "reopen", cleared(s), reason="x"),
    "submit": lambda s: clerk(s, "submit", cleared(s), **SENT),
    "submit_again": lambda s: clerk(s, "submit_again", sent(s), **SENT),
    "record_incident": lambda s: clerk(
        s, "record_incident", s.statement, note="x", **SENT
    ),
    "read_back": lambda s: partial(makers.read_back, sent_story(s)),
    "explain_difference": lambda s: partial(
        makers.explained, s, makers.read_back(sent_story(s), makers.DIFFERENT)
    ),
    "publish": lambda s: clerk(s, "publish", sent(s)),
    "distribute": lambda s: clerk(s, "distribute", s.statement),
    "lapse_claims": lambda s: partial(
        actions.lapse_claims, claimed(s), older_than=timedelta(seconds=-1)
    ),
    "record_download": lambda s: partial(
        actions.record_download, one_entry(s), by=s.people.member
    ),
    "send_again": lambda s: clerk(s, "send_again", [one_entry(s)]),
    "record_bounce": lambda s: clerk(s, "record_bounce", [one_entry(s)], note="x"),
    "record_paper_copy": lambda s: clerk(
        s, "record_paper_copy", [one_entry(s)], note="x"
    ),
    "record_left_office": lambda s: clerk(
        s, "record_left_office", [one_entry(s)], note="x"
    ),
    "mark_not_known": lambda s: clerk(s, "mark_not_known", [one_entry(s)], note="x"),
    "certify_distribution": lambda s: clerk(
        s, "certify_distribution", on_paper_to_all(s)
    ),
}
# Where the story does not stand at the delegation of 9 December.
STORIES = {
    "report": makers.drafted_with_report,
    **dict.fromkeys(
        (
            "withdraw_report",
            "start_revision",
            "revise_report",
            "decide",
            "decide, as amended",
            "decide, referring back",
        ),
        makers.reported_statement,
    ),
    **dict.fromkeys(
        (
            "distribute",
            "lapse_claims",
            "record_download",
            "send_again",
            "record_bounce",
            "record_paper_copy",
            "record_left_office",
            "mark_not_known",
            "certify_distribution",
        ),
        makers.published_statement,
    ),
}
ONE_BY_ONE = {"remind", "deliver", "resume_distributions"}
BEFORE_THE_MEETING = ("report", "withdraw_report", "start_revision", "revise_report")


def _vacant(s):
    return actions.record_office(
        slug="x", name="X", holder_kind="officer", by=s.people.clerk
    )


def _called_in(s):
    row = published(s)
    makers.called_in(s, row)
    return row


def _referred_back(s):
    row = _called_in(s)
    makers.call_in_ended(s, row, CallInEnd.REFERRED_BACK)
    return row


def _entered(s):
    """A shorter window, which another clerk must confirm."""
    told = makers.applies(2)
    return actions.rule_on_call_in(published(s), told, by=s.people.clerk)


def _waived(s):
    row = ruled(s)
    makers.waived(s, row)
    return row


def _beside_an_approval(s):
    """The last signature of a change makes the approval of the whole void."""
    makers.finally_approved(s)
    return makers.half_signed_change(s)


class Failure(RuntimeError):
    """What `record` raises in this test."""


def failing(monkeypatch):
    """Make `record` fail at a certain call, wherever it was imported."""
    ordinary, left = record, [0]

    def counted(*args, **told):
        left[0] -= 1
        if left[0] == 0:
            raise Failure
        return ordinary(*args, **told)

    for module in list(sys.modules.values()):
        if module.__dict__.get("record") is ordinary:
            monkeypatch.setattr(module, "record", counted)
    return left


def is_failing(call, left, number):
    """Whether the action fails where its event of that number does."""
    left[0] = number
    try:
        call()
    except Failure:
        return True
    return False


def test_every_action_is_here():
    """But for those that keep what they do one by one, each in its transaction."""
    named = {name for name in actions.__all__ if name.islower()} - ONE_BY_ONE
    assert {name.partition(",")[0] for name in CASES} == named | {"save_draft"}


@pytest.mark.parametrize("name", CASES)
def test_whichever_event_of_an_action_fails_nothing_is_left(monkeypatch, name):
    early = name in BEFORE_THE_MEETING
    with clock.told(makers.at("2004-12-03") if early else ON):
        story = STORIES.get(name, makers.delegated_statement)()
        call = CASES[name](story)
        stored = makers.everything_stored()
        left = failing(monkeypatch)
        failed = 0
        while is_failing(call, left, failed + 1):
            assert makers.everything_stored() == stored
            failed += 1
        # It was done in the end, when no event was left to fail.
        assert failed
        assert makers.everything_stored() != stored
