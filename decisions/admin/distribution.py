"""Rolls of members, their messages and what became of their copies in the admin."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from decisions import actions
from decisions.actions.distributing import LONGEST_NOTE, step_refusal
from decisions.forms.changes import StepForm
from decisions.models import (
    CopyMessage,
    CopyState,
    Distribution,
    DistributionCertificate,
    RollEntry,
)
from decisions.transitions import AGAIN, BY_HAND
from iegtracker.govuk.forms import GovukForm
from iegtracker.web import SignedInRequest
from iegtracker.workflow import Transition
from iegtracker.workflow_admin import ReadOnlyAdmin, Step, WorkflowAdmin

_COPY = "copy__version__paper"
_ENTRY = ("entry__distribution__statement__paper_ptr",)


class NoteForm(GovukForm):
    """How it is known."""

    submit_label = "Record it"

    note = forms.CharField(
        label="How it is known",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say how it is known."},
    )


def _form(step: Transition) -> Callable[..., forms.Form]:
    if step is AGAIN:
        return lambda request, entry, data, files: StepForm(data, label="Send it again")
    return lambda request, entry, data, files: NoteForm(data)


def _ask(step: Transition) -> Callable[..., Any]:
    return lambda entry, user: step_refusal(step, entry, user)


def _run(step: Transition) -> Callable[..., Any]:
    def run(entry: RollEntry, form: forms.Form, request: SignedInRequest) -> Any:
        action = getattr(actions, step.name)
        return action([entry], **form.cleaned_data, by=request.user)

    return run


@admin.register(Distribution)
class DistributionAdmin(ReadOnlyAdmin):
    list_display = ("statement", "copy", "cut_off_at", "roll_size", "made_by")
    search_fields = ("statement__title",)
    list_select_related = ("statement__paper_ptr", _COPY, "made_by")


@admin.register(RollEntry)
class RollEntryAdmin(WorkflowAdmin):
    """What is recorded by hand is recorded here for one member at a time."""

    list_display = ("name", "email", "distribution", "number")
    search_fields = ("name", "email")
    list_select_related = (f"distribution__{_COPY}", "distribution__statement")
    fields = ("distribution", "number", "member", "name", "email")
    readonly_fields = fields
    steps = tuple(
        Step.of(step, form=_form(step), refusal=_ask(step), run=_run(step))
        for step in BY_HAND
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: Any = super().get_queryset(request)
        return rows.as_it_stands()


@admin.register(CopyMessage)
class CopyMessageAdmin(ReadOnlyAdmin):
    list_display = ("entry", "number", "email", "made_at", "link_expires_at")
    search_fields = ("entry__name", "email")
    list_select_related = (*_ENTRY, "made_by")


@admin.register(CopyState)
class CopyStateAdmin(ReadOnlyAdmin):
    list_display = ("entry", "number", "status", "reply", "note", "by", "at")
    list_filter = ("status", "at")
    search_fields = ("entry__name", "note")
    list_select_related = (*_ENTRY, "message__entry", "by")


@admin.register(DistributionCertificate)
class DistributionCertificateAdmin(ReadOnlyAdmin):
    list_display = ("distribution", "downloaded", "on_paper", "left_office")
    list_select_related = (f"distribution__{_COPY}", "certified_by")
