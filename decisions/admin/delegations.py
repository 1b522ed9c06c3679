"""Delegations in the admin: given by decisions, by urgency, and ended."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from decisions import actions
from decisions.actions.delegations import (
    end_of_delegation_refusal,
    urgency_confirmation_refusal,
    urgency_refusal,
)
from decisions.forms.changes import StepForm
from decisions.forms.delegations import EndDelegationForm, UrgencyForm
from decisions.models import DelegatedOffice, Delegation, DelegationEnd, Urgency
from iegtracker.web import SignedInRequest
from iegtracker.workflow_admin import (
    NewStep,
    ReadOnlyAdmin,
    ReadOnlyInline,
    Step,
    WorkflowAdmin,
    YesNoFilter,
)
from statements.models import Statement

from .dismissing import DISMISS_STEP

_SOURCE = (
    "decision__recommendation",
    "decision__meeting__body",
    "urgency__office",
)


class UrgencyOverForm(UrgencyForm):
    """The site's form, and the statement, which there the page itself is about."""

    field_order = ("statement",)

    # By `id`: a number too large for the database is refused there, not in `paper_ptr`.
    statement = forms.ModelChoiceField(
        Statement.objects.filter(imported=False).order_by("-due", "pk"),
        label="Statement",
        empty_label="Choose a statement",
        to_field_name="id",
    )


def _enter(form: forms.Form, request: SignedInRequest) -> Urgency:
    told = dict(form.cleaned_data)
    return actions.enter_urgency(told.pop("statement"), by=request.user, **told)


def _confirm(urgency: Any, form: forms.Form, request: SignedInRequest) -> Delegation:
    return actions.confirm_urgency(urgency, by=request.user)


def _end(delegation: Any, form: forms.Form, request: SignedInRequest) -> DelegationEnd:
    return actions.end_delegation(delegation, by=request.user, **form.cleaned_data)


class ConfirmedFilter(YesNoFilter):
    title = "whether another clerk confirmed it"
    parameter_name = "confirmed"
    lookup = "delegation__isnull"


class EndedFilter(YesNoFilter):
    title = "whether its end is recorded"
    parameter_name = "ended"
    lookup = "end__isnull"


class UrgentFilter(YesNoFilter):
    title = "whether it is urgent"
    parameter_name = "urgent"
    lookup = "urgency__isnull"


@admin.register(Urgency)
class UrgencyAdmin(WorkflowAdmin):
    list_display = ("citation", "kind", "office", "statement", "until", "is_confirmed")
    list_filter = (ConfirmedFilter, "kind", "office")
    search_fields = ("citation", "wording", "why")
    list_select_related = (
        "statement__paper_ptr",
        "office",
        "entered_by",
        "delegation",
    )
    fields = (
        "statement",
        "kind",
        "citation",
        "wording",
        "why",
        "agreed_by",
        "office",
        "scope",
        "starts_on",
        "until",
        "entered_by",
        "entered_at",
    )
    readonly_fields = fields
    new_steps = (
        NewStep(
            "enter",
            "enter an urgent power",
            form=lambda request, data, files: UrgencyOverForm(data),
            refusal=urgency_refusal,
            run=_enter,
        ),
    )
    steps = (
        Step(
            "confirm",
            "confirm the urgent power",
            form=lambda request, urgency, data, files: StepForm(
                data, label="Confirm the urgent power"
            ),
            refusal=urgency_confirmation_refusal,
            run=_confirm,
        ),
        DISMISS_STEP,
    )

    @admin.display(description="Confirmed", boolean=True)
    def is_confirmed(self, urgency: Urgency) -> bool:
        return hasattr(urgency, "delegation")


class DelegatedOfficeInline(ReadOnlyInline):
    model = DelegatedOffice
    fields = ("office", "part", "substitute")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[DelegatedOffice]:
        return super().get_queryset(request).select_related("office", "substitute")


@admin.register(Delegation)
class DelegationAdmin(WorkflowAdmin):
    list_display = ("statement", "mode", "scope", "starts_on", "until", "source")
    list_filter = ("mode", "scope", UrgentFilter, EndedFilter)
    search_fields = ("statement__title",)
    list_select_related = (
        "statement__paper_ptr",
        *_SOURCE,
        "confirmed_by",
        "end",
    )
    fields = (
        "statement",
        "source",
        "wording",
        "mode",
        "scope",
        "conditions",
        "starts_on",
        "until",
        "confirmed_by",
        "confirmed_at",
        "ended",
    )
    readonly_fields = fields
    inlines = (DelegatedOfficeInline,)
    steps = (
        Step(
            "end",
            "record the end of the delegation",
            form=lambda request, delegation, data, files: EndDelegationForm(data),
            refusal=end_of_delegation_refusal,
            run=_end,
        ),
    )

    @admin.display(description="Source")
    def source(self, delegation: Delegation) -> str:
        if delegation.urgency:
            return f"Urgent: {delegation.urgency}"
        return str(delegation.decision)

    @admin.display(description="Ended")
    def ended(self, delegation: Delegation) -> str:
        end = getattr(delegation, "end", None)
        return end.reason if end else "No end is recorded."


@admin.register(DelegationEnd)
class DelegationEndAdmin(ReadOnlyAdmin):
    list_display = ("delegation", "reason", "recorded_by", "recorded_at")
    search_fields = ("reason",)
    list_select_related = (
        *(f"delegation__{name}" for name in _SOURCE),
        "decision__recommendation",
        "decision__meeting__body",
        "recorded_by",
    )
    fields = ("delegation", "decision", "reason", "recorded_by", "recorded_at")
    readonly_fields = fields


@admin.register(DelegatedOffice)
class DelegatedOfficeAdmin(ReadOnlyAdmin):
    list_display = ("office", "part", "substitute", "delegation")
    list_filter = ("office", "part")
    list_select_related = (
        "office",
        "substitute",
        *(f"delegation__{name}" for name in _SOURCE),
    )
