from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from decisions.bundle import write_bundle
from statements.models import Statement


class Command(BaseCommand):
    help = (
        "Write the evidence of a round's statement as one ZIP, with the script that "
        "checks it. It holds exempt words and scans: it is for auditors and clerks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round", help="the statement's round, such as 2004")
        parser.add_argument("file", type=Path, help="the ZIP to write")

    def handle(self, *args: Any, **options: Any) -> None:
        statement = Statement.objects.filter(round=options["round"]).first()
        if statement is None:
            raise CommandError(
                f"There is no statement of the round {options['round']}."
            )
        try:
            with options["file"].open("wb") as file:
                write_bundle(statement, file)
        except OSError as error:
            raise CommandError(
                f"{options['file']} cannot be written: {error.strerror}."
            ) from error
        self.stdout.write(f"Evidence of {statement}: {options['file']}")
