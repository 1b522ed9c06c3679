"""What is recorded of the record itself."""

import json

from django.db import transaction

from iegtracker import clock

from .models import RecordCheck
from .record import record
from .watch import Checked, named, watchers


@transaction.atomic
def record_check(checked: Checked) -> RecordCheck:
    """Record what a proof of the whole record found, and tell whoever watches.

    Nobody is asked: the program checks by itself, and hides no outcome.
    """
    found = len(checked.found)
    row = RecordCheck.objects.create(
        checked_at=clock.now(),
        holds=not found,
        found=found,
        breaks=json.dumps(named(checked), sort_keys=True),
        position=checked.position,
        head=checked.head,
    )
    verb = "record.broken" if found else "record.verified"
    record(verb, about=row, by=None, found=found)
    for tell in watchers():
        tell(row)
    return row
