from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from iegtracker.people.roles import sync_roles


class Command(BaseCommand):
    help = "Give each role the permissions that the code declares. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            changed = sync_roles()
        if options["verbosity"]:
            self.stdout.write(
                f"Roles changed: {', '.join(changed)}."
                if changed
                else "Roles are in step."
            )
