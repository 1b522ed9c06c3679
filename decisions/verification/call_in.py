"""Rulings on call-in."""

from collections.abc import Iterator
from typing import Any

from decisions.models import CallInRuling
from iegtracker.ledger.verification import Break, verification


@verification("Rulings on call-in")
def rulings_hold() -> Iterator[Break]:
    """What a second clerk confirmed is what the first had entered."""
    entries = CallInRuling.objects.filter(confirmation__isnull=False)
    for entry in entries.select_related("confirmation").order_by("pk"):
        row = entry.confirmation
        if row.entered_by_id != entry.recorded_by_id:
            yield Break(row.address, "another clerk entered what it confirms")
        if not entry.waits_because or _ruled(row) != _ruled(entry):
            yield Break(row.address, "it is not what waited to be confirmed")


def _ruled(row: CallInRuling) -> dict[str, Any]:
    """What a ruling says, whoever recorded it and when."""
    return {k: v for k, v in row.columns.items() if k not in _OF_ITS_RECORDING}


_OF_ITS_RECORDING = {
    "id",
    "number",
    "waits_because",
    "confirms_id",
    "entered_by_id",
    "recorded_by_id",
    "recorded_at",
}
