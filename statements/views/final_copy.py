"""The final copy: its page, and its bytes for ever."""

import io

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from iegtracker.errors import NotAllowed
from statements.access import ask_to_see_published, is_shut_out, sees_drafts
from statements.models import FinalCopy, Statement
from statements.selectors import copies as selectors

from .reading import crumbs


@require_safe
@login_not_required
def page(request: HttpRequest, round: str) -> HttpResponse:
    if is_shut_out(request):
        return redirect_to_login(request.get_full_path())
    statement = get_object_or_404(Statement, round=round)
    copies = selectors.final_copies(statement)
    copy = _chosen(request, statement, copies)
    context = {
        "page": selectors.final_copy_page(statement, copies, copy),
        "sees_drafts": sees_drafts(request.user),
        "breadcrumbs": crumbs(statement, ("Final copy", "")),
    }
    return render(request, "statements/final_copy.html", context)


@require_safe
@login_not_required
def download(request: HttpRequest, round: str) -> HttpResponseBase:
    """The stored bytes; a reader who has them already is told so."""
    if is_shut_out(request):
        return redirect_to_login(request.get_full_path())
    statement = get_object_or_404(Statement, round=round)
    copy = _chosen(request, statement, selectors.final_copies(statement))
    etag = f'"{copy.sha256}"'
    answer: HttpResponseBase = get_conditional_response(
        request, etag=etag
    ) or FileResponse(
        io.BytesIO(selectors.bytes_of(copy)),
        content_type="application/pdf",
        filename=f"ieg-statement-{round}.pdf",
    )
    answer["ETag"] = etag
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _chosen(
    request: HttpRequest, statement: Statement, copies: list[FinalCopy]
) -> FinalCopy:
    ask_to_see_published(request.user, copies[0] if copies else None)
    if not copies:
        raise NotAllowed(f"{statement} has no final copy yet: it is not published.")
    copy = selectors.chosen(copies, request.GET.get("sha256", ""))
    if copy is None:
        raise Http404
    return copy
