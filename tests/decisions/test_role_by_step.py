"""Who may do what in which status: a table by hand, and every call tried against it."""

from datetime import date

import pytest
from django.db import transaction

from decisions import actions
from decisions.models import PaperSignature, ReadBack, SigningRound, Submission
from decisions.states import Outcome
from iegtracker import clock
from iegtracker.errors import DomainError, NotAllowed, NotReady, WrongState
from tests import makers, minute_book

pytestmark = pytest.mark.django_db

PEOPLE = [
    "officer",
    "second_officer",
    "portfolio_holder",
    "director",
    "clerk",
    "second_clerk",
    "member",
    "auditor",
    "administrator",
]
CLERKS = {"clerk", "second_clerk"}
WRITERS = {"officer", "second_officer", "portfolio_holder", "director"}
OFFICERS = {"officer", "second_officer"}
SIGNERS = {"director"}  # the holder of the office in which the calls below sign

STATUSES = ["drafting", "reported", "decided", "cleared", "submitted", "published"]
EVERY = set(STATUSES)
# step: the statuses of the statement in which it is open, and to whom
STATEMENT_TABLE = {
    "report": ({"drafting", "decided"}, CLERKS),
    "revise_report": ({"reported"}, CLERKS),
    "withdraw_report": ({"reported"}, CLERKS),
    "decide": ({"reported"}, CLERKS),
    "record_endorsement": (
        {"decided", "cleared", "submitted", "published"},
        CLERKS,
    ),
    "start_change": ({"reported", "decided"}, WRITERS),
    "ask_final_approval": ({"decided"}, OFFICERS | CLERKS),
    "clear": ({"decided"}, CLERKS),
    "submit": ({"cleared"}, CLERKS),
    "submit_again": ({"submitted", "published"}, CLERKS),
    "record_incident": (EVERY, CLERKS),
    "publish": ({"submitted"}, CLERKS),
    "read_back": ({"submitted", "published"}, CLERKS),
    "explain_difference": ({"submitted", "published"}, CLERKS),
    "distribute": ({"published"}, CLERKS),
    "certify_distribution": ({"published"}, CLERKS),
    "reopen": ({"cleared", "submitted", "published"}, CLERKS),
}
CHANGE_STATUSES = ["writing", "proposed", "applied", "declined", "withdrawn"]
# step: the statuses of the change in which it is open, and to whom
CHANGE_TABLE = {
    "propose_change": ({"writing"}, WRITERS),
    "rebase_change": ({"writing"}, WRITERS),
    "withdraw_change": ({"writing"}, WRITERS),
    "renew_change": ({"proposed"}, OFFICERS),
    "reverse_change": ({"applied"}, WRITERS),
    "recall_change": ({"proposed"}, OFFICERS),
    "sign_change": ({"proposed"}, SIGNERS),
    "raise_change": ({"proposed"}, SIGNERS),
    "withdraw_signature": ({"proposed"}, SIGNERS),
    "enter_paper_signature": ({"proposed"}, CLERKS),
    "confirm_paper_signature": ({"proposed"}, {"second_clerk"}),
    "return_change": ({"proposed"}, SIGNERS),
    "decline_change": ({"proposed"}, SIGNERS),
}
ON = makers.at("2004-12-17", "10:00")


def decide(story, by):
    taken = makers.taken(story, delegation=makers.joint(story))
    return actions.decide(story.statement, taken, by=by)


def report(story, by):
    meeting = story.meeting.body.meetings.get(held_on=date(2004, 12, 23))
    again = meeting.reports.get()
    return actions.report(story.statement, report=again, by=by)


def sent(story, by, action, **also):
    told = {"reference": "ESD-2", "sent_at": clock.now(), **also}
    return getattr(actions, action)(story.statement, by=by, **told)


def read_back(story, by):
    if story.statement.status in ("submitted", "published"):
        return makers.read_back(story, by=by)
    sent = Submission(statement=story.statement)
    return actions.read_back(sent, file=b"x", name="x", by=by)


def explain_difference(story, by):
    """Where something was sent, it has been read back and differs."""
    row = ReadBack(submission=Submission(statement=story.statement), differences=1)
    if story.statement.status in ("submitted", "published"):
        row = makers.read_back(story, makers.DIFFERENT)
    return makers.explained(story, row, by=by)


STATEMENT_CALLS = {
    "read_back": read_back,
    "explain_difference": explain_difference,
    "report": report,
    "revise_report": lambda story, by: actions.revise_report(
        story.statement, report=story.report, by=by
    ),
    "withdraw_report": lambda s, by: actions.withdraw_report(s.statement, by=by),
    "decide": decide,
    "record_endorsement": lambda s, by: minute_book.endorsed(s, by=by),
    "start_change": lambda s, by: actions.start_change(s.statement, title="x", by=by),
    "ask_final_approval": lambda s, by: actions.ask_final_approval(s.statement, by=by),
    "clear": lambda s, by: actions.clear(s.statement, by=by),
    "submit": lambda s, by: sent(s, by, "submit"),
    "submit_again": lambda s, by: sent(s, by, "submit_again"),
    "record_incident": lambda s, by: sent(s, by, "record_incident", note="By hand."),
    "publish": lambda s, by: actions.publish(s.statement, by=by),
    "distribute": lambda s, by: actions.distribute(s.statement, by=by),
    "certify_distribution": lambda s, by: actions.certify_distribution(
        s.statement, by=by
    ),
    "reopen": lambda s, by: actions.reopen(s.statement, reason="A slip.", by=by),
}


def signing(action):
    def call(story, change, by):
        latest = change.latest_round
        return makers.answer(
            story, change, action, by=by, seen=latest.digest if latest else "0" * 64
        )

    return call


def raise_change(story, change, by):
    latest = change.latest_round
    return actions.raise_change(
        change,
        seen=latest.digest if latest else "0" * 64,
        office=story.director_office,
        reason="It matters.",
        by=by,
    )


def withdraw_signature(story, change, by):
    """Where the change waits, the director has signed it just before."""
    if change.status == "proposed":
        makers.sign_as_director(story, change)
    office = story.director_office
    return actions.withdraw_signature(change, office=office, reason="x", by=by)


def confirm_paper_signature(story, change, by):
    """Where the change waits, the first clerk has entered the director's form."""
    if change.status == "proposed":
        paper = makers.on_paper(story, change)
    else:
        latest = change.latest_round or SigningRound(change=change)
        paper = PaperSignature(signing_round=latest)
    return actions.confirm_paper_signature(paper, by=by)


CHANGE_CALLS = {
    "renew_change": lambda s, c, by: actions.renew_change(c, by=by),
    "reverse_change": lambda s, c, by: actions.reverse_change(c, by=by),
    "raise_change": raise_change,
    "withdraw_signature": withdraw_signature,
    "enter_paper_signature": lambda s, c, by: makers.on_paper(s, c, by=by),
    "confirm_paper_signature": confirm_paper_signature,
    "propose_change": lambda s, c, by: actions.propose_change(c, reason="x", by=by),
    "rebase_change": lambda s, c, by: actions.rebase_change(c, by=by),
    "withdraw_change": lambda s, c, by: actions.withdraw_change(c, by=by),
    "recall_change": lambda s, c, by: actions.recall_change(c, by=by),
    "sign_change": signing("sign_change"),
    "return_change": signing("return_change"),
    "decline_change": signing("decline_change"),
}


class Undone(Exception):
    """Takes back a step that was allowed."""


def attempted(call):
    """The refusal of a call, or None; the step itself is taken back."""
    try:
        with transaction.atomic():
            call()
            raise Undone
    except Undone:
        return None
    except DomainError as error:
        return error


def tried(table, calls, status, story, *about):
    before = makers.everything_stored()
    for step, (statuses, who) in table.items():
        for name in PEOPLE:
            person = getattr(story.people, name)
            error = attempted(lambda s=step, p=person: calls[s](story, *about, p))
            case = f"{name}, {step}, {status}: {error!r}"
            if name in who and status in statuses:
                assert error is None or isinstance(error, NotReady), case
                yield step, name, error
            elif name in who:
                assert isinstance(error, WrongState), case
            elif status in statuses:
                assert isinstance(error, NotAllowed), case
            else:
                assert isinstance(error, NotAllowed | WrongState), case
            assert error is None or str(error).strip(), case
        assert makers.everything_stored() == before, (step, status)


@pytest.mark.parametrize("status", STATUSES)
def test_statement_steps_are_open_to_these_roles_in_these_statuses(status):
    story = makers.statement_in(status)
    on = makers.at("2004-12-09", "15:00") if status == "reported" else ON
    who = story.people
    with clock.told(makers.at("2004-12-03")):
        later = actions.record_meeting(
            story.body, held_on=date(2004, 12, 23), by=who.clerk
        )
        actions.open_report(
            story.statement, later, makers.report_document(), by=who.officer
        )
    with clock.told(on):
        if status == "reported":
            draft = actions.start_revision(
                story.statement, story.statement, by=who.officer
            )
            assert draft
        done = list(tried(STATEMENT_TABLE, STATEMENT_CALLS, status, story))
    not_ready = {step for step, _, error in done if error is not None}
    # Nothing has been signed yet, so the gate is all that stands before clearing.
    # And the final copy has not been sent to anybody.
    waits = {"decided": {"clear"}, "published": {"certify_distribution"}}
    assert not_ready == waits.get(status, set())
    assert {step for step, _, _ in done} == {
        step for step, (statuses, _) in STATEMENT_TABLE.items() if status in statuses
    }


@pytest.mark.parametrize("status", CHANGE_STATUSES)
def test_change_steps_are_open_to_these_roles_in_these_statuses(status):
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        change = makers.change_in(story, status)
        assert change.status == status
        done = list(tried(CHANGE_TABLE, CHANGE_CALLS, status, story, change))
    # What was put on the text of today needs no renewing.
    not_ready = {step for step, _, error in done if error is not None}
    assert not_ready == ({"renew_change"} if status == "proposed" else set())
    assert {step for step, _, _ in done} == {
        step for step, (statuses, _) in CHANGE_TABLE.items() if status in statuses
    }


@pytest.mark.parametrize("status", ["drafting", "cleared", "submitted", "published"])
def test_a_change_left_open_is_neither_proposed_nor_signed_in_another_status(status):
    story = makers.delegated_statement()
    with clock.told(makers.at("2004-12-10")):
        written, proposed = makers.written_change(story), makers.proposed_change(story)
        # No step leads here with a change open, so only the status is set.
        type(story.statement).objects.update(status=status)
        for call in (
            lambda: actions.propose_change(
                written, reason="x", by=story.people.officer
            ),
            lambda: makers.sign_as_director(story, proposed),
        ):
            assert isinstance(attempted(call), WrongState)


def test_a_change_left_open_when_papers_are_referred_back_is_not_proposed():
    story = makers.reported_statement()
    with clock.told(makers.at("2004-12-09", "11:00")):
        change = makers.written_change(story)
        taken = makers.taken(story, delegation=None, outcome=Outcome.REFERRED_BACK)
        actions.decide(story.statement, taken, by=story.people.clerk)
        error = attempted(
            lambda: actions.propose_change(change, reason="x", by=story.people.officer)
        )
    assert isinstance(error, WrongState)


def test_a_role_that_was_taken_away_gives_nothing():
    story = makers.delegated_statement()
    officer = story.people.officer
    with clock.told(makers.at("2004-12-10")):
        officer.is_active = False
        officer.save()
        officer = type(officer).objects.get(pk=officer.pk)
        error = attempted(
            lambda: actions.start_change(story.statement, title="x", by=officer)
        )
    assert isinstance(error, NotAllowed)
