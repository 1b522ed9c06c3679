"""Changes in the admin: read-only rows, and a page for each of their steps."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from decisions import actions
from decisions.access import changes_open_to
from decisions.forms.changes import ProposeForm, StepForm
from decisions.models import Change, SigningRound, SignOff
from decisions.selectors.casefiles import change_for
from decisions.selectors.proposing import (
    ProposePage,
    held_today,
    propose_page,
    rebased_redline,
    reversed_redline,
)
from decisions.states import Verdict
from decisions.transitions import (
    DECLINE,
    PROPOSE,
    REBASE,
    RECALL,
    RECALL_FINAL,
    RENEW,
    RETURN,
    RETURN_FINAL,
    REVERSE,
    SIGN,
    WITHDRAW,
)
from iegtracker.errors import Stale
from iegtracker.web import SignedInRequest
from iegtracker.workflow_admin import Step, WorkflowAdmin
from statements.admin import redline_shown
from statements.document import compare
from statements.rendering.words import named_once

from .papers import ENTER_STEP
from .rounds import latest_round, step_refusal
from .signing import RAISE_STEP, TAKE_BACK_STEP, sign_step


def _shown(change: Change, request: SignedInRequest) -> Mapping[str, Any]:
    return {"redline": _redline_of(change)}


def _redline_of(change: Change) -> str:
    """What the change does: its draft's difference while written, else the round's."""
    latest = latest_round(change)
    if change.draft and (latest is None or change.status == "writing"):
        base, written = change.draft.base_document, change.draft.document
        return redline_shown(base, compare(base, written))
    if latest is None or change.is_final:
        return "The whole text, as it stands."
    return redline_shown(latest.version.document, latest.difference)


def _proposal(change: Change, request: SignedInRequest) -> ProposePage:
    """What the site's own page says, read once a request."""
    if "_proposal" not in change.__dict__:
        held = held_today(request.user)
        file, found = change_for(change.statement.round, change.number)
        change.__dict__["_proposal"] = propose_page(file, found, held)
    return change.__dict__["_proposal"]


def _propose_form(
    request: SignedInRequest, change: Change, data: Any, files: Any
) -> ProposeForm:
    page = _proposal(change, request)
    return ProposeForm(
        data,
        label=f"Propose {change}",
        options=page.choices,
        nearest=page.nearest,
    )


def _propose(
    change: Change, form: ProposeForm, request: SignedInRequest
) -> SigningRound:
    told = form.cleaned_data
    wanted = told.get("under")
    rows = change.statement.delegations.filter(pk=wanted) if wanted else ()
    return actions.propose_change(
        change, reason=told["reason"], under=next(iter(rows), None), by=request.user
    )


def _renewed(change: Change, request: SignedInRequest) -> Mapping[str, Any]:
    """The redline against the text of today."""
    file, found = change_for(change.statement.round, change.number)
    return {"redline": rebased_redline(file, found)}


def _reversed(change: Change, request: SignedInRequest) -> Mapping[str, Any]:
    """The inverse redline, or the place that stands in its way."""
    file, found = change_for(change.statement.round, change.number)
    try:
        return {"redline": reversed_redline(file, found)}
    except Stale as error:
        return {"redline": None, "cannot": str(error)}


def _run(action: Callable[..., Any]) -> Callable[..., Any]:
    return lambda change, form, request: action(change, by=request.user)


def _button(label: str, *, warning: bool = False) -> Callable[..., forms.Form]:
    return lambda request, change, data, files: StepForm(
        data, label=label, warning=warning
    )


@admin.register(Change)
class ChangeAdmin(WorkflowAdmin):
    list_display = ("number", "title", "statement", "kind", "status", "started_by")
    list_filter = ("status", "kind", "statement")
    search_fields = ("title", "number")
    list_select_related = ("statement__paper_ptr", "started_by")
    fields = (
        "statement",
        "number",
        "kind",
        "title",
        "status",
        "started_by",
        "started_at",
        "what_changes",
        "reason",
        "signatures",
    )
    readonly_fields = fields
    steps = (
        Step.of(
            PROPOSE,
            form=_propose_form,
            refusal=step_refusal(PROPOSE),
            run=_propose,
            shows="admin/propose.html",
            context=lambda change, request: {
                **_shown(change, request),
                "page": _proposal(change, request),
            },
        ),
        Step.of(
            RENEW,
            form=_button("Bring it up to date and ask again"),
            refusal=step_refusal(RENEW),
            run=_run(actions.renew_change),
            shows="admin/today.html",
            context=_renewed,
        ),
        Step.of(
            REVERSE,
            form=_button("Write the reversal"),
            refusal=step_refusal(REVERSE),
            run=_run(actions.reverse_change),
            shows="admin/today.html",
            context=_reversed,
        ),
        Step.of(
            RECALL,
            form=_button("Recall it"),
            refusal=step_refusal(RECALL, RECALL_FINAL),
            run=_run(actions.recall_change),
        ),
        Step.of(
            REBASE,
            form=_button("Bring it up to date"),
            refusal=step_refusal(REBASE),
            run=_run(actions.rebase_change),
            shows="admin/redline.html",
            context=_shown,
        ),
        Step.of(
            WITHDRAW,
            form=_button("Withdraw it", warning=True),
            refusal=step_refusal(WITHDRAW),
            run=_run(actions.withdraw_change),
        ),
        sign_step(SIGN, None, Verdict.APPROVED, "Approve"),
        sign_step(RETURN, RETURN_FINAL, Verdict.RETURNED, "Return"),
        sign_step(DECLINE, None, Verdict.REFUSED, "Refuse"),
        RAISE_STEP,
        TAKE_BACK_STEP,
        ENTER_STEP,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        rows = super().get_queryset(request).filter(changes_open_to(request.user))  # type: ignore[arg-type]
        return rows.select_related("statement__paper_ptr", "draft__base", "started_by")

    @admin.display(description="What changes")
    def what_changes(self, change: Change) -> str:
        return _redline_of(change)

    @admin.display(description="Reason")
    def reason(self, change: Change) -> str:
        latest = latest_round(change)
        return latest.reason if latest else "Not proposed yet."

    @admin.display(description="Signatures")
    def signatures(self, change: Change) -> str:
        rows = (
            SignOff.objects.filter(signing_round__change=change)
            .select_related("office", "person", "signing_round")
            .order_by("pk")
        )
        told = [
            f"Round {row.signing_round.number}, "
            f"{named_once(str(row.office), str(row.person))}: "
            f"{row.get_verdict_display().lower()}"
            for row in rows
        ]
        return "; ".join(told) or "Nobody has signed."
