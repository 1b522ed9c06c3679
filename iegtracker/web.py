"""Where a refusal becomes a page, and what every page is told."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from . import clock
from .errors import DomainError, NotAllowed
from .ledger.watch import watched
from .people.models import Public, User, Visitor


class SignedInRequest(HttpRequest):
    """What a view gets behind SignedInMiddleware: somebody has signed in."""

    user: User


class OpenRequest(HttpRequest):
    """What a view gets that is open to the public: perhaps nobody has signed in."""

    user: Visitor


# For so many seconds a page that is open to the public may be kept by anybody.
KEPT_FOR = 60


def open_to_public(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let the public in as well; what the page then refuses leads to signing in.

    What is answered to a browser that sends a cookie is that browser's alone.
    """

    @login_not_required
    @wraps(view)
    def shown(request: OpenRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            request.user = Public()
        answer: HttpResponseBase = view(request, *args, **kwargs)
        patch_vary_headers(answer, ["Cookie"])
        if not answer.has_header("Cache-Control"):
            nobodys = not (request.user.is_authenticated or request.COOKIES)
            read = request.method in ("GET", "HEAD")
            if nobodys and read and answer.status_code in (200, 304):
                patch_cache_control(answer, public=True, max_age=KEPT_FOR)
            else:
                patch_cache_control(answer, private=True, no_cache=True)
        return answer

    return shown


def open_once_published(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let the public in where the council says that what is published is public."""

    @open_to_public
    @wraps(view)
    def shown(request: OpenRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (request.user.is_authenticated or settings.IEG_FINAL_COPY_PUBLIC):
            return asked_to_sign_in(request)
        return view(request, *args, **kwargs)

    return shown


def asked_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; whoever was signed out while typing gets the words first."""
    to_sign_in = redirect_to_login(request.get_full_path())
    typed = typed_words(request)
    if not typed:
        return to_sign_in
    told = {"typed": typed, "sign_in": to_sign_in.url}
    return render(request, "signed_out.html", told, status=403)


class SignedInMiddleware(LoginRequiredMiddleware):
    """Closed unless listed."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponse:
        return asked_to_sign_in(request)


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
        if forbidden and not request.user.is_authenticated:
            return asked_to_sign_in(request)
        context = {
            "error": error,
            "obstacles": getattr(error, "obstacles", ()),
            "refused_for_good": forbidden,
            "typed": typed_words(request),
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


# Of what a form sends, what nobody typed: a digest, the rows of a page, a button, the
# choice of a list; and what is shown to nobody.
_NOT_TYPED = re.compile(r"csrfmiddlewaretoken|seen.*|rows|step|conflict|.*password.*")
_A_CHOICE = re.compile(r"[a-z0-9_-]*")


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that was not read: too long, or not in order. It may have no user yet,
    so its page has no header."""
    too_long = isinstance(exception, RequestDataTooBig)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
    told = {"too_long": too_long, "most": most}
    page = render_to_string("400.html", told)
    return HttpResponse(page, status=413 if too_long else 400)


def typed_words(request: HttpRequest) -> str:
    """What a reader had typed into the form that was sent, in the order of the page.

    A number counts where it stands in a row of a table, such as a figure's cell.
    """
    typed = []
    for name, values in request.POST.lists():
        if _NOT_TYPED.fullmatch(name):
            continue
        for value in values:
            in_a_row = value.isdecimal() and "-" in name
            if value.strip() and (in_a_row or not _A_CHOICE.fullmatch(value)):
                typed.append(value)
    return "\n\n".join(typed)


def sent_back(request: HttpRequest, error: DomainError, to: Any) -> HttpResponse:
    """The page is closed: for this reader (403), or now: back, with the reason.

    With words that would be lost on the way it is a page of its own, to copy them.
    """
    if isinstance(error, NotAllowed) or typed_words(request):
        raise error
    messages.error(request, str(error))
    return redirect(to)


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
        "ledger": SimpleLazyObject(watched) if signed_in else None,
        "version": settings.VERSION,
        "copies_address": reverse("statements:check")
        if signed_in or settings.IEG_FINAL_COPY_PUBLIC
        else "",
        "navigation": _navigation(request.path, _places(user)),
        "home_address": reverse("home" if signed_in else PUBLIC_HOME),
        "sign_in_address": "" if signed_in else _sign_in_address(request),
    }


# Where the service's name leads somebody who has not signed in.
PUBLIC_HOME = "decisions:meetings"


def _sign_in_address(request: HttpRequest) -> str:
    """Where to sign in, to come back to a page that was read without; nothing on the
    very page where one does."""
    address = reverse("account_login")
    if request.path == address:
        return ""
    if request.method != "GET":
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"


def _places(user: Any) -> list[tuple[str, str, bool]]:
    """Where the menu leads: label, name of the address, and whether it is open."""
    if user is None or not user.is_authenticated:
        return [
            ("Statements", "statements:list", settings.IEG_FINAL_COPY_PUBLIC),
            ("Meetings", "decisions:meetings", True),
        ]
    return [
        ("What waits for me", "home", True),
        ("Statements", "statements:list", True),
        ("Meetings", "decisions:meetings", True),
        ("Offices", "decisions:offices", user.holds("decisions.view_office")),
        ("Ledger", "ledger", True),
        ("Records", "admin:index", user.is_staff),
    ]


def _navigation(
    path: str, places: list[tuple[str, str, bool]]
) -> list[tuple[str, str, bool]]:
    """The menu: label, address, and whether the page is below it."""
    addresses = [(words, reverse(name)) for words, name, is_open in places if is_open]
    return [
        (
            words,
            address,
            address == path or (address != "/" and path.startswith(address)),
        )
        for words, address in addresses
    ]
