"""Forms for what is recorded once the text is final. Their shape only."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from decisions.actions.clearing import LARGEST_RECEIPT
from iegtracker.govuk.fields import DateField
from iegtracker.govuk.forms import Button, GovukForm, WarningButton

_TIME = {"required": "Enter a time of sending", "invalid": "Enter a time like 14:30"}


class ReopenForm(GovukForm):
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "data-maxlength": "2000"}),
        help_text="It stays on the record.",
    )

    def buttons(self) -> list[Button]:
        return [WarningButton("Reopen the statement")]


class SentForm(GovukForm):
    """What was sent, when, and under which reference."""

    reference = forms.CharField(
        label="Reference",
        max_length=100,
        help_text="As the ministry's return gave it.",
        error_messages={"required": "Enter the reference that the ministry gave"},
    )
    sent_on = DateField(
        label="Date of sending",
        help_text="For example, 15 12 2004",
        error_messages={"required": "Enter a date of sending"},
    )
    sent_at = forms.TimeField(
        label="Time of sending",
        help_text="In 24 hours, for example 14:30",
        input_formats=["%H:%M", "%H.%M"],
        error_messages=_TIME,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def sent(self) -> dict[str, Any]:
        """What the actions ask; day and time together, in the council's time zone."""
        told = self.cleaned_data
        moment = datetime.combine(told["sent_on"], told["sent_at"] or time())
        return {
            "reference": told["reference"],
            "sent_at": timezone.make_aware(moment),
            "note": told["note"],
        }


class SubmitForm(SentForm):
    submit_label = "Record the submission"

    receipt = forms.FileField(
        label="The return's own print-out",
        required=False,
        help_text="A PDF or picture, up to 4 MB. It is kept as it is.",
        max_length=200,
    )

    def clean_receipt(self) -> Any:
        found = self.cleaned_data.get("receipt")
        if found and found.size > LARGEST_RECEIPT:
            raise forms.ValidationError("The print-out must be smaller than 4 MB")
        return found

    def sent(self) -> dict[str, Any]:
        receipt = self.cleaned_data["receipt"]
        return {
            **super().sent(),
            "receipt": receipt.read() if receipt else None,
            "receipt_name": receipt.name if receipt else "",
        }


class IncidentForm(SentForm):
    note = forms.CharField(
        label="What was sent, and how it happened",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what was sent, and how it happened"},
    )

    def buttons(self) -> list[Button]:
        return [WarningButton("Record the incident")]
