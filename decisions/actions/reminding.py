"""Reminders, what becomes late, offices that nobody holds, digests, and what is unsent.

Whether something waits for a person is asked of `selectors.home`, and who has not
answered of `authority`: nothing here has a rule of its own but when to say it again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from decisions.authority import Held, acting, unsigned
from decisions.casefile import CaseFile
from decisions.gate import last_safe_day
from decisions.models import Appointment, Change, DelegatedOffice, Notice, SigningRound
from decisions.notices.composing import Message
from decisions.notices.naming import is_urgent, named
from decisions.notices.people import in_roles
from decisions.notices.requests import (
    asking,
    overdue,
    reminding,
    still_to_do,
    unanswered,
    vacancy,
)
from decisions.notices.sending import Delivery, deliver, keep, keep_digest
from decisions.selectors.home import Desk, desk_of
from decisions.selectors.waits import Wait
from decisions.states import Part
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from iegtracker.working_days import (
    is_working_day,
    subtract_working_days,
    working_days_until,
)
from statements.models import Statement
from statements.rendering.words import capitalised, named_once

from .delivering import resume_distributions
from .offices import retire_delegates

KINDS = ("request", "reminder", "escalation", "overdue", "vacancy", "digest")


@dataclass
class Reminded:
    """What one run kept, by kind, and what a mail server took."""

    kept: Counter[str] = field(default_factory=Counter)
    delivery: Delivery = field(default_factory=Delivery)


def remind() -> Reminded:
    """Say again what waits, and send what has not gone out. Safe to repeat.

    Each occasion is one row for each person, so it is told once however often, and
    however many at a time, this runs. On a day that is no working day nobody is
    reminded, and only what was held up goes out. Whoever held an office until
    yesterday is a delegate no longer.
    """
    retire_delegates()
    done = Reminded()
    if is_working_day(clock.today()):
        desk = desk_of(User.objects.filter(is_active=True).order_by("pk"))
        reminded = set()
        for kind, person, message, urgent in _occasions(desk):
            notice, made = keep(person, message, urgent=urgent)
            done.kept[kind] += made
            if made and notice.held:
                reminded.add(person.pk)
        for person in _with_a_digest(reminded):
            done.kept["digest"] += keep_digest(person, clock.today()) is not None
    done.delivery = deliver(Notice.objects.all())
    resume_distributions()
    return done


def _with_a_digest(reminded: set[int]) -> QuerySet[User]:
    """Those for whom something was held before today, or by this run: what is held in
    the course of a day waits for the next morning."""
    morning = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0)
    held = Notice.objects.for_a_digest().filter(
        Q(made_at__lt=morning) | Q(person__in=reminded)
    )
    return User.objects.filter(pk__in=held.values("person")).order_by("pk")


Occasion = tuple[str, User, Message, bool]


def _occasions(desk: Desk) -> Iterator[Occasion]:
    """Kind, person, message, and whether it waits for no digest."""
    pressing = [file for file in desk.files if not file.was_submitted]
    for user, waits in desk.waits:
        for file in pressing:
            own = [wait for wait in waits if wait.about == file.statement]
            yield from _to_sign(file, user, [wait for wait in own if wait.asked])
            yield from _to_do(file, user, [wait for wait in own if not wait.asked])
    for file in pressing:
        yield from _vacant(file, desk.held)
        yield from _late(file, desk.held)


def _to_sign(file: CaseFile, user: User, waits: Iterable[Wait]) -> Iterator[Occasion]:
    """Ask who came to the office since; remind those who were asked before."""
    urgent = is_urgent(file.statement)
    for wait in waits:
        read, standing = wait.asked, wait.standing
        if read is None or standing is None:
            continue
        office, decides = standing.office.name, standing.part == Part.DECIDES
        yield "request", user, asking(read, office, decides=decides), urgent
        if _is_past(file.statement):
            yield "overdue", user, overdue(read, office), urgent
            continue
        told = Notice.objects.filter(person=user, occasion=f"sign:{read.pk}").first()
        stage = stage_of(file.statement)
        if told and stage and timezone.localdate(told.made_at) < _began(file, stage):
            days = _days_left(file.statement)
            message = reminding(read, office, decides=decides, stage=stage, days=days)
            yield "reminder", user, message, urgent


def _to_do(file: CaseFile, user: User, waits: list[Wait]) -> Iterator[Occasion]:
    stage = stage_of(file.statement)
    if stage and waits:
        briefs = [wait.brief for wait in waits]
        days = _days_left(file.statement)
        message = still_to_do(file.statement, briefs, stage=stage, days=days)
        yield "reminder", user, message, False


def stage_of(statement: Statement) -> int | None:
    """Of the numbers of working days at which people are reminded, the one reached.

    It is reached until the next one is, so that a day without a run loses nothing.
    """
    left = _days_left(statement)
    reached = [days for days in settings.IEG_REMIND_DAYS if left <= days]
    return min(reached, default=None) if left >= 0 else None


def _began(file: CaseFile, stage: int) -> date:
    """The day on which a stage was reached."""
    return subtract_working_days(last_safe_day(file.statement), stage)


def _days_left(statement: Statement) -> int:
    return working_days_until(clock.today(), last_safe_day(statement))


def _is_past(statement: Statement) -> bool:
    return clock.today() > statement.due


def _vacant(file: CaseFile, held: Held) -> Iterator[Occasion]:
    """To the clerks: an office that is asked to sign, and that nobody can sign for."""
    for _, read, row in _unanswered(file):
        why = _nobody(row, held)
        if why:
            last = Appointment.objects.filter(office=row.office_id).order_by("-pk")
            known = last.values_list("pk", flat=True).first() or 0
            # A second vacancy while the same round waits is another occasion.
            occasion = f"vacancy:{read.pk}:{row.office_id}:{known}"
            message = vacancy(read, row.office.name, why, occasion)
            for clerk in in_roles(Role.CLERK):
                yield "vacancy", clerk, message, True


def _late(file: CaseFile, held: Held) -> Iterator[Occasion]:
    """To the clerks at the last reminder, on the last day to the officers as well."""
    statement, left = file.statement, _days_left(file.statement)
    items = [
        f"{capitalised(named(change))} waits for the {_with_holder(row, held)}."
        for change, _, row in _unanswered(file)
    ]
    if _is_past(statement):
        message = unanswered(statement, items, days=left, late=True)
        for person in in_roles(Role.CLERK, Role.OFFICER):
            yield "overdue", person, message, True
    elif items and 0 <= left <= min(settings.IEG_REMIND_DAYS, default=1):
        roles = (Role.CLERK,) if left else (Role.CLERK, Role.OFFICER)
        message = unanswered(statement, items, days=left)
        for person in in_roles(*roles):
            yield "escalation", person, message, True


def _unanswered(
    file: CaseFile,
) -> Iterator[tuple[Change, SigningRound, DelegatedOffice]]:
    for change, read in file.waiting:
        for row in unsigned(read):
            yield change, read, row


def _nobody(row: DelegatedOffice, held: Held) -> str:
    """Why nobody can sign for the office, or nothing."""
    appointment = acting(row, held)
    if row.office_id not in held:
        return "Nobody holds that office."
    if appointment is None:
        return "Its holder is recorded as away, and nobody acts instead."
    if not appointment.person.is_active:
        return f"The account of {appointment.person}, who holds it, is closed."
    return ""


def _with_holder(row: DelegatedOffice, held: Held) -> str:
    appointment, office = acting(row, held), row.office.name
    if appointment is None:
        return f"{office} (nobody acts in it)"
    return named_once(office, str(appointment.person))
