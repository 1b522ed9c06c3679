"""Signing in the admin: each office-holder on their own account.

No flag opens these steps: they ask for an appointment to an office of the delegation,
as everywhere, by the site's own pages, forms and actions.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest

from decisions import actions
from decisions.access import offices_today
from decisions.actions.signing import ANSWERS
from decisions.forms.signing import RaiseForm, SignForm, TakeBackForm
from decisions.models import Change, MaterialityRaise, SigningRound, SignOff
from decisions.selectors.desk import OwnPage, raising_page, withdrawal_page
from decisions.selectors.signing import SignPage, sign_page
from decisions.states import Verdict
from decisions.transitions import RAISE, UNSIGN
from iegtracker.errors import DomainError, NotAllowed
from iegtracker.people.models import User
from iegtracker.people.sign_in import confirm_password
from iegtracker.workflow import Transition
from iegtracker.workflow_admin import Step

from .rounds import Refusal, latest_round, step_refusal


class VerdictForm(SignForm):
    """The site's form, with one of its three answers given by the step."""

    def __init__(self, *args: Any, verdict: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.widget = forms.HiddenInput()
        answer.choices = [(verdict, verdict)]
        answer.initial = verdict
        needed = {Verdict.RETURNED: "comment", Verdict.REFUSED: "why"}.get(
            Verdict(verdict)
        )
        for name in {"comment", "why"} - {needed}:
            del self.fields[name]


def _closed_to(transition: Transition, final: Transition | None) -> Refusal:
    """Why a person may not sign now: what the site's own page says."""
    status = step_refusal(transition, final or transition)

    def ask(change: Change, user: User) -> DomainError | None:
        if error := status(change, user):
            return error
        try:
            _page(change, user)
        except DomainError as error:
            return error
        return None

    return ask


def _offered(transition: Transition, final: Transition | None) -> Refusal:
    """The change's status, and an office in its delegation; the page asks the rest."""
    status = step_refusal(transition, final or transition)

    def ask(change: Change, user: User) -> DomainError | None:
        if error := status(change, user):
            return error
        latest = latest_round(change)
        held = {row.office_id for row in offices_today(user)}
        offices = latest.delegation.offices.all() if latest else []
        if not any(row.office_id in held for row in offices):
            return NotAllowed(
                "Only the holder of an office in the delegation may sign here. "
                "An account's other rights do not replace it."
            )
        return None

    return ask


def _page(change: Change, user: Any) -> SignPage:
    """What the site's own page says, read once a request."""
    if "_page" not in change.__dict__:
        page = sign_page(change.statement.round, change.number, user)
        change.__dict__["_page"] = page
    return change.__dict__["_page"]


def sign_step(
    transition: Transition, final: Transition | None, verdict: str, label: str
) -> Step:
    def form(request: HttpRequest, change: Change, data: Any, files: Any) -> SignForm:
        page = _page(change, request.user)
        return VerdictForm(
            data,
            initial={"seen": page.round.digest},
            offices=page.offices,
            label=f"{label} {page.name}",
            verdict=verdict,
        )

    def run(change: Change, form: SignForm, request: HttpRequest) -> SignOff:
        told = form.cleaned_data
        confirm_password(request, told["password"])
        page = _page(change, request.user)
        return ANSWERS[verdict](
            page.change,
            office=page.office(told.get("office")),
            by=request.user,
            **form.answered(),
        )

    return Step.of(
        transition,
        form=form,
        refusal=_closed_to(transition, final),
        offered=_offered(transition, final),
        run=run,
        shows="admin/sign.html",
        context=lambda change, request: {"page": _page(change, request.user)},
    )


def _own(
    change: Change, user: User, selector: Callable[[str, int, User], OwnPage]
) -> OwnPage:
    """What the site's own page says, read once a request."""
    name = f"_{selector.__name__}"
    if name not in change.__dict__:
        found = selector(change.statement.round, change.number, user)
        change.__dict__[name] = found
    return change.__dict__[name]


def _closed(selector: Callable[[str, int, User], OwnPage]) -> Refusal:
    def ask(change: Change, user: User) -> DomainError | None:
        try:
            _own(change, user, selector)
        except DomainError as error:
            return error
        return None

    return ask


def _take_back(change: Change, form: forms.Form, request: HttpRequest) -> SigningRound:
    told, user = form.cleaned_data, request.user
    confirm_password(request, told["password"])
    page = _own(change, user, withdrawal_page)  # type: ignore[arg-type]
    return actions.withdraw_signature(
        change,
        office=page.office,
        reason=told["reason"],
        by=user,  # type: ignore[arg-type]
    )


def _raise(change: Change, form: forms.Form, request: HttpRequest) -> MaterialityRaise:
    told, user = form.cleaned_data, request.user
    page = _own(change, user, raising_page)  # type: ignore[arg-type]
    return actions.raise_change(
        change,
        seen=told["seen"],
        office=page.office,
        reason=told["reason"],
        by=user,  # type: ignore[arg-type]
    )


TAKE_BACK_STEP = Step.of(
    UNSIGN,
    form=lambda request, change, data, files: TakeBackForm(
        data, label=f"Withdraw my signature of {change}"
    ),
    refusal=_closed(withdrawal_page),
    offered=_offered(UNSIGN, UNSIGN),
    run=_take_back,
    shows="admin/own.html",
    context=lambda change, request: {
        "page": _own(change, request.user, withdrawal_page)
    },
)
RAISE_STEP = Step.of(
    RAISE,
    form=lambda request, change, data, files: RaiseForm(
        data,
        initial={"seen": _own(change, request.user, raising_page).round.digest},
        label=f"Hold {change} to be material",
    ),
    refusal=_closed(raising_page),
    offered=_offered(RAISE, None),
    run=_raise,
    shows="admin/own.html",
    context=lambda change, request: {"page": _own(change, request.user, raising_page)},
)
