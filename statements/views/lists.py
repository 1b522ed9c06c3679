"""All rounds, and the ledger of grants."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from iegtracker.web import OpenRequest, attempt, open_once_published
from statements import actions
from statements.access import (
    ask_to_record_receipts,
    ask_to_see_grants,
    records_receipts,
    sees_grants,
)
from statements.forms import ReceiptForm, ReversalForm
from statements.models import Receipt
from statements.selectors.grants import grants_ledger as ledger_rows
from statements.selectors.statement import statements_list


@open_once_published
def statements(request: OpenRequest) -> HttpResponse:
    context = {
        "statements": statements_list(request.user),
        "sees_ledger": sees_grants(request.user),
    }
    return render(request, "statements/list.html", context)


def grants_ledger(request: HttpRequest) -> HttpResponse:
    ask_to_see_grants(request.user)
    context = {
        "rows": ledger_rows(),
        "records": records_receipts(request.user),
        "breadcrumbs": [*_crumbs()[:1], ("Grants ledger", "")],
    }
    return render(request, "statements/grants_ledger.html", context)


def record_receipt(request: HttpRequest) -> HttpResponse:
    ask_to_record_receipts(request.user)
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
    ask_to_record_receipts(request.user)
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


def _crumbs() -> list[tuple[str, str]]:
    return [
        ("Statements", reverse("statements:list")),
        ("Grants ledger", reverse("statements:grants_ledger")),
    ]
