"""The statement as it is read: its text, its history, two versions compared."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from iegtracker.web import OpenRequest, open_once_published
from statements.access import ask_to_see_drafts
from statements.forms import CompareForm
from statements.models import Statement
from statements.rendering.pdf import DRAFT, pdf
from statements.selectors import history as selectors
from statements.selectors.statement import statement_page, text_for

ROUNDS = ("Statements", "statements:list")


def crumbs(statement: Statement, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of a statement."""
    return [
        (ROUNDS[0], reverse(ROUNDS[1])),
        (statement.title, reverse("statements:statement", args=[statement.round])),
        *rest,
    ]


@open_once_published
def statement(request: OpenRequest, round: str) -> HttpResponse:
    found = get_object_or_404(Statement, round=round)
    page = statement_page(found, request.user)
    context = {"page": page, "breadcrumbs": [*crumbs(found)[:1], (found.title, "")]}
    return render(request, "statements/statement.html", context)


def current_pdf(request: HttpRequest, round: str) -> HttpResponse:
    """The text as it is now, printed as a draft; a published text is its final copy."""
    found = get_object_or_404(Statement, round=round)
    text = text_for(found, request.user)
    if text.version and text.copy and text.copy.version_id == text.version.pk:
        return HttpResponseRedirect(reverse("statements:final_pdf", args=[round]))
    ask_to_see_drafts(request.user, found)
    made = pdf(text.document, kind=DRAFT)
    answer = HttpResponse(made.content, content_type="application/pdf")
    answer["Content-Disposition"] = (
        f'inline; filename="ieg-statement-{round}-draft.pdf"'
    )
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def history(request: HttpRequest, round: str) -> HttpResponse:
    found = get_object_or_404(Statement, round=round)
    ask_to_see_drafts(request.user, found)
    page = selectors.history_page(found, request.user, request.GET)
    context = {"page": page, "breadcrumbs": crumbs(found, ("History", ""))}
    return render(request, "statements/history.html", context)


def compare(request: HttpRequest, round: str) -> HttpResponse:
    found = get_object_or_404(Statement, round=round)
    ask_to_see_drafts(request.user, found)
    known = selectors.comparable(found)
    form = CompareForm(known.names, request.GET) if known.names else None
    redline = None
    if form and form.chosen:
        redline = selectors.compared_texts(found, known, *form.chosen)
    context = {
        "statement": found,
        "form": form,
        "names": known.names,
        "redline": redline,
        "breadcrumbs": crumbs(found, ("Compare", "")),
    }
    return render(request, "statements/compare.html", context)
