"""Proof that the stored record is whole: each check yields what is broken.

An app adds its own checks from its `verification` module.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey, TextField
from django.db.models.functions import Cast

from . import guards
from .evidence import Evidence, columns_of, fingerprint, lasting
from .models import HASHED, NOTHING_BEFORE, Event, hashed

# A row is made shortly before its event, and clocks are set right now and then.
SLACK = timedelta(minutes=10)
# Columns that say when a row was recorded.
AT_ITS_EVENT = frozenset(
    ("at", "certified_at", "checked_at", "cleared_at", "confirmed_at", "cut_off_at")
    + ("entered_at", "found_at", "loaded_at", "made_at", "proposed_at", "published_at")
    + ("read_at", "recorded_at", "reopened_at", "tabled_at")
)
_POSITION, _PREVIOUS = HASHED.index("position"), HASHED.index("previous")


@dataclass(frozen=True)
class Break:
    """Where the record does not hold, and a sentence about it."""

    where: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}"


# What stored values raise when they were garbled, or a row behind them is gone.
UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ObjectDoesNotExist,
)

Check = Callable[[], Iterator[Break]]
_CHECKS: dict[str, Check] = {}


def verification(title: str) -> Callable[[Check], Check]:
    """Register a check under the title that `manage.py verify` prints."""

    def register(check: Check) -> Check:
        _CHECKS[title] = check
        return check

    return register


def verify() -> Iterator[tuple[str, list[Break]]]:
    """Run every check, in order of registration: its title, and what it found."""
    for title, check in _CHECKS.items():
        yield title, list(_readable(title, check))


def _readable(title: str, check: Check) -> Iterator[Break]:
    """What a check finds; stored bytes that it cannot even read are a break too."""
    try:
        yield from check()
    except UNREADABLE as error:
        yield Break(title, f"a stored value cannot be read ({error})")


def _events(*columns: str | Cast) -> Iterator[tuple[Any, ...]]:
    """Some columns of every event, in order. An object for each would take most of
    the time, as it would for the rows of the evidence tables."""
    events = Event.objects.order_by("position").values_list(*columns)
    return events.iterator(chunk_size=200)


def _told(data: str) -> dict[str, Any]:
    """What an event says; nothing when it was garbled, which the chain names."""
    try:
        told = json.loads(data)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def recorded() -> dict[str, int]:
    """The position of the event that recorded each evidence row, by its address."""
    found: dict[str, int] = {}
    for position, data in _events("position", "data"):
        found.update(dict.fromkeys(_told(data).get("rows", {}), position))
    return found


@verification("Guards of the evidence tables")
def guards_stand() -> Iterator[Break]:
    for name in guards.missing():
        yield Break(name, "the guard is missing, so rows could have been changed")


@verification("Chain of the ledger")
def chain_holds() -> Iterator[Break]:
    previous, position = NOTHING_BEFORE, 0
    events = _events("pk", "hash", Cast("at", TextField()), *HASHED)
    for key, stored, moment, *columns in events:
        here, before = columns[_POSITION], columns[_PREVIOUS]
        if here != position + 1 or key != here or before != previous:
            yield from _misplaced(key, here, position, before == previous)
        if sha256(hashed(_spelled(moment), *columns)).hexdigest() != stored:
            yield Break(f"ledger.event:{here}", "its content is not what was hashed")
        previous, position = stored, here


def _misplaced(key: int, here: int, last: int, follows: bool) -> Iterator[Break]:
    where = f"ledger.event:{here}"
    if here != last + 1:
        yield Break(where, f"event {last + 1} is missing before it")
    if key != here:
        yield Break(where, f"its key was changed to {key}")
    if not follows:
        yield Break(where, "it does not follow the event before it")


def _spelled(moment: str) -> str:
    """A moment in UTC as it was hashed, from what a database says of it in words:
    PostgreSQL adds the offset, and leaves noughts out."""
    day, time = moment[:10], moment[11:]
    # "09:00:00.123+00" is as long as "09:00:00.123000".
    if len(time) != len("09:00:00.000000") or time.endswith("+00"):
        seconds, _, part = time.removesuffix("+00").partition(".")
        time = f"{seconds}.{part:0<6}"
    return f"{day}T{time}+00:00"


@verification("Evidence against the ledger")
def rows_are_as_recorded() -> Iterator[Break]:
    """Every evidence row has one fingerprint in the chain, and every one a row."""
    recorded: dict[str, str] = {}
    for (data,) in _events("data"):
        recorded.update(_told(data).get("rows", {}))
    for model in guards.guarded_models():
        if model is Event:
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        rows = model._base_manager.order_by("pk").values_list("pk", *names)
        for key, *values in rows.iterator(chunk_size=200):
            where = f"{model._meta.label_lower}:{key}"
            expected = recorded.pop(where, None)
            if expected is None:
                yield Break(where, "no event stands for this row")
            elif expected != fingerprint(columns_of(model, values)):
                yield Break(where, "the row was altered after it was recorded")
    for address in recorded:
        yield Break(address, "the row has been removed")


@verification("Order of what happened")
def things_happened_in_order() -> Iterator[Break]:
    """Time runs on, nothing rests on what was recorded after it, and each row says
    of itself when it was recorded."""
    places: dict[str, tuple[int, datetime]] = {}
    last: datetime | None = None
    columns = ("pk", "position", "at", "subject_type", "subject_id", "data")
    for key, position, at, label, subject, data in _events(*columns):
        if last is not None and at < last - SLACK:
            yield Break(f"ledger.event:{key}", "it happened before the event before it")
        last, here = at, (position, at)
        places.setdefault(f"{label}:{subject}", here)
        places.update(dict.fromkeys(_told(data).get("rows", {}), here))
    for model in guards.guarded_models():
        if model is not Event:
            yield from _out_of_order(model, places)


def _out_of_order(
    model: type[Evidence], places: dict[str, tuple[int, datetime]]
) -> Iterator[Break]:
    """The rows of a table that rest on later ones, or are of another time."""
    fields = model._meta.concrete_fields
    leads = {
        field.attname: field.related_model._meta.label_lower
        for field in fields
        if isinstance(field, ForeignKey) and _is_recorded(field.related_model)
    }
    moments = [f.attname for f in fields if f.attname in AT_ITS_EVENT]
    rows = model._base_manager.order_by("pk").values("pk", *leads, *moments)
    for row in rows.iterator(chunk_size=2000):
        where = f"{model._meta.label_lower}:{row['pk']}"
        if where not in places:
            continue
        position, at = places[where]
        for name, label in leads.items():
            on = f"{label}:{row[name]}"
            if on in places and places[on][0] > position:
                yield Break(where, f"it rests on {on}, which was recorded after it")
        for name in moments:
            if row[name] is not None and abs(at - row[name]) > SLACK:
                yield Break(where, f"its event is of another time than its {name}")


def _is_recorded(model: Any) -> bool:
    """Whether an event stands for the making of such a row."""
    return issubclass(model, Evidence) or hasattr(model, "LASTING")


@verification("Statuses against the ledger")
def statuses_are_as_recorded() -> Iterator[Break]:
    """A status is what the last step about the object left it at, and what never
    changes of the object is what the event of its making says."""
    last: dict[tuple[str, str], str] = {}
    fixed: dict[tuple[str, str], dict[str, Any]] = {}
    for label, key, data in _events("subject_type", "subject_id", "data"):
        about, told = (label, key), _told(data)
        if (after := told.get("after")) is not None:
            last[about] = after
        if "fixed" in told:
            fixed[about] = told["fixed"]
    for (label, key), facts in fixed.items():
        made = apps.get_model(label)._base_manager.filter(pk=key).first()
        if made is not None and lasting(made) != facts:
            yield Break(f"{label}:{key}", "it is not what it was recorded to be")
    for label in sorted({label for label, _ in last}):
        for key in apps.get_model(label)._base_manager.values_list("pk", flat=True):
            if (label, str(key)) not in last:
                yield Break(f"{label}:{key}", "no event stands for this row")
    for (label, key), after in last.items():
        row = apps.get_model(label)._base_manager.filter(pk=key).first()
        where = f"{label}:{key}"
        if row is None:
            yield Break(where, "it has been removed")
        elif row.status != after:
            yield Break(where, f"its status is {row.status}; the ledger says {after}")
