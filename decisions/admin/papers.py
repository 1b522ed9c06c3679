"""Signatures on paper in the admin: one clerk enters the form, another confirms it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from decisions import actions
from decisions.access import may_see_scans
from decisions.actions.papers import confirmation_refusal, paper_refusal
from decisions.forms.changes import StepForm
from decisions.forms.paper_forms import EnterPaperForm
from decisions.models import Change, PaperSignature, SignOff
from decisions.selectors.casefiles import address
from decisions.selectors.paper_forms import EnterPage, enter_page
from decisions.transitions import CONFIRM_PAPER, ENTER_PAPER
from iegtracker.errors import DomainError
from iegtracker.people.models import User
from iegtracker.web import SignedInRequest
from iegtracker.workflow import refusal
from iegtracker.workflow_admin import Step, WorkflowAdmin

from .dismissing import DISMISS_STEP
from .rounds import step_refusal


def _page(change: Change, user: Any) -> EnterPage:
    """What the site's own page says, read once a request."""
    if "_enter_page" not in change.__dict__:
        found = enter_page(change.statement.round, change.number, user)
        change.__dict__["_enter_page"] = found
    return change.__dict__["_enter_page"]


def _closed(change: Change, user: User) -> DomainError | None:
    try:
        _page(change, user)
    except DomainError as error:
        return error
    return None


def _form(
    request: SignedInRequest, change: Change, data: Any, files: Any
) -> EnterPaperForm:
    page = _page(change, request.user)
    return EnterPaperForm(
        data,
        files,
        offices=list(page.offices),
        label=f"Enter the signature on {page.name}",
    )


def _enter(
    change: Change, form: EnterPaperForm, request: SignedInRequest
) -> PaperSignature:
    return actions.enter_paper_signature(change, **form.told, by=request.user)


ENTER_STEP = Step.of(
    ENTER_PAPER,
    form=_form,
    refusal=_closed,
    offered=step_refusal(ENTER_PAPER, ENTER_PAPER),
    run=_enter,
)


def _confirmation(paper: PaperSignature, user: User) -> DomainError | None:
    signing_round = paper.signing_round
    return (
        refusal(CONFIRM_PAPER, signing_round.change, user)
        or paper_refusal(signing_round, user)
        or confirmation_refusal(paper, user)
    )


def _confirm(
    paper: PaperSignature, form: StepForm, request: SignedInRequest
) -> SignOff:
    return actions.confirm_paper_signature(paper, by=request.user)


@admin.register(PaperSignature)
class PaperSignatureAdmin(WorkflowAdmin):
    list_display = ("office", "person", "verdict", "signing_round", "entered_by")
    list_filter = ("verdict", "office")
    search_fields = ("person__name", "digest", "scan_name")
    list_select_related = (
        "office",
        "person",
        "entered_by",
        "signing_round__change__statement__paper_ptr",
    )
    fields = (
        "signing_round",
        "office",
        "person",
        "verdict",
        "interests",
        "comment",
        "signed_on",
        "digest",
        "scan_sha256",
        "where_the_scan_is",
        "entered_by",
        "entered_at",
    )
    readonly_fields = fields
    steps = (
        Step.of(
            CONFIRM_PAPER,
            form=lambda request, paper, data, files: StepForm(
                data, label="Confirm the signature"
            ),
            refusal=_confirmation,
            run=_confirm,
            shows="admin/paper.html",
            context=lambda paper, request: {"scan": _scan_address(paper)},
        ),
        DISMISS_STEP,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaperSignature]:
        return super().get_queryset(request).defer("scan")

    def get_fields(
        self, request: HttpRequest, obj: PaperSignature | None = None
    ) -> tuple[str, ...]:
        """Who may not open a scan is not led to it."""
        if may_see_scans(request.user):  # type: ignore[arg-type]
            return self.fields
        return tuple(name for name in self.fields if name != "where_the_scan_is")

    @admin.display(description="Scan")
    def where_the_scan_is(self, paper: PaperSignature) -> str:
        return format_html('<a href="{}">Download</a>', _scan_address(paper))


def _scan_address(paper: PaperSignature) -> str:
    return address("scan", paper.signing_round.change, paper.pk)
