"""The ledger for reading: one's own acts, or all of it for those who may."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from iegtracker.errors import NotAllowed

from .models import Event, RecordCheck

WHOLE_LEDGER = "ledger.view_event"
_ON_A_PAGE = 50


def ledger(request: HttpRequest) -> HttpResponse:
    """Newest first, 50 on a page; `at` opens the page that holds a position."""
    whole = request.user.holds(WHOLE_LEDGER)  # type: ignore[union-attr]
    events = Event.objects.order_by("-position")
    if not whole:
        events = events.filter(actor=request.user.pk)
    number: Any = request.GET.get("page")
    at = request.GET.get("at", "")
    if at.isascii() and at.isdigit() and len(at) < 16:
        number = events.filter(position__gt=int(at)).count() // _ON_A_PAGE + 1
    page = Paginator(events, _ON_A_PAGE).get_page(number)
    context = {"page": page, "whole": whole, "at": at}
    return render(request, "ledger/ledger.html", context)


def check(request: HttpRequest) -> HttpResponse:
    """The last proofs of the whole record, and each break of one of them."""
    if not request.user.holds(WHOLE_LEDGER):  # type: ignore[union-attr]
        raise NotAllowed(
            "Checks of the record are open to democratic services and auditors."
        )
    page = Paginator(RecordCheck.objects.order_by("-pk"), _ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = list(page)
    asked = request.GET.get("check", "")
    shown = rows[0] if rows else None
    if asked:
        shown = next((row for row in rows if str(row.pk) == asked), None)
        if shown is None:
            raise Http404("There is no such check.")
    context = {
        "page": page,
        "checks": rows,
        "shown": shown,
        "breaks": [_placed(each) for each in shown.named] if shown else [],
        "is_newest": page.number == 1,
        "breadcrumbs": [("Ledger", reverse("ledger")), ("Checks", None)],
    }
    return render(request, "ledger/check.html", context)


def _placed(each: dict[str, Any]) -> dict[str, Any]:
    """A break with where it is read: its event in the ledger, its row in the admin."""
    label, _, key = each["where"].partition(":")
    position = each["position"]
    address = f"{reverse('ledger')}?at={position}#event-{position}" if position else ""
    return {**each, "url": address, "row_url": _row_address(label, key)}


def _row_address(label: str, key: str) -> str:
    try:
        return reverse(f"admin:{label.replace('.', '_')}_change", args=[key])
    except NoReverseMatch:
        return ""
