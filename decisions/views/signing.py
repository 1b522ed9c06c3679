"""The one screen on which an office-holder answers, and the one after it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from decisions import actions
from decisions.forms.signing import SignForm
from decisions.selectors.signing import SignPage, sign_page, signed_page
from decisions.states import Verdict
from iegtracker.errors import DomainError, NotAllowed
from iegtracker.people.sign_in import confirm_password
from iegtracker.web import SignedInRequest, attempt

_ACTIONS = {
    Verdict.APPROVED: actions.sign_change,
    Verdict.RETURNED: actions.return_change,
    Verdict.REFUSED: actions.decline_change,
}


def sign(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    try:
        page = sign_page(round, number, request.user)
    except NotAllowed:
        raise
    except DomainError as error:
        return _back(request, round, number, error)
    form = _form(request, page)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        attempt(form, confirm_password, request, password)
        if not form.errors and _answered(request, form, page):
            return redirect("decisions:signed", round, number)
        # What was read may have changed while it was read, so it is read again.
        try:
            page = sign_page(round, number, request.user)
        except DomainError as error:
            return _back(request, round, number, error)
    if request.method == "POST":
        _show_anew(form, page)
    context = {"form": form, "page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/sign.html", context)


def _form(request: SignedInRequest, page: SignPage) -> SignForm:
    data = request.POST if request.method == "POST" else None
    return SignForm(
        data,
        initial={"seen": page.round.digest},
        offices=page.offices,
        label=page.button,
    )


def _answered(request: SignedInRequest, form: SignForm, page: SignPage) -> bool:
    told = form.cleaned_data
    wanted = told.get("office") or page.offices[0][0]
    office = next(r.office for r in page.standings if str(r.office.pk) == wanted)
    done = attempt(
        form,
        _ACTIONS[Verdict(told["answer"])],
        page.change,
        seen=told["seen"],
        office=office,
        interests=form.said_interests,
        comment=form.said,
        by=request.user,
    )
    return done is not None


def _show_anew(form: SignForm, page: SignPage) -> None:
    """Bind the form to what is shown now. An answer to other words is not kept."""
    data = dict(form.data.items())
    if data.get("seen") != page.round.digest:
        data["seen"] = page.round.digest
        data.pop("answer", None)
    form.data = data


def _back(
    request: SignedInRequest, round: str, number: int, error: DomainError
) -> HttpResponse:
    messages.error(request, str(error))
    return redirect(reverse("decisions:change", args=[round, number]))


def signed(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    page = signed_page(round, number, request.user)
    if page is None:
        return redirect(reverse("decisions:change", args=[round, number]))
    context = {"page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/signed.html", context)
