"""What a clerk records of members' copies. Its shape only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from decisions.actions.distributing import LONGEST_NOTE
from decisions.models import RollEntry
from iegtracker.govuk.fields import Radios
from iegtracker.govuk.forms import GovukForm


class _Members(forms.ModelMultipleChoiceField):
    """Rows of the roll; no database is asked for a key that no database has."""

    longest_key = 18

    def clean(self, value: Any) -> Any:
        if any(len(str(key)) > self.longest_key for key in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super().clean(value)


class FollowUpForm(GovukForm):
    """For whom, what, and how it is known."""

    submit_label = "Record it"
    needed_sometimes = frozenset({"note"})

    members = _Members(
        RollEntry.objects.none(),
        label="Members",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one member",
            "invalid_choice": "Select members of this list",
            "invalid_pk_value": "Select members of this list",
        },
    )
    step = forms.ChoiceField(
        label="What is to be recorded for them?",
        widget=Radios,
        error_messages={"required": "Select what is to be recorded"},
    )
    note = forms.CharField(
        label="How it is known",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For everything but sending it again. For example, “Put into the "
        "member’s pigeonhole by the messenger.”",
    )

    def __init__(
        self,
        *args: Any,
        entries: QuerySet[RollEntry],
        steps: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        members: Any = self.fields["members"]
        members.queryset = entries
        step: Any = self.fields["step"]
        step.choices = steps

    @property
    def chosen(self) -> set[int]:
        """The keys that were ticked."""
        data: Any = self.data
        sent = data.getlist("members") if self.is_bound else ()
        return {int(key) for key in sent if key.isdecimal()}
