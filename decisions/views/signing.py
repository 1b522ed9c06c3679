"""Where an office-holder answers: one change, or several on one screen."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from decisions import actions
from decisions.actions.signing import ANSWERS
from decisions.forms.signing import SeveralForm, SignForm
from decisions.models import Change, Office
from decisions.selectors.desk import (
    SeveralPage,
    Waiting,
    posted_change,
    several_page,
)
from decisions.selectors.signing import (
    SignPage,
    sign_page,
    signed_page,
    signed_pages,
)
from iegtracker.errors import DomainError, WrongState
from iegtracker.people.sign_in import confirm_password
from iegtracker.web import SignedInRequest, attempt, sent_back

_MOST_SHOWN = 200


def sign(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    try:
        page = sign_page(round, number, request.user)
    except DomainError as error:
        return sent_back(request, error, _change(round, number))
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
            return sent_back(request, error, _change(round, number))
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
    done = attempt(
        form,
        ANSWERS[told["answer"]],
        page.change,
        office=page.office(told.get("office")),
        by=request.user,
        **form.answered(),
    )
    return done is not None


def _show_anew(form: SignForm, page: SignPage) -> None:
    """Bind the form to what is shown now. An answer to other words is not kept."""
    data = dict(form.data.items())
    if data.get("seen") != page.round.digest:
        data["seen"] = page.round.digest
        data.pop("answer", None)
    form.data = data


def _change(round: str, number: int) -> str:
    return reverse("decisions:change", args=[round, number])


def signed(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    page = signed_page(round, number, request.user)
    if page is None:
        return redirect(_change(round, number))
    context = {"page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/signed.html", context)


def sign_several(request: SignedInRequest, round: str) -> HttpResponse:
    """Every change that its reader can approve now, ticked one by one, signed at once.

    All that are ticked are signed, or none; what was ticked and typed is kept.
    """
    page = several_page(round, request.user)
    if request.method == "POST" and not page.rows:
        raise WrongState("No change waits to be approved by you any longer.")
    form = _several_form(request, page)
    if request.method == "POST" and form.is_valid():
        attempt(form, confirm_password, request, form.cleaned_data["password"])
        if not form.errors and _approved(request, form, page):
            numbers = ",".join(map(str, form.cleaned_data["changes"]))
            done = reverse("decisions:signed_several", args=[round])
            return redirect(f"{done}?changes={numbers}")
        page = several_page(round, request.user)
    context = {
        "form": form,
        "page": page,
        "rows": [(row, _is_ticked(form, row)) for row in page.rows],
        "breadcrumbs": page.trail,
    }
    return render(request, "decisions/sign_several.html", context)


def _several_form(request: SignedInRequest, page: SeveralPage) -> SeveralForm:
    data = request.POST if request.method == "POST" else None
    numbers = [row.number for row in page.rows]
    if data is not None:
        # One that no longer waits can have been ticked: the action says why not.
        numbers += [int(n) for n in data.getlist("changes") if _is_number(n)]
    return SeveralForm(data, numbers=numbers, offices=page.offices)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _is_ticked(form: SeveralForm, row: Waiting) -> bool:
    """A tick is kept for the words that were read, and no others."""
    same = form.seen(row.number) == row.round.digest
    return str(row.number) in form.ticked and same


def _approved(request: SignedInRequest, form: SeveralForm, page: SeveralPage) -> bool:
    wanted: list[tuple[Change, str]] = []
    for number in dict.fromkeys(form.cleaned_data["changes"]):
        change = posted_change(page.statement, number, request.user)
        if change is None:
            form.add_error("changes", f"There is no change {number} to sign.")
            return False
        wanted.append((change, form.seen(number)))
    office = _office(form, page)
    if office is None:
        form.add_error("changes", "None of these changes waits for you any longer.")
        return False
    ticked = {change.number for change, _ in wanted}
    for row in page.rows:
        if row.number in ticked and office not in row.offices:
            form.add_error(
                "changes", f"Change {row.number} is not the {office}'s to approve."
            )
            return False
    done = attempt(
        form,
        actions.sign_changes,
        wanted,
        office=office,
        interests=form.said_interests,
        by=request.user,
    )
    return done is not None


def _office(form: SeveralForm, page: SeveralPage) -> Office | None:
    """The office that was chosen, or the only one there is."""
    wanted = form.cleaned_data.get("office")
    offices = {str(s.office.pk): s.office for row in page.rows for s in row.standings}
    return offices.get(wanted) if wanted else next(iter(offices.values()), None)


def signed_several(request: SignedInRequest, round: str) -> HttpResponse:
    """What was approved on one screen, with a receipt for each."""
    asked = request.GET.get("changes", "").split(",")[:_MOST_SHOWN]
    numbers = [int(number) for number in asked if _is_number(number)]
    pages = signed_pages(round, numbers, request.user)
    if not pages:
        return redirect("home")
    first = pages[0]
    context = {"pages": pages, "breadcrumbs": first.trail[:1]}
    return render(request, "decisions/signed_several.html", context)
