from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iegtracker.ledger.actions import record_check
from iegtracker.ledger.record import head
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

    def handle(self, *args: Any, **options: Any) -> None:
        first = None
        checked = check()
        if options["record"]:
            record_check(checked)
        for title, breaks in checked.results:
            self.stdout.write(f"{'✕' if breaks else '✓'} {title}")
            for found in breaks:
                self.stdout.write(f"    {found}")
            if breaks and first is None:
                first = breaks[0]
        if first is not None:
            raise CommandError(f"The record is broken at {first}", returncode=1)
        self.stdout.write(f"The record holds. Ledger head: {head() or 'empty'}")
