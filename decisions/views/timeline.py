"""The story of a statement."""

from django.http import HttpResponse
from django.shortcuts import render

from decisions.selectors.timeline import timeline_page
from iegtracker.web import OpenRequest, open_once_published


@open_once_published
def timeline(request: OpenRequest, round: str) -> HttpResponse:
    page = timeline_page(round, request.user, request.GET.get("page"))
    context = {"told": page, "page": page.page, "breadcrumbs": page.trail}
    return render(request, "decisions/timeline.html", context)
