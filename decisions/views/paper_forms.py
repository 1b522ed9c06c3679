"""Signatures on paper: the printed form, its entry by a clerk, its confirmation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from decisions import actions
from decisions.forms.changes import StepForm
from decisions.forms.paper_forms import EnterPaperForm
from decisions.paper_form import made
from decisions.selectors.casefiles import address
from decisions.selectors.paper_forms import (
    ENDINGS,
    enter_page,
    kind_of,
    paper_page,
    printed_form,
    scan_of,
)
from iegtracker.errors import DomainError
from iegtracker.web import SignedInRequest, attempt, sent_back


@require_safe
def form(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    """The form to print: a PDF for those who may see the change."""
    try:
        printed = printed_form(round, number, request.user)
    except DomainError as error:
        return sent_back(request, error, _change(round, number))
    name = f"ieg-{round}-change-{number}-round-{printed.round}.pdf"
    return _private(
        made(printed).content, "application/pdf", f'inline; filename="{name}"'
    )


def enter(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    try:
        page = enter_page(round, number, request.user)
    except DomainError as error:
        return sent_back(request, error, _change(round, number))
    is_post = request.method == "POST"
    form = EnterPaperForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        offices=list(page.offices),
        label=f"Enter the signature on {page.name}",
    )
    if form.is_valid():
        paper = attempt(
            form,
            actions.enter_paper_signature,
            page.change,
            **form.told,
            by=request.user,
        )
        if paper is not None:
            messages.success(
                request,
                f"The signature of the {paper.office} has been entered. It counts once "
                "another clerk confirms it.",
            )
            return redirect(address("paper", page.change, paper.pk))
    context = {"form": form, "page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/paper_enter.html", context)


def paper(request: SignedInRequest, round: str, number: int, pk: int) -> HttpResponse:
    """What was entered, with its scan; another clerk confirms it here."""
    page = paper_page(round, number, pk, request.user)
    if request.method == "POST" and page.why_not is not None:
        raise page.why_not
    form = StepForm(
        request.POST if request.method == "POST" else None,
        label=f"Confirm the signature on {page.name}",
    )
    if form.is_valid():
        signoff = attempt(
            form, actions.confirm_paper_signature, page.paper, by=request.user
        )
        if signoff is not None:
            messages.success(
                request,
                f"The signature on paper of the {signoff.office} is confirmed, and "
                "counts from now.",
            )
            return redirect(address("change", page.change))
    context = {"form": form, "page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/paper.html", context)


@require_safe
def scan(request: SignedInRequest, round: str, number: int, pk: int) -> HttpResponse:
    """The scan as it was uploaded, under a name and a kind of our own."""
    found = scan_of(round, number, pk, request.user)
    content = bytes(found.scan)
    kind = kind_of(content)
    name = f"ieg-{round}-change-{number}-paper-{pk}.{ENDINGS.get(kind, 'bin')}"
    return _private(content, kind, f'attachment; filename="{name}"')


def _change(round: str, number: int) -> str:
    return reverse("decisions:change", args=[round, number])


def _private(content: bytes, kind: str, disposition: str) -> HttpResponse:
    """Bytes for this reader alone, kept by no cache."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = disposition
    answer["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(answer, private=True, no_store=True)
    return answer
