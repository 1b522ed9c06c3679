"""Records of decisions, and call-in."""

from decisions import actions as authority_actions
from decisions.call_in import CallInTold
from decisions.models import (
    CallInRuling,
    Decision,
    DecisionRecord,
    DelegatedDecision,
)
from decisions.models.records import Recorded
from decisions.records import RecordTold
from decisions.states import CallIn, KeyDecision
from iegtracker import clock

from .story import Story


def record_told(**changed: object) -> RecordTold:
    """What the clerk adds for a record; call-in is not known unless said."""
    told = {
        "executive": True,
        "key_decision": KeyDecision.NO,
        "key_reason": "It is below the council's threshold.",
        "dispensation": "None",
        "documents": ["IEG Statement 2004"],
        "contact": "Finance and Resources Director",
        "call_in": CallInTold(CallIn.NOT_KNOWN),
        "alternatives": "None",
    }
    return RecordTold(**{**told, **changed})


def applies(days: int = 5, **changed: object) -> CallInTold:
    """Call-in applies, for so many working days."""
    return CallInTold(CallIn.APPLIES, working_days=days, **changed)


def published_record(story: Story, row: Recorded, **changed: object) -> DecisionRecord:
    """The record of a decision, published today."""
    return authority_actions.publish_record(
        row, record_told(**changed), by=story.people.clerk
    )


def called_in(story: Story, row: Decision | DelegatedDecision, **changed: object):
    """Five members called a published decision in today."""
    told = {
        "members": "Five members of the scrutiny committee",
        "grounds": "The cost is not known.",
        "on": clock.today(),
        "by": story.people.clerk,
    }
    return authority_actions.record_call_in(row, **{**told, **changed})


def call_in_ended(
    story: Story, row: Decision | DelegatedDecision, outcome: str, **changed: object
):
    """What scrutiny made of a call-in, today."""
    told = {
        "reasons": "The committee heard the portfolio holder.",
        "on": clock.today(),
        "by": story.people.clerk,
    }
    return authority_actions.record_call_in_outcome(
        row, outcome=outcome, **{**told, **changed}
    )


def corrected_outcome(
    story: Story, row: Decision | DelegatedDecision, outcome: str, **changed: object
):
    """What was recorded last of a call-in was a mistake; this stands for it."""
    told = {
        "correction": "It was recorded for another decision.",
        "reasons": "The committee heard the portfolio holder.",
        "on": clock.today(),
        "by": story.people.clerk,
    }
    return authority_actions.correct_call_in_outcome(
        row, outcome=outcome, **{**told, **changed}
    )


def confirmed_ruling(
    story: Story, row: Decision | DelegatedDecision, told: CallInTold
) -> CallInRuling:
    """What one clerk entered while the window was open, confirmed by the other."""
    entry = authority_actions.rule_on_call_in(row, told, by=story.people.clerk)
    return authority_actions.confirm_ruling(entry, by=story.people.second_clerk)


def waiver_withdrawn(
    story: Story, row: Decision | DelegatedDecision, **changed: object
) -> CallInRuling:
    """A waiver was recorded for the wrong decision."""
    told = {"why": "It was agreed for another decision.", "by": story.people.clerk}
    return authority_actions.withdraw_waiver(row, **{**told, **changed})


def waived(story: Story, row: Decision | DelegatedDecision, **changed: object):
    """The chairman of scrutiny agreed today that a decision could not wait."""
    told = {
        "agreed_by": "Chairman of the scrutiny committee",
        "why": "The return is due on 20 December 2004.",
        "on": clock.today(),
        "by": story.people.clerk,
    }
    return authority_actions.waive_call_in(row, **{**told, **changed})
