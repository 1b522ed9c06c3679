"""Dismissing what a clerk entered by mistake: an appointment, a power, a signature."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from decisions import actions
from decisions.actions.dismissing import dismissal_refusal
from decisions.forms.dismissing import DismissForm
from decisions.models import AppointmentEntry, Urgency
from decisions.models.dismissals import Entry
from decisions.selectors.casefiles import (
    Trail,
    address,
    change_trail,
    statement_for,
    trail,
)
from decisions.selectors.paper_forms import scan_of
from iegtracker.web import SignedInRequest, attempt

TITLE = "Dismiss an entry"


def appointment(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = AppointmentEntry.objects.select_related("office", "person", "entered_by")
    entry = get_object_or_404(rows, pk=pk)
    back = reverse("decisions:offices")
    return _dismiss(
        request,
        entry,
        words=f"The appointment of {entry.person} to the office of {entry.office}",
        back=back,
        steps=[("Offices", back), (TITLE, None)],
    )


def urgency(request: SignedInRequest, round: str, pk: int) -> HttpResponse:
    statement = statement_for(round)
    rows = Urgency.objects.select_related("office", "entered_by")
    entry = get_object_or_404(rows, statement=statement, pk=pk)
    back = reverse("decisions:delegations", args=[round])
    return _dismiss(
        request,
        entry,
        words=f"The urgent power of the {entry.office}",
        back=back,
        steps=trail(statement, ("Delegations", back), (TITLE, None)),
    )


def paper(request: SignedInRequest, round: str, number: int, pk: int) -> HttpResponse:
    entry = scan_of(round, number, pk, request.user)
    change = entry.signing_round.change
    return _dismiss(
        request,
        entry,
        words=f"The signature on paper of the {entry.office} for {change}",
        back=address("change", change),
        steps=change_trail(change, TITLE),
    )


def _dismiss(
    request: SignedInRequest, entry: Entry, *, words: str, back: str, steps: Trail
) -> HttpResponse:
    if error := dismissal_refusal(entry, request.user):
        raise error
    form = DismissForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        row = attempt(form, actions.dismiss_entry, entry, by=request.user, **told)
        if row is not None:
            messages.success(request, f"{words} has been dismissed.")
            return redirect(back)
    context = {"form": form, "entry": entry, "words": words, "breadcrumbs": steps}
    return render(request, "decisions/entry_dismiss.html", context)
