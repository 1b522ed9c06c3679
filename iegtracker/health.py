"""Whether the process lives, and whether it can serve."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from .ledger import guards


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, is migrated and has its guards; else 503."""
    try:
        problem = "migrations are waiting" if guards.migrations_wait() else ""
        if not problem and guards.missing():
            problem = "guards are missing"
    except DatabaseError:
        problem = "the database does not answer"
    text, status = (f"not ready: {problem}\n", 503) if problem else ("ready\n", 200)
    return HttpResponse(text, status=status, content_type="text/plain")
