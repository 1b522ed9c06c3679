"""What stands in the way, and what changed since the decision."""

from django.http import HttpResponse
from django.shortcuts import render

from decisions.access import may_see_changes
from decisions.selectors.gate import gate_page, since_page
from iegtracker.web import OpenRequest, SignedInRequest, open_once_published


def gate(request: SignedInRequest, round: str) -> HttpResponse:
    page = gate_page(round, request.user)
    context = {"page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/gate.html", context)


@open_once_published
def since_cabinet(request: OpenRequest, round: str) -> HttpResponse:
    page = since_page(round, request.user)
    context = {
        "page": page,
        "breadcrumbs": page.trail,
        "links_changes": may_see_changes(request.user),
    }
    return render(request, "decisions/since_cabinet.html", context)
