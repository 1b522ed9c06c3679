"""All that is stored: to compare, to take back, to lose."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django_tasks_db.models import DBTaskResult

from decisions.models import Notice
from iegtracker.ledger.record import head


def everything_stored() -> dict[str, object]:
    """How many rows every table has and the last key, every status by its row's key,
    and the ledger's head."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED)
        stored: dict[str, object] = {table: rest for table, *rest in cursor.fetchall()}
    for model in _WITH_STATUS:
        rows = model._base_manager.order_by("pk").values_list("pk", "status")
        stored[model._meta.label] = list(rows)
    stored["head"] = head()
    return stored


def _counted(model: type[Model]) -> str:
    table, key = model._meta.db_table, model._meta.pk.column
    last = f'MAX(CAST("{key}" AS VARCHAR(64)))'
    return f"SELECT '{table}', COUNT(*), {last} FROM \"{table}\""  # noqa: S608


# One question of all tables: tests ask it thousands of times.
_COUNTED = " UNION ALL ".join(map(_counted, apps.get_models()))
_WITH_STATUS = [
    model
    for model in apps.get_models()
    if any(field.name == "status" for field in model._meta.concrete_fields)
]


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
