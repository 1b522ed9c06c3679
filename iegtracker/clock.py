"""What time it is: the world's time, or the demonstration's.

The demonstration's clock is the world's time plus an offset that is stored with the
story. Nothing else in the project asks the operating system for the time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("told_time", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    if (told := _told.get()) is not None:
        return told
    return timezone.now() + offset()


def today() -> date:
    """The present day in the council's time zone (Europe/London)."""
    return timezone.localdate(now())


@lru_cache(maxsize=1)
def offset() -> timedelta:
    """How far the demonstration's clock stands from the world's; zero elsewhere."""
    if not settings.IEG_DEMO:
        return timedelta()
    row = apps.get_model("ledger", "DemonstrationClock").objects.first()
    return row.offset if row else timedelta()


@contextmanager
def told(moment: datetime) -> Iterator[None]:
    """Tell a story: inside, it is `moment` (aware). Only in the demonstration."""
    if not settings.IEG_DEMO:
        raise ImproperlyConfigured("Only the demonstration can be told the time.")
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
