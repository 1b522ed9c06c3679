"""How much proving the ledger costs beyond hashing it: 100,000 events."""

import hashlib
import io
import json
import time
from collections.abc import Callable
from datetime import timedelta

from decisions.offline.verify import Bundle, chain_holds
from iegtracker.ledger.models import NOTHING_BEFORE, Event
from iegtracker.ledger.verification import chain_holds as stored_chain_holds
from tests import makers

from . import Measure

EVENTS = 100_000
MOST = 10


def fill_ledger(count: int) -> list[bytes]:
    """Write so many events as `record` would, and return the bytes that are hashed."""
    first = makers.at("2004-12-10")
    print32 = hashlib.sha256(b"a row").hexdigest()
    previous, lines, events = NOTHING_BEFORE, [], []
    for position in range(1, count + 1):
        rows = {f"decisions.signoff:{position}": print32}
        event = Event(
            pk=position,
            position=position,
            at=first + timedelta(seconds=position, microseconds=position),
            verb="change.signed",
            actor=None,
            actor_name="Finance and Resources Director",
            office="Finance and Resources Director",
            subject_type="decisions.change",
            subject_id=str(position),
            subject_name=f"change {position}",
            data=json.dumps({"digest": print32, "round": 1, "rows": rows}),
            previous=previous,
        )
        lines.append(event.hashed)
        previous = event.hash = hashlib.sha256(lines[-1]).hexdigest()
        events.append(event)
    Event.objects.bulk_create(events, batch_size=1000)
    return lines


def bundle_of(lines: list[bytes]) -> dict[str, bytes]:
    """The two files of a bundle that its chain is checked by."""
    head = hashlib.sha256(lines[-1]).hexdigest()
    told = {"format": 1, "round": "2004", "events": len(lines), "head": head}
    ledger = io.BytesIO()
    ledger.writelines(line + b"\n" for line in lines)
    return {
        "bundle.json": json.dumps(told).encode() + b"\n",
        "ledger.jsonl": ledger.getvalue(),
    }


def _seconds(act: Callable[[], object], times: int = 3) -> float:
    """Of the processor, so that other work on the machine does not count."""
    found = []
    for _ in range(times):
        started = time.process_time()
        act()
        found.append(time.process_time() - started)
    return min(found)


def _hash_all(lines: list[bytes]) -> None:
    for line in lines:
        hashlib.sha256(line).hexdigest()


def measure() -> list[Measure]:
    """Each check against SHA-256 over the same bytes, event by event."""
    lines = fill_ledger(EVENTS)
    files = bundle_of(lines)

    def stored() -> None:
        assert list(stored_chain_holds()) == []

    def offline() -> None:
        assert list(chain_holds(Bundle(files))) == []

    raw = _seconds(lambda: _hash_all(lines))
    against = f"against SHA-256 of {EVENTS:,} events"
    return [
        Measure(f"SHA-256 of {EVENTS:,} events", raw, None, "s"),
        Measure(
            f"manage.py verify's chain {against}", _seconds(stored) / raw, MOST, ""
        ),
        Measure(f"verify.py's chain {against}", _seconds(offline) / raw, MOST, ""),
    ]
