"""Sending the final copy to all members: progress, follow-up, certificate."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from decisions import actions
from decisions.forms.changes import StepForm
from decisions.forms.distribution import FollowUpForm
from decisions.selectors.distribution import (
    DistributionPage,
    distribution_page,
    entries_of,
    progress_page,
    step_trail,
    steps_by_hand,
)
from decisions.transitions import AGAIN, BY_HAND
from iegtracker.errors import NotAllowed
from iegtracker.govuk.forms import GovukForm
from iegtracker.web import SignedInRequest, attempt, sent_back


def distribution(request: SignedInRequest, round: str) -> HttpResponse:
    """Who has the final copy; a POST records what became of some members' copies."""
    page = _page(request, round)
    form = None
    if page.distribution and page.may_record:
        form = FollowUpForm(
            _data(request), entries=entries_of(page.distribution), steps=steps_by_hand()
        )
        if form.is_valid() and attempt(form, _record, form, request) is not None:
            messages.success(request, "It has been recorded.")
            return redirect(request.get_full_path())
    elif request.method == "POST":
        raise NotAllowed(f"{request.user} may not record what became of copies.")
    context = {"page": page, "form": form, "breadcrumbs": page.trail}
    return render(request, "decisions/distribution.html", context)


def _record(form: FollowUpForm, request: SignedInRequest) -> Any:
    step = next(s for s in BY_HAND if s.name == form.cleaned_data["step"])
    told = {} if step is AGAIN else {"note": form.cleaned_data["note"]}
    entries = list(form.cleaned_data["members"])
    return getattr(actions, step.name)(entries, **told, by=request.user)


@require_safe
def progress(request: SignedInRequest, round: str) -> HttpResponse:
    """The part of the page that tells how far it is, for a script to show anew."""
    context = {"progress": progress_page(round, request.user)}
    return render(request, "decisions/_distribution_progress.html", context)


def distribute(request: SignedInRequest, round: str) -> HttpResponse:
    page = _page(request, round)
    if page.send_refused:
        return sent_back(request, page.send_refused, _progress_of(page))
    members = "1 member" if page.members == 1 else f"{page.members} members"
    form = StepForm(_data(request), label=f"Send the final copy to {members}")
    if form.is_valid():
        made = attempt(form, actions.distribute, page.statement, by=request.user)
        if made is not None:
            messages.success(
                request, f"The final copy is being sent to {made.roll_size} members."
            )
            return redirect("decisions:distribution", round)
    return _show(request, "distribute", "Send the final copy", form, page)


def certify(request: SignedInRequest, round: str) -> HttpResponse:
    page = _page(request, round)
    if page.not_certain:
        return sent_back(request, page.not_certain, _progress_of(page))
    form = StepForm(_data(request), label="Certify the distribution")
    if form.is_valid():
        made = attempt(
            form, actions.certify_distribution, page.statement, by=request.user
        )
        if made is not None:
            messages.success(
                request,
                f"It is certified: {made.members} of {made.distribution.roll_size}.",
            )
            return redirect("decisions:distribution", round)
    return _show(request, "certify", "Certify the distribution", form, page)


def _page(request: SignedInRequest, round: str) -> DistributionPage:
    asked = request.GET
    return distribution_page(
        round,
        request.user,
        shown=asked.get("show", ""),
        number=asked.get("page", "1"),
    )


def _progress_of(page: DistributionPage) -> str:
    return reverse("decisions:distribution", args=[page.statement.round])


def _data(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _show(
    request: SignedInRequest,
    template: str,
    title: str,
    form: GovukForm,
    page: DistributionPage,
) -> HttpResponse:
    context = {
        "form": form,
        "page": page,
        "title": title,
        "breadcrumbs": step_trail(page, title),
    }
    return render(request, f"decisions/{template}.html", context)
