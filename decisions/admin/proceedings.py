"""The record of meetings in the admin: agenda, notice, minutes, corrections."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from decisions.actions.minutes import (
    finding_refusal,
)
from decisions.actions.precedents import earlier_refusal
from decisions.forms.minutes import (
    EarlierDecisionForm,
    FindingForm,
)
from decisions.models import (
    AgendaItem,
    Attendee,
    Citation,
    DecisionCorrection,
    DeclaredInterest,
    EarlierDecision,
    Endorsement,
    MeetingRecord,
    MinutesConfirmation,
    Publication,
    WordingFinding,
)
from iegtracker.workflow_admin import (
    NewStep,
    ReadOnlyAdmin,
    ReadOnlyInline,
    Step,
    WorkflowAdmin,
)

from .meeting_steps import find, record_earlier


class _LineInline(ReadOnlyInline):
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).order_by("position")


class AgendaItemInline(_LineInline):
    model = AgendaItem
    fields = ("number", "title", "kind", "report")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgendaItem]:
        return super().get_queryset(request).select_related("report")


class AttendeeInline(_LineInline):
    model = Attendee
    fields = ("name", "presence", "office")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendee]:
        return super().get_queryset(request).select_related("office")


class DeclaredInterestInline(_LineInline):
    model = DeclaredInterest
    fields = ("who", "nature", "action", "granted_by")
    readonly_fields = fields


@admin.register(MeetingRecord)
class MeetingRecordAdmin(ReadOnlyAdmin):
    list_display = ("meeting", "part", "edition", "recorded_by", "recorded_at")
    list_filter = ("part", "meeting__body")
    search_fields = ("text",)
    list_select_related = ("meeting__body", "recorded_by")
    fields = ("meeting", "part", "edition", "text", "recorded_by", "recorded_at")
    readonly_fields = fields
    inlines = (AgendaItemInline, AttendeeInline, DeclaredInterestInline)


@admin.register(AgendaItem)
class AgendaItemAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "number", "record")
    list_filter = ("kind",)
    search_fields = ("title",)
    list_select_related = ("record__meeting__body", "report")


@admin.register(Attendee)
class AttendeeAdmin(ReadOnlyAdmin):
    list_display = ("name", "presence", "office", "record")
    list_filter = ("presence",)
    search_fields = ("name",)
    list_select_related = ("record__meeting__body", "office")


@admin.register(DeclaredInterest)
class DeclaredInterestAdmin(ReadOnlyAdmin):
    list_display = ("who", "nature", "granted_by", "record")
    list_filter = ("granted_by",)
    search_fields = ("who", "nature")
    list_select_related = ("record__meeting__body",)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ("meeting", "agenda", "tabling", "published_on", "where")
    list_filter = ("meeting__body",)
    date_hierarchy = "published_on"
    list_select_related = (
        "meeting__body",
        "agenda__meeting__body",
        "tabling__report__meeting__body",
        "recorded_by",
    )


@admin.register(MinutesConfirmation)
class MinutesConfirmationAdmin(ReadOnlyAdmin):
    list_display = ("meeting", "confirmed_at", "signed_by", "recorded_by")
    search_fields = ("corrections", "signed_by")
    list_select_related = (
        "meeting__body",
        "confirmed_at__body",
        "minutes__meeting__body",
        "recorded_by",
    )


_DECISION = ("decision__recommendation", "decision__meeting__body")


@admin.register(DecisionCorrection)
class DecisionCorrectionAdmin(WorkflowAdmin):
    list_display = ("decision", "number", "wording", "minute_number", "recorded_by")
    search_fields = ("wording", "reason")
    list_select_related = (*_DECISION, "confirmation__meeting__body", "recorded_by")
    fields = (
        "decision",
        "number",
        "wording",
        "minute_number",
        "reason",
        "confirmation",
        "recorded_by",
        "recorded_at",
    )
    readonly_fields = fields
    steps = (
        Step(
            "record_finding",
            "record whether what the program enforces stands",
            form=lambda request, correction, data, files: FindingForm(data),
            refusal=finding_refusal,
            run=find,
        ),
    )


@admin.register(WordingFinding)
class WordingFindingAdmin(ReadOnlyAdmin):
    list_display = ("correction", "stands", "found_by", "found_at")
    list_filter = ("stands",)
    list_select_related = (
        *(f"correction__{name}" for name in _DECISION),
        "corrected_by",
        "found_by",
    )


@admin.register(Endorsement)
class EndorsementAdmin(ReadOnlyAdmin):
    list_display = ("statement", "meeting", "outcome", "version", "recorded_by")
    list_filter = ("outcome", "meeting__body")
    search_fields = ("wording", "minute_number")
    list_select_related = (
        "statement__paper_ptr",
        "meeting__body",
        "version__paper",
        "recorded_by",
    )


@admin.register(EarlierDecision)
class EarlierDecisionAdmin(WorkflowAdmin):
    list_display = ("body", "held_on", "subject", "minute_number", "recorded_by")
    list_filter = ("body",)
    search_fields = ("subject", "wording")
    list_select_related = ("body", "corrects__body", "recorded_by")
    fields = (
        "body",
        "held_on",
        "subject",
        "wording",
        "minute_number",
        "corrects",
        "recorded_by",
        "recorded_at",
    )
    readonly_fields = fields
    new_steps = (
        NewStep(
            "record",
            "record an earlier decision",
            form=lambda request, data, files: EarlierDecisionForm(data),
            refusal=earlier_refusal,
            run=record_earlier,
        ),
    )


@admin.register(Citation)
class CitationAdmin(ReadOnlyAdmin):
    list_display = ("report", "earlier", "place", "withdrawn", "recorded_by")
    list_filter = ("withdrawn",)
    list_select_related = ("report", "earlier__body", "recorded_by")
