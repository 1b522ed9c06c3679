"""Saying what a relation holds, as prefetching does, when one join read both sides."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model


def hold(obj: Model, name: str, rows: Iterable[Any]) -> None:
    """Let `obj.<name>.all()` be `rows`, without asking the database again."""
    held = getattr(obj, name).all()
    held._result_cache = list(rows)
    held._prefetch_done = True
    cache = obj.__dict__.setdefault("_prefetched_objects_cache", {})
    cache[name] = held
