from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from decisions.actions import open_report
from decisions.models import Meeting
from iegtracker.errors import DomainError
from iegtracker.people.models import User
from statements.document import Document
from statements.importing import report_from_text
from statements.models import Statement
from statements.states import StatementStatus


class Command(BaseCommand):
    help = (
        "Read a committee report in plain text and open it as a report to its meeting. "
        "Without --by the file is only checked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the report, in UTF-8")
        parser.add_argument("--by", help="user name of the officer who imports it")
        parser.add_argument(
            "--round", help="the statement it is about (else: the one being drafted)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        document = _read(options["file"])
        kinds = [document.get(uid, "kind") for uid in document.walk()]
        found = (
            f"“{document.get('root', 'title')}”, to {document.get('root', 'to')}, "
            f"{document.get('root', 'date')}: {kinds.count('section')} sections, "
            f"{kinds.count('recommendation')} recommendations."
        )
        if not options["by"]:
            self.stdout.write(f"Read {found} Nothing was stored: say who with --by.")
            return
        try:
            report = open_report(
                _statement(options["round"]),
                _meeting(document.get("root", "date")),
                document,
                by=_person(options["by"]),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Report {report.number} is opened: {found}")


def _read(path: Path) -> Document:
    try:
        return report_from_text(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not a text in UTF-8.") from error
    except ValueError as error:
        raise CommandError(str(error)) from error


def _statement(round: str | None) -> Statement:
    wanted = {"round": round} if round else {"status": StatementStatus.DRAFTING}
    found = list(Statement.objects.filter(imported=False, **wanted))
    if len(found) != 1:
        raise CommandError(
            f"There is no statement of the round {round}."
            if round
            else "Name the statement with --round: not exactly one is being drafted."
        )
    return found[0]


def _meeting(held_on: str) -> Meeting:
    found = list(Meeting.objects.filter(held_on=held_on))
    if len(found) != 1:
        raise CommandError(
            f"Record the meeting of {held_on} first."
            if not found
            else f"There are several meetings on {held_on}, so open the report by hand."
        )
    return found[0]


def _person(username: str) -> User:
    try:
        return User.objects.get(username=username, is_active=True)
    except User.DoesNotExist as error:
        raise CommandError(f"There is no account {username}.") from error
