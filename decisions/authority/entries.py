"""Whether what one clerk entered can still be confirmed by another."""

from django.utils import timezone

from decisions.models import Dismissal
from decisions.models.dismissals import Entry
from iegtracker.errors import WrongState

from .words import council_day


def dismissed(**entry: Entry) -> WrongState | None:
    """Why an entry can no longer be confirmed, or None: `dismissed(urgency=row)`."""
    row = Dismissal.objects.filter(**entry).select_related("recorded_by").first()
    if row is None:
        return None
    day = council_day(timezone.localdate(row.recorded_at))
    return WrongState(
        f"{row.recorded_by} dismissed this entry on {day}, so it does not count. "
        f"Reason: {row.reason}"
    )
