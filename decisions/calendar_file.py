"""Days as an iCalendar file (RFC 5545): the same bytes for the same days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

# How often a program is asked to look again (RFC 7986).
_AGAIN = timedelta(hours=6)


@dataclass(frozen=True)
class Day:
    """One whole day. `key` stays while the thing is the same; `stamp` is when the
    record of it was made, so that a file does not change by being asked for."""

    key: str
    on: date
    title: str
    path: str
    stamp: datetime

    @property
    def order(self) -> tuple[date, str]:
        return self.on, self.key


def calendar_file(days: Iterable[Day]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//IEG tracker//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("name", "IEG deadlines")
    calendar.add("x-wr-calname", "IEG deadlines")
    calendar.add("refresh-interval", _AGAIN, parameters={"VALUE": "DURATION"})
    for day in days:
        calendar.add_component(_event(day))
    # Days have no time zone today; whatever is given a time later brings its own.
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(day: Day) -> Event:
    event = Event()
    event.add("uid", f"{day.key}@{urlsplit(settings.IEG_SITE_URL).hostname}")
    event.add("dtstamp", day.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", day.title)
    event.add("url", f"{settings.IEG_SITE_URL}{day.path}")
    event.add("class", "PRIVATE")
    # A deadline leaves its owner's day free.
    event.add("transp", "TRANSPARENT")
    return event
