"""Forms for reading back what the ministry received. Their shape only."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from decisions.authority import council_day
from decisions.models import Submission
from iegtracker.govuk.fields import Radios
from iegtracker.govuk.forms import Button, GovukForm
from iegtracker.times import time_of_day
from statements.returning import LARGEST


class ReceiptForm(GovukForm):
    """The file that the form gave."""

    submit_label = "Read it back"

    file = forms.FileField(
        label="The form’s receipt or export",
        max_length=200,
        help_text="XML, CSV or plain text, up to 4 MB. It is kept as it is.",
    )

    @property
    def told(self) -> dict[str, Any]:
        """What the action is told: call it once, for the file is read here."""
        file = self.cleaned_data["file"]
        return {"file": file.read(), "name": file.name}

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError("The file must be smaller than 4 MB")
        return file


class ReadBackForm(ReceiptForm):
    """And of which submission."""

    field_order = ("submission", "file")

    submission = forms.ChoiceField(label="Submission", widget=Radios)

    def __init__(
        self, *args: Any, submissions: Iterable[Submission], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in submissions}
        field: Any = self.fields["submission"]
        field.choices = [(key, _words(row)) for key, row in self.rows.items()]
        field.initial = next(iter(self.rows), None)

    @property
    def chosen(self) -> Submission:
        return self.rows[self.cleaned_data["submission"]]


class ExplainForm(GovukForm):
    why = forms.CharField(
        label="What was found",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "data-maxlength": "2000"}),
        help_text="Say what explains the difference, and how you know. It stays on the "
        "record, with your name.",
        error_messages={"required": "Enter what was found"},
    )

    def buttons(self) -> list[Button]:
        return [Button("Record what was found")]


def _words(row: Submission) -> str:
    at = timezone.localtime(row.sent_at)
    return f"{row.reference}, sent on {council_day(at.date())} at {time_of_day(at)}"
