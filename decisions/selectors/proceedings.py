"""The record of one meeting, read in the query that reads the meeting."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils import timezone

from decisions.authority import council_day
from decisions.casefile import NoticeGiven
from decisions.gate.meetings import notice_words
from decisions.models import (
    Meeting,
    MeetingRecord,
    Publication,
    Report,
    Tabling,
)
from decisions.states import (
    Granter,
    ItemKind,
    MeetingPart,
    Presence,
)
from iegtracker import clock
from statements.rendering.words import capitalised

_LINES = {
    "items": ("position", "number", "title", "kind", "report"),
    "attendees": ("position", "name", "presence", "office"),
    "interests": ("position", "who", "nature", "action", "granted_by"),
}


@dataclass(frozen=True)
class Edition:
    """One edition of a part of the record, with its lines as plain values."""

    pk: int
    number: int
    text: str
    recorded_by: str
    recorded_at: datetime
    notice: NoticeGiven | None
    lines: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Confirmed:
    """Where and by whom minutes were confirmed."""

    at: Meeting
    corrections: str
    signed_by: str


@dataclass(frozen=True)
class Proceedings:
    """A meeting with every edition of every part of its record."""

    meeting: Meeting
    parts: dict[str, list[Edition]] = field(default_factory=dict)
    confirmed: Confirmed | None = None
    # Whether a later meeting of the body has been held, at which to confirm minutes.
    is_followed: bool = False

    def latest(self, part: str) -> Edition | None:
        editions = self.parts.get(part)
        return editions[-1] if editions else None

    def seen(self, part: str) -> int:
        """The number of the edition that stands; 0 before there is one."""
        latest = self.latest(part)
        return latest.number if latest else 0

    @property
    def published_agenda(self) -> Edition | None:
        editions = self.parts.get(MeetingPart.AGENDA, [])
        return next((e for e in reversed(editions) if e.notice), None)


def proceedings(held_on: date, body: str) -> Proceedings | None:
    """A meeting and its record, a row a line; None when there is no such meeting."""
    notice = Publication.objects.filter(agenda=OuterRef("records__pk")).order_by("-pk")
    later = Meeting.objects.filter(
        body=OuterRef("body"),
        held_on__gt=OuterRef("held_on"),
        held_on__lte=clock.today(),
    )
    rows = list(
        Meeting.objects.filter(held_on=held_on, body__slug=body)
        .select_related("body", "minutes_confirmation__confirmed_at__body")
        .annotate(
            is_followed=Exists(later),
            record_pk=F("records__pk"),
            record_part=F("records__part"),
            record_edition=F("records__edition"),
            record_text=F("records__text"),
            record_by=F("records__recorded_by__name"),
            record_at=F("records__recorded_at"),
            report_number=F("records__items__report__number"),
            office_name=F("records__attendees__office__name"),
            **{
                f"notice_{name}": Subquery(notice.values(name)[:1])
                for name in ("published_on", "where", "urgency")
            },
            **{
                f"{line}_{name}": F(f"records__{line}__{name}")
                for line, names in _LINES.items()
                for name in names
            },
        )
        .order_by(
            "records__part",
            "records__edition",
            "records__items__position",
            "records__attendees__position",
            "records__interests__position",
        )
    )
    if not rows:
        return None
    meeting = rows[0]
    found = getattr(meeting, "minutes_confirmation", None)
    return Proceedings(
        meeting=meeting,
        parts=_parts(row.__dict__ for row in rows),
        confirmed=Confirmed(found.confirmed_at, found.corrections, found.signed_by)
        if found
        else None,
        is_followed=meeting.__dict__["is_followed"],
    )


def _parts(rows: Iterable[dict[str, Any]]) -> dict[str, list[Edition]]:
    heads: dict[int, dict[str, Any]] = {}
    lines: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        if row["record_pk"] is None:
            continue
        heads.setdefault(row["record_pk"], row)
        lines.setdefault(row["record_pk"], []).extend(_line(row))
    parts: dict[str, list[Edition]] = {}
    for key, row in heads.items():
        parts.setdefault(row["record_part"], []).append(
            Edition(
                pk=key,
                number=row["record_edition"],
                text=row["record_text"],
                recorded_by=row["record_by"],
                recorded_at=row["record_at"],
                notice=_notice(row),
                lines=tuple(lines[key]),
            )
        )
    return parts


def _line(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The line of a row, in whichever of the three tables it stands."""
    for line, names in _LINES.items():
        if row[f"{line}_position"] is not None:
            told = {name: row[f"{line}_{name}"] for name in names}
            return [
                {
                    **told,
                    "report_number": row["report_number"],
                    "office_name": row["office_name"],
                }
            ]
    return []


def _notice(row: dict[str, Any]) -> NoticeGiven | None:
    if row["notice_published_on"] is None:
        return None
    return NoticeGiven(
        row["notice_published_on"], row["notice_where"], row["notice_urgency"]
    )


_TYPED = {
    MeetingPart.AGENDA: {
        "number": "number",
        "title": "title",
        "kind": "kind",
        "report": "report_number",
    },
    MeetingPart.ATTENDANCE: {
        "name": "name",
        "presence": "presence",
        "office": "office",
    },
    MeetingPart.INTERESTS: {
        "who": "who",
        "nature": "nature",
        "action": "action",
        "granted_by": "granted_by",
    },
}


def typed_rows(found: Proceedings, part: MeetingPart) -> list[dict[str, Any]]:
    """The lines of the edition that stands, as its form has them typed."""
    latest = found.latest(part)
    return [
        {box: line[name] for box, name in _TYPED[part].items()}
        for line in (latest.lines if latest else ())
    ]


def reports_of(meeting: Meeting) -> list[Report]:
    return list(meeting.reports.order_by("number"))


def publishable(found: Proceedings) -> list[tuple[str, str]]:
    """What can be said to have been published: the agenda, and papers as tabled."""
    agenda = found.latest(MeetingPart.AGENDA)
    choices = []
    if agenda:
        words = "The agenda"
        if agenda.number > 1:
            words = f"The agenda as revised (edition {agenda.number})"
        choices.append(("agenda", words))
    for row in tablings_of(found.meeting):
        day = timezone.localdate(row.tabled_at)
        words = f"Report {row.report.number} as put on {council_day(day)}"
        choices.append((str(row.pk), f"{words}, revised" if row.number > 1 else words))
    return choices


def tablings_of(meeting: Meeting) -> list[Tabling]:
    rows = Tabling.objects.filter(report__meeting=meeting)
    return list(rows.select_related("report").order_by("report__number", "number"))


def published(found: Proceedings, chosen: Iterable[str]) -> dict[str, Any]:
    """The same choices as the action takes them."""
    agenda = found.latest(MeetingPart.AGENDA)
    chosen = set(chosen)
    return {
        "agenda": MeetingRecord.objects.get(pk=agenda.pk)
        if agenda and "agenda" in chosen
        else None,
        "tablings": [r for r in tablings_of(found.meeting) if str(r.pk) in chosen],
    }


@dataclass(frozen=True)
class NoticeTold:
    """One thing that was published, and how many clear days it gave."""

    what: str
    words: str
    where: str
    urgency: str


def notice_told(what: str, notice: NoticeGiven, meeting: Meeting) -> NoticeTold:
    words = capitalised(notice_words(notice, meeting))
    return NoticeTold(what, f"{words}.", notice.where, notice.urgency)


@dataclass(frozen=True)
class AgendaGroup:
    """The items of one kind, as agendas set them out."""

    heading: str
    items: tuple[dict[str, Any], ...]


def agenda_told(edition: Edition) -> tuple[AgendaGroup, ...]:
    """Items in their order, with a heading wherever the kind changes."""
    groups: list[tuple[str, list[dict[str, Any]]]] = []
    for line in edition.lines:
        heading = str(ItemKind(line["kind"]).label)
        if not groups or groups[-1][0] != heading:
            groups.append((heading, []))
        groups[-1][1].append(line)
    return tuple(AgendaGroup(heading, tuple(items)) for heading, items in groups)


def attendance_told(edition: Edition) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who was present, who sent apologies and who attended; “None” is said."""
    told = []
    for presence in Presence:
        names = [
            f"{line['name']}, {line['office_name']}"
            if line["office_name"] and line["office_name"] != line["name"]
            else line["name"]
            for line in edition.lines
            if line["presence"] == presence
        ]
        told.append((str(presence.label), tuple(names) or ("None",)))
    return tuple(told)


@dataclass(frozen=True)
class InterestTold:
    who: str
    nature: str
    action: str
    dispensation: str


def interests_told(edition: Edition) -> tuple[InterestTold, ...]:
    return tuple(
        InterestTold(
            who=line["who"],
            nature=line["nature"],
            action=line["action"],
            dispensation=f"Granted by the {Granter(line['granted_by']).label.lower()}"
            if line["granted_by"]
            else "None",
        )
        for line in edition.lines
    )
