"""Delegations, and the urgent powers that no meeting decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from decisions import actions
from decisions.actions.delegations import (
    end_of_delegation_refusal,
    urgency_confirmation_refusal,
    urgency_refusal,
)
from decisions.forms.changes import StepForm
from decisions.forms.delegations import EndDelegationForm, UrgencyForm
from decisions.models import Delegation, Urgency
from decisions.selectors.casefiles import statement_for, trail
from decisions.selectors.delegations import delegations_page, urgent_power
from decisions.selectors.rounds import delegation_words
from iegtracker.web import SignedInRequest, attempt
from statements.models import Statement


def _context(statement: Statement, last: str, **told: Any) -> dict[str, Any]:
    listed = ("Delegations", reverse("decisions:delegations", args=[statement.round]))
    steps = trail(statement, listed, (last, None))
    return {"statement": statement, "breadcrumbs": steps, **told}


def delegations(request: SignedInRequest, round: str) -> HttpResponse:
    page = delegations_page(round, request.user)
    context = {"page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/delegations.html", context)


def enter(request: SignedInRequest, round: str) -> HttpResponse:
    statement = statement_for(round)
    if error := urgency_refusal(request.user):
        raise error
    form = UrgencyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        entered = attempt(
            form,
            actions.enter_urgency,
            statement,
            by=request.user,
            **form.cleaned_data,
        )
        if entered is not None:
            messages.success(
                request,
                f"The urgent power of the {entered.office} has been entered. "
                "Another clerk must confirm it.",
            )
            return redirect("decisions:delegations", round)
    context = _context(statement, "Enter an urgent power", form=form)
    return render(request, "decisions/urgency_enter.html", context)


def confirm(request: SignedInRequest, round: str, pk: int) -> HttpResponse:
    statement = statement_for(round)
    urgency = get_object_or_404(
        Urgency.objects.select_related("office", "entered_by"),
        statement=statement,
        pk=pk,
    )
    if error := urgency_confirmation_refusal(urgency, request.user):
        raise error
    data = request.POST if request.method == "POST" else None
    form = StepForm(data, label="Confirm the urgent power")
    if form.is_valid():
        made = attempt(form, actions.confirm_urgency, urgency, by=request.user)
        if made is not None:
            messages.success(request, f"The {urgency.office} may act alone from now.")
            return redirect("decisions:delegations", round)
    context = _context(
        statement,
        "Confirm an urgent power",
        form=form,
        urgency=urgency,
        told=urgent_power(urgency),
    )
    return render(request, "decisions/urgency_confirm.html", context)


def end(request: SignedInRequest, round: str, pk: int) -> HttpResponse:
    statement = statement_for(round)
    delegation = get_object_or_404(
        Delegation.objects.select_related(
            "decision__meeting__body", "decision__recommendation", "urgency"
        ),
        statement=statement,
        pk=pk,
    )
    if error := end_of_delegation_refusal(delegation, request.user):
        raise error
    form = EndDelegationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ended = attempt(
            form,
            actions.end_delegation,
            delegation,
            by=request.user,
            **form.cleaned_data,
        )
        if ended is not None:
            messages.success(request, "The end of the delegation has been recorded.")
            return redirect("decisions:delegations", round)
    context = _context(
        statement,
        "End a delegation",
        form=form,
        delegation=delegation,
        words=delegation_words(delegation),
    )
    return render(request, "decisions/delegation_end.html", context)
