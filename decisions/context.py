"""What the header says about the person who is signed in."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .access import offices_today


def my_offices(request: HttpRequest) -> dict[str, object]:
    """The names of the offices held today, read only where they are printed."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"my_offices": []}
    return {
        "my_offices": SimpleLazyObject(
            lambda: [row.office.name for row in offices_today(user)]
        )
    }
