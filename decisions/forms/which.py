"""The same questions about a decision that is chosen in the form itself."""

from typing import Any

from django import forms

from decisions.call_in import BODY, DELEGATED, Row
from decisions.models import Decision, DelegatedDecision, Endorsement
from decisions.models.records import Recorded
from decisions.records import ENDORSEMENTS
from iegtracker.govuk.forms import Button

from .call_in import CallInForm
from .records import RecordForm

_MODELS = {
    BODY: Decision,
    DELEGATED: DelegatedDecision,
    ENDORSEMENTS: Endorsement,
}


def decisions_to_choose() -> list[tuple[str, str]]:
    """Every decision, the latest first: by its kind and key, and in words."""
    of_bodies = Decision.objects.select_related("meeting__body", "recommendation")
    of_delegates = DelegatedDecision.objects.order_by("-pk")
    return [
        ("", "Choose a decision"),
        *((f"{DELEGATED}:{row.pk}", str(row)) for row in of_delegates),
        *((f"{BODY}:{row.pk}", str(row)) for row in of_bodies.order_by("-pk")),
    ]


def endorsements_to_choose() -> list[tuple[str, str]]:
    """What other bodies resolved, each resolution once."""
    rows = Endorsement.objects.first_recorded().select_related(
        "meeting__body", "statement"
    )
    return [(f"{ENDORSEMENTS}:{row.pk}", str(row)) for row in rows.order_by("-pk")]


class _Chosen(forms.Form):
    """Asks first which decision it is about."""

    about = forms.ChoiceField(label="Decision")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["about"]
        field.choices = decisions_to_choose()
        self.order_fields(["about"])

    @property
    def chosen(self) -> Any:
        kind, _, key = self.cleaned_data["about"].partition(":")
        return _MODELS[kind]._base_manager.get(pk=key)


class ChosenCallInForm(_Chosen, CallInForm):
    """Whether call-in applies to a decision."""

    @property
    def decision(self) -> Row:
        return self.chosen


class ChosenRecordForm(_Chosen, RecordForm):
    """What is printed in a decision's record besides what is recorded already."""

    needed_sometimes = RecordForm.needed_sometimes | {"alternatives", "ruling"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kind=DELEGATED, corrects=False, **kwargs)
        about: Any = self.fields["about"]
        about.choices = [*about.choices, *endorsements_to_choose()]
        for name in ("alternatives", "ruling"):
            self.fields[name].required = False
        self.fields["ruling"].help_text = "Not asked of what another body resolved."
        self.fields["alternatives"].help_text = (
            "Of a delegated decision only: a body's are recorded with its decision. "
            "Enter “None” if there were none."
        )

    @property
    def decision(self) -> Recorded:
        return self.chosen

    def buttons(self) -> list[Button]:
        return [Button("Publish it")]
