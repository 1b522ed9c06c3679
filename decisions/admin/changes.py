"""Changes and their signatures in the admin. Each delegate signs on their own account.

No flag opens the steps of signing: they ask for an appointment to an office of the
delegation, as everywhere.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from decisions import actions
from decisions.access import changes_open_to, offices_today
from decisions.forms.changes import ReasonForm, StepForm
from decisions.forms.signing import SignForm
from decisions.models import Change, SigningRound, SignOff
from decisions.selectors.signing import SignPage, sign_page
from decisions.states import Verdict
from decisions.transitions import (
    DECLINE,
    PROPOSE,
    REBASE,
    RECALL,
    RECALL_FINAL,
    RETURN,
    RETURN_FINAL,
    SIGN,
    WITHDRAW,
)
from iegtracker.errors import DomainError, NotAllowed
from iegtracker.people.models import User
from iegtracker.people.sign_in import confirm_password
from iegtracker.web import SignedInRequest
from iegtracker.workflow import Transition, refusal
from iegtracker.workflow_admin import ReadOnlyAdmin, ReadOnlyInline, Step, WorkflowAdmin
from statements.admin import redline_shown
from statements.document import compare

Refusal = Callable[[Change, User], DomainError | None]
_ACTIONS: Mapping[str, Callable[..., SignOff]] = {
    Verdict.APPROVED: actions.sign_change,
    Verdict.RETURNED: actions.return_change,
    Verdict.REFUSED: actions.decline_change,
}


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


def _step(transition: Transition, final: Transition | None = None) -> Refusal:
    """A final approval is taken back by a line of its own, or not at all."""

    def ask(change: Change, user: User) -> DomainError | None:
        if change.is_final and final is None:
            return NotAllowed("A final approval has no text of its own.")
        return refusal(final if change.is_final and final else transition, change, user)

    return ask


def _closed_to(transition: Transition, final: Transition | None) -> Refusal:
    """Why a person may not sign now: what the site's own page says."""
    status = _step(transition, final or transition)

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
    status = _step(transition, final or transition)

    def ask(change: Change, user: User) -> DomainError | None:
        if error := status(change, user):
            return error
        latest = _latest(change)
        held = {row.office_id for row in offices_today(user)}
        offices = latest.delegation.offices.all() if latest else []
        if not any(row.office_id in held for row in offices):
            return NotAllowed(
                "Only the holder of an office in the delegation may sign here. "
                "An account's other rights do not replace it."
            )
        return None

    return ask


def _latest(change: Change) -> SigningRound | None:
    """The round put last, read once for all that a page says of the change."""
    if "_latest" not in change.__dict__:
        rows = change.rounds.select_related("delegation", "version")
        rows = rows.prefetch_related("delegation__offices")
        change.__dict__["_latest"] = rows.order_by("-number").first()
    return change.__dict__["_latest"]


def _page(change: Change, user: Any) -> SignPage:
    """What the site's own page says, read once a request."""
    if "_page" not in change.__dict__:
        page = sign_page(change.statement.round, change.number, user)
        change.__dict__["_page"] = page
    return change.__dict__["_page"]


def _sign_step(
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
        wanted = told.get("office") or page.offices[0][0]
        office = next(r.office for r in page.standings if str(r.office.pk) == wanted)
        return _ACTIONS[verdict](
            page.change,
            seen=told["seen"],
            office=office,
            interests=form.said_interests,
            comment=form.said,
            by=request.user,
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


def _shown(change: Change, request: SignedInRequest) -> Mapping[str, Any]:
    return {"redline": _redline_of(change)}


def _redline_of(change: Change) -> str:
    """What the change does: its draft's difference while written, else the round's."""
    latest = _latest(change)
    if change.draft and (latest is None or change.status == "writing"):
        base, written = change.draft.base_document, change.draft.document
        return redline_shown(base, compare(base, written))
    if latest is None or change.is_final:
        return "The whole text, as it stands."
    return redline_shown(latest.version.document, latest.difference)


def _propose(
    change: Change, form: forms.Form, request: SignedInRequest
) -> SigningRound:
    return actions.propose_change(
        change,
        reason=form.cleaned_data["reason"],
        by=request.user,
    )


def _run(action: Callable[..., Any]) -> Callable[..., Any]:
    return lambda change, form, request: action(change, by=request.user)


def _button(label: str, *, warning: bool = False) -> Callable[..., forms.Form]:
    return lambda request, change, data, files: StepForm(
        data, label=label, warning=warning
    )


class SignOffInline(ReadOnlyInline):
    model = SignOff
    fields = ("office", "person", "verdict", "means", "interests", "comment", "at")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignOff]:
        return super().get_queryset(request).select_related("office", "person")


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
            form=lambda request, change, data, files: ReasonForm(
                data, label=f"Propose {change}"
            ),
            refusal=_step(PROPOSE),
            run=_propose,
            shows="admin/redline.html",
            context=_shown,
        ),
        Step.of(
            RECALL,
            form=_button("Recall it"),
            refusal=_step(RECALL, RECALL_FINAL),
            run=_run(actions.recall_change),
        ),
        Step.of(
            REBASE,
            form=_button("Bring it up to date"),
            refusal=_step(REBASE),
            run=_run(actions.rebase_change),
            shows="admin/redline.html",
            context=_shown,
        ),
        Step.of(
            WITHDRAW,
            form=_button("Withdraw it", warning=True),
            refusal=_step(WITHDRAW),
            run=_run(actions.withdraw_change),
        ),
        _sign_step(SIGN, None, Verdict.APPROVED, "Approve"),
        _sign_step(RETURN, RETURN_FINAL, Verdict.RETURNED, "Return"),
        _sign_step(DECLINE, None, Verdict.REFUSED, "Refuse"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        rows = super().get_queryset(request).filter(changes_open_to(request.user))  # type: ignore[arg-type]
        return rows.select_related("statement__paper_ptr", "draft__base", "started_by")

    @admin.display(description="What changes")
    def what_changes(self, change: Change) -> str:
        return _redline_of(change)

    @admin.display(description="Reason")
    def reason(self, change: Change) -> str:
        latest = _latest(change)
        return latest.reason if latest else "Not proposed yet."

    @admin.display(description="Signatures")
    def signatures(self, change: Change) -> str:
        rows = (
            SignOff.objects.filter(signing_round__change=change)
            .select_related("office", "person", "signing_round")
            .order_by("pk")
        )
        told = [
            f"Round {row.signing_round.number}, {row.office} ({row.person}): "
            f"{row.get_verdict_display().lower()}"
            for row in rows
        ]
        return "; ".join(told) or "Nobody has signed."


@admin.register(SigningRound)
class SigningRoundAdmin(ReadOnlyAdmin):
    list_display = ("change", "number", "material", "proposed_by", "proposed_at")
    list_filter = ("material",)
    search_fields = ("reason", "digest", "change__title")
    list_select_related = (
        "change__statement__paper_ptr",
        "delegation__decision__recommendation",
        "delegation__decision__meeting__body",
        "version__paper",
        "proposed_by",
    )
    fields = (
        "change",
        "number",
        "delegation",
        "version",
        "what_changes",
        "reason",
        "material",
        "material_because",
        "wrote",
        "digest",
        "proposed_by",
        "proposed_at",
    )
    readonly_fields = fields
    inlines = (SignOffInline,)
    change_form_template = "admin/workflow_change_form.html"

    @admin.display(description="What changes")
    def what_changes(self, signing_round: SigningRound) -> str:
        if not signing_round.difference:
            return "The whole text, as it stands."
        before = signing_round.version.document
        return redline_shown(before, signing_round.difference)

    @admin.display(description="Written by")
    def wrote(self, signing_round: SigningRound) -> str:
        return ", ".join(signing_round.author_names) or "–"


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    list_display = ("office", "person", "verdict", "means", "signing_round", "at")
    list_filter = ("verdict", "means", "office")
    search_fields = ("person__name", "digest", "comment")
    list_select_related = (
        "office",
        "person",
        "signing_round__change__statement__paper_ptr",
    )
    fields = (
        "signing_round",
        "office",
        "person",
        "verdict",
        "means",
        "interests",
        "comment",
        "digest",
        "at",
    )
    readonly_fields = fields
