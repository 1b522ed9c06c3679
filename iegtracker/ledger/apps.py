from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    name = "iegtracker.ledger"
    label = "ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        # Each app says in these modules what its roles may do, which verbs it
        # records, what can be proved of its rows, which settings are wrong, and who
        # is told when the record is checked.
        autodiscover_modules(
            *("events", "permissions", "guards", "verification", "system_checks"),
            "watch",
        )
