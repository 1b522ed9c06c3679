"""Minutes, corrections of decisions, endorsement and earlier decisions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from decisions import actions
from decisions.actions.minutes import (
    confirmation_refusal,
    correction_refusal,
    drafting_refusal,
    finding_refusal,
)
from decisions.actions.precedents import citing_refusal, earlier_refusal
from decisions.forms.minutes import (
    CitationForm,
    ConfirmForm,
    CorrectionForm,
    EarlierDecisionForm,
    EndorsementForm,
    FindingForm,
    MinutesForm,
)
from decisions.models.corrections import particulars, standing
from decisions.selectors.casefiles import trail
from decisions.selectors.minutes import (
    confirming_meetings,
    corrected_decision,
    correction_read,
    decisions_of,
    enforced_by,
    minutes_to_start_from,
    other_meetings,
)
from decisions.selectors.papers import reports_with_papers
from decisions.states import MeetingPart
from decisions.transitions import ENDORSE
from iegtracker.web import SignedInRequest, attempt
from iegtracker.workflow import refusal
from statements.models import Statement

from .proceedings import ask, found_meeting, meeting_trail


def minutes(request: SignedInRequest, held_on: str, body: str) -> HttpResponse:
    found = found_meeting(held_on, body)
    meeting = found.meeting
    ask(drafting_refusal(meeting, request.user))
    initial = {
        "text": minutes_to_start_from(found),
        "seen": found.seen(MeetingPart.MINUTES),
    }
    form = MinutesForm(_posted(request), initial=initial)
    if form.is_valid():
        made = attempt(
            form, actions.record_minutes, meeting, by=request.user, **form.cleaned_data
        )
        if made is not None:
            messages.success(request, "The draft minutes have been recorded.")
            return redirect(meeting)
    context = {
        "form": form,
        "meeting": meeting,
        "breadcrumbs": meeting_trail(meeting, "Record draft minutes"),
    }
    return render(request, "decisions/minutes_record.html", context)


def confirm(request: SignedInRequest, held_on: str, body: str) -> HttpResponse:
    found = found_meeting(held_on, body)
    meeting = found.meeting
    ask(confirmation_refusal(meeting, request.user))
    latest = found.latest(MeetingPart.MINUTES)
    form = ConfirmForm(
        _posted(request),
        meetings=confirming_meetings(meeting),
        decisions=[(row, standing(row)) for row in decisions_of(meeting)],
        initial={
            "text": latest.text if latest else "",
            "seen": found.seen(MeetingPart.MINUTES),
        },
    )
    if form.is_valid():
        told = form.cleaned_data
        made = attempt(
            form,
            actions.confirm_minutes,
            meeting,
            at=told["at"],
            text=told["text"],
            corrections=told["corrections"],
            signed_by=told["signed_by"],
            decisions=form.corrected(),
            seen=told["seen"],
            by=request.user,
        )
        if made is not None:
            messages.success(request, "The confirmation has been recorded.")
            return redirect(meeting)
    context = {
        "form": form,
        "meeting": meeting,
        "breadcrumbs": meeting_trail(meeting, "Confirm the minutes"),
    }
    return render(request, "decisions/minutes_confirm.html", context)


def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    ask(correction_refusal(request.user))
    decision = corrected_decision(pk)
    words = standing(decision)
    initial = {
        "wording": words.wording,
        "minute_number": words.minute_number,
        **particulars(decision),
        "seen": decision.corrections.count(),
    }
    form = CorrectionForm(_posted(request), initial=initial)
    if form.is_valid():
        made = attempt(
            form,
            actions.correct_decision,
            decision,
            by=request.user,
            **form.cleaned_data,
        )
        if made is not None:
            messages.success(request, "The correction has been recorded.")
            return redirect(decision.meeting)
    context = {
        "form": form,
        "decision": decision,
        "words": words,
        "breadcrumbs": meeting_trail(decision.meeting, "Correct a decision"),
    }
    return render(request, "decisions/decision_correct.html", context)


def finding(request: SignedInRequest, pk: int) -> HttpResponse:
    ask(correction_refusal(request.user))
    correction = correction_read(pk)
    ask(finding_refusal(correction, request.user))
    decision = correction.decision
    form = FindingForm(_posted(request))
    if form.is_valid():
        made = attempt(
            form,
            actions.record_wording_finding,
            correction,
            stands=form.cleaned_data["stands"] == "yes",
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        if made is not None:
            messages.success(request, "The finding has been recorded.")
            return redirect(decision.meeting)
    context = {
        "form": form,
        "decision": decision,
        "correction": correction,
        "words": standing(decision),
        "enforced": enforced_by(decision),
        "breadcrumbs": meeting_trail(decision.meeting, "Record a finding"),
    }
    return render(request, "decisions/decision_finding.html", context)


def endorsement(request: SignedInRequest, round: str) -> HttpResponse:
    statement = get_object_or_404(Statement, round=round)
    ask(refusal(ENDORSE, statement, request.user))
    form = EndorsementForm(
        _posted(request),
        meetings=other_meetings(statement),
        versions=statement.versions.order_by("-number"),
    )
    if form.is_valid():
        made = attempt(
            form,
            actions.record_endorsement,
            statement,
            by=request.user,
            **form.cleaned_data,
        )
        if made is not None:
            messages.success(request, "What was resolved has been recorded.")
            return redirect(made.meeting)
    heading = "Record another body’s resolution"
    context = {
        "form": form,
        "statement": statement,
        "breadcrumbs": trail(statement, (heading, None)),
    }
    return render(request, "decisions/endorsement_record.html", context)


def earlier(request: SignedInRequest) -> HttpResponse:
    ask(earlier_refusal(request.user))
    form = EarlierDecisionForm(_posted(request))
    if form.is_valid():
        made = attempt(
            form,
            actions.record_earlier_decision,
            by=request.user,
            **form.cleaned_data,
        )
        if made is not None:
            messages.success(request, f"{made} has been recorded.")
            return redirect("decisions:meetings")
    meetings = reverse("decisions:meetings")
    context = {
        "form": form,
        "breadcrumbs": [("Meetings", meetings), ("Record an earlier decision", None)],
    }
    return render(request, "decisions/earlier_record.html", context)


def cite(request: SignedInRequest, number: int) -> HttpResponse:
    report = get_object_or_404(reports_with_papers(), number=number)
    ask(citing_refusal(request.user))
    form = CitationForm(_posted(request))
    if form.is_valid():
        told = form.cleaned_data
        made = attempt(
            form,
            actions.cite_decision,
            report,
            told["earlier"],
            place=told["place"],
            withdrawn=told["withdrawn"],
            by=request.user,
        )
        if made is not None:
            messages.success(request, "The reference has been recorded.")
            return redirect(report)
    context = {
        "form": form,
        "report": report,
        "may_record": earlier_refusal(request.user) is None,
        "breadcrumbs": [
            *meeting_trail(report.meeting, "")[:-1],
            (f"Report {number}", report.get_absolute_url()),
            ("Record a reference", None),
        ],
    }
    return render(request, "decisions/citation_record.html", context)


def _posted(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None
