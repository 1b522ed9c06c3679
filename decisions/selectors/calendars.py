"""The days that concern one person, by the token of their calendar."""

from collections.abc import Iterator

from django.urls import reverse

from decisions.access import may_see_changes, may_see_gate
from decisions.calendar_file import Day
from decisions.gate import last_safe_day
from decisions.models import Meeting
from iegtracker import clock
from iegtracker.people.models import CalendarAddress, User
from statements.models import Statement

from .home import desk_of


def calendar_for(token: str) -> list[Day] | None:
    """Deadlines, what waits for the owner, and meetings to come; None for nobody's."""
    found = CalendarAddress.objects.opened_by(token).select_related("owner").first()
    if found is None:
        return None
    # One of several things of the same kind stands for all of them.
    days = {day.key: day for day in _days(found.owner)}
    return sorted(days.values(), key=lambda day: day.order)


def _days(user: User) -> Iterator[Day]:
    if may_see_changes(user):
        desk = desk_of([user])
        for file in desk.files:
            if may_see_gate(user):
                yield from _deadlines(file.statement)
        for _, waits in desk.waits:
            for wait in waits:
                if wait.by and wait.about:
                    stamp = wait.since or wait.about.created_at
                    yield Day(wait.key, wait.by, wait.brief, wait.url, stamp)
    for meeting in Meeting.objects.filter(held_on__gte=clock.today()).select_related(
        "body"
    ):
        yield Day(
            f"meeting-{meeting.pk}",
            meeting.held_on,
            f"{meeting.body} meets",
            meeting.get_absolute_url(),
            meeting.recorded_at,
        )


def _deadlines(statement: Statement) -> Iterator[Day]:
    """The day it is due; and the last working day before, where they differ."""
    gate = reverse("decisions:gate", args=[statement.round])
    title, safe = statement.short_title, last_safe_day(statement)
    due = f"{title} is due"
    if safe == statement.due:
        due = f"{due}: the last safe working day"
    else:
        words = f"{title}: the last safe working day"
        yield Day(f"safe-{statement.pk}", safe, words, gate, statement.created_at)
    yield Day(f"due-{statement.pk}", statement.due, due, gate, statement.created_at)
