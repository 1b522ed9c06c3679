"""All that is stored: to compare, to take back, to lose."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from decisions.models import Notice
from iegtracker.ledger.record import head
from iegtracker.ledger.verification import verify


def everything_stored() -> dict[str, object]:
    """Every row of every table by its key, every status, and the ledger's head."""
    stored: dict[str, object] = {}
    for model in apps.get_models():
        fields = ["pk"]
        if any(field.name == "status" for field in model._meta.concrete_fields):
            fields.append("status")
        rows = model._base_manager.order_by("pk").values_list(*fields)
        stored[model._meta.label] = list(rows)
    stored["head"] = head()
    return stored


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
