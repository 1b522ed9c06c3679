"""What the header says about the person who is signed in."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .access import offices_today
from .selectors.distribution import distribution_url, own_copy


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


def my_copy(request: HttpRequest) -> dict[str, object]:
    """What became of the reader's own copy, on the page of a round's final copy."""
    user, match = getattr(request, "user", None), request.resolver_match
    round = match.kwargs.get("round") if match else None
    if user is None or not user.is_authenticated or round is None:
        return {"my_copy": None, "distribution_url": ""}
    return {
        "my_copy": SimpleLazyObject(lambda: own_copy(user, round)),
        "distribution_url": SimpleLazyObject(lambda: distribution_url(user, round)),
    }
