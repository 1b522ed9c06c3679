"""States that the actions told once in this process, put back row by row.

Telling a story through the actions takes a quarter of a second, and most tests begin
with one of a few. The first test that asks for a state gets it told; what it left in
the database is kept, and later tests, which begin with an empty database, get the same
rows. Nothing is put back that an action did not write.
"""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, models, transaction

from iegtracker.people.models import User

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]
_kept: dict[tuple[Any, ...], tuple[Rows, "Kept"]] = {}


class Kept:
    """A story by the keys of its objects, to be read again from the database."""

    def __init__(self, story: Any) -> None:
        self.kind = type(story)
        self.told = {name: _keep(value) for name, value in vars(story).items()}

    def again(self) -> Any:
        story = object.__new__(self.kind)
        vars(story).update(self.told)
        keys = defaultdict(dict)
        for name, value in self.told.items():
            if isinstance(value, Kept):
                setattr(story, name, value.again())
            elif isinstance(value, Row):
                keys[value.model][name] = value.key
        for model, named in keys.items():
            rows = model._base_manager.in_bulk(named.values())
            for name, key in named.items():
                setattr(story, name, rows[key])
        return story


class Row(NamedTuple):
    """An object of the database, by its model and key."""

    model: type[models.Model]
    key: Any


def _keep(value: Any) -> Any:
    if isinstance(value, models.Model):
        return Row(type(value), value.pk)
    return Kept(value) if hasattr(value, "__dataclass_fields__") else value


def told_once(make: Callable[..., Any]) -> Callable[..., Any]:
    """Tell a state by its maker the first time, and put its rows back after that.

    Only for an empty database, and for what is told by names, numbers and functions
    alone.
    """

    @functools.wraps(make)
    def told(*args: Any, **kwargs: Any) -> Any:
        given = (*args, *kwargs.values())
        plain = all(a is None or isinstance(a, str | int) or callable(a) for a in given)
        if not plain or User.objects.exists():
            return make(*args, **kwargs)
        key = (
            make.__module__,
            make.__name__,
            connection.vendor,
            *args,
            *sorted(kwargs.items()),
        )
        if key not in _kept:
            before = {table: _count(table) for table in _tables()}
            story = make(*args, **kwargs)
            _kept[key] = (_rows(before), Kept(story))
            return story
        rows, story = _kept[key]
        _put_back(rows)
        return story.again()

    return told


def _tables() -> list[str]:
    # What is still to be done in the background is no part of a story.
    every = (
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label != "django_tasks_database"
    )
    return [m._meta.db_table for m in every if m._meta.managed]


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608
        return cursor.fetchone()[0]


def _rows(before: dict[str, int]) -> Rows:
    """What stands in the tables that were empty; the others must be as they were."""
    found: Rows = {}
    for table, count in before.items():
        if count:
            assert _count(table) == count, f"{table} was not empty, and has changed"
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            rows = [tuple(map(_plain, row)) for row in cursor.fetchall()]
            if rows:
                found[table] = ([column[0] for column in cursor.description], rows)
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


@contextmanager
def numbered_from_one() -> Iterator[None]:
    """Inside, stories are told anew, and the keys of their rows begin at one, whatever
    was told before: for what names rows by their keys. All of it is taken back."""
    kept = dict(_kept)
    _kept.clear()
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                _begin_at_one()
            yield
            transaction.set_rollback(True)
    finally:
        _kept.clear()
        _kept.update(kept)


def _begin_at_one() -> None:
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if isinstance(model._meta.pk, models.AutoField):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence(%s, 'id'), "  # noqa: S608
                    f'(SELECT COALESCE(MAX(id), 0) + 1 FROM "{table}"), false)',
                    [f'"{table}"'],
                )


def _put_back(kept: Rows) -> None:
    # Within one transaction, rows may name others that come after them.
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table, (columns, rows) in kept.items():
                cursor.executemany(_insert(table, columns, 1), rows)
            return
        # It is asked over a wire, so once for all.
        asked: list[str] = []
        for table, (columns, rows) in kept.items():
            asked.append(_insert(table, columns, len(rows)))
            if "id" in columns:
                last = max(row[columns.index("id")] for row in rows)
                serial = f"pg_get_serial_sequence('\"{table}\"', 'id')"
                asked.append(f"SELECT setval({serial}, {last})")  # noqa: S608
        values = [v for _, rows in kept.values() for row in rows for v in row]
        cursor.execute(";".join(asked), values)


def _insert(table: str, columns: list[str], count: int) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    every = ", ".join([f"({marks})"] * count)
    return f'INSERT INTO "{table}" ({names}) VALUES {every}'  # noqa: S608
