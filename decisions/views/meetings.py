"""Meetings, and the record of what they resolved."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from decisions import access, actions
from decisions.forms.meetings import DecideForm, MeetingForm
from decisions.models import Meeting, Tabling
from decisions.permissions import Perm
from decisions.selectors.meetings import (
    adoptable,
    amendments_to_choose,
    bodies_to_choose,
    meeting_page,
    meetings_page,
    offices_to_choose,
    pending_papers,
)
from decisions.transitions import DECIDE
from iegtracker.errors import WrongState
from iegtracker.web import OpenRequest, SignedInRequest, attempt, open_to_public
from iegtracker.workflow import refusal

from .proceedings import found_meeting


@open_to_public
def meetings(request: OpenRequest) -> HttpResponse:
    page = meetings_page(request.user, request.GET.get("page"))
    return render(request, "decisions/meetings.html", {"page": page})


def record(request: SignedInRequest) -> HttpResponse:
    access.require(request.user, Perm.RECORD_MEETING, "record meetings")
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        meeting = attempt(
            form,
            actions.record_meeting,
            form.cleaned_data["body"],
            held_on=form.cleaned_data["held_on"],
            by=request.user,
        )
        if meeting is not None:
            messages.success(request, f"The meeting of {meeting} has been recorded.")
            return redirect(meeting)
    trail = [("Meetings", reverse("decisions:meetings")), ("Record a meeting", None)]
    context = {"form": form, "breadcrumbs": trail}
    return render(request, "decisions/meeting_record.html", context)


@open_to_public
def meeting(request: OpenRequest, held_on: str, body: str) -> HttpResponse:
    found = found_meeting(held_on, body)
    access.require_meeting(request.user, found.meeting)
    context = {
        "page": meeting_page(found, request.user),
        "breadcrumbs": [
            ("Meetings", reverse("decisions:meetings")),
            (found.meeting, None),
        ],
    }
    return render(request, "decisions/meeting.html", context)


def decide(request: SignedInRequest, held_on: str, body: str) -> HttpResponse:
    found = found_meeting(held_on, body).meeting
    access.require(request.user, Perm.RECORD_DECISION, "record decisions")
    tabling = _pending(found, request.GET.get("report"))
    statement = tabling.report.about
    if error := refusal(DECIDE, statement, request.user):
        raise error
    amendments = amendments_to_choose(tabling)
    form = DecideForm(
        list(tabling.recommendations.all()),
        amendments,
        offices_to_choose(),
        bodies_to_choose(found.body),
        request.POST if request.method == "POST" else None,
    )
    if form.is_valid():
        made = attempt(form, actions.decide, statement, form.taken(), by=request.user)
        if made is not None:
            messages.success(request, f"What {found.body} resolved has been recorded.")
            return redirect(found)
    context = {
        "form": form,
        "meeting": found,
        "report": tabling.report,
        "adoptable": adoptable(amendments),
        "breadcrumbs": [
            ("Meetings", reverse("decisions:meetings")),
            (found, found.get_absolute_url()),
            ("Record the decisions", None),
        ],
    }
    return render(request, "decisions/decide.html", context)


def _pending(meeting: Meeting, number: str | None) -> Tabling:
    """The papers to decide on: those of the report named, else the first."""
    pending = pending_papers(meeting)
    if number is not None:
        pending = [row for row in pending if str(row.report.number) == number]
    if not pending:
        raise WrongState(
            "Nothing waits for a decision of this meeting: no papers were put to it, "
            "or what it resolved has been recorded."
        )
    return pending[0]
