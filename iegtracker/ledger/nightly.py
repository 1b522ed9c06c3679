"""The nightly check of the record, where no timer of the machine sees to it.

Once a day by the world's clock, whatever the demonstration's says; and never while
another check is under way.
"""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from iegtracker.background import given_since, task

from .actions import record_check
from .models import RecordCheck
from .turns import turn_to_check
from .watch import check

# Of the night in London: after the timer's hour (ieg-tracker-verify.timer), so that
# where there is one it comes first.
HOUR = 3


@task()
def nightly_check() -> bool:
    """The night's check: not while another is under way, nor when one was recorded
    while the task waited."""
    with turn_to_check(wait=False) as is_ours:
        if not is_ours or _was_recorded(_midnight(timezone.now())):
            return False
        record_check(check())
    return True


def give_out_nightly_check() -> bool:
    """Enqueue the night's check when it is due. Of all who ask at once, one does."""
    if not is_due(timezone.now()):
        return False
    with turn_to_check(wait=False) as is_ours:
        if not is_ours or not is_due(timezone.now()):
            return False
        nightly_check.enqueue()
    return True


def is_due(now: datetime) -> bool:
    """Whether it is late enough, and the day has seen no check and no task of one."""
    midnight = _midnight(now)
    return (
        timezone.localtime(now).hour >= HOUR
        and not given_since(nightly_check.module_path, midnight)
        and not _was_recorded(midnight)
    )


def _was_recorded(since: datetime) -> bool:
    """Whether a check was recorded, also by a timer or by hand.

    In the demonstration checks are recorded at the story's time, which stands still
    while the site is stopped: there the queue alone knows what the day has seen.
    """
    if settings.IEG_DEMO:
        return False
    return RecordCheck.objects.filter(checked_at__gte=since).exists()


def _midnight(now: datetime) -> datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
