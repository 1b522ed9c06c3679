"""Where a refusal becomes a page, and what every page is told."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from . import clock
from .errors import DomainError, NotAllowed
from .ledger.record import head


class DomainErrorMiddleware:
    """Turn a refusal that no form caught into a page with its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        status = 403 if isinstance(error, NotAllowed) else 409
        context = {"error": error, "obstacles": getattr(error, "obstacles", ())}
        return render(request, "refused.html", context, status=status)


def attempt(form: forms.Form, action: Callable[..., Any], *args: Any, **kw: Any) -> Any:
    """Run an action for a valid form; put a refusal beside the field it names.

    Returns what the action returns, or None when it refused. What was typed is kept,
    since the form is shown again, with what stands in the way as `form.obstacles`.
    A NotAllowed is a page of its own.
    """
    try:
        return action(*args, **kw)
    except NotAllowed:
        raise
    except DomainError as error:
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error))
        form.obstacles = getattr(error, "obstacles", ())  # type: ignore[attr-defined]
        return None


def site_context(request: HttpRequest) -> dict[str, Any]:
    """What the header, banner and footer of every page say."""
    path = request.path
    navigation = [
        (
            words,
            address,
            address == path or (address != "/" and path.startswith(address)),
        )
        for words, address in (
            ("What waits for me", reverse("home")),
            ("Statements", reverse("statements:list")),
            ("Meetings", reverse("decisions:meetings")),
        )
    ]
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "council": settings.IEG_COUNCIL,
        "service_name": "IEG tracker",
        "demo": settings.IEG_DEMO,
        "clock_now": clock.now(),
        "ledger_head": SimpleLazyObject(head) if signed_in else "",
        "version": settings.VERSION,
        "navigation": navigation if signed_in else [],
    }
