from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iegtracker.ledger.actions import record_check
from iegtracker.ledger.receipts import kept
from iegtracker.ledger.record import head
from iegtracker.ledger.turns import turn_to_check
from iegtracker.ledger.verification import Break
from iegtracker.ledger.watch import check


class Command(BaseCommand):
    help = "Prove the stored record: chain, digests, indexes, coverage, guards."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--record",
            action="store_true",
            help="keep the outcome, show it on the site, and mail clerks and auditors "
            "when the record does not hold",
        )
        parser.add_argument(
            "--receipt",
            action="append",
            default=[],
            metavar="HASH",
            help="a ledger head or digest from a receipt, which the ledger must hold",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        first = None
        with turn_to_check(wait=True) if options["record"] else nullcontext():
            checked = check()
            if options["record"]:
                record_check(checked)
        checks = [*checked.results]
        if options["receipt"]:
            checks.append(("Receipts", [*self._missing(options["receipt"])]))
        for title, breaks in checks:
            self.stdout.write(f"{'✕' if breaks else '✓'} {title}")
            for found in breaks:
                self.stdout.write(f"    {found}")
            if breaks and first is None:
                first = breaks[0]
        if first is not None:
            raise CommandError(f"The record is broken at {first}", returncode=1)
        self.stdout.write(f"The record holds. Ledger head: {head() or 'empty'}")

    def _missing(self, receipts: list[str]) -> Iterator[Break]:
        """The receipts that the ledger does not hold; it is said of the others which
        event they speak of."""
        for receipt in receipts:
            found = kept(receipt)
            if found is None:
                yield Break(f"receipt {receipt}", "the ledger holds no such hash")
            else:
                told = f"{found.words}, {found.event.at:%d %B %Y %H:%M} UTC"
                self.stdout.write(f"Receipt {receipt[:12]}: {told}")
