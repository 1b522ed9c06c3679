"""A round's statement opened, or an earlier one brought in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from iegtracker.web import SignedInRequest, attempt
from statements import actions
from statements.access import opening_refusal
from statements.forms import EarlierStatementForm, OpenStatementForm


def open_statement(request: SignedInRequest) -> HttpResponse:
    _ask(request)
    form = OpenStatementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        opened = attempt(form, actions.open_statement, **form.told, by=request.user)
        if opened is not None:
            messages.success(request, f"{opened} has been opened.")
            return redirect(opened)
    context = {"form": form, "breadcrumbs": _crumbs("Open a statement")}
    return render(request, "statements/open_statement.html", context)


def import_statement(request: SignedInRequest) -> HttpResponse:
    _ask(request)
    form = EarlierStatementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = attempt(form, actions.import_text, form.document, by=request.user)
        if made is not None:
            messages.success(request, f"{made} has been brought in.")
            return redirect(made)
    context = {"form": form, "breadcrumbs": _crumbs("Bring in a statement")}
    return render(request, "statements/import_statement.html", context)


def _ask(request: SignedInRequest) -> None:
    if error := opening_refusal(request.user):
        raise error


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [("Statements", reverse("statements:list")), (here, "")]
