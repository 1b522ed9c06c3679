"""Keeping watch: the record proved as a whole, and who is told when it does not hold.

An app that wants to know of each check registers a function with `when_checked`, from
a module of its own that is called `watch`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Subquery

from iegtracker import clock

from .models import Event, RecordCheck
from .verification import Break, verify

# A night without a check may be a night without electricity; two are neglect.
STALE_AFTER = timedelta(days=2)
# A record that is broken everywhere is described by its first breaks as well.
MOST_NAMED = 100

Watcher = Callable[[RecordCheck], None]
_WATCHERS: list[Watcher] = []


def when_checked(watcher: Watcher) -> Watcher:
    """Register a function that is called with each recorded check, in its action."""
    _WATCHERS.append(watcher)
    return watcher


def watchers() -> tuple[Watcher, ...]:
    return tuple(_WATCHERS)


@dataclass(frozen=True)
class Checked:
    """What one proof of the whole record found, and up to which event it looked."""

    results: tuple[tuple[str, list[Break]], ...]
    position: int
    head: str

    @property
    def found(self) -> list[tuple[str, Break]]:
        return [(title, each) for title, breaks in self.results for each in breaks]


def check() -> Checked:
    """Prove the whole record as it stands at one moment: what is written meanwhile is
    neither seen nor kept waiting."""
    with _one_moment():
        last = Event.objects.order_by("-position").first()
        results = tuple(verify())
    return Checked(results, last.position if last else 0, last.hash if last else "")


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that only reads, in which every query sees the same record.

    Inside another transaction that one answers for what is seen.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Begun in the usual way, it would keep every writer out until it ends.
        sqlite: Any = connection
        # Before it is connected the mode is not read from the settings.
        sqlite.ensure_connection()
        mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = mode


def named(checked: Checked) -> list[dict[str, Any]]:
    """The first breaks, each with the position of the event that stands for its row."""
    found = checked.found[:MOST_NAMED]
    positions = _positions({each.where for _, each in found})
    return [
        {
            "title": title,
            "where": each.where,
            "sentence": each.sentence,
            "position": positions.get(each.where),
        }
        for title, each in found
    ]


def _positions(places: set[str]) -> dict[str, int]:
    """Where the ledger speaks of each row: of an evidence row when it was recorded, of
    another the last time that anything happened to it."""
    found: dict[str, int] = {}
    if not places:
        return found
    for event in Event.objects.order_by("position").iterator(chunk_size=2000):
        own = f"ledger.event:{event.position}"
        if own in places:
            found[own] = event.position
        subject = f"{event.subject_type}:{event.subject_id}"
        if subject in places:
            found[subject] = event.position
        try:
            rows = event.told.get("rows", {})
        except (ValueError, AttributeError):
            continue
        for address in places.intersection(rows):
            found[address] = event.position
    return found


@dataclass(frozen=True)
class Watched:
    """The ledger's head, and what the last check of the whole record found."""

    head: str = ""
    checked_at: datetime | None = None
    found: int = 0

    @property
    def warning(self) -> str:
        """What those who answer for the record are warned of, or nothing."""
        nightly = "It ought to be checked every night."
        if self.checked_at is None:
            return f"The record has never been checked. {nightly}"
        if self.found:
            breaks = "1 break" if self.found == 1 else f"{self.found} breaks"
            return f"The record does not hold: the last check found {breaks}."
        if clock.now() - self.checked_at > STALE_AFTER:
            return f"The record has not been checked for more than two days. {nightly}"
        return ""


def watched() -> Watched:
    """Read in one query: every page prints the head."""
    last = RecordCheck.objects.order_by("-pk")
    row = (
        Event.objects.order_by("-position")
        .values_list(
            "hash",
            Subquery(last.values("checked_at")[:1]),
            Subquery(last.values("found")[:1]),
        )
        .first()
    )
    return Watched(*row) if row else Watched()
