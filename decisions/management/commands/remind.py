from typing import Any

from django.core.management.base import BaseCommand

from decisions.actions import remind
from decisions.actions.reminding import KINDS

_MANY = {
    "request": "requests",
    "reminder": "reminders",
    "escalation": "escalations",
    "overdue": "overdue",
    "vacancy": "vacancies",
    "digest": "digests",
}


class Command(BaseCommand):
    help = (
        "Remind people of what waits for them before a deadline, tell the clerks what "
        "nobody has answered, send the digests, and send again what no mail server "
        "took; go on with a distribution that was left lying. Safe to repeat: each "
        "occasion is told once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = remind()
        counts = ((done.kept[kind], kind) for kind in KINDS)
        kept = [f"{n} {kind if n == 1 else _MANY[kind]}" for n, kind in counts if n]
        self.stdout.write(f"New: {', '.join(kept) or 'nothing'}.")
        sent, failed = done.delivery.sent, done.delivery.failures
        self.stdout.write(f"Sent: {sent} message{'s'[: sent != 1]}.")
        if failed:
            kinds = ", ".join(sorted(set(failed)))
            self.stdout.write(
                f"Not sent: {len(failed)}, and whatever waits behind ({kinds}). "
                "The next run tries again."
            )
