import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from iegtracker.govuk.fields import MONTH_NAMES
from iegtracker.times import time_of_day

register = template.Library()

COUNCIL_TIME = ZoneInfo("Europe/London")

MARKS = {
    "done": ("●", "Done"),
    "on_the_way": ("◐", "On the way"),
    "planned": ("○", "Planned"),
    "not_stated": ("–", "Not stated"),
    "not_applicable": ("–", "Not applicable"),
    "signed": ("✓", "Signed"),
    "waiting": ("…", "Waiting"),
    "returned": ("◁", "Returned"),
    "refused": ("✕", "Refused"),
}


@register.simple_tag
def status_mark(status: str, word: str = "") -> SafeString:
    """A state as a mark and a word; `word` replaces the usual one.

    A status outside the list is a fault of the page, so it raises.
    """
    mark, usual = MARKS[str(status)]
    return format_html(
        '<span class="ieg-mark ieg-mark--{}">'
        '<span class="ieg-mark__sign" aria-hidden="true">{}</span> {}</span>',
        str(status).replace("_", "-"),
        mark,
        word or usual,
    )


@register.filter
def council_date(value: datetime.date | None) -> str:
    """9 December 2004: the council's own calendar day, whatever the server's zone."""
    if not value:
        return ""
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = value.astimezone(COUNCIL_TIME)
    return f"{value.day} {MONTH_NAMES[value.month - 1]} {value.year}"


@register.filter
def council_time(value: datetime.datetime | None) -> str:
    """10 December 2004, 9:00 am."""
    if not value:
        return ""
    if timezone.is_aware(value):
        value = value.astimezone(COUNCIL_TIME)
    return f"{council_date(value)}, {time_of_day(value)}"


@register.filter
def pounds(pence: int | None) -> str:
    """£200,000 or £1,234.50: the pence stand only where there are some."""
    if pence is None or pence == "":
        return ""
    whole, rest = divmod(abs(int(pence)), 100)
    sign = "−" if int(pence) < 0 else ""
    return f"{sign}£{whole:,}.{rest:02}" if rest else f"{sign}£{whole:,}"


@register.filter
def short_digest(digest: str | None) -> str:
    return (digest or "")[:12]
