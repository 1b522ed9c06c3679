"""Entries made by mistake in the admin."""

from django.contrib import admin

from decisions import actions
from decisions.actions.dismissing import dismissal_refusal
from decisions.forms.dismissing import DismissForm
from decisions.models import Dismissal
from decisions.models.dismissals import Entry
from iegtracker.web import SignedInRequest
from iegtracker.workflow_admin import ReadOnlyAdmin, Step


def _dismiss(entry: Entry, form: DismissForm, request: SignedInRequest) -> Dismissal:
    return actions.dismiss_entry(entry, by=request.user, **form.cleaned_data)


DISMISS_STEP = Step(
    "dismiss",
    "dismiss the entry",
    form=lambda request, entry, data, files: DismissForm(data),
    refusal=dismissal_refusal,
    run=_dismiss,
)


@admin.register(Dismissal)
class DismissalAdmin(ReadOnlyAdmin):
    list_display = ("appointment", "urgency", "paper", "reason", "recorded_by")
    search_fields = ("reason",)
    list_select_related = (
        "appointment__person",
        "appointment__office",
        "urgency__office",
        "paper__office",
        "recorded_by",
    )
