"""A member's own copy: by the personal link of a message, or signed in."""

from typing import TypeVar

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from decisions import actions
from decisions.links import LinkRefused, opened
from decisions.selectors.distribution import link_page, own_entry
from iegtracker.errors import NotAllowed
from iegtracker.web import OpenRequest, SignedInRequest, open_to_public
from statements.access import ask_to_see_published, published_copy
from statements.models import Statement
from statements.views.final_copy import file_name
from statements.views.serving import reaches_the_end, served

Answer = TypeVar("Answer", bound=HttpResponseBase)


# The token is all that is asked for, and a page of another site does not have it.
@csrf_exempt
@open_to_public
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: OpenRequest, token: str) -> HttpResponse:
    """What a personal link opens.

    Programs that look into mail follow its links, so that opening the page records
    nothing. Its button does not link to the file either, but is sent: programs press
    none. It leads to the file, and fetching that to its last byte counts as receipt.
    """
    found = opened(token)
    if isinstance(found, LinkRefused):
        return _kept_by_nobody(_refused(request, found))
    if request.method == "POST":
        sha256 = found.entry.distribution.copy.sha256
        answer: HttpResponse = redirect("decisions:copy_pdf", token, sha256)
        answer.status_code = 303
        return _kept_by_nobody(answer)
    page = link_page(found, token, request.user)
    context = {"page": page, "sign_in_address": _sign_in(page.statement)}
    return _kept_by_nobody(render(request, "decisions/copy.html", context))


@open_to_public
@require_safe
def copy_pdf(request: OpenRequest, token: str, sha256: str) -> HttpResponseBase:
    """The file behind a personal link."""
    found = opened(token, sha256)
    if isinstance(found, LinkRefused):
        return _kept_by_nobody(_refused(request, found))
    distribution = found.entry.distribution
    answer = served(request, distribution.copy, file_name(distribution.statement))
    if request.method == "GET" and reaches_the_end(answer):
        actions.record_download(found.entry, message=found)
    return _kept_by_nobody(answer)


@require_safe
def my_copy(request: SignedInRequest, round: str) -> HttpResponseBase:
    """The final copy that stands, for a member on its roll who has signed in."""
    statement = get_object_or_404(Statement, round=round)
    found = published_copy(statement)
    ask_to_see_published(request.user, found)
    if found is None:
        raise NotAllowed(f"{statement} has no final copy yet: it is not published.")
    answer = served(request, found, file_name(statement))
    entry = own_entry(request.user, round)
    if entry and request.method == "GET" and reaches_the_end(answer):
        actions.record_download(entry, by=request.user)
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _refused(request: OpenRequest, found: LinkRefused) -> HttpResponse:
    context = {"refused": found, "sign_in_address": reverse("account_login")}
    return render(request, "decisions/copy_refused.html", context, status=found.status)


def _sign_in(statement: Statement) -> str:
    """Where to sign in, without the link in the address."""
    final = reverse("statements:final_copy", args=[statement.round])
    return f"{reverse('account_login')}?next={final}"


def _kept_by_nobody(answer: Answer) -> Answer:
    """No cache keeps what a link opens, and no other page is told the link."""
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
