"""The final copy: its page, and its bytes for ever."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from iegtracker.errors import NotAllowed
from iegtracker.web import OpenRequest, open_once_published
from statements.access import ask_to_see_published, may_read
from statements.models import FinalCopy, Statement
from statements.selectors import copies as selectors

from .reading import crumbs
from .serving import served


@open_once_published
@require_safe
def page(request: OpenRequest, round: str) -> HttpResponse:
    statement = get_object_or_404(Statement, round=round)
    copies = selectors.final_copies(statement)
    copy = _chosen(request, statement, copies)
    context = {
        "page": selectors.final_copy_page(statement, copies, copy),
        "may_read": may_read(request.user, statement),
        "breadcrumbs": crumbs(statement, ("Final copy", "")),
    }
    return render(request, "statements/final_copy.html", context)


@open_once_published
@require_safe
def download(request: OpenRequest, round: str) -> HttpResponseBase:
    """The stored bytes; a reader who has them already is told so."""
    statement = get_object_or_404(Statement, round=round)
    copy = _chosen(request, statement, selectors.final_copies(statement))
    return served(request, copy, file_name(statement))


def file_name(statement: Statement) -> str:
    """As what a reader's computer keeps it."""
    return f"ieg-statement-{statement.round}.pdf"


def _chosen(
    request: OpenRequest, statement: Statement, copies: list[FinalCopy]
) -> FinalCopy:
    ask_to_see_published(request.user, copies[0] if copies else None)
    if not copies:
        raise NotAllowed(f"{statement} has no final copy yet: it is not published.")
    copy = selectors.chosen(copies, request.GET.get("sha256", ""))
    if copy is None:
        raise Http404
    return copy
