"""The life of a statement in the admin: a page for each step from report to publish."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from decisions import actions
from decisions.actions.meetings import latest_tabling
from decisions.forms.changes import StartForm, StepForm
from decisions.forms.clearing import IncidentForm, ReopenForm, SentForm, SubmitForm
from decisions.forms.meetings import DecideForm
from decisions.forms.minutes import EndorsementForm
from decisions.gate import obstacles
from decisions.models import Report
from decisions.selectors.meetings import (
    adoptable,
    amendments_to_choose,
    bodies_to_choose,
    offices_to_choose,
)
from decisions.selectors.minutes import other_meetings
from decisions.transitions import (
    ASK,
    CERTIFY,
    CLEAR,
    DECIDE,
    DISTRIBUTE,
    ENDORSE,
    INCIDENT,
    PUBLISH,
    REOPEN,
    REPORT,
    RESUBMIT,
    REVISE,
    START,
    SUBMIT,
    WITHDRAW_REPORT,
)
from iegtracker import clock
from iegtracker.errors import NotReady
from iegtracker.govuk.forms import GovukForm
from iegtracker.web import SignedInRequest
from iegtracker.workflow import Transition, refusal
from iegtracker.workflow_admin import Step
from statements import admin as papers
from statements.models import Statement


class ReportChoiceForm(GovukForm):
    """Which report is put to its meeting."""

    submit_label = "Put it to the meeting"

    # By `id`: a number too large for the database is refused there, not in `paper_ptr`.
    report = forms.ModelChoiceField(
        Report.objects.none(),
        label="Report",
        empty_label="Choose a report",
        to_field_name="id",
    )

    def __init__(self, statement: Statement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["report"]
        field.queryset = (
            Report.objects.filter(about=statement, meeting__held_on__gte=clock.today())
            .exclude(tablings__recommendations__decision__isnull=False)
            .order_by("number")
        )


def _ask(transition: Transition) -> Callable[..., Any]:
    return lambda statement, user: refusal(transition, statement, user)


def _button(label: str) -> Callable[..., forms.Form]:
    return lambda request, statement, data, files: StepForm(data, label=label)


def _run(action: Callable[..., Any]) -> Callable[..., Any]:
    return lambda statement, form, request: action(statement, by=request.user)


def _in_the_way(transition: Transition) -> Callable[..., Mapping[str, Any]]:
    return lambda statement, request: {"in_the_way": obstacles(statement, transition)}


def _report(statement: Statement, form: forms.Form, request: SignedInRequest) -> Any:
    report = form.cleaned_data["report"]
    return actions.report(statement, report=report, by=request.user)


def _revise(statement: Statement, form: forms.Form, request: SignedInRequest) -> Any:
    tabling = latest_tabling(statement)
    if tabling is None:
        raise NotReady("Nothing has been put to a meeting.")
    return actions.revise_report(statement, report=tabling.report, by=request.user)


def _decide_form(
    request: SignedInRequest, statement: Statement, data: Any, files: Any
) -> DecideForm:
    tabling = latest_tabling(statement)
    if tabling is None:
        raise NotReady("Nothing has been put to a meeting.")
    return DecideForm(
        list(tabling.recommendations.all()),
        amendments_to_choose(tabling),
        offices_to_choose(),
        bodies_to_choose(tabling.report.meeting.body),
        data,
    )


def _adoptable(statement: Statement, request: HttpRequest) -> Mapping[str, Any]:
    tabling = latest_tabling(statement)
    found = amendments_to_choose(tabling) if tabling else []
    return {"adoptable": adoptable(found)}


def _decide(statement: Statement, form: DecideForm, request: SignedInRequest) -> Any:
    return actions.decide(statement, form.taken(), by=request.user)


def _endorsement_form(
    request: SignedInRequest, statement: Statement, data: Any, files: Any
) -> EndorsementForm:
    return EndorsementForm(
        data,
        meetings=other_meetings(statement),
        versions=statement.versions.order_by("-number"),
    )


def _endorse(statement: Statement, form: forms.Form, request: SignedInRequest) -> Any:
    return actions.record_endorsement(statement, **form.cleaned_data, by=request.user)


def _start(statement: Statement, form: forms.Form, request: SignedInRequest) -> Any:
    title = form.cleaned_data["title"]
    return actions.start_change(statement, title=title, by=request.user)


def _reopen(statement: Statement, form: forms.Form, request: SignedInRequest) -> Any:
    reason = form.cleaned_data["reason"]
    return actions.reopen(statement, reason=reason, by=request.user)


def _submit(action: Callable[..., Any]) -> Callable[..., Any]:
    def run(statement: Statement, form: SubmitForm, request: HttpRequest) -> Any:
        return action(statement, **form.sent(), by=request.user)

    return run


def _incident(statement: Statement, form: SentForm, request: SignedInRequest) -> Any:
    return actions.record_incident(statement, **form.sent(), by=request.user)


def _submit_form(
    request: SignedInRequest, statement: Statement, data: Any, files: Any
) -> SubmitForm:
    return SubmitForm(data, files)


admin.site.unregister(Statement)


@admin.register(Statement)
class StatementAdmin(papers.StatementAdmin):
    """With the steps that need authority."""

    steps = (
        Step.of(
            REPORT,
            form=lambda request, statement, data, files: ReportChoiceForm(
                statement, data
            ),
            refusal=_ask(REPORT),
            run=_report,
        ),
        Step.of(
            REVISE,
            form=_button("Table the revised papers"),
            refusal=_ask(REVISE),
            run=_revise,
        ),
        Step.of(
            WITHDRAW_REPORT,
            form=_button("Take it off the agenda"),
            refusal=_ask(WITHDRAW_REPORT),
            run=_run(actions.withdraw_report),
        ),
        Step.of(
            DECIDE,
            form=_decide_form,
            refusal=_ask(DECIDE),
            run=_decide,
            fields="decisions/_decide_fields.html",
            context=_adoptable,
        ),
        Step.of(
            ENDORSE,
            form=_endorsement_form,
            refusal=_ask(ENDORSE),
            run=_endorse,
        ),
        Step.of(
            START,
            form=lambda request, statement, data, files: StartForm(data),
            refusal=_ask(START),
            run=_start,
        ),
        Step.of(
            ASK,
            form=_button("Ask for final approval"),
            refusal=_ask(ASK),
            run=_run(actions.ask_final_approval),
            shows="admin/in_the_way.html",
            context=_in_the_way(ASK),
        ),
        Step.of(
            CLEAR,
            form=_button("Clear it for submission"),
            refusal=_ask(CLEAR),
            run=_run(actions.clear),
            shows="admin/in_the_way.html",
            context=_in_the_way(CLEAR),
        ),
        Step.of(
            REOPEN,
            form=lambda request, statement, data, files: ReopenForm(data),
            refusal=_ask(REOPEN),
            run=_reopen,
        ),
        Step.of(
            SUBMIT,
            form=_submit_form,
            refusal=_ask(SUBMIT),
            run=_submit(actions.submit),
            shows="admin/in_the_way.html",
            context=_in_the_way(SUBMIT),
        ),
        Step.of(
            RESUBMIT,
            form=_submit_form,
            refusal=_ask(RESUBMIT),
            run=_submit(actions.submit_again),
        ),
        Step.of(
            INCIDENT,
            form=lambda request, statement, data, files: IncidentForm(data),
            refusal=_ask(INCIDENT),
            run=_incident,
        ),
        Step.of(
            PUBLISH,
            form=_button("Publish the final copy"),
            refusal=_ask(PUBLISH),
            run=_run(actions.publish),
            shows="admin/in_the_way.html",
            context=_in_the_way(PUBLISH),
        ),
        Step.of(
            DISTRIBUTE,
            form=_button("Send the final copy to all members"),
            refusal=_ask(DISTRIBUTE),
            run=_run(actions.distribute),
        ),
        Step.of(
            CERTIFY,
            form=_button("Certify the distribution"),
            refusal=_ask(CERTIFY),
            run=_run(actions.certify_distribution),
        ),
    )
