"""Clearing, reopening and submissions in the admin."""

from django.contrib import admin

from decisions import actions
from decisions.forms.returns import ExplainForm, ReceiptForm
from decisions.models import (
    Authority,
    Clearance,
    ReadBack,
    ReadBackFinding,
    Reopening,
    Submission,
)
from decisions.transitions import EXPLAIN, READ_BACK
from iegtracker.workflow import refusal
from iegtracker.workflow_admin import ReadOnlyAdmin, Step, WorkflowAdmin


@admin.register(Authority)
class AuthorityAdmin(ReadOnlyAdmin):
    list_display = ("version", "signing_round", "decision")
    list_select_related = (
        "version__paper",
        "signing_round__change__statement__paper_ptr",
        "decision__recommendation",
        "decision__meeting__body",
    )


@admin.register(Clearance)
class ClearanceAdmin(ReadOnlyAdmin):
    list_display = ("statement", "version", "cleared_by", "cleared_at")
    search_fields = ("statement__title",)
    list_select_related = ("statement__paper_ptr", "version__paper", "cleared_by")


@admin.register(Reopening)
class ReopeningAdmin(ReadOnlyAdmin):
    list_display = ("clearance", "reason", "reopened_by", "reopened_at")
    search_fields = ("reason",)
    list_select_related = ("clearance__version__paper", "reopened_by")


@admin.register(Submission)
class SubmissionAdmin(WorkflowAdmin):
    list_display = ("reference", "statement", "sent_at", "incident", "recorded_by")
    list_filter = ("incident", "sent_at")
    search_fields = ("reference", "digest", "note", "statement__title")
    list_select_related = ("statement__paper_ptr", "recorded_by")
    fields = (
        "statement",
        "version",
        "digest",
        "sent_at",
        "late",
        "reference",
        "incident",
        "note",
        "receipt_name",
        "recorded_by",
        "recorded_at",
    )
    readonly_fields = fields
    steps = (
        Step.of(
            READ_BACK,
            form=lambda request, row, data, files: ReceiptForm(data, files),
            refusal=lambda row, user: refusal(READ_BACK, row.statement, user),
            run=lambda row, form, request: actions.read_back(
                row, **form.told, by=request.user
            ),
        ),
    )


@admin.register(ReadBack)
class ReadBackAdmin(WorkflowAdmin):
    """The file itself stays unread."""

    list_display = ("submission", "differences", "read_by", "read_at")
    list_select_related = ("submission__statement__paper_ptr", "read_by")
    fields = (
        "submission",
        "guidelines",
        "name",
        "sha256",
        "differences",
        "sentences",
        "read_by",
        "read_at",
    )
    readonly_fields = fields
    steps = (
        Step.of(
            EXPLAIN,
            form=lambda request, row, data, files: ExplainForm(data),
            refusal=lambda row, user: refusal(EXPLAIN, row.submission.statement, user),
            run=lambda row, form, request: actions.explain_difference(
                row, why=form.cleaned_data["why"], by=request.user
            ),
        ),
    )

    @admin.display(description="What differs")
    def sentences(self, row: ReadBack) -> str:
        found = row.comparison
        return " ".join(field.sentence for field in found.fields) or found.sentence


@admin.register(ReadBackFinding)
class ReadBackFindingAdmin(ReadOnlyAdmin):
    list_display = ("read_back", "why", "found_by", "found_at")
    search_fields = ("why",)
    list_select_related = ("read_back__submission", "found_by")
    fields = ("read_back", "why", "found_by", "found_at")
    readonly_fields = fields
