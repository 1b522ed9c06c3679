"""A bundle of evidence: the whole record in one ZIP that a stranger can check.

Every evidence table is carried alike, by the very bytes that were hashed into the
ledger; `offline/verify.py` goes with it and needs nothing else. The same record gives
the same ZIP.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.db import models, transaction

from iegtracker.ledger.evidence import lasting
from iegtracker.ledger.guards import guarded_models
from iegtracker.ledger.models import Event
from iegtracker.ledger.record import hold_the_chain
from statements.document.values import canonical
from statements.models import Statement

from .offline.verify import FORMAT, WORKING, Record

OFFLINE = Path(__file__).with_name("offline")
# A ZIP must say when each file was made: the earliest that it can say.
_ALWAYS = (1980, 1, 1, 0, 0, 0)


def write_bundle(statement: Statement, to: IO[bytes]) -> None:
    """Write the bundle of a statement. Scans, and words that are exempt, are in it:
    the caller asks who may have it."""
    files = files_of(statement)
    listed = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    )
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted({**files, "SHA256SUMS": listed.encode()}.items()):
            entry = zipfile.ZipInfo(name, _ALWAYS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)


@transaction.atomic
def files_of(statement: Statement) -> dict[str, bytes]:
    """Every file of the bundle but the list of them, by name, all of one moment."""
    hold_the_chain()
    events = list(Event.objects.order_by("position").iterator(chunk_size=2000))
    found = {
        name: (OFFLINE / name).read_bytes() for name in ("README.txt", "verify.py")
    }
    found["ledger.jsonl"] = _lines(event.hashed for event in events)
    told = {
        "format": FORMAT,
        "round": statement.round,
        "events": len(events),
        "head": events[-1].hash if events else "",
    }
    found["bundle.json"] = _lines([canonical(told)])
    record = Record({**dict(_evidence(found)), **dict(_working(found))})
    found.update(_stored(record, statement))
    return found


def _lines(rows: Iterable[bytes]) -> bytes:
    return b"".join(row + b"\n" for row in rows)


def _evidence(found: dict[str, bytes]) -> Iterator[tuple[str, dict[int, Any]]]:
    """Every row of every evidence table, as it was hashed."""
    for model in _tables():
        table = model._meta.label_lower
        rows = model._base_manager.order_by("pk").iterator(chunk_size=50)
        if lines := [row.canonical for row in rows]:
            found[f"rows/{table}.jsonl"] = _lines(lines)
        told = [json.loads(line) for line in lines]
        yield table, {row["id"]: row for row in told}


def _tables() -> list[Any]:
    return [model for model in guarded_models() if model is not Event]


def _working(found: dict[str, bytes]) -> Iterator[tuple[str, dict[int, Any]]]:
    """What is bound by what the ledger says of it, and by its status there."""
    for table in WORKING:
        rows = {}
        for row in apps.get_model(table)._base_manager.order_by("pk"):
            rows[row.pk] = {"id": row.pk, **lasting(row)}
            if hasattr(row, "status"):
                rows[row.pk]["status"] = row.status
        found[f"working/{table}.jsonl"] = _lines(map(canonical, rows.values()))
        yield table, rows


def _stored(record: Record, statement: Statement) -> Iterator[tuple[str, bytes]]:
    """The bytes behind the rows of this statement, and of none in particular."""
    for model in _tables():
        table = model._meta.label_lower
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.BinaryField)
        ]
        wanted = [
            key
            for key, row in record.rows[table].items()
            if columns and record.statement_of(table, row) in (None, statement.pk)
        ]
        rows = model._base_manager.filter(pk__in=wanted).values_list("pk", *columns)
        for key, *values in rows.order_by("pk") if wanted else ():
            for column, value in zip(columns, values, strict=True):
                if value is not None:
                    yield f"bytes/{table}/{key}.{column}", bytes(value)
