"""Offices, appointments and absences in the admin."""

from typing import Any

from django import forms
from django.contrib import admin

from decisions import actions
from decisions.actions.offices import (
    absence_end_refusal,
    absence_refusal,
    appointment_refusal,
    end_refusal,
    entry_refusal,
)
from decisions.forms.changes import StepForm
from decisions.forms.offices import (
    AbsenceForm,
    AppointmentForm,
    EndForm,
    OfficeForm,
)
from decisions.models import (
    Absence,
    AbsenceEnd,
    Appointment,
    AppointmentEnd,
    AppointmentEntry,
    Office,
)
from iegtracker.web import SignedInRequest
from iegtracker.workflow_admin import (
    NewStep,
    ReadOnlyAdmin,
    Step,
    WorkflowAdmin,
    YesNoFilter,
)

from .dismissing import DISMISS_STEP


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
        until=told["until"],
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


def _record_absence(office: Any, form: forms.Form, request: SignedInRequest) -> Absence:
    return actions.record_absence(office, by=request.user, **form.cleaned_data)


def _end_absence(
    absence: Any, form: forms.Form, request: SignedInRequest
) -> AbsenceEnd:
    return actions.end_absence(absence, by=request.user)


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
    steps = (
        Step(
            "record_absence",
            "record an absence of its holder",
            form=lambda request, office, data, files: AbsenceForm(data),
            refusal=absence_refusal,
            run=_record_absence,
        ),
    )


@admin.register(AppointmentEntry)
class AppointmentEntryAdmin(WorkflowAdmin):
    list_display = ("person", "office", "starts_on", "entered_by", "is_confirmed")
    list_filter = (ConfirmedFilter, "office")
    search_fields = ("person__name", "office__name")
    list_select_related = ("person", "office", "entered_by", "appointment")
    fields = ("person", "office", "starts_on", "until", "entered_by", "entered_at")
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
        DISMISS_STEP,
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


@admin.register(Absence)
class AbsenceAdmin(WorkflowAdmin):
    list_display = ("office", "starts_on", "until", "back_on", "recorded_by")
    list_filter = (EndedFilter, "office")
    search_fields = ("office__name", "reason")
    list_select_related = ("office", "recorded_by", "end")
    fields = (
        "office",
        "starts_on",
        "until",
        "back_on",
        "reason",
        "recorded_by",
        "recorded_at",
    )
    readonly_fields = fields
    steps = (
        Step(
            "end",
            "record that the holder acts again",
            form=lambda request, absence, data, files: StepForm(
                data, label="Record that the holder acts again"
            ),
            refusal=absence_end_refusal,
            run=_end_absence,
        ),
    )

    @admin.display(description="Back on", ordering="end__ended_on")
    def back_on(self, absence: Absence) -> Any:
        end = getattr(absence, "end", None)
        return end.ended_on if end else None


@admin.register(AbsenceEnd)
class AbsenceEndAdmin(ReadOnlyAdmin):
    list_display = ("absence", "ended_on", "recorded_by", "recorded_at")
    list_select_related = ("absence__office", "recorded_by")
