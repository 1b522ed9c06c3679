"""The words of each delegation, and beside them what the program will enforce."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from decisions.access import offices_today, require_delegations
from decisions.actions.delegations import urgency_refusal
from decisions.authority import (
    Held,
    acting,
    appointments_for,
    away_words,
    call_in_words,
    council_day,
    delegation_refusal,
    delegations_of,
    live_delegations,
)
from decisions.call_in import behind, meanwhile
from decisions.casefile import call_in_rulings
from decisions.models import Absence, CallInRuling, DelegatedOffice, Delegation, Urgency
from decisions.states import Mode, Part, Scope
from decisions.withholding import said_instead, words_instead_in
from iegtracker import clock
from iegtracker.people.models import User
from statements.access import reader_of
from statements.models import Statement

from .casefiles import Trail, statement_for, trail
from .papers import ENFORCED
from .rounds import listed_offices, source_words

_SCOPES = {
    Scope.ANY: "It is for any change, and for the final approval of the text.",
    Scope.MINOR: (
        "It is for minor changes only: a change that is material, by its words or "
        "because a signer holds it to be, cannot be proposed or agreed under it. The "
        "final approval goes under it only where no wider one holds."
    ),
    Scope.MATERIAL: (
        "It is for material changes only: a minor change cannot be proposed under it. "
        "The final approval goes under it only where none for any change holds."
    ),
}


@dataclass(frozen=True)
class OfficeTold:
    """One office's part, and who acts in it today."""

    name: str
    part: str
    mark: str
    word: str
    acts: str


@dataclass(frozen=True)
class UrgencyTold:
    """Why a power was given outside a meeting."""

    office: str
    source: str
    wording: str
    why: str
    agreed_by: str
    scope: str
    days: str
    entered: str
    confirmed: str
    over: str


@dataclass(frozen=True)
class DelegationShown:
    """One delegation: its words, and what the program makes of them."""

    heading: str
    wording: str
    mark: str
    word: str
    because: str
    enforced: tuple[str, ...]
    offices: tuple[OfficeTold, ...]
    conditions: str
    urgency: UrgencyTold | None
    meeting_url: str
    end_url: str


@dataclass(frozen=True)
class UrgencyWaiting:
    """An urgent power that another clerk has to confirm."""

    told: UrgencyTold
    confirm_url: str
    dismiss_url: str


@dataclass(frozen=True)
class DelegationsPage:
    statement: Statement
    trail: Trail
    several_hold: bool
    urgent: tuple[DelegationShown, ...]
    others: tuple[DelegationShown, ...]
    waiting: tuple[UrgencyWaiting, ...]
    enter_url: str


def delegations_page(round: str, user: User) -> DelegationsPage:
    """Every delegation of a statement, the urgent ones on top, the latest first;
    without the words that are withheld from its reader."""
    statement = statement_for(round)
    require_delegations(user, statement)
    today = clock.today()
    rows = delegations_of([statement])
    held = appointments_for(rows, today)
    away = _absences(held)
    decided = [row.decision_id for row in rows if row.decision_id]
    rulings = list(call_in_rulings().filter(decision__in=decided))
    instead = words_instead_in(Q(pk__in=decided), reader_of(user))
    shown = [
        (row, _shown(row, held, away, rulings, user, instead=instead))
        for row in reversed(rows)
    ]
    return DelegationsPage(
        statement=statement,
        trail=trail(statement, ("Delegations", None)),
        several_hold=len(live_delegations(rows, today)) > 1,
        urgent=tuple(told for row, told in shown if row.urgency_id),
        others=tuple(told for row, told in shown if not row.urgency_id),
        waiting=tuple(_waiting(statement, user)),
        enter_url=_enter_url(statement, user),
    )


def urgent_powers(delegations: Iterable[Delegation]) -> tuple[UrgencyTold, ...]:
    """What was not decided by a meeting, for readers who must see that first."""
    return tuple(
        _urgency(row.urgency, row) for row in delegations if row.urgency is not None
    )


def urgent_power(urgency: Urgency) -> UrgencyTold:
    """An urgent power as one clerk entered it."""
    return _urgency(urgency, None)


def _absences(held: Held) -> dict[int, Absence]:
    keys = [row.away for row in held.values() if row.away]
    return Absence.objects.in_bulk(keys) if keys else {}


def _waiting(statement: Statement, user: User) -> Iterator[UrgencyWaiting]:
    """Those that are not over; who holds the office, or entered it, is only told."""
    if urgency_refusal(user):
        return
    mine = {held.office_id for held in offices_today(user)}
    rows = Urgency.objects.filter(statement=statement, delegation=None, dismissal=None)
    rows = rows.exclude(until__lt=clock.today())
    for row in rows.select_related("office", "entered_by"):
        closed = row.entered_by_id == user.pk or row.office_id in mine
        address = reverse("decisions:confirm_urgency", args=[statement.round, row.pk])
        yield UrgencyWaiting(
            _urgency(row, None),
            confirm_url="" if closed else address,
            dismiss_url=reverse(
                "decisions:dismiss_urgency", args=[statement.round, row.pk]
            ),
        )


def _enter_url(statement: Statement, user: User) -> str:
    if statement.imported or urgency_refusal(user):
        return ""
    return reverse("decisions:enter_urgency", args=[statement.round])


def _shown(
    row: Delegation,
    held: Held,
    away: dict[int, Absence],
    rulings: Sequence[CallInRuling],
    user: User,
    *,
    instead: Mapping[int, str],
) -> DelegationShown:
    mark, word, because = _state(row, rulings, clock.today())
    may_end = not hasattr(row, "end") and not urgency_refusal(user)
    decision, end_at = row.decision, [row.statement.round, row.pk]
    withheld = instead.get(row.decision_id or 0, "")
    return DelegationShown(
        heading=source_words(row),
        wording=said_instead(row.wording, withheld),
        mark=mark,
        word=word,
        because=because,
        enforced=tuple(enforced(row)),
        offices=tuple(_office(part, held, away) for part in row.offices.all()),
        conditions=said_instead(row.conditions, withheld),
        urgency=_urgency(row.urgency, row) if row.urgency else None,
        meeting_url=decision.meeting.get_absolute_url() if decision else "",
        end_url=reverse("decisions:end_delegation", args=end_at) if may_end else "",
    )


def _state(
    row: Delegation, rulings: Sequence[CallInRuling], today: date
) -> tuple[str, str, str]:
    """A mark, its word, and why nothing can be done under it today, or what waits."""
    refused = delegation_refusal(row, today)
    if refused is None:
        return "done", "Holds today", meanwhile(behind(row, rulings), today)
    if str(refused) == call_in_words(row):
        return "waiting", "Held up", str(refused)
    if today < row.starts_on:
        return "planned", "Not yet begun", str(refused)
    return "refused", "Holds no more", str(refused)


def enforced(row: Delegation) -> Iterator[str]:
    """What the program will hold everyone to, in plain sentences."""
    offices = row.offices.all()
    yield ENFORCED[Mode(row.mode)]
    if row.mode == Mode.CONSULTATION:
        consulted, decides = (
            listed_offices(o.office.name for o in offices if o.part == part)
            for part in (Part.CONSULTED, Part.DECIDES)
        )
        yield (
            f"In this order: first {consulted}, then {decides}. A consulted office’s "
            "refusal is a view, and no bar."
        )
    if row.mode == Mode.JOINT:
        yield (
            "Whoever wrote part of a change signs it only beside somebody who wrote "
            "none of it."
        )
    else:
        yield "Whoever wrote part of a change does not decide it."
    yield _SCOPES[Scope(row.scope)]
    yield from _substitutes(offices)
    last = (
        f"to {council_day(row.until)}, that day included"
        if row.until
        else "with no last day of its own"
    )
    yield f"It runs from {council_day(row.starts_on)} {last}."
    yield "A submission of the statement spends it."
    if row.decision:
        yield f"It ends when {row.decision.meeting.body} decides on the statement anew."
    else:
        yield "A later decision of a body does not end it: a clerk records its end."


def _substitutes(offices: Iterable[DelegatedOffice]) -> Iterator[str]:
    named = [row for row in offices if row.substitute]
    for row in named:
        yield (
            f"While the holder of the {row.office} is recorded as away, the "
            f"{row.substitute} signs for that office."
        )
    if not named:
        yield (
            "No substitute is named: while an office is vacant or its holder is "
            "recorded as away, nothing is signed for it."
        )


def _office(row: DelegatedOffice, held: Held, away: dict[int, Absence]) -> OfficeTold:
    holder, acts = held.get(row.office_id), acting(row, held)
    mark, word, words = "refused", "Vacant", "Nobody holds this office."
    if holder and holder.away is None:
        mark, word, words = "done", "Holds it", f"{holder.person}."
    elif holder and holder.away:
        mark, word = "refused", "Nobody acts"
        words = f"{holder.person} is {away_words(away[holder.away])}."
        if acts:
            mark, word = "waiting", "Substitute"
            words = f"{words} {acts.person}, the {row.substitute}, acts today."
    part = row.get_part_display().lower()
    return OfficeTold(row.office.name, part, mark, word, words)


def _urgency(urgency: Urgency, row: Delegation | None) -> UrgencyTold:
    days = f"from {council_day((row or urgency).starts_on)}"
    if urgency.until:
        days = f"{days} to {council_day(urgency.until)}"
    end = getattr(row, "end", None)
    confirmed = ""
    if row and row.confirmed_by and row.confirmed_at:
        confirmed = f"{row.confirmed_by}, {_day(row.confirmed_at)}"
    return UrgencyTold(
        office=urgency.office.name,
        source=f"{urgency.get_kind_display()}: {urgency.citation}",
        wording=urgency.wording,
        why=urgency.why,
        agreed_by=urgency.agreed_by,
        scope=urgency.get_scope_display(),
        days=days,
        entered=f"{urgency.entered_by}, {_day(urgency.entered_at)}",
        confirmed=confirmed,
        over=f"It ended on {_day(end.recorded_at)}: {end.reason}" if end else "",
    )


def _day(at: datetime) -> str:
    return council_day(timezone.localdate(at))
