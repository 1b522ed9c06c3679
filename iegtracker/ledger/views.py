"""The ledger for reading: one's own acts, or all of it for those who may."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import Event

WHOLE_LEDGER = "ledger.view_event"


def ledger(request: HttpRequest) -> HttpResponse:
    """Newest first, 50 on a page."""
    whole = request.user.holds(WHOLE_LEDGER)  # type: ignore[union-attr]
    events = Event.objects.order_by("-position")
    if not whole:
        events = events.filter(actor=request.user.pk)
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    return render(request, "ledger/ledger.html", {"page": page, "whole": whole})
