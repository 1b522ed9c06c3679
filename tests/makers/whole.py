"""A statement in any status, and one with everything that can be recorded."""

from datetime import date

from decisions import actions as authority_actions
from decisions.models import Endorsement, Office
from decisions.states import CallInEnd
from iegtracker import clock
from iegtracker.ledger.actions import record_check
from iegtracker.ledger.watch import check
from statements import actions
from tests import minute_book
from tests.retelling import told_once

from .changes import (
    answer,
    applied_change,
    finally_approved,
    proposed_change,
    sign_as_director,
    sign_as_portfolio_holder,
    signed_on_paper,
)
from .powers import away, urgency, urgent_power
from .records import (
    applies,
    call_in_ended,
    called_in,
    confirmed_ruling,
    corrected_outcome,
    published_record,
    record_told,
    waived,
    waiver_withdrawn,
)
from .sending import (
    DIFFERENT,
    certified,
    cleared_statement,
    explained,
    published_statement,
    read_back,
    submitted_statement,
)
from .story import (
    Story,
    appoint,
    at,
    decision_on,
    delegated_statement,
    drafted_with_report,
    reported_statement,
)


def statement_in(status: str) -> Story:
    """A statement in any status of its life."""
    makers = {
        "drafting": drafted_with_report,
        "reported": reported_statement,
        "decided": delegated_statement,
        "cleared": cleared_statement,
        "submitted": submitted_statement,
        "published": published_statement,
    }
    return makers[status]()


@told_once
def whole_record() -> Story:
    """A record with a row in every evidence table; reopened at the end."""
    story = delegated_statement()
    who = story.people
    with clock.told(at("2004-12-10")):
        grant = actions.record_grant(
            year="2004/5",
            source="ODPM",
            capital=True,
            awarded_pence=350_000_00,
            by=who.officer,
        )
        receipt = actions.record_receipt(
            grant,
            pence=35_000_00,
            received_on=date(2004, 11, 1),
            reference="R 1",
            by=who.officer,
        )
        actions.reverse_receipt(receipt, note="A nought was left out.", by=who.officer)
        deputy = authority_actions.record_office(
            slug="deputy", name="Deputy Director", holder_kind="officer", by=who.clerk
        )
        appoint(story, deputy, who.second_officer)
        authority_actions.end_appointment(
            deputy.appointments.get(),
            ends_on=date(2004, 12, 31),
            reason="Retires.",
            by=who.clerk,
        )
        change = proposed_change(story, block="b-1", text="The council serves towns.")
        answer(story, change, "decline_change")
        _powers(story, deputy)
        _signatures(story)
        _records(story)
        applied_change(story)
        finally_approved(story)
        authority_actions.clear(story.statement, by=who.clerk)
    with clock.told(at("2004-12-13")):
        minute_book.whole_meeting(story)
        _resolution(story)
    with clock.told(at("2004-12-16")):
        told = {"sent_at": at("2004-12-15"), "by": who.clerk}
        authority_actions.submit(story.statement, reference="ESD-1", **told)
        explained(story, read_back(story, DIFFERENT))
        authority_actions.publish(story.statement, by=who.clerk)
        certified(story)
        authority_actions.record_incident(
            story.statement, reference="ESD-2", note="An old file was sent.", **told
        )
        authority_actions.reopen(story.statement, reason="A slip.", by=who.clerk)
        record_check(check())
    story.fresh()
    return story


def _resolution(story: Story) -> None:
    """The record of what Council resolved, recorded again and so corrected."""
    published_record(story, Endorsement.objects.get(), executive=False)
    again = minute_book.endorsed(story, minute_number="12")
    told = record_told(executive=False)
    authority_actions.correct_record(
        again, told, why="Its minute is known.", by=story.people.clerk
    )


def _powers(story: Story, deputy: Office) -> None:
    """Urgent powers, ended and dismissed, and an absence that is over."""
    urgent = urgent_power(story, deputy)
    by = story.people.clerk
    mistaken = urgency(story, deputy)
    authority_actions.dismiss_entry(mistaken, reason="The wrong office.", by=by)
    authority_actions.end_delegation(urgent, reason="It is over.", by=by)
    authority_actions.end_absence(away(story, deputy), by=by)


def _signatures(story: Story) -> None:
    """A signature withdrawn, a change raised, and one signed on paper."""
    who = story.people
    change = proposed_change(story, block="b-1", text="The Council serves villages.")
    authority_actions.raise_change(
        change,
        seen=change.latest_round.digest,
        office=story.director_office,
        reason="Its name is a matter of policy.",
        by=who.director,
    )
    sign_as_director(story, change)
    authority_actions.withdraw_signature(
        change, office=story.director_office, reason="Too quick.", by=who.director
    )
    signed_on_paper(story, change)
    sign_as_portfolio_holder(story, change)


def _records(story: Story) -> None:
    """Records of what was noted, corrected, and called in, with a mistaken outcome; of
    the other, a mistaken waiver, a shorter window by two clerks, and a true waiver."""
    noted, agreed = decision_on(story, "a"), decision_on(story, "b")
    published_record(story, noted, call_in=applies())
    authority_actions.correct_record(
        noted, record_told(call_in=applies()), why="A slip.", by=story.people.clerk
    )
    called_in(story, noted)
    call_in_ended(story, noted, CallInEnd.REFERRED_BACK)
    corrected_outcome(story, noted, CallInEnd.RELEASED)
    published_record(story, agreed, call_in=applies())
    waived(story, agreed)
    waiver_withdrawn(story, agreed)
    confirmed_ruling(story, agreed, applies(4))
    waived(story, agreed)
