"""Who may act when the holder of an office cannot."""

from decisions import actions as authority_actions
from decisions.models import Absence, Delegation, Office, Urgency
from iegtracker import clock

from .story import Story, at, delegated_statement


def urgency(story: Story, office: Office, **changed: object) -> Urgency:
    """A rule that lets the holder of an office act alone, as a clerk entered it."""
    told = {
        "kind": "rule",
        "citation": "Part 3, paragraph 12",
        "wording": "An officer may act where the interests of the council require it.",
        "why": "The return is due.",
        "agreed_by": "None",
        "office": office,
        "by": story.people.second_clerk,
        **changed,
    }
    return authority_actions.enter_urgency(story.statement, **told)


def urgent_power(story: Story, office: Office, **changed: object) -> Delegation:
    """An urgent power that two clerks recorded."""
    entered = urgency(story, office, **changed)
    return authority_actions.confirm_urgency(entered, by=story.people.clerk)


def delegated_and_urgent() -> Story:
    """Delegated to both offices jointly; and the director may act alone, in urgency."""
    story = delegated_statement()
    with clock.told(at("2004-12-09", "12:00")):
        urgent_power(story, story.director_office)
    return story


def away(story: Story, office: Office, **changed: object) -> Absence:
    """The holder of an office is away, from today unless it is said."""
    told = {
        "starts_on": clock.today(),
        "reason": "Leave.",
        "by": story.people.clerk,
        **changed,
    }
    return authority_actions.record_absence(office, **told)


def stood_in(story: Story, office: Office, **changed: object) -> None:
    """Its holder is away; it had an urgent power for a day, and another one waits."""
    away(story, office)
    urgent_power(story, office, until=clock.today(), **changed)
    urgency(story, office)
