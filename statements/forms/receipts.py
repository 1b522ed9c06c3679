"""Receipts of grants, in pounds as people type them."""

from typing import Any

from django import forms

from iegtracker.govuk.fields import DateField
from iegtracker.govuk.forms import GovukForm
from statements.models import Grant

from .fields import PoundsField, TextField


class GrantChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.year}: {obj.source}"


class ReceiptForm(GovukForm):
    """Money that came in for a grant."""

    submit_label = "Record the receipt"
    grant = GrantChoice(
        label="Grant",
        queryset=Grant.objects.all(),
        error_messages={"invalid_choice": "Select a grant of the list"},
    )
    pence = PoundsField(
        label="Amount in pounds",
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}
        ),
    )
    received_on = DateField(label="Date of receipt")
    reference = TextField(label="Reference", longest=100, line=True)
    note = TextField(
        label="Note",
        longest=300,
        line=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReversalForm(GovukForm):
    """Why a receipt is taken back."""

    submit_label = "Reverse the receipt"
    note = TextField(
        label="Reason",
        longest=300,
        line=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It is kept beside the reversing row.",
    )
