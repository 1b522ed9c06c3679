"""Offices and appointments in the admin."""

from typing import Any

from django import forms
from django.contrib import admin

from decisions import actions
from decisions.actions.offices import (
    appointment_refusal,
    end_refusal,
    entry_refusal,
)
from decisions.forms.changes import StepForm
from decisions.forms.offices import AppointmentForm, EndForm, OfficeForm
from decisions.models import Appointment, AppointmentEnd, AppointmentEntry, Office
from iegtracker.web import SignedInRequest
from iegtracker.workflow_admin import (
    NewStep,
    ReadOnlyAdmin,
    Step,
    WorkflowAdmin,
    YesNoFilter,
)


def _record_office(form: OfficeForm, request: SignedInRequest) -> Office:
    told = form.cleaned_data
    return actions.record_office(
        slug=form.slug,
        name=told["name"],
        holder_kind=told["holder_kind"],
        by=request.user,
    )


def _enter(form: forms.Form, request: SignedInRequest) -> AppointmentEntry:
    told = form.cleaned_data
    return actions.enter_appointment(
        told["office"],
        told["person"],
        starts_on=told["starts_on"],
        by=request.user,
    )


def _confirm(entry: Any, form: forms.Form, request: SignedInRequest) -> Appointment:
    return actions.confirm_appointment(entry, by=request.user)


def _end(
    appointment: Any, form: forms.Form, request: SignedInRequest
) -> AppointmentEnd:
    return actions.end_appointment(
        appointment,
        by=request.user,
        **form.cleaned_data,
    )


class ConfirmedFilter(YesNoFilter):
    title = "whether another clerk confirmed it"
    parameter_name = "confirmed"
    lookup = "appointment__isnull"


class EndedFilter(YesNoFilter):
    title = "whether a last day is recorded"
    parameter_name = "ended"
    lookup = "end__isnull"


@admin.register(Office)
class OfficeAdmin(WorkflowAdmin):
    list_display = ("name", "holder_kind")
    list_filter = ("holder_kind",)
    search_fields = ("name",)
    fields = ("name", "holder_kind", "slug")
    readonly_fields = fields
    new_steps = (
        NewStep(
            "record",
            "record an office",
            form=lambda request, data, files: OfficeForm(data),
            refusal=appointment_refusal,
            run=_record_office,
        ),
    )


@admin.register(AppointmentEntry)
class AppointmentEntryAdmin(WorkflowAdmin):
    list_display = ("person", "office", "starts_on", "entered_by", "is_confirmed")
    list_filter = (ConfirmedFilter, "office")
    search_fields = ("person__name", "office__name")
    list_select_related = ("person", "office", "entered_by", "appointment")
    fields = ("person", "office", "starts_on", "entered_by", "entered_at")
    readonly_fields = fields
    new_steps = (
        NewStep(
            "enter",
            "enter an appointment",
            form=lambda request, data, files: AppointmentForm(data),
            refusal=appointment_refusal,
            run=_enter,
        ),
    )
    steps = (
        Step(
            "confirm",
            "confirm the appointment",
            form=lambda request, entry, data, files: StepForm(
                data, label="Confirm the appointment"
            ),
            refusal=entry_refusal,
            run=_confirm,
        ),
    )

    @admin.display(description="Confirmed", boolean=True)
    def is_confirmed(self, entry: AppointmentEntry) -> bool:
        return hasattr(entry, "appointment")


@admin.register(Appointment)
class AppointmentAdmin(WorkflowAdmin):
    list_display = ("person", "office", "starts_on", "last_day", "confirmed_by")
    list_filter = (EndedFilter, "office")
    search_fields = ("person__name", "office__name")
    list_select_related = ("person", "office", "entered_by", "confirmed_by", "end")
    fields = (
        "person",
        "office",
        "starts_on",
        "last_day",
        "entered_by",
        "confirmed_by",
        "confirmed_at",
    )
    readonly_fields = fields
    steps = (
        Step(
            "end",
            "record the last day",
            form=lambda request, appointment, data, files: EndForm(data),
            refusal=end_refusal,
            run=_end,
        ),
    )

    @admin.display(description="Last day", ordering="end__ends_on")
    def last_day(self, appointment: Appointment) -> Any:
        end = getattr(appointment, "end", None)
        return end.ends_on if end else None


@admin.register(AppointmentEnd)
class AppointmentEndAdmin(ReadOnlyAdmin):
    list_display = ("appointment", "ends_on", "reason", "recorded_by", "recorded_at")
    search_fields = ("appointment__person__name", "reason")
    list_select_related = (
        "appointment__person",
        "appointment__office",
        "recorded_by",
    )
