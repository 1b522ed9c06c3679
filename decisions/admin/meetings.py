"""Meetings, reports and decisions in the admin."""

from typing import Any

from django import forms
from django.contrib import admin

from decisions import actions
from decisions.actions.meetings import revision_refusal
from decisions.actions.precedents import citing_refusal
from decisions.forms.changes import StepForm
from decisions.forms.meetings import BodyForm, MeetingForm
from decisions.forms.minutes import CitationForm
from decisions.forms.reports import OpenReportForm
from decisions.models import (
    Body,
    Decision,
    Meeting,
    Recommendation,
    Report,
    Tabling,
)
from decisions.models.corrections import standing
from decisions.permissions import Perm
from decisions.transitions import REPORT, REVISE, WITHDRAW_REPORT
from iegtracker.errors import DomainError, NotAllowed
from iegtracker.people.models import User
from iegtracker.web import SignedInRequest
from iegtracker.workflow import Transition, refusal
from iegtracker.workflow_admin import (
    NewStep,
    ReadOnlyAdmin,
    Step,
    WorkflowAdmin,
)
from statements.admin import redline_shown, text_shown

from .meeting_steps import CORRECT, MEETING_STEPS


def recording_refusal(user: User) -> NotAllowed | None:
    if not user.holds(Perm.RECORD_MEETING):
        return NotAllowed(f"{user} may not record meetings.")
    return None


def _writing_refusal(user: User) -> NotAllowed | None:
    if not user.holds("statements.edit_paper"):
        return NotAllowed(f"{user} may not write a report.")
    return None


def _of_its_statement(transition: Transition) -> Any:
    """A report's steps are its statement's."""

    def ask(report: Report, user: User) -> DomainError | None:
        return refusal(transition, report.about, user)

    return ask


def _button(label: str) -> Any:
    return lambda request, obj, data, files: StepForm(data, label=label)


def _record_body(form: BodyForm, request: SignedInRequest) -> Body:
    name = form.cleaned_data["name"]
    return actions.record_body(slug=form.slug, name=name, by=request.user)


def _record_meeting(form: forms.Form, request: SignedInRequest) -> Meeting:
    told = form.cleaned_data
    return actions.record_meeting(
        told["body"],
        held_on=told["held_on"],
        by=request.user,
    )


def _open_report(form: OpenReportForm, request: SignedInRequest) -> Report:
    told = form.cleaned_data
    return actions.open_report(
        told["about"],
        told["meeting"],
        form.document,
        by=request.user,
    )


def _put(report: Report, form: forms.Form, request: SignedInRequest) -> Tabling:
    return actions.report(report.about, report=report, by=request.user)


def _revise(report: Report, form: forms.Form, request: SignedInRequest) -> Tabling:
    return actions.revise_report(report.about, report=report, by=request.user)


def _start(report: Report, form: forms.Form, request: SignedInRequest) -> Any:
    return actions.start_revision(report.about, report, by=request.user)


def _cite(report: Report, form: forms.Form, request: SignedInRequest) -> Any:
    return actions.cite_decision(report, **form.cleaned_data, by=request.user)


def _withdraw(report: Report, form: forms.Form, request: SignedInRequest) -> Any:
    return actions.withdraw_report(report.about, by=request.user)


@admin.register(Body)
class BodyAdmin(WorkflowAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    fields = ("name", "slug")
    readonly_fields = fields
    new_steps = (
        NewStep(
            "record",
            "record a body",
            form=lambda request, data, files: BodyForm(data),
            refusal=recording_refusal,
            run=_record_body,
        ),
    )


@admin.register(Meeting)
class MeetingAdmin(WorkflowAdmin):
    list_display = ("body", "held_on", "recorded_by", "recorded_at")
    list_filter = ("body",)
    date_hierarchy = "held_on"
    search_fields = ("body__name",)
    list_select_related = ("body", "recorded_by")
    fields = ("body", "held_on", "recorded_by", "recorded_at")
    readonly_fields = fields
    steps = MEETING_STEPS
    new_steps = (
        NewStep(
            "record",
            "record a meeting",
            form=lambda request, data, files: MeetingForm(data),
            refusal=recording_refusal,
            run=_record_meeting,
        ),
    )


@admin.register(Report)
class ReportAdmin(WorkflowAdmin):
    list_display = ("number", "title", "about", "meeting", "created_at")
    list_filter = ("meeting__body", "meeting__held_on")
    search_fields = ("title", "number")
    list_select_related = ("about__paper_ptr", "meeting__body")
    fields = ("number", "title", "about", "meeting", "created_at", "text")
    readonly_fields = fields
    new_steps = (
        NewStep(
            "open",
            "open a report",
            form=lambda request, data, files: OpenReportForm(data, files),
            refusal=_writing_refusal,
            run=_open_report,
        ),
    )
    steps = (
        Step.of(
            REPORT,
            form=_button("Put it to the meeting"),
            refusal=_of_its_statement(REPORT),
            run=_put,
        ),
        Step(
            "start_revision",
            "start a revision of the report",
            form=_button("Start a revision of the report"),
            refusal=lambda report, user: revision_refusal(report.about, user),
            run=_start,
        ),
        Step.of(
            REVISE,
            form=_button("Table the revised papers"),
            refusal=_of_its_statement(REVISE),
            run=_revise,
        ),
        Step.of(
            WITHDRAW_REPORT,
            form=_button("Take it off the agenda"),
            refusal=_of_its_statement(WITHDRAW_REPORT),
            run=_withdraw,
        ),
        Step(
            "cite_decision",
            "record an earlier decision that it refers to",
            form=lambda request, report, data, files: CitationForm(data),
            refusal=lambda report, user: citing_refusal(user),
            run=_cite,
        ),
    )

    @admin.display(description="Text")
    def text(self, report: Report) -> str:
        shown = report.open_draft or report.current
        return text_shown(shown.document) if shown else "Nothing is written yet."


@admin.register(Tabling)
class TablingAdmin(ReadOnlyAdmin):
    list_display = ("report", "number", "tabled_by", "tabled_at")
    search_fields = ("report__title",)
    list_select_related = (
        "report__meeting__body",
        "text__paper",
        "appendix__paper",
        "tabled_by",
    )
    fields = ("report", "number", "tabled_by", "tabled_at", "text", "appendix", "words")
    readonly_fields = fields
    change_form_template = "admin/workflow_change_form.html"

    @admin.display(description="The report as tabled")
    def words(self, tabling: Tabling) -> str:
        return text_shown(tabling.text.document)


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin):
    list_display = ("letter", "text", "tabling")
    search_fields = ("text",)
    list_select_related = ("tabling__report__meeting__body",)
    fields = ("tabling", "letter", "text")
    readonly_fields = fields


@admin.register(Decision)
class DecisionAdmin(WorkflowAdmin):
    list_display = ("recommendation", "meeting", "outcome", "call_in", "recorded_by")
    list_filter = ("outcome", "call_in", "approves_text")
    search_fields = ("wording", "minute_number")
    list_select_related = (
        "recommendation",
        "meeting__body",
        "recorded_by",
        "authority__version__paper",
        "endorsing_body",
    )
    fields = (
        "recommendation",
        "meeting",
        "outcome",
        "wording",
        "as_it_stands",
        "reasons",
        "alternatives",
        "interests",
        "amendments",
        "approves_text",
        "minute_number",
        "call_in",
        "call_in_reason",
        "endorsement",
        "endorsing_body",
        "recorded_by",
        "recorded_at",
    )
    readonly_fields = fields
    steps = (CORRECT,)

    @admin.display(description="Wording and minute number as they stand")
    def as_it_stands(self, decision: Decision) -> str:
        words = standing(decision)
        return f"{words.wording} (minute {words.minute_number or 'number not known'})"

    @admin.display(description="What the decision itself amends")
    def amendments(self, decision: Decision) -> str:
        authority = getattr(decision, "authority", None)
        if authority is None:
            return "Nothing."
        before = authority.version.paper.versions.get(
            number=authority.version.number - 1
        )
        return redline_shown(before.document, decision.amendment)
