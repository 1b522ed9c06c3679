"""Who is told when the record was checked."""

from iegtracker.ledger.models import RecordCheck
from iegtracker.ledger.watch import when_checked

from .notices import tell_broken


@when_checked
def tell_of_breaks(check: RecordCheck) -> None:
    """Clerks and auditors, of every night on which it does not hold."""
    if not check.holds:
        tell_broken(check)
