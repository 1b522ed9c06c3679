"""Records of decisions and their call-in in the admin."""

from typing import Any

from django import forms
from django.contrib import admin

from decisions import actions
from decisions.actions.call_in import (
    called_in_refusal,
    correction_refusal,
    outcome_refusal,
)
from decisions.actions.records import publishing_refusal
from decisions.actions.rulings import (
    call_in_refusal,
    confirmation_refusal,
    ruling_refusal,
)
from decisions.actions.waivers import waiver_refusal, withdrawal_refusal
from decisions.call_in import about, subject_of
from decisions.forms.call_in import (
    CalledInForm,
    CallInForm,
    CorrectedOutcomeForm,
    OutcomeForm,
    WaiverForm,
    WithdrawalForm,
)
from decisions.forms.changes import StepForm
from decisions.forms.which import ChosenCallInForm, ChosenRecordForm
from decisions.models import (
    CalledIn,
    CallInOutcome,
    CallInRuling,
    CallInWaiver,
    DecisionRecord,
)
from iegtracker.errors import DomainError
from iegtracker.people.models import User
from iegtracker.web import SignedInRequest
from iegtracker.workflow_admin import NewStep, ReadOnlyAdmin, Step, WorkflowAdmin

_ABOUT = (
    "decision__recommendation",
    "decision__meeting__body",
    "delegated",
)
_RECORDED = (*_ABOUT, "endorsement__statement", "endorsement__meeting__body")
_RULED = tuple(f"ruling__{name}" for name in _ABOUT)


def _asks(refusal: Any) -> Any:
    """A ruling's steps are those of its decision."""

    def ask(row: CallInRuling, user: User) -> DomainError | None:
        return refusal(about(subject_of(row)), user)

    return ask


def _form(form: Any) -> Any:
    return lambda request, obj, data, files: form(data)


def _run(action: Any) -> Any:
    """Call the action with what the form says, under the names of its fields."""

    def run(row: CallInRuling, form: forms.Form, request: SignedInRequest) -> Any:
        return action(subject_of(row), by=request.user, **form.cleaned_data)

    return run


def _rule(row: CallInRuling, form: CallInForm, request: SignedInRequest) -> Any:
    return actions.rule_on_call_in(subject_of(row), form.call_in, by=request.user)


def _confirm(row: CallInRuling, form: forms.Form, request: SignedInRequest) -> Any:
    return actions.confirm_ruling(row, by=request.user)


def _rule_first(form: ChosenCallInForm, request: SignedInRequest) -> Any:
    return actions.rule_on_call_in(form.decision, form.call_in, by=request.user)


def _publish(form: ChosenRecordForm, request: SignedInRequest) -> Any:
    return actions.publish_record(form.decision, form.told, by=request.user)


@admin.register(DecisionRecord)
class DecisionRecordAdmin(WorkflowAdmin):
    list_display = ("number", "edition", "decided_on", "published_on", "published_by")
    list_filter = ("decided_on",)
    date_hierarchy = "decided_on"
    search_fields = ("number", "digest")
    list_select_related = (*_RECORDED, "published_by")
    fields = (
        "number",
        "edition",
        "decision",
        "delegated",
        "endorsement",
        "decided_on",
        "correction",
        "digest",
        "published_on",
        "published_by",
        "published_at",
    )
    readonly_fields = fields
    new_steps = (
        NewStep(
            "publish",
            "publish a record",
            form=lambda request, data, files: ChosenRecordForm(data),
            refusal=publishing_refusal,
            run=_publish,
        ),
    )


@admin.register(CallInRuling)
class CallInRulingAdmin(WorkflowAdmin):
    list_display = (
        "decision",
        "delegated",
        "number",
        "ruling",
        "effective_on",
        "waits_because",
    )
    list_filter = ("ruling",)
    search_fields = ("reason", "decision__wording")
    list_select_related = (*_ABOUT, "recorded_by", "entered_by")
    fields = (
        "decision",
        "delegated",
        "number",
        "ruling",
        "reason",
        "working_days",
        "from_publication_day",
        "published_on",
        "effective_on",
        "waits_because",
        "confirms",
        "entered_by",
        "withdrawal",
        "recorded_by",
        "recorded_at",
    )
    readonly_fields = fields
    new_steps = (
        NewStep(
            "rule_first",
            "record whether call-in applies",
            form=lambda request, data, files: ChosenCallInForm(data),
            refusal=call_in_refusal,
            run=_rule_first,
        ),
    )
    steps = (
        Step(
            "rule",
            "record whether call-in applies",
            form=_form(CallInForm),
            refusal=_asks(ruling_refusal),
            run=_rule,
        ),
        Step(
            "confirm",
            "confirm what another clerk entered",
            form=lambda request, obj, data, files: StepForm(data, label="Confirm it"),
            refusal=_asks(confirmation_refusal),
            run=_confirm,
        ),
        Step(
            "called_in",
            "record that it was called in",
            form=_form(CalledInForm),
            refusal=_asks(called_in_refusal),
            run=_run(actions.record_call_in),
        ),
        Step(
            "outcome",
            "record what became of the call-in",
            form=_form(OutcomeForm),
            refusal=_asks(outcome_refusal),
            run=_run(actions.record_call_in_outcome),
        ),
        Step(
            "correct_outcome",
            "correct what became of the call-in",
            form=_form(CorrectedOutcomeForm),
            refusal=_asks(correction_refusal),
            run=_run(actions.correct_call_in_outcome),
        ),
        Step(
            "waive",
            "record that call-in was waived",
            form=_form(WaiverForm),
            refusal=_asks(waiver_refusal),
            run=_run(actions.waive_call_in),
        ),
        Step(
            "withdraw_waiver",
            "record that the waiver was a mistake",
            form=_form(WithdrawalForm),
            refusal=_asks(withdrawal_refusal),
            run=_run(actions.withdraw_waiver),
        ),
    )


@admin.register(CalledIn)
class CalledInAdmin(ReadOnlyAdmin):
    list_display = ("ruling", "called_in_on", "recorded_by")
    search_fields = ("members", "grounds")
    list_select_related = (*_RULED, "recorded_by")
    fields = (
        "ruling",
        "members",
        "grounds",
        "called_in_on",
        "recorded_by",
        "recorded_at",
    )
    readonly_fields = fields


@admin.register(CallInOutcome)
class CallInOutcomeAdmin(ReadOnlyAdmin):
    list_display = ("called_in", "number", "outcome", "decided_on", "recorded_by")
    list_filter = ("outcome",)
    search_fields = ("reasons",)
    list_select_related = (
        *(f"called_in__{name}" for name in _RULED),
        "recorded_by",
    )
    fields = (
        "called_in",
        "number",
        "outcome",
        "reasons",
        "correction",
        "decided_on",
        "recorded_by",
        "recorded_at",
    )
    readonly_fields = fields


@admin.register(CallInWaiver)
class CallInWaiverAdmin(ReadOnlyAdmin):
    list_display = ("ruling", "agreed_on", "recorded_by")
    search_fields = ("agreed_by", "why")
    list_select_related = (*_RULED, "recorded_by")
    fields = ("ruling", "agreed_by", "why", "agreed_on", "recorded_by", "recorded_at")
    readonly_fields = fields
