"""All rounds, and the ledger of grants."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from iegtracker.web import OpenRequest, attempt, open_once_published
from statements import actions
from statements.access import (
    ask_to_see_grants,
    opening_refusal,
    recording_refusal,
    sees_drafts,
    sees_grants,
)
from statements.forms import GrantForm, ReceiptForm, ReversalForm
from statements.models import Receipt
from statements.selectors.grants import grants_ledger as ledger_rows
from statements.selectors.statement import statements_list


@open_once_published
def statements(request: OpenRequest) -> HttpResponse:
    context = {
        "statements": statements_list(request.user),
        "opens": opening_refusal(request.user) is None,
        "works": sees_drafts(request.user),
        "sees_ledger": sees_grants(request.user),
    }
    return render(request, "statements/list.html", context)


def grants_ledger(request: HttpRequest) -> HttpResponse:
    ask_to_see_grants(request.user)
    context = {
        "rows": ledger_rows(),
        "records": recording_refusal(request.user) is None,
        "breadcrumbs": [*_crumbs()[:1], ("Grants ledger", "")],
    }
    return render(request, "statements/grants_ledger.html", context)


def record_grant(request: HttpRequest) -> HttpResponse:
    _ask_to_record(request)
    form = GrantForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        grant = attempt(form, actions.record_grant, **told, by=request.user)
        if grant:
            messages.success(request, f"Recorded: {grant}.")
            return redirect("statements:grants_ledger")
    context = {
        "form": form,
        "title": "Record a grant",
        "lead": "What was awarded to the council for one year. What comes in is "
        "recorded as its receipts. A record is not edited afterwards.",
        "breadcrumbs": [*_crumbs(), ("Record a grant", "")],
    }
    return render(request, "statements/receipt_form.html", context)


def record_receipt(request: HttpRequest) -> HttpResponse:
    _ask_to_record(request)
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        grant = told.pop("grant")
        receipt = attempt(form, actions.record_receipt, grant, **told, by=request.user)
        if receipt:
            messages.success(request, f"Recorded: {receipt}.")
            return redirect("statements:grants_ledger")
    context = {
        "form": form,
        "title": "Record a receipt",
        "breadcrumbs": [*_crumbs(), ("Record a receipt", "")],
    }
    return render(request, "statements/receipt_form.html", context)


def reverse_receipt(request: HttpRequest, receipt: int) -> HttpResponse:
    _ask_to_record(request)
    found = get_object_or_404(
        Receipt.objects.select_related("grant", "recorded_by"), pk=receipt
    )
    form = ReversalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        done = attempt(form, actions.reverse_receipt, found, note=note, by=request.user)
        if done:
            messages.success(request, f"Reversed: {found}.")
            return redirect("statements:grants_ledger")
    context = {
        "form": form,
        "receipt": found,
        "title": "Reverse a receipt",
        "breadcrumbs": [*_crumbs(), ("Reverse a receipt", "")],
    }
    return render(request, "statements/receipt_form.html", context)


def _ask_to_record(request: HttpRequest) -> None:
    if error := recording_refusal(request.user):
        raise error


def _crumbs() -> list[tuple[str, str]]:
    return [
        ("Statements", reverse("statements:list")),
        ("Grants ledger", reverse("statements:grants_ledger")),
    ]
