"""Clearing, reopening and submissions in the admin."""

from django.contrib import admin

from decisions.models import Authority, Clearance, Reopening, Submission
from iegtracker.workflow_admin import ReadOnlyAdmin


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
class SubmissionAdmin(ReadOnlyAdmin):
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
