"""Records of decisions."""

import hashlib
from collections.abc import Iterator

from decisions.call_in import items_of
from decisions.models import Decision, DecisionRecord
from decisions.records import Record
from decisions.withholding import words_instead
from iegtracker.ledger.verification import Break, verification


@verification("Records of decisions")
def records_say_what_was_decided() -> Iterator[Break]:
    rows = DecisionRecord.objects.select_related("decision", "delegated__delegation")
    for row in rows.order_by("pk"):
        for problem in _record_problems(row):
            yield Break(row.address, problem)


def _record_problems(row: DecisionRecord) -> Iterator[str]:
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.digest:
        yield "its digest is not that of its words"
        return
    record = Record.from_bytes(content)
    said = (record.get("number"), record.get("edition"), record.get("decided_on"))
    if said != (row.number, row.edition, row.decided_on.isoformat()):
        yield "it says another number, edition or day"
    if row.decision and record.get("wording") not in _wordings(row.decision):
        yield "it is not what was resolved"
    if row.delegated:
        rounds = items_of(row.delegated).values_list("signing_round__digest", flat=True)
        if {change["digest"] for change in record.get("changes")} != set(rounds):
            yield "it does not list the changes that were decided"


def _wordings(decision: Decision) -> set[str]:
    """What a record may say was resolved: as recorded, as corrected, or withheld."""
    corrected = decision.corrections.values_list("wording", flat=True)
    instead = words_instead(decision)
    return {instead} if instead else {decision.wording, *filter(None, corrected)}
