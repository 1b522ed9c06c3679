"""How much proving the record costs beyond hashing it: 100,000 events."""

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from decisions.bundle import OFFLINE, files_of, write_bundle
from decisions.offline.verify import Bundle, chain_holds
from iegtracker.ledger.models import Event, RecordCheck
from iegtracker.ledger.verification import chain_holds as stored_chain_holds
from iegtracker.ledger.verification import verify
from statements.models import Statement
from tests import makers

from . import Measure

EVENTS = 100_000
MOST = 10
MOST_IN_ALL = 50


def whole_record(count: int) -> Statement:
    """A statement that was published, in a ledger of so many events: each of the
    others stands for an evidence row of its own, a check of the record."""
    story = makers.published_statement()
    last = Event.objects.latest("position")
    before = RecordCheck.objects.count()
    rows, events = [], []
    for number in range(1, count - last.position + 1):
        at = last.at + timedelta(seconds=1, microseconds=number)
        row = RecordCheck(
            pk=before + number,
            checked_at=at,
            holds=True,
            found=0,
            breaks="[]",
            position=last.position,
            head=last.hash,
        )
        told = {"found": 0, "rows": {row.address: row.fingerprint}}
        last = Event(
            pk=last.position + 1,
            position=last.position + 1,
            at=at,
            verb="record.verified",
            actor=None,
            actor_name="The program",
            subject_type=row._meta.label_lower,
            subject_id=str(row.pk),
            subject_name=str(row),
            data=json.dumps(told, sort_keys=True),
            previous=last.hash,
        )
        last.hash = last.expected_hash
        rows.append(row)
        events.append(last)
    RecordCheck.objects.bulk_create(rows, batch_size=1000)
    Event.objects.bulk_create(events, batch_size=1000)
    return story.statement


def _seconds(act: Callable[[], object], times: int = 3) -> float:
    """Of the processor, so that other work on the machine does not count."""
    found = []
    for _ in range(times):
        started = time.process_time()
        act()
        found.append(time.process_time() - started)
    return min(found)


def _seconds_of_script(bundle: Path) -> float:
    """As a stranger runs it: start, unpacking and all, in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-I", OFFLINE / "verify.py", bundle, "--quiet"], check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def _hash_all(pieces: list[bytes]) -> None:
    for piece in pieces:
        hashlib.sha256(piece).hexdigest()


def _pieces(files: dict[str, bytes]) -> list[bytes]:
    """All the bytes of a record, piece by piece as each has its SHA-256: an event, a
    row, the bytes behind a row."""
    return [
        piece
        for name, content in files.items()
        for piece in (content.splitlines() if name.endswith(".jsonl") else [content])
    ]


def measure() -> Iterator[Measure]:
    """Each check against SHA-256 over the same bytes, piece by piece."""
    statement = whole_record(EVENTS)
    files = files_of(statement)
    events = files["ledger.jsonl"].splitlines()
    assert len(events) == EVENTS

    def stored() -> None:
        assert list(stored_chain_holds()) == []

    def offline() -> None:
        assert list(chain_holds(Bundle(files))) == []

    def whole() -> None:
        broken = {title: found for title, found in verify() if found}
        assert broken == {}, broken

    raw = _seconds(lambda: _hash_all(events))
    against = f"against SHA-256 of {EVENTS:,} events"
    yield Measure(f"SHA-256 of {EVENTS:,} events", raw, None, "s")
    yield Measure(
        f"manage.py verify's chain {against}", _seconds(stored) / raw, MOST, ""
    )
    yield Measure(f"verify.py's chain {against}", _seconds(offline) / raw, MOST, "")

    pieces = _pieces(files)
    raw = _seconds(lambda: _hash_all(pieces))
    size = sum(map(len, pieces)) / 1_000_000
    bytes_ = f"SHA-256 of all {size:.0f} MB, {len(pieces):,} pieces"
    yield Measure(bytes_, raw, None, "s")
    seconds = _seconds(whole, times=1)
    yield Measure("manage.py verify, all of it", seconds, None, "s")
    yield Measure("  the same against SHA-256", seconds / raw, MOST_IN_ALL, "")
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        write_bundle(statement, file)
        file.flush()
        seconds = _seconds_of_script(Path(file.name))
    yield Measure("verify.py, all of it", seconds, None, "s")
    yield Measure("  the same against SHA-256", seconds / raw, MOST_IN_ALL, "")
