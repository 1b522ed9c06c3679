"""Asking for final approval, clearing, sending, publishing, reopening: a page each."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from decisions import actions
from decisions.forms.changes import StepForm
from decisions.forms.clearing import IncidentForm, ReopenForm, SubmitForm
from decisions.selectors.clearing import StepPage, step_page
from decisions.transitions import (
    ASK,
    CLEAR,
    INCIDENT,
    PUBLISH,
    REOPEN,
    RESUBMIT,
    SUBMIT,
)
from iegtracker.govuk.forms import GovukForm
from iegtracker.web import SignedInRequest, attempt, sent_back


def ask_final_approval(request: SignedInRequest, round: str) -> HttpResponse:
    title = "Ask for final approval"
    page = step_page(round, ASK, user=request.user, title=title)
    if page.refused:
        return sent_back(request, page.refused, page.gate_url)
    form = StepForm(_data(request), label=title)
    if form.is_valid():
        put = attempt(form, actions.ask_final_approval, page.statement, by=request.user)
        if put is not None:
            messages.success(
                request,
                "Final approval has been asked for. The office-holders have been told.",
            )
            return redirect(put.change.get_absolute_url())
    return _show(request, "decisions/ask_final_approval.html", form, page)


def clear(request: SignedInRequest, round: str) -> HttpResponse:
    page = step_page(round, CLEAR, user=request.user, title="Clear for submission")
    if page.refused:
        return sent_back(request, page.refused, page.gate_url)
    form = StepForm(_data(request), label="Clear it for submission")
    if form.is_valid():
        done = attempt(form, actions.clear, page.statement, by=request.user)
        if done is not None:
            messages.success(
                request, f"Version {done.version.number} is cleared for submission."
            )
            return redirect(page.gate_url)
    return _show(request, "decisions/clear.html", form, page)


def reopen(request: SignedInRequest, round: str) -> HttpResponse:
    page = step_page(round, REOPEN, user=request.user, title="Reopen", gated=False)
    if page.refused:
        return sent_back(request, page.refused, page.gate_url)
    form = ReopenForm(_data(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(
            form, actions.reopen, page.statement, reason=reason, by=request.user
        )
        if done is not None:
            messages.success(request, "The statement has been reopened.")
            return redirect(page.gate_url)
    return _show(request, "decisions/reopen.html", form, page)


def submit(request: SignedInRequest, round: str) -> HttpResponse:
    """The first submission, or a further one of the same text."""
    title = "Record a submission"
    page = step_page(round, SUBMIT, RESUBMIT, user=request.user, title=title)
    again = page.step is RESUBMIT
    action = actions.submit_again if again else actions.submit
    if page.refused:
        return sent_back(request, page.refused, page.gate_url)
    form = SubmitForm(_data(request), request.FILES or None)
    if form.is_valid():
        done = attempt(form, action, page.statement, **form.sent(), by=request.user)
        if done is not None:
            messages.success(request, f"The {done} has been recorded.")
            return redirect(page.gate_url)
    return _show(request, "decisions/submit.html", form, page, again=again)


def record_incident(request: SignedInRequest, round: str) -> HttpResponse:
    title = "Record an incident"
    page = step_page(round, INCIDENT, user=request.user, title=title, gated=False)
    if page.refused:
        return sent_back(request, page.refused, page.gate_url)
    form = IncidentForm(_data(request))
    if form.is_valid():
        done = attempt(
            form,
            actions.record_incident,
            page.statement,
            **form.sent(),
            by=request.user,
        )
        if done is not None:
            messages.success(
                request,
                "The incident has been recorded. It blocks publication until the "
                "cleared text has been sent.",
            )
            return redirect(page.gate_url)
    return _show(request, "decisions/incident.html", form, page)


def publish(request: SignedInRequest, round: str) -> HttpResponse:
    page = step_page(round, PUBLISH, user=request.user, title="Publish")
    if page.refused:
        return sent_back(request, page.refused, page.gate_url)
    form = StepForm(_data(request), label="Publish the final copy")
    if form.is_valid():
        copy = attempt(form, actions.publish, page.statement, by=request.user)
        if copy is not None:
            messages.success(
                request, f"The final copy has been made: {copy.pages} pages."
            )
            return redirect("statements:final_copy", round)
    return _show(request, "decisions/publish.html", form, page)


def _data(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _show(
    request: SignedInRequest,
    template: str,
    form: GovukForm,
    page: StepPage,
    **more: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "page": page,
        "breadcrumbs": page.trail,
        **more,
    }
    return render(request, template, context)
