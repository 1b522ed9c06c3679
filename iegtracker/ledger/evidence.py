"""Rows that are written once: the base of every evidence table."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

from django.db import models

REFUSED = "Evidence is never changed or removed: correct it with a new row."


class EvidenceQuerySet(models.QuerySet):
    """Reads and inserts; refuses everything else."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(REFUSED)

    def delete(self) -> NoReturn:
        raise TypeError(REFUSED)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        """Insert many at once; nothing that stands is ever put in place of."""
        if kwargs.get("ignore_conflicts") or kwargs.get("update_conflicts"):
            raise TypeError(REFUSED)
        made = super().bulk_create(objs, *args, **kwargs)
        for row in made:
            row.made_now = True  # type: ignore[attr-defined]
        return made

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(REFUSED)

    update.alters_data = True  # type: ignore[attr-defined]
    delete.alters_data = True  # type: ignore[attr-defined]


class Evidence(models.Model):
    """An insert-only row. The database holds that too (see `guards`)."""

    made_now = False
    recorded = False

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(REFUSED)
        super().save(*args, **{**kwargs, "force_insert": True})
        self.made_now = True

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(REFUSED)

    @property
    def columns(self) -> dict[str, Any]:
        """Every column of the row in plain JSON: see `columns_of`."""
        values = [getattr(self, field.attname) for field in self._meta.concrete_fields]
        return columns_of(self, values)

    @property
    def canonical(self) -> bytes:
        """The bytes that are hashed, and that a bundle of evidence carries."""
        return canonical(self.columns)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over every column of the row."""
        return fingerprint(self.columns)

    @property
    def address(self) -> str:
        """The row's name in the ledger: table and key."""
        return f"{self._meta.label_lower}:{self.pk}"


def columns_of(
    model: Evidence | type[Evidence], values: Iterable[Any]
) -> dict[str, Any]:
    """The columns of a row in plain JSON, the same on every database, from the values
    of its concrete fields in their order.

    A column that holds nothing is left out, so that a later release may add one
    without disturbing what was recorded before it. Bytes and mail addresses are
    bound by their SHA-256: a bundle may be handed to anyone.
    """
    return {
        field.attname: _hashed(value) if _is_hashed(field) else _plain(value)
        for field, stored in zip(model._meta.concrete_fields, values, strict=True)
        if (value := field.to_python(stored)) not in (None, "")
    }


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def canonical(columns: dict[str, Any]) -> bytes:
    """Columns as canonical JSON: sorted keys, no spaces, ASCII."""
    return _encode(columns).encode()


def fingerprint(columns: dict[str, Any]) -> str:
    """SHA-256 over every column of a row."""
    return hashlib.sha256(canonical(columns)).hexdigest()


def lasting(obj: models.Model) -> dict[str, Any]:
    """What never changes of something that is not evidence, as its model names it.

    The event that stands for its making says it, so that the chain binds it too.
    """
    names: tuple[str, ...] = getattr(obj, "LASTING", ())
    return {name: getattr(obj, name) for name in names}


def _is_hashed(field: models.Field) -> bool:
    return isinstance(field, models.BinaryField | models.EmailField)


def _hashed(value: Any) -> str:
    content = value.encode() if isinstance(value, str) else bytes(value)
    return hashlib.sha256(content).hexdigest()


def _plain(value: Any) -> Any:
    """A column's value in one spelling: UTC for moments."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value
