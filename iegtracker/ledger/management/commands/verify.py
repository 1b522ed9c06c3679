from typing import Any

from django.core.management.base import BaseCommand, CommandError

from iegtracker.ledger.record import head
from iegtracker.ledger.verification import verify


class Command(BaseCommand):
    help = "Prove the stored record: chain, digests, indexes, coverage, guards."

    def handle(self, *args: Any, **options: Any) -> None:
        first = None
        for title, breaks in verify():
            self.stdout.write(f"{'✕' if breaks else '✓'} {title}")
            for found in breaks:
                self.stdout.write(f"    {found}")
            if breaks and first is None:
                first = breaks[0]
        if first is not None:
            raise CommandError(f"The record is broken at {first}", returncode=1)
        self.stdout.write(f"The record holds. Ledger head: {head() or 'empty'}")
