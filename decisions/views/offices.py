"""Offices, who holds them, and who is away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from decisions import access, actions
from decisions.actions.offices import (
    absence_end_refusal,
    absence_refusal,
    appointment_refusal,
    end_refusal,
    entry_refusal,
)
from decisions.authority import away_words
from decisions.forms.changes import StepForm
from decisions.forms.offices import (
    AbsenceForm,
    AppointmentForm,
    EndForm,
    OfficeForm,
)
from decisions.models import Absence, Appointment, AppointmentEntry, Office
from decisions.selectors.offices import offices_page
from iegtracker import clock
from iegtracker.web import SignedInRequest, attempt


def _trail(last: str) -> list[tuple[str, str | None]]:
    return [("Offices", reverse("decisions:offices")), (last, None)]


def offices(request: SignedInRequest) -> HttpResponse:
    user = request.user
    access.require_offices(user)
    return render(request, "decisions/offices.html", {"page": offices_page(user)})


def record(request: SignedInRequest) -> HttpResponse:
    if error := appointment_refusal(request.user):
        raise error
    form = OfficeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        office = attempt(
            form,
            actions.record_office,
            slug=form.slug,
            by=request.user,
            **form.cleaned_data,
        )
        if office is not None:
            messages.success(request, f"The office of {office} has been recorded.")
            return redirect("decisions:offices")
    context = {"form": form, "breadcrumbs": _trail("Record an office")}
    return render(request, "decisions/office_record.html", context)


def enter(request: SignedInRequest) -> HttpResponse:
    if error := appointment_refusal(request.user):
        raise error
    data = request.POST if request.method == "POST" else None
    form = AppointmentForm(data, initial=_asked(request))
    if form.is_valid():
        told = form.cleaned_data
        entry = attempt(
            form,
            actions.enter_appointment,
            told["office"],
            told["person"],
            starts_on=told["starts_on"],
            until=told["until"],
            by=request.user,
        )
        if entry is not None:
            messages.success(
                request,
                f"The appointment of {entry.person} has been entered. "
                "Another clerk must confirm it.",
            )
            return redirect("decisions:offices")
    context = {"form": form, "breadcrumbs": _trail("Enter an appointment")}
    return render(request, "decisions/office_enter.html", context)


def _asked(request: SignedInRequest) -> dict[str, str]:
    office = request.GET.get("office", "")
    return {"office": office} if office.isdecimal() and len(office) < 10 else {}


def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(
        AppointmentEntry.objects.select_related("office", "person", "entered_by"), pk=pk
    )
    if error := entry_refusal(entry, request.user):
        raise error
    data = request.POST if request.method == "POST" else None
    form = StepForm(data, label="Confirm the appointment")
    if form.is_valid():
        made = attempt(form, actions.confirm_appointment, entry, by=request.user)
        if made is not None:
            messages.success(
                request, f"{made.person} is appointed to the office of {made.office}."
            )
            return redirect("decisions:offices")
    context = {
        "form": form,
        "entry": entry,
        "breadcrumbs": _trail("Confirm an appointment"),
    }
    return render(request, "decisions/office_confirm.html", context)


def end(request: SignedInRequest, pk: int) -> HttpResponse:
    appointment = get_object_or_404(
        Appointment.objects.select_related("office", "person"), pk=pk
    )
    if error := end_refusal(appointment, request.user):
        raise error
    data = request.POST if request.method == "POST" else None
    form = EndForm(data)
    if form.is_valid():
        ended = attempt(
            form,
            actions.end_appointment,
            appointment,
            by=request.user,
            **form.cleaned_data,
        )
        if ended is not None:
            messages.success(request, "The last day has been recorded.")
            return redirect("decisions:offices")
    context = {
        "form": form,
        "appointment": appointment,
        "is_to_come": appointment.starts_on > clock.today(),
        "breadcrumbs": _trail("Record a last day"),
    }
    return render(request, "decisions/office_end.html", context)


def absence(request: SignedInRequest, slug: str) -> HttpResponse:
    office = get_object_or_404(Office, slug=slug)
    if error := absence_refusal(office, request.user):
        raise error
    form = AbsenceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        recorded = attempt(
            form,
            actions.record_absence,
            office,
            by=request.user,
            **form.cleaned_data,
        )
        if recorded is not None:
            messages.success(
                request,
                f"The holder of the office of {office} is recorded as "
                f"{away_words(recorded)}.",
            )
            return redirect("decisions:offices")
    context = {
        "form": form,
        "office": office,
        "breadcrumbs": _trail("Record an absence"),
    }
    return render(request, "decisions/absence_record.html", context)


def end_absence(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Absence.objects.select_related("office"), pk=pk)
    if error := absence_end_refusal(found, request.user):
        raise error
    data = request.POST if request.method == "POST" else None
    form = StepForm(data, label="Record that the holder acts again")
    if form.is_valid():
        ended = attempt(form, actions.end_absence, found, by=request.user)
        if ended is not None:
            messages.success(
                request, f"The holder of the office of {found.office} acts again."
            )
            return redirect("decisions:offices")
    context = {
        "form": form,
        "absence": found,
        "away": away_words(found),
        "is_to_come": found.starts_on > clock.today(),
        "breadcrumbs": _trail("End an absence"),
    }
    return render(request, "decisions/absence_end.html", context)
