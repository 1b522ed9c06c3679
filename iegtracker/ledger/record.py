"""The one door by which an event enters the ledger."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.transaction import TransactionManagementError

from iegtracker import clock
from iegtracker.people.models import User

from .evidence import Evidence
from .models import NOTHING_BEFORE, Event
from .sentences import knows

# Any constant will do: it names the one lock that orders writers on PostgreSQL.
# SQLite needs none, for its transactions are immediate.
_CHAIN_LOCK = 0x1E6


def record(
    verb: str,
    *,
    about: models.Model,
    by: User | None,
    office: str = "",
    rows: Iterable[models.Model] = (),
    **told: Any,
) -> Event:
    """Append one event, in the caller's transaction.

    `rows` are the evidence rows that this event stands for: their fingerprints go
    into the chain. `by` is None only for the program itself. Raises KeyError for a
    verb that has no sentence.
    """
    if not knows(verb):
        raise KeyError(f"{verb} has no sentence")
    if not connection.in_atomic_block:
        raise TransactionManagementError("An event is part of its action.")
    hold_the_chain()
    evidence = [row for row in (*rows, about) if isinstance(row, Evidence)]
    prints = {
        row.address: row.fingerprint
        for row in evidence
        if row.made_now and not row.recorded
    }
    last = Event.objects.order_by("-position").first()
    position = last.position + 1 if last else 1
    event = Event(
        pk=position,
        position=position,
        at=clock.now(),
        verb=verb,
        actor=by,
        actor_name=str(by) if by else "The program",
        office=office,
        subject_type=about._meta.label_lower,
        subject_id=str(about.pk),
        subject_name=str(about)[:200],
        data=json.dumps({**told, "rows": prints}, sort_keys=True, default=str),
        previous=last.hash if last else NOTHING_BEFORE,
    )
    event.hash = event.expected_hash
    event.save()
    for row in evidence:
        row.recorded = True
    return event


def hold_the_chain() -> None:
    """Let nobody else record anything until the caller's transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def head() -> str:
    """The hash of the last event, or "" when nothing has happened."""
    last = Event.objects.order_by("-position").values_list("hash", flat=True).first()
    return last or ""
