"""What stands in the way, and what changed since the decision."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from decisions.access import may_see_changes
from decisions.selectors.gate import gate_page
from decisions.selectors.since_cabinet import since_page
from iegtracker.web import OpenRequest, SignedInRequest, open_once_published
from statements.rendering.pdf import printed


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


@require_safe
@open_once_published
def since_cabinet_pdf(request: OpenRequest, round: str) -> HttpResponse:
    """The same to print or to keep, in the words that its reader may see."""
    page = since_page(round, request.user)
    if page.day is None:
        # The page says why there is nothing to print.
        return redirect("decisions:since_cabinet", round)
    context = {"page": page, "created": page.day.isoformat()}
    html = render_to_string("rendering/pdf/since_cabinet.html", context)
    answer = HttpResponse(printed(html).content, content_type="application/pdf")
    name = f"ieg-{round}-since-cabinet.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
