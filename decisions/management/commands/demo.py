from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from decisions.story.accounts import PASSWORD, told_accounts
from decisions.story.resuming import is_told, resume_clock
from iegtracker import clock
from iegtracker.ledger.guards import migrations_wait
from iegtracker.ledger.models import Event
from iegtracker.people.roles import sync_roles
from iegtracker.times import time_of_day

# By name, since the renderer that it brings takes half a second to load, and only the
# first start tells the story.
STORY = "decisions.story.telling.tell"


class Command(BaseCommand):
    help = (
        "Make the demonstration ready: tables, roles, the story of December 2004, and "
        "its clock. Safe to repeat: a story that is there is kept."
    )
    # The site's own start runs the checks; here they would cost a second each time.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="remove everything in the database, and tell the story again",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IEG_DEMO:
            raise CommandError("Set IEG_DEMO=1: this is for the demonstration only.")
        if options["reset"]:
            _remove_everything()
        _make_tables()
        with transaction.atomic():
            sync_roles()
        if not is_told():
            if Event.objects.exists():
                raise CommandError(
                    "This database holds a record of its own. Name another one in "
                    "DATABASE_URL for the demonstration."
                )
            self.stdout.write("Telling the story of December 2004 ...")
            _tell_quietly()
        moment = timezone.localtime(resume_clock())
        when = f"{moment:%A} {moment.day} {moment:%B %Y}, {time_of_day(moment)}"
        self.stdout.write(f"In the demonstration it is {when}.")
        self._tell_accounts()

    def _tell_accounts(self) -> None:
        rows = list(told_accounts())
        wide = max(len(username) for username, _, _ in rows)
        long = max(len(name) for _, name, _ in rows)
        self.stdout.write(f"\nSign in at {settings.IEG_SITE_URL}{settings.LOGIN_URL}")
        self.stdout.write(f"Everybody's password is: {PASSWORD}\n\n")
        for username, name, can in rows:
            self.stdout.write(f"  {username:<{wide}}  {name:<{long}}  {can}")
        self.stdout.write("  (member-03 to member-57 are the other members)")


def _make_tables() -> None:
    """Migrate, unless nothing is to be done: asking costs a tenth of doing."""
    Path(settings.IEG_DATA_DIR).mkdir(parents=True, exist_ok=True)
    if migrations_wait():
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _tell_quietly() -> None:
    """Nobody is written to about what happened in a story."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        with transaction.atomic():
            import_string(STORY)()
            resume_clock()
    finally:
        settings.EMAIL_BACKEND = backend


def _remove_everything() -> None:
    """Drop the whole database: its guards rightly refuse to empty their tables."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for ending in ("", "-wal", "-shm", "-journal", "-check"):
            Path(name + ending).unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    # What this process remembers of the old tables is wrong for the new ones.
    ContentType.objects.clear_cache()
    clock.offset.cache_clear()
