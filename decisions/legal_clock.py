"""The legal clock: when a decision may be acted on, and by when papers must be out.

Rules over dates alone. Working days are England's, less the council's closure days.
The length of a call-in window is the council's own; statute only gives scrutiny its
power over decisions that are made and not yet implemented (Local Government Act 2000,
section 21).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from decisions.states import Granter
from iegtracker.working_days import (
    add_working_days,
    first_working_day,
    is_working_day,
    last_working_day,
    subtract_working_days,
    working_days_between,
    working_days_until,
)

LONDON = ZoneInfo("Europe/London")
# Ordinary council meetings since 1 October 2002: SI 2002/715. Three before that day.
CLEAR_DAYS_FOR_PAPERS = 5
CLEAR_DAYS_BEFORE_OCTOBER_2002 = 3
FIVE_CLEAR_DAYS_SINCE = date(2002, 10, 1)
# SI 2012/2089 came into force, and standards committees ceased to grant dispensations.
EXECUTIVE_REGULATIONS_OF_2012 = date(2012, 9, 10)
# What councils' own rules usually give; each council's constitution decides.
USUAL_CALL_IN_DAYS = 5


def clear_days(notice: date, meeting: date) -> int:
    """Clear days of notice: neither its own day nor the meeting's counts.

    Only working days count (R v Swansea City Council, ex parte Elitestone, CA 1993).
    Papers out on Wednesday 1 December 2004 give five before Thursday the 9th.
    """
    return working_days_between(notice, meeting)


def required_clear_days(meeting: date) -> int:
    """How many clear days a meeting's papers needed on its day.

    Five; three for a meeting before 1 October 2002 (SI 2002/715).
    """
    if meeting < FIVE_CLEAR_DAYS_SINCE:
        return CLEAR_DAYS_BEFORE_OCTOBER_2002
    return CLEAR_DAYS_FOR_PAPERS


def is_short_notice(notice: date, meeting: date) -> bool:
    """Whether papers gave a meeting fewer clear days than the rule of its day."""
    return clear_days(notice, meeting) < required_clear_days(meeting)


def granter_of_dispensations(meeting: date) -> Granter:
    """Who could grant a dispensation for an interest on the day of a meeting.

    The standards committee (SI 2000/3272, regulation 3); the head of paid service from
    10 September 2012 (SI 2012/2089, regulation 12).
    """
    if meeting < EXECUTIVE_REGULATIONS_OF_2012:
        return Granter.STANDARDS
    return Granter.HEAD


def last_day_for_papers(meeting: date, clear_days: int = CLEAR_DAYS_FOR_PAPERS) -> date:
    """The last working day on which papers can go out with enough clear days."""
    return subtract_working_days(meeting, clear_days + 1)


def call_in_ends(
    published: date, working_days: int, *, from_publication_day: bool = False
) -> date:
    """The last day of a call-in window: it ends when that day ends in London.

    The day of publication does not count, unless the council's rules count it as the
    first day (`from_publication_day`); a day on which nobody works is never counted.
    """
    counted = from_publication_day and is_working_day(published) and working_days > 0
    return add_working_days(published, working_days - counted)


def effective_on(
    published: date, working_days: int, *, from_publication_day: bool = False
) -> date:
    """The first day on which a decision may be acted on: the one after the window.

    Without a window it is the day of publication. Councils write this differently.
    Huntingdonshire (published 21 July 2015, effective 29 July) is five days by this
    rule. Tendring writes the window's last day, "effective end of 22" December 2011.
    Barking and Dagenham (published Friday 16, effective 22 December 2005) is either
    three days by this rule, or five that begin on the day of publication and end with
    the 22nd, written as Tendring does. Five days after publication would be the 24th.
    So a day that a council recorded is stored as recorded, never recomputed.
    """
    if not working_days:
        return published
    ends = call_in_ends(
        published, working_days, from_publication_day=from_publication_day
    )
    return ends + timedelta(days=1)


@dataclass(frozen=True)
class Timing:
    """One decision against the day on which something is due."""

    published: date
    ends: date
    effective: date
    due: date

    @property
    def in_time(self) -> bool:
        return self.effective <= self.due

    @property
    def sentence(self) -> str:
        """What the gate says of it."""
        effective, due = _day(self.effective), _day(self.due)
        if self.effective == self.published:
            head = f"The decision takes effect on {effective}"
        else:
            head = (
                f"Published on {_day(self.published)}, the decision can be called in "
                f"until the end of {_day(self.ends)} and takes effect on {effective}"
            )
        if not self.in_time:
            return f"{head}: it cannot lawfully be in time for {due}."
        if first_working_day(self.effective) > self.due:
            return f"{head}: no working day is left before the end of {due}."
        return f"{head}: that is in time for {due}."


def timing(
    published: date,
    working_days: int,
    due: date,
    *,
    from_publication_day: bool = False,
) -> Timing:
    """How a decision published on that day stands to the day something is due.

    For a decision not yet published, ask with the earliest day on which it could be:
    when even that is late, it cannot lawfully be in time.
    """
    ends = call_in_ends(
        published, working_days, from_publication_day=from_publication_day
    )
    effective = effective_on(
        published, working_days, from_publication_day=from_publication_day
    )
    return Timing(published, ends, effective, due)


def can_be_in_time(
    published: date,
    working_days: int,
    due: date,
    *,
    from_publication_day: bool = False,
) -> bool:
    """Whether a decision published on that day may be acted on by the day it is due."""
    return timing(
        published, working_days, due, from_publication_day=from_publication_day
    ).in_time


def last_safe_day(
    due: date, working_days: int = 0, *, from_publication_day: bool = False
) -> date:
    """The last working day on which a decision can be published and be in time.

    For Monday 20 December 2004 with five days of call-in: Friday the 10th. Without a
    window it is the last working day not after the day due.
    """
    day = last_working_day(due)
    while not can_be_in_time(
        day, working_days, due, from_publication_day=from_publication_day
    ):
        day = subtract_working_days(day, 1)
    return day


def end_of(day: date) -> datetime:
    """The moment, in UTC, at which a day ends in London: the next day's midnight.

    A delegation until 20 December 2004 can be used on that whole day. In summer the
    council's day ends an hour before the day in UTC does.
    """
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=LONDON)
    return midnight.astimezone(UTC)


def has_ended(day: date, moment: datetime) -> bool:
    """Whether a day in London is over at an aware moment."""
    return moment >= end_of(day)


def london_day(moment: datetime) -> date:
    """The day that it is in London at an aware moment."""
    return moment.astimezone(LONDON).date()


def countdown(today: date, due: date) -> str:
    """How many working days are left, or how late it is, in words."""
    if today == due:
        return "due today"
    count = working_days_until(today, due)
    days = "1 working day" if abs(count) == 1 else f"{abs(count)} working days"
    if today < due:
        return f"{days} left" if count else "no working day left"
    return f"{days} late" if count else "late, by less than a working day"


def lateness(sent_at: datetime, due: date) -> str:
    """How late something was sent, and when it was due; "" for what was in time."""
    sent = london_day(sent_at)
    return f"{countdown(sent, due)}: it was due on {_day(due)}" if sent > due else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
