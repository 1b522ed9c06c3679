from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from statements.actions import load_guidelines
from statements.skeleton import read_guidelines


class Command(BaseCommand):
    help = (
        "Load a round's guidelines from a JSON file. The same file again changes "
        "nothing; another file for the round is its next edition."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="for example 2004.json")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            told = read_guidelines(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} is not a text in UTF-8.") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        guidelines = load_guidelines(told)
        self.stdout.write(
            f"{guidelines}: edition {guidelines.edition}, {len(told['sections'])} "
            f"sections, {len(told['outcomes'])} outcomes, due "
            f"{guidelines.deadline.isoformat()}."
        )
