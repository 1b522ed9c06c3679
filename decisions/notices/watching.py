"""What is said when the record does not hold."""

from django.urls import reverse

from iegtracker.ledger.models import RecordCheck
from iegtracker.people.roles import Role

from .composing import Message, short_day
from .people import in_roles
from .sending import tell

_NAMED = 5


def tell_broken(check: RecordCheck) -> None:
    """Tell democratic services and the auditors at once; it waits for no digest."""
    breaks = "1 break" if check.found == 1 else f"{check.found} breaks"
    items = [
        f"{each['where']}: {each['sentence']}"
        + (f" (ledger position {each['position']})" if each["position"] else "")
        for each in check.named[:_NAMED]
    ]
    more = check.found - len(items)
    message = Message(
        occasion=f"broken:{check.pk}",
        subject=f"IEG tracker: the record does not hold, {breaks} found",
        what=f"The nightly check of {short_day(check.checked_at.date())} found that "
        "what is stored is not what was recorded.",
        why="you keep the record, or audit it.",
        facts=(("Checked up to", f"event {check.position}"),),
        items=(*items, f"and {more} more") if more > 0 else tuple(items),
        link=reverse("record_check"),
        link_words="See each break",
        note="Do not mend a row by hand: the back-up of the day before shows what it "
        "was.",
    )
    tell(((p, message) for p in in_roles(Role.CLERK, Role.AUDITOR)), urgent=True)
