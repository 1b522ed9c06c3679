"""What is recorded of the meeting of a story, by the clerks who would."""

from datetime import date
from typing import TYPE_CHECKING

from decisions import actions
from decisions.models import (
    Body,
    Decision,
    Endorsement,
    Meeting,
    MinutesConfirmation,
)
from decisions.states import EndorsementOutcome
from iegtracker.people.models import User

if TYPE_CHECKING:
    from tests.makers import Story


def council(story: "Story", on: date = date(2004, 12, 13)) -> Meeting:
    """A meeting of Council after Cabinet's."""
    body = Body.objects.filter(slug="council").first()
    if body is None:
        body = actions.record_body(
            slug="council", name="Council", by=story.people.clerk
        )
    found = Meeting.objects.filter(body=body, held_on=on).first()
    return found or actions.record_meeting(body, held_on=on, by=story.people.clerk)


def endorsed(
    story: "Story",
    outcome: str = EndorsementOutcome.ENDORSED,
    *,
    by: User | None = None,
    **changed: object,
) -> Endorsement:
    """What Council resolved on the current text, or on the version given."""
    told = {
        "version": story.statement.versions.order_by("number").last(),
        "meeting": changed.pop("meeting", None) or council(story),
        "outcome": outcome,
        "wording": "Council RESOLVED to endorse the statement.",
        "reasons": "As in the report.",
        "alternatives": "None",
        "interests": "None",
        **changed,
    }
    return actions.record_endorsement(
        story.statement, by=by or story.people.clerk, **told
    )


def agenda(story: "Story", title: str = "Implementing Electronic Government") -> object:
    """One item: the report."""
    item = actions.ItemGiven(
        title=title, kind="decision", number="1", report=story.report
    )
    return actions.record_agenda(story.meeting, [item], by=story.people.clerk)


def published_papers(
    story: "Story", on: date = date(2004, 12, 1), **told: object
) -> object:
    """The agenda, and the papers as they were put last."""
    return actions.record_publication(
        story.meeting,
        published_on=on,
        where="At the offices and on the website.",
        agenda=story.meeting.records.filter(part="agenda").last(),
        tablings=list(story.report.tablings.order_by("-number")[:1]),
        by=story.people.clerk,
        **told,
    )


def attended(story: "Story", name: str = "Leader of the Council") -> object:
    """The Leader was there, and nobody declared an interest."""
    clerk = story.people.clerk
    person = actions.AttendeeGiven(name=name, presence="present")
    actions.record_attendance(story.meeting, [person], by=clerk)
    return actions.record_interests(story.meeting, [], by=clerk)


def minuted(story: "Story", text: str = "Cabinet AGREED the delegation.") -> object:
    return actions.record_minutes(story.meeting, text=text, by=story.people.clerk)


def next_cabinet(story: "Story", on: date = date(2004, 12, 13)) -> Meeting:
    """The meeting of Cabinet at which minutes are confirmed."""
    found = Meeting.objects.filter(body=story.body, held_on=on).first()
    return found or actions.record_meeting(
        story.body, held_on=on, by=story.people.clerk
    )


def confirmed(story: "Story", **changed: object) -> MinutesConfirmation:
    """Confirmed at the next meeting of Cabinet."""
    told = {
        "at": changed.pop("at", None) or next_cabinet(story),
        "text": story.meeting.records.filter(part="minutes").last().text,
        "corrections": "None",
        "signed_by": "Leader of the Council",
        **changed,
    }
    return actions.confirm_minutes(story.meeting, by=story.people.clerk, **told)


def corrected(
    story: "Story", wording: str = "Cabinet AGREED to delegate.", **changed: object
) -> object:
    """The wording of recommendation (b) was not what was recorded."""
    decision = Decision.objects.get(recommendation__letter="b")
    told = {"minute_number": "", "reason": "A slip of the pen.", **changed}
    by = told.pop("by", story.people.clerk)
    return actions.correct_decision(decision, wording=wording, by=by, **told)


def found_to_stand(story: "Story", correction: object, **changed: object) -> object:
    """The second clerk's finding."""
    told = {"stands": True, "reason": "The same is delegated.", **changed}
    by = told.pop("by", story.people.second_clerk)
    return actions.record_wording_finding(correction, by=by, **told)


def cited(story: "Story") -> object:
    """The report refers to Cabinet's resolution of 20 June 2002."""
    earlier = actions.record_earlier_decision(
        body=story.body,
        held_on=date(2002, 6, 20),
        subject="Contact Centre",
        by=story.people.clerk,
    )
    return actions.cite_decision(
        story.report, earlier, place="paragraph 5", by=story.people.officer
    )


def whole_meeting(story: "Story") -> None:
    """Everything that is recorded of the meeting, and of what came before and after."""
    clerk = story.people.clerk
    agenda(story)
    published_papers(story)
    attended(story)
    interest = actions.InterestGiven(
        who="Leader of the Council", nature="Knows the supplier.", action="Left."
    )
    actions.record_interests(story.meeting, [interest], by=clerk)
    minuted(story)
    confirmed(story)
    found_to_stand(story, corrected(story))
    endorsed(story)
    cited(story)
