"""Offices in which nobody can act, and interests that somebody declared."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from decisions.authority import Silence, appointments_for, cannot_act, delegation_for
from decisions.casefile import CaseFile, last_round
from decisions.models import Change, DelegatedOffice, Delegation
from decisions.states import ChangeStatus
from iegtracker import clock

from .approval import is_approved
from .obstacle import BLOCKS, WARNS, Obstacle


def vacancy_obstacles(file: CaseFile, *, by: date) -> Iterator[Obstacle]:
    """Offices of a live delegation in which nobody can act, until the text is sent.

    It blocks where the final approval would wait for that office.
    """
    if file.was_submitted:
        return
    today = clock.today()
    live = file.live_delegations(today)
    held = file.held
    if held is None:
        held = appointments_for(live, today) if live else {}
    final = None if is_approved(file) else delegation_for(live, "final", today)
    silent: dict[int, tuple[DelegatedOffice, Silence, bool]] = {}
    for delegation in live:
        for row in delegation.offices.all():
            why = cannot_act(row, held)
            if why:
                needed = isinstance(final, Delegation) and final.pk == delegation.pk
                before = silent.get(row.office_id)
                needed = needed or bool(before and before[2])
                silent[row.office_id] = (row, why, needed)
    for row, why, needed in silent.values():
        yield Obstacle(
            "vacancy",
            BLOCKS if needed else WARNS,
            _silent(row, why),
            "Democratic services",
            reverse("decisions:offices"),
            by,
        )


def _silent(row: DelegatedOffice, why: Silence) -> str:
    office = row.office.name
    return {
        Silence.VACANT: f"Nobody holds the office of {office}: one clerk enters an "
        "appointment and another confirms it.",
        Silence.AWAY: f"The holder of the office of {office} is recorded as away, and "
        "no substitute can act: end the absence, or one clerk enters an appointment "
        "and another confirms it.",
        Silence.CLOSED: f"The account of whoever acts as {office} is closed: one clerk "
        "enters another appointment and another confirms it.",
    }[why]


def interest_obstacles(file: CaseFile, *, by: date) -> Iterator[Obstacle]:
    """Interests declared at signing, of what the text rests on or still waits for."""
    decided = file.tabling.appendix.number if file.tabling else 0
    for change in file.changes:
        latest = last_round(change)
        if change.status not in (ChangeStatus.APPLIED, ChangeStatus.PROPOSED):
            continue
        if latest is None or latest.version.number < decided:
            continue
        for signoff in latest.signoffs.all():
            if not _is_none(signoff.interests) and not hasattr(signoff, "withdrawal"):
                yield Obstacle(
                    "interest",
                    WARNS,
                    f"The {signoff.office} declared an interest in {_named(change)}.",
                    "Democratic services",
                    change.get_absolute_url(),
                    by,
                )


def _named(change: Change) -> str:
    return "the final approval" if change.is_final else f"change {change.number}"


def _is_none(interests: str) -> bool:
    return interests.strip(" .").casefold() == "none"
