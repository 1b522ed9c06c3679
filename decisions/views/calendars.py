"""A person's calendar, open to whoever has its address."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from decisions.calendar_file import calendar_file
from decisions.selectors.calendars import calendar_for


@login_not_required
@require_safe
@cache_control(private=True)
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """An address that was revoked answers as one that never was."""
    found = calendar_for(token)
    if found is None:
        return HttpResponseNotFound("There is no calendar here.\n", "text/plain")
    return HttpResponse(
        calendar_file(found),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="ieg.ics"'},
    )
