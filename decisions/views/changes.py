"""Changes: listed, started, written, proposed, taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from decisions import actions
from decisions.access import require_change, require_changes
from decisions.authority import delegations_of
from decisions.casefile import CaseFile
from decisions.forms.changes import ProposeForm, StartForm, StepForm
from decisions.models import Change
from decisions.permissions import Perm
from decisions.selectors.casefiles import (
    address,
    change_for,
    change_trail,
    heading_of,
    trail,
)
from decisions.selectors.change import change_page
from decisions.selectors.changes import (
    changes_page,
    recall_step,
    shown_redline,
    stale_at,
)
from decisions.selectors.proposing import (
    held_today,
    propose_page,
    rebased_redline,
    reversed_redline,
)
from decisions.transitions import PROPOSE, REBASE, RENEW, REVERSE, START, WITHDRAW
from iegtracker.errors import Stale, WrongState
from iegtracker.web import SignedInRequest, attempt, sent_back
from iegtracker.workflow import Transition, refusal
from statements.models import Draft, Statement
from statements.views import editor


def changes(request: SignedInRequest, round: str) -> HttpResponse:
    page = changes_page(round, request.user)
    context = {"page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/changes.html", context)


def start(request: SignedInRequest, round: str) -> HttpResponse:
    require_changes(request.user)
    statement = get_object_or_404(Statement, round=round)
    listed = reverse("decisions:changes", args=[round])
    if closed := _closed(request, START, statement, listed):
        return closed
    form = StartForm(_data(request))
    if form.is_valid():
        title = form.cleaned_data["title"]
        made = attempt(
            form, actions.start_change, statement, title=title, by=request.user
        )
        if made is not None:
            messages.success(request, f"Change {made.number} is yours to write.")
            return redirect(made.get_absolute_url())
    context = {
        "form": form,
        "statement": statement,
        "breadcrumbs": trail(statement, ("Changes", listed), ("Write a change", None)),
    }
    return render(request, "decisions/change_start.html", context)


def change(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    page = change_page(round, number, request.user)
    context = {"page": page, "breadcrumbs": page.trail}
    return render(request, "decisions/change.html", context)


def section(
    request: SignedInRequest, round: str, number: int, uid: str
) -> HttpResponse:
    found, draft = _draft(request, round, number)
    return editor.section_editor(request, draft, uid, **_place(found, "Write"))


def outcomes(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    found, draft = _draft(request, round, number)
    return editor.outcomes_editor(request, draft, **_place(found, "Outcomes"))


def grants(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    found, draft = _draft(request, round, number)
    return editor.grants_editor(request, draft, **_place(found, "Grants"))


def undo(request: SignedInRequest, round: str, number: int, save: int) -> HttpResponse:
    found, draft = _draft(request, round, number)
    return editor.undo_page(request, draft, save, **_place(found, "Undo a save"))


def _draft(request: SignedInRequest, round: str, number: int) -> tuple[Change, Draft]:
    """The draft of a change that may be written on by this reader."""
    require_changes(request.user)
    found = get_object_or_404(
        Change.objects.select_related("statement", "draft__base", "draft__paper"),
        statement__round=round,
        number=number,
    )
    if not request.user.holds(Perm.VIEW_WRITTEN):
        # Only for a delegate does it matter who signs, and three queries say who.
        require_change(request.user, found, delegations_of([found.statement]))
    if found.draft is None:
        raise Http404("A final approval has no text of its own.")
    if error := refusal(WITHDRAW, found, request.user):
        if isinstance(error, WrongState):
            raise WrongState(
                f"{heading_of(found)} is {found.get_status_display().lower()}, so "
                "nothing can be written in it now."
            )
        raise error
    return found, found.draft


def _place(found: Change, last: str) -> dict[str, Any]:
    return {
        "heading": f"{heading_of(found)}: {found.title}",
        "done": found.get_absolute_url(),
        "breadcrumbs": change_trail(found, last),
    }


def propose(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    held = held_today(request.user)
    file, found = _asked(request, round, number)
    if closed := _closed(request, PROPOSE, found, found.get_absolute_url()):
        return closed
    page = propose_page(file, found, held)
    form = ProposeForm(
        _data(request),
        label=f"Propose change {number}",
        options=page.choices,
        nearest=page.nearest,
    )
    if form.is_valid():
        wanted = form.cleaned_data.get("under")
        put = attempt(
            form,
            actions.propose_change,
            found,
            reason=form.cleaned_data["reason"],
            under=next((d for d in file.delegations if str(d.pk) == wanted), None),
            by=request.user,
        )
        if put is not None:
            messages.success(
                request,
                f"Change {number} has been proposed. The office-holders have been "
                "asked to sign it.",
            )
            return redirect(found.get_absolute_url())
    context = {
        "form": form,
        "page": page,
        "breadcrumbs": page.trail,
    }
    return render(request, "decisions/change_propose.html", context)


def recall(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    file, found = _asked(request, round, number)
    return _step(
        request,
        file,
        found,
        step=recall_step(found),
        action=actions.recall_change,
        template="decisions/change_recall.html",
        last="Recall",
        label=f"Recall {_spoken(found)}",
        done=f"{_spoken(found).capitalize()} has been recalled.",
    )


def rebase(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    file, found = _asked(request, round, number)
    return _step(
        request,
        file,
        found,
        step=REBASE,
        action=actions.rebase_change,
        template="decisions/change_rebase.html",
        last="Bring up to date",
        label=f"Bring {_spoken(found)} up to date",
        done=f"{_spoken(found).capitalize()} is up to date. Read it again before you "
        "propose it.",
    )


def renew(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    file, found = _asked(request, round, number)
    return _step(
        request,
        file,
        found,
        step=RENEW,
        action=actions.renew_change,
        template="decisions/change_renew.html",
        last="Bring up to date and ask again",
        label=f"Bring {_spoken(found)} up to date and ask again",
        done=f"{_spoken(found).capitalize()} is up to date. The office-holders have "
        "been asked again.",
    )


def reverse_change(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    """The inverse redline, and one button that begins a change of it."""
    file, found = _asked(request, round, number)
    for step, about in ((REVERSE, found), (START, file.statement)):
        if closed := _closed(request, step, about, found.get_absolute_url()):
            return closed
    form = StepForm(_data(request), label=f"Write the reversal of {_spoken(found)}")
    if form.is_valid():
        made = attempt(form, actions.reverse_change, found, by=request.user)
        if made is not None:
            messages.success(
                request,
                f"Change {made.number} reverses {_spoken(found)}. Propose it when you "
                "are ready.",
            )
            return redirect(made.get_absolute_url())
    try:
        inverse, cannot = reversed_redline(file, found), ""
    except Stale as error:
        inverse, cannot = None, str(error)
    context = {
        "form": form,
        "change": found,
        "heading": heading_of(found),
        "inverse": inverse,
        "cannot": cannot,
        "breadcrumbs": change_trail(found, "Reverse"),
    }
    return render(request, "decisions/change_reverse.html", context)


def withdraw(request: SignedInRequest, round: str, number: int) -> HttpResponse:
    file, found = _asked(request, round, number)
    return _step(
        request,
        file,
        found,
        step=WITHDRAW,
        action=actions.withdraw_change,
        template="decisions/change_withdraw.html",
        last="Withdraw",
        label=f"Withdraw {_spoken(found)}",
        done=f"{_spoken(found).capitalize()} has been withdrawn. It stays on the "
        "record.",
        warning=True,
    )


def _data(request: SignedInRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _spoken(found: Change) -> str:
    return heading_of(found).lower()


def _asked(
    request: SignedInRequest, round: str, number: int
) -> tuple[CaseFile, Change]:
    require_changes(request.user)
    file, found = change_for(round, number)
    require_change(request.user, found, file.delegations)
    return file, found


def _closed(
    request: SignedInRequest, step: Transition, obj: Change | Statement, back: str
) -> HttpResponse | None:
    """Where a reader goes for whom the step is closed: back, with the reason."""
    error = refusal(step, obj, request.user)
    return sent_back(request, error, back) if error else None


def _step(
    request: SignedInRequest,
    file: CaseFile,
    found: Change,
    *,
    step: Transition,
    action: Callable[..., object],
    template: str,
    last: str,
    label: str,
    done: str,
    warning: bool = False,
) -> HttpResponse:
    """A page that says what will happen, and one button that does it."""
    if closed := _closed(request, step, found, found.get_absolute_url()):
        return closed
    form = StepForm(_data(request), label=label, warning=warning)
    if form.is_valid():
        made = attempt(form, action, found, by=request.user)
        if made is not None:
            messages.success(request, done)
            return redirect(address("change", found))
    context = {
        "form": form,
        "change": found,
        "heading": heading_of(found),
        "redline": shown_redline(file, found),
        "rebased": rebased_redline(file, found),
        "stale": stale_at(file, found),
        "breadcrumbs": change_trail(found, last),
    }
    return render(request, template, context)
