"""Where a refusal becomes a page, and what every page is told."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from . import clock
from .errors import DomainError, NotAllowed
from .ledger.record import head
from .people.models import User


class SignedInRequest(HttpRequest):
    """What a view gets behind LoginRequiredMiddleware: somebody has signed in."""

    user: User


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
        forbidden = isinstance(error, NotAllowed)
        context = {
            "error": error,
            "obstacles": getattr(error, "obstacles", ()),
            "refused_for_good": forbidden,
            "way_back": _way_back(request),
        }
        status = 403 if forbidden else 409
        return render(request, "refused.html", context, status=status)


def _way_back(request: HttpRequest) -> str:
    """The page of this site that led here, if the browser says so."""
    came_from = request.headers.get("Referer", "")
    host = {request.get_host()}
    if not url_has_allowed_host_and_scheme(came_from, host):
        return ""
    return "" if urlsplit(came_from).path == request.path else came_from


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
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "council": settings.IEG_COUNCIL,
        "service_name": "IEG tracker",
        "demo": settings.IEG_DEMO,
        "clock_now": clock.now(),
        "ledger_head": SimpleLazyObject(head) if signed_in else "",
        "version": settings.VERSION,
        "navigation": _navigation(request.path, user) if signed_in else [],
    }


def _navigation(path: str, user: Any) -> list[tuple[str, str, bool]]:
    """The menu: label, address, and whether the page is below it."""
    places = [
        ("What waits for me", "home", True),
        ("Statements", "statements:list", True),
        ("Meetings", "decisions:meetings", True),
        ("Offices", "decisions:offices", user.holds("decisions.view_office")),
        ("Ledger", "ledger", True),
        ("Records", "admin:index", user.is_staff),
    ]
    addresses = [(words, reverse(name)) for words, name, is_open in places if is_open]
    return [
        (
            words,
            address,
            address == path or (address != "/" and path.startswith(address)),
        )
        for words, address in addresses
    ]
