"""The record of a meeting: agenda, publication, attendance and interests.

Each part is recorded in editions. A meeting that is corrected gets another edition.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from decisions.authority import council_day
from decisions.legal_clock import (
    clear_days,
    granter_of_dispensations,
    is_short_notice,
    required_clear_days,
)
from decisions.models import (
    AgendaItem,
    Attendee,
    DeclaredInterest,
    Meeting,
    MeetingRecord,
    MinutesConfirmation,
    Office,
    Publication,
    Report,
    Tabling,
)
from decisions.permissions import Perm
from decisions.states import ItemKind, MeetingPart, Presence
from iegtracker import clock
from iegtracker.errors import BadInput, DomainError, NotAllowed, Stale, WrongState
from iegtracker.ledger.evidence import Evidence
from iegtracker.ledger.record import record
from iegtracker.people.models import User, Visitor
from statements.actions.wording import said

NONE_DECLARED = "None declared."


@dataclass(frozen=True)
class ItemGiven:
    """One item of business, as the clerk types it."""

    title: str
    kind: str
    number: str = ""
    report: Report | None = None


@dataclass(frozen=True)
class AttendeeGiven:
    """Who was there, or sent apologies."""

    name: str
    presence: str
    office: Office | None = None


@dataclass(frozen=True)
class InterestGiven:
    """Who declared what, and what they did."""

    who: str
    nature: str
    action: str
    granted_by: str = ""


@transaction.atomic
def record_agenda(
    meeting: Meeting, items: Sequence[ItemGiven], *, seen: int | None = None, by: User
) -> MeetingRecord:
    """Record the agenda, or another edition of it; members read it once published."""
    ask_meeting(by)
    if not items:
        raise BadInput("Enter at least one item of business.")
    for one in items:
        if one.kind not in ItemKind.values:
            raise BadInput("Choose what kind of item each one is.")
        if one.report and one.report.meeting_id != meeting.pk:
            raise BadInput(f"Report {one.report.number} is for another meeting.")
    edition = new_edition(meeting, MeetingPart.AGENDA, seen=seen, by=by)
    lines = [
        AgendaItem.objects.create(
            record=edition,
            position=n,
            number=said(one.number, "number", longest=20),
            title=said(
                one.title, "title", required="Enter a title for each item.", longest=300
            ),
            kind=one.kind,
            report=one.report,
        )
        for n, one in enumerate(items, 1)
    ]
    return _recorded("agenda.recorded", edition, lines, by=by)


@transaction.atomic
def record_publication(
    meeting: Meeting,
    *,
    published_on: date,
    where: str,
    agenda: MeetingRecord | None = None,
    tablings: Sequence[Tabling] = (),
    urgency: str = "",
    by: User,
) -> list[Publication]:
    """Record the day on which an agenda or tabled reports were published.

    Short notice needs its reason. What was recorded of the same thing is superseded.
    """
    ask_meeting(by)
    locked_meeting(meeting)
    if agenda is None and not tablings:
        raise BadInput("Select what was published.")
    if published_on > clock.today():
        raise BadInput(
            "The day of publication must not be in the future.", field="published_on"
        )
    if published_on > meeting.held_on:
        raise BadInput(
            "The day of publication must not be after the meeting.",
            field="published_on",
        )
    if agenda and (agenda.meeting_id, agenda.part) != (meeting.pk, MeetingPart.AGENDA):
        raise BadInput("That is not an agenda of this meeting.")
    for tabling in tablings:
        if tabling.report.meeting_id != meeting.pk:
            raise BadInput(f"Report {tabling.report.number} is for another meeting.")
        put = timezone.localdate(tabling.tabled_at)
        if published_on < put:
            raise BadInput(
                f"Report {tabling.report.number} was put to the meeting on "
                f"{council_day(put)}. What was put then was not published before.",
                field="published_on",
            )
    where = said(where, "where", required="Enter where it was published.", longest=300)
    urgency = said(urgency, "urgency", longest=2000)
    short = is_short_notice(published_on, meeting.held_on)
    if short and not urgency:
        given = clear_days(published_on, meeting.held_on)
        needed = required_clear_days(meeting.held_on)
        raise BadInput(
            f"{council_day(published_on)} gives {given} clear "
            f"{'day' if given == 1 else 'days'}, and {needed} are needed. Enter why "
            "the notice was short.",
            field="urgency",
        )
    told = {
        "meeting": meeting,
        "published_on": published_on,
        "where": where,
        "urgency": urgency if short else "",
        "recorded_by": by,
        "recorded_at": clock.now(),
    }
    rows = [Publication.objects.create(agenda=agenda, **told)] if agenda else []
    rows += [Publication.objects.create(tabling=row, **told) for row in tablings]
    record(
        "papers.published",
        about=meeting,
        by=by,
        rows=rows,
        published_on=published_on.isoformat(),
    )
    return rows


@transaction.atomic
def record_attendance(
    meeting: Meeting,
    people: Sequence[AttendeeGiven],
    *,
    seen: int | None = None,
    by: User,
) -> MeetingRecord:
    """Record who was there. Raises WrongState before the day of the meeting."""
    ask_meeting(by)
    require_held(meeting)
    if not any(one.presence == Presence.PRESENT for one in people):
        raise BadInput("Enter at least one person who was present.")
    if any(one.presence not in Presence.values for one in people):
        raise BadInput("Say of each person whether they were present.")
    edition = new_edition(meeting, MeetingPart.ATTENDANCE, seen=seen, by=by)
    lines = [
        Attendee.objects.create(
            record=edition,
            position=n,
            name=said(
                one.name, "name", required="Enter a name or a role.", longest=200
            ),
            presence=one.presence,
            office=one.office,
        )
        for n, one in enumerate(people, 1)
    ]
    return _recorded("attendance.recorded", edition, lines, by=by)


@transaction.atomic
def record_interests(
    meeting: Meeting,
    interests: Sequence[InterestGiven],
    *,
    seen: int | None = None,
    by: User,
) -> MeetingRecord:
    """Record the interests declared. None at all is said in words, not left blank.

    A dispensation was the standards committee's to grant before 10 September 2012,
    and is the head of paid service's since (SI 2000/3272, SI 2012/2089).
    """
    ask_meeting(by)
    require_held(meeting)
    granter = granter_of_dispensations(meeting.held_on)
    if any(one.granted_by not in ("", granter) for one in interests):
        raise BadInput(
            f"On the day of that meeting only the {granter.label.lower()} could grant "
            "a dispensation."
        )
    text = "" if interests else NONE_DECLARED
    edition = new_edition(meeting, MeetingPart.INTERESTS, text=text, seen=seen, by=by)
    lines = [
        DeclaredInterest.objects.create(
            record=edition,
            position=n,
            who=said(
                one.who, "who", required="Enter who declared an interest.", longest=200
            ),
            nature=said(one.nature, "nature", required="Enter what the interest is."),
            action=said(one.action, "action", required="Enter what they did."),
            granted_by=one.granted_by,
        )
        for n, one in enumerate(interests, 1)
    ]
    return _recorded("interests.recorded", edition, lines, by=by)


def meeting_refusal(user: Visitor) -> NotAllowed | None:
    """Why this person may not record what belongs to a meeting, or None."""
    if not user.holds(Perm.RECORD_MEETING):
        return NotAllowed(f"{user} may not record meetings.")
    return None


def held_refusal(meeting: Meeting, user: User) -> DomainError | None:
    """The same, for what is recorded of a meeting only once it has been held."""
    return meeting_refusal(user) or _to_come(meeting)


def _to_come(meeting: Meeting) -> WrongState | None:
    if meeting.held_on <= clock.today():
        return None
    return WrongState(
        f"{meeting.body} meets on {council_day(meeting.held_on)}. What happened there "
        "cannot be recorded before."
    )


def ask_meeting(user: User) -> None:
    if error := meeting_refusal(user):
        raise error


def require_held(meeting: Meeting) -> None:
    if error := _to_come(meeting):
        raise error


def locked_meeting(meeting: Meeting) -> Meeting:
    """The one lock that orders what is recorded of a meeting."""
    return Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)


def latest_record(meeting: Meeting, part: str) -> MeetingRecord | None:
    """The edition that stands."""
    return meeting.records.filter(part=part).order_by("-edition").first()


def new_edition(
    meeting: Meeting, part: str, *, text: str = "", seen: int | None, by: User
) -> MeetingRecord:
    """The next edition of a part. `seen` is the edition that the clerk read.

    Raises Stale when another has come since, WrongState for minutes that have been
    confirmed.
    """
    locked_meeting(meeting)
    confirmed = MinutesConfirmation.objects.filter(meeting=meeting).exists()
    if confirmed and part == MeetingPart.MINUTES:
        raise WrongState("The minutes of this meeting have been confirmed.")
    last = latest_record(meeting, part)
    number = last.edition if last else 0
    if seen is not None and seen != number:
        raise Stale("Somebody recorded another edition just now. Read it first.")
    return MeetingRecord.objects.create(
        meeting=meeting,
        part=part,
        edition=number + 1,
        text=text,
        recorded_by=by,
        recorded_at=clock.now(),
    )


def _recorded(
    verb: str, edition: MeetingRecord, lines: Sequence[Evidence], *, by: User
) -> MeetingRecord:
    record(
        verb,
        about=edition.meeting,
        by=by,
        rows=(edition, *lines),
        edition=edition.edition,
    )
    return edition
