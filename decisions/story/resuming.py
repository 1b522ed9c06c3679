"""The demonstration's clock: started with the story, and resumed where it stopped."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from iegtracker import clock
from iegtracker.ledger.models import DemonstrationClock, Event
from iegtracker.people.models import User

# The first moment that a visitor sees: ten days before the return is due.
START = datetime(2004, 12, 10, 9, 0, tzinfo=ZoneInfo("Europe/London"))


def is_told() -> bool:
    """Whether the database holds the story."""
    return DemonstrationClock.objects.exists()


@transaction.atomic
def resume_clock() -> datetime:
    """Set the clock to where the story stopped, and return that moment.

    It stands still while the site is stopped, and never runs behind the last event.
    """
    row = DemonstrationClock.objects.select_for_update().first()
    seen = [START, Event.objects.aggregate(last=Max("at"))["last"]]
    if row:
        # People sign in by the world's time, which the old offset translates.
        signed_in = User.objects.aggregate(last=Max("last_login"))["last"]
        seen.append(signed_in + row.offset if signed_in else None)
    moment = max(at for at in seen if at)
    offset = moment - timezone.now()
    if row:
        DemonstrationClock.objects.filter(pk=row.pk).update(offset=offset)
    else:
        DemonstrationClock.objects.create(offset=offset, started_at=START)
    clock.offset.cache_clear()
    return moment
