"""All that is stored: to compare, to take back, to lose."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django_tasks_db.models import DBTaskResult

from decisions.models import Notice
from iegtracker.ledger.record import head
from iegtracker.ledger.verification import verify


def everything_stored() -> dict[str, object]:
    """Every row of every table by its key, every status, and the ledger's head."""
    stored: dict[str, list[Any]] = {label: [] for label in _tables()}
    with connection.cursor() as cursor:
        cursor.execute(_every_row())
        # Keys are numbers, here as text: a longer one is a later one.
        for label, *row in sorted(cursor, key=lambda row: (len(row[1]), row)):
            stored[label].append(row)
    return {**stored, "head": head()}


@cache
def _every_row() -> str:
    """One question for all tables: asked of each, it would be most of some tests."""
    return " UNION ALL ".join(
        f"SELECT '{label}', CAST({key} AS TEXT), {status} FROM \"{table}\""  # noqa: S608
        for label, (table, key, status) in _tables().items()
    )


@cache
def _tables() -> dict[str, tuple[str, str, str]]:
    """Of each model its table, and where that holds the key and, if any, the status."""
    return {
        model._meta.label: (
            model._meta.db_table,
            f'"{model._meta.pk.column}"',
            '"status"' if _has_status(model) else "''",
        )
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
    }


def _has_status(model: type[Model]) -> bool:
    return any(field.column == "status" for field in model._meta.local_fields)


def broken() -> dict[str, list[str]]:
    """What the record fails to prove, by the title of each proof."""
    return {title: list(map(str, found)) for title, found in verify() if found}


@contextmanager
def undone() -> Iterator[None]:
    """Take back all that happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def empty_queue() -> None:
    """Lose every task that waits, as an operator might."""
    DBTaskResult.objects.all().delete()


def empty_post() -> None:
    """Forget what was mailed on the way to a state."""
    Notice.objects.all().delete()
