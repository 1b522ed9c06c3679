"""Beside answering: taking a signature back, and holding a change to be material."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from decisions import actions
from decisions.forms.signing import RaiseForm, TakeBackForm
from decisions.selectors.casefiles import address
from decisions.selectors.desk import OwnPage, raising_page, withdrawal_page
from iegtracker.errors import DomainError
from iegtracker.people.models import User
from iegtracker.people.sign_in import confirm_password
from iegtracker.web import SignedInRequest, attempt, sent_back


def withdraw_signature(
    request: SignedInRequest, round: str, number: int
) -> HttpResponse:
    page = _opened(request, withdrawal_page, round, number)
    if isinstance(page, HttpResponse):
        return page
    data = request.POST if request.method == "POST" else None
    form = TakeBackForm(data, label=f"Withdraw my signature of {page.name}")
    if form.is_valid():
        attempt(form, confirm_password, request, form.cleaned_data["password"])
        done = None
        if not form.errors:
            done = attempt(
                form,
                actions.withdraw_signature,
                page.change,
                office=page.office,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        if done is not None:
            messages.success(
                request,
                f"Your signature has been withdrawn. {page.heading} is put again, in "
                f"round {done.number}, and everybody who signs is asked again.",
            )
            return redirect(address("change", page.change))
    context = {"form": form, "page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/withdraw_signature.html", context)


def raise_change(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    page = _opened(request, raising_page, round, number)
    if isinstance(page, HttpResponse):
        return page
    form = RaiseForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": page.round.digest},
        label=f"Hold {page.name} to be material",
    )
    if form.is_valid():
        done = attempt(
            form,
            actions.raise_change,
            page.change,
            seen=form.cleaned_data["seen"],
            office=page.office,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        if done is not None:
            messages.success(
                request, f"{page.heading} is held to be material from now on."
            )
            return redirect(address("change", page.change))
        page = _opened(request, raising_page, round, number)
        if isinstance(page, HttpResponse):
            return page
    if form.is_bound:
        form.data = {**dict(form.data.items()), "seen": page.round.digest}
    context = {"form": form, "page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/raise_change.html", context)


def _opened(
    request: SignedInRequest,
    selector: Callable[[str, int, User], OwnPage],
    round: str,
    number: int,
) -> OwnPage | HttpResponse:
    """The page, or back to the change with the reason why it is closed now."""
    try:
        return selector(round, number, request.user)
    except DomainError as error:
        change = reverse("decisions:change", args=[round, number])
        return sent_back(request, error, change)
