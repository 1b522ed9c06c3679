"""The record of a meeting, part by part."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from decisions import actions
from decisions.actions.proceedings import held_refusal, meeting_refusal
from decisions.forms.proceedings import (
    AgendaForm,
    AttendanceForm,
    InterestsForm,
    PublicationForm,
)
from decisions.forms.rows import RowsForm
from decisions.models import Meeting
from decisions.selectors.meetings import offices_to_choose
from decisions.selectors.proceedings import (
    Proceedings,
    proceedings,
    publishable,
    published,
    reports_of,
    typed_rows,
)
from decisions.states import MeetingPart
from iegtracker.errors import DomainError
from iegtracker.web import SignedInRequest, attempt


def found_meeting(held_on: str, body: str) -> Proceedings:
    """The meeting of an address, with its record."""
    try:
        day = date.fromisoformat(held_on)
    except ValueError:
        raise Http404(f"{held_on} is not a date.") from None
    found = proceedings(day, body)
    if found is None:
        raise Http404("There is no such meeting.")
    return found


def meeting_trail(meeting: Meeting, last: str) -> list[tuple[Any, str | None]]:
    return [
        ("Meetings", reverse("decisions:meetings")),
        (meeting, meeting.get_absolute_url()),
        (last, None),
    ]


def ask(refused: DomainError | None) -> None:
    if refused:
        raise refused


def agenda(request: SignedInRequest, held_on: str, body: str) -> HttpResponse:
    found = found_meeting(held_on, body)
    ask(meeting_refusal(request.user))
    form = AgendaForm(
        _posted(request),
        rows=typed_rows(found, MeetingPart.AGENDA),
        seen=found.seen(MeetingPart.AGENDA),
        reports=reports_of(found.meeting),
    )
    if form.is_valid():
        made = attempt(
            form,
            actions.record_agenda,
            found.meeting,
            form.items(),
            seen=form.seen,
            by=request.user,
        )
        if made is not None:
            return _done(request, found, "The agenda has been recorded.")
    words = (
        "Members read it once you have recorded that it was published. A later edition "
        "supersedes an earlier one, and both stay on the record."
    )
    return _rows_page(request, found, form, "Record the agenda", words)


def publication(request: SignedInRequest, held_on: str, body: str) -> HttpResponse:
    found = found_meeting(held_on, body)
    ask(meeting_refusal(request.user))
    choices = publishable(found)
    form = PublicationForm(_posted(request), choices=choices)
    if form.is_valid():
        told = form.cleaned_data
        made = attempt(
            form,
            actions.record_publication,
            found.meeting,
            **published(found, told["what"]),
            published_on=told["published_on"],
            where=told["where"],
            urgency=told["urgency"],
            by=request.user,
        )
        if made is not None:
            return _done(request, found, "The publication has been recorded.")
    context = {
        "form": form,
        "meeting": found.meeting,
        "choices": choices,
        "breadcrumbs": meeting_trail(found.meeting, "Record the publication"),
    }
    return render(request, "decisions/publication_record.html", context)


def attendance(request: SignedInRequest, held_on: str, body: str) -> HttpResponse:
    found = found_meeting(held_on, body)
    ask(held_refusal(found.meeting, request.user))
    form = AttendanceForm(
        _posted(request),
        rows=typed_rows(found, MeetingPart.ATTENDANCE),
        seen=found.seen(MeetingPart.ATTENDANCE),
        offices=offices_to_choose(),
    )
    if form.is_valid():
        made = attempt(
            form,
            actions.record_attendance,
            found.meeting,
            form.people(),
            seen=form.seen,
            by=request.user,
        )
        if made is not None:
            return _done(request, found, "Who attended has been recorded.")
    words = "As the minutes name them: a name, or a role. An office may be added."
    return _rows_page(request, found, form, "Record who attended", words)


def interests(request: SignedInRequest, held_on: str, body: str) -> HttpResponse:
    found = found_meeting(held_on, body)
    ask(held_refusal(found.meeting, request.user))
    form = InterestsForm(
        _posted(request),
        rows=typed_rows(found, MeetingPart.INTERESTS),
        seen=found.seen(MeetingPart.INTERESTS),
        meeting_day=found.meeting.held_on,
        answered=found.latest(MeetingPart.INTERESTS) is not None,
    )
    if form.is_valid():
        made = attempt(
            form,
            actions.record_interests,
            found.meeting,
            form.interests(),
            seen=form.seen,
            by=request.user,
        )
        if made is not None:
            return _done(request, found, "The interests have been recorded.")
    words = "If nobody declared one, say so: it is not left blank."
    return _rows_page(request, found, form, "Record the interests declared", words)


def _posted(request: SignedInRequest) -> Mapping[str, Any] | None:
    return request.POST if request.method == "POST" else None


def _done(request: SignedInRequest, found: Proceedings, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(found.meeting)


def _rows_page(
    request: SignedInRequest,
    found: Proceedings,
    form: RowsForm,
    heading: str,
    words: str,
) -> HttpResponse:
    context = {
        "form": form,
        "meeting": found.meeting,
        "heading": heading,
        "words": words,
        "breadcrumbs": meeting_trail(found.meeting, heading),
    }
    return render(request, "decisions/rows_form.html", context)
