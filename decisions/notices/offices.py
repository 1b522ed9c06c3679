"""What holders of offices are told of what was recorded of them, and who acts instead.

What gives or takes a signature is told at once: it waits for no digest.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from decisions.authority import (
    Held,
    away_words,
    council_day,
    delegation_refusal,
    holders,
)
from decisions.models import (
    Absence,
    AbsenceEnd,
    Appointment,
    AppointmentEnd,
    DelegatedOffice,
    Office,
)
from iegtracker import clock
from iegtracker.people.models import User
from statements.rendering.words import listed

from .composing import Message
from .sending import tell_each

_IF_WRONG = "If this is not right, tell democratic services at once."


def tell_appointed(appointment: Appointment) -> None:
    """Tell who was appointed; also for whom they act instead from that day."""
    office, end = appointment.office, getattr(appointment, "end", None)
    until = f" until {council_day(end.ends_on)}" if end else ""
    on = max(clock.today(), appointment.starts_on)
    rows = _live(DelegatedOffice.objects.filter(substitute=office), on)
    held = holders({row.office for row in rows}, on)
    acts = [
        f"The holder of the office of {row.office} is away: you act instead on "
        f"{row.delegation.statement}."
        for row in rows
        if row.office_id in held and held[row.office_id].away
    ]
    _tell(
        appointment.person,
        f"{appointment.entered_by} entered your appointment, and "
        f"{appointment.confirmed_by} confirmed it.",
        occasion=f"appointed:{appointment.pk}",
        subject=f"you hold the office of {office}",
        what=f"You hold the office of {office} from "
        f"{council_day(appointment.starts_on)}{until}.",
        items=acts,
        note=f"You are told when something is to be signed. {_IF_WRONG}",
        by=appointment.confirmed_by,
    )


def tell_left(end: AppointmentEnd) -> None:
    """Tell the holder of an office that a clerk has recorded their last day."""
    office, day = end.appointment.office, council_day(end.ends_on)
    if end.ends_on < end.appointment.starts_on:
        subject = f"you do not become {office}"
        what = f"{end.recorded_by} has cancelled your appointment as {office}."
        note = _IF_WRONG
    else:
        subject = f"your last day as {office}"
        what = f"{end.recorded_by} has recorded {day} as your last day as {office}."
        note = (
            "After that day you sign nothing for that office. What you signed stands. "
            f"{_IF_WRONG}"
        )
    _tell(
        end.appointment.person,
        f"you were appointed to the office of {office}.",
        occasion=f"left:{end.pk}",
        subject=subject,
        what=what,
        facts=(("Reason", end.reason),),
        note=note,
        by=end.recorded_by,
    )


def tell_away(absence: Absence) -> None:
    """Tell the holder of an office that they are recorded as away, and who acts
    instead; and whoever does."""
    office, by = absence.office, absence.recorded_by
    away = away_words(absence)
    rows, held = _instead(office, absence.starts_on)
    if holder := _holder(absence):
        _tell(
            holder,
            f"you hold the office of {office}.",
            occasion=f"away:{absence.pk}",
            subject=f"you are recorded as away as {office}",
            what=f"{by} has recorded that you are {away}.",
            facts=(("Reason", absence.reason),),
            items=[
                f"The {row.substitute} acts instead on {row.delegation.statement}."
                if row.substitute_id in held
                else f"Nobody acts instead on {row.delegation.statement}."
                for row in rows
            ],
            note="Meanwhile you sign nothing for that office. If you are not away, "
            "tell democratic services at once: they can end the absence.",
            by=by,
        )
    for substitute, statements in _substitutes(rows, held):
        _tell(
            substitute.person,
            f"you hold the office of {substitute.office}, which acts instead.",
            occasion=f"acts:{absence.pk}",
            subject=f"you act for the {office}",
            what=f"The holder of the office of {office} is {away}. You act instead on "
            f"{statements}.",
            note="You are told when something is to be signed, and when the holder "
            "acts again before that.",
            by=by,
        )


def tell_back(end: AbsenceEnd) -> None:
    """Tell the holder of an office that they act again, and whoever acted instead."""
    absence, by = end.absence, end.recorded_by
    holder = _holder(absence)
    if holder is None:
        return
    office, again = absence.office, f"from {council_day(end.ended_on)}"
    what, others = f"you act again {again}", f"acts again {again}"
    note = "What was signed for that office meanwhile stands."
    if end.ended_on > clock.today():
        what = f"you will not be {away_words(absence)}"
        others = f"will not be {away_words(absence)}"
        note = "It had not begun."
    _tell(
        holder,
        f"you hold the office of {office}.",
        occasion=f"back:{end.pk}",
        subject=f"your absence as {office} has ended",
        what=f"{by} has recorded that {what}.",
        note=f"{note} {_IF_WRONG}",
        by=by,
    )
    for substitute, statements in _substitutes(*_instead(office, end.ended_on)):
        _tell(
            substitute.person,
            f"you hold the office of {substitute.office}, which acts instead.",
            occasion=f"acts-no-more:{end.pk}",
            subject=f"you act for the {office} no more",
            what=f"The holder of the office of {office} {others}. You do not act "
            f"instead on {statements}.",
            note=note,
            by=by,
        )


def _holder(absence: Absence) -> User | None:
    """Who holds the office, if it is they who were recorded as away."""
    rows = Appointment.objects.on(clock.today()).filter(office=absence.office)
    found = rows.select_related("person").first()
    return found.person if found and found.is_away_by(absence) else None


def _instead(office: Office, on: date) -> tuple[list[DelegatedOffice], Held]:
    """An office's parts under what holds on a day, and who holds the substitutes."""
    rows = _live(office.delegated.all(), on)
    return rows, holders({row.substitute for row in rows if row.substitute}, on)


def _live(parts: QuerySet[DelegatedOffice], on: date) -> list[DelegatedOffice]:
    """The parts in delegations that hold on a day, one for each statement, office
    and substitute."""
    rows = parts.select_related("office", "substitute", "delegation__statement")
    found = {
        (row.delegation.statement_id, row.office_id, row.substitute_id): row
        for row in rows
        if delegation_refusal(row.delegation, on) is None
    }
    return list(found.values())


def _substitutes(
    rows: Iterable[DelegatedOffice], held: Held
) -> Iterator[tuple[Appointment, str]]:
    """Each who acts instead, once, and on which statements."""
    found: dict[int, tuple[Appointment, dict[str, None]]] = {}
    for row in rows:
        if acts := held.get(row.substitute_id or 0):
            _, statements = found.setdefault(acts.person_id, (acts, {}))
            statements[str(row.delegation.statement)] = None
    for acts, statements in found.values():
        yield acts, listed(list(statements))


def _tell(
    person: User,
    why: str,
    *,
    occasion: str,
    subject: str,
    what: str,
    note: str,
    by: User,
    facts: tuple[tuple[str, str], ...] = (),
    items: Sequence[str] = (),
) -> None:
    tell_each(
        {why: [person]},
        lambda why: Message(
            occasion=occasion,
            subject=f"IEG tracker: {subject}",
            what=what,
            why=why,
            facts=facts,
            items=tuple(items),
            link=reverse("decisions:offices"),
            link_words="See who holds which office",
            note=note,
        ),
        but=by,
        urgent=True,
    )
