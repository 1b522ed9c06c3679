"""Grants and what came in for them, in pounds as people type them."""

from typing import Any

from django import forms

from iegtracker.govuk.fields import DateField, Radios
from iegtracker.govuk.forms import GovukForm
from statements.models import Grant

from .fields import PoundsField, TextField, YearField

CAPITAL, REVENUE = "capital", "revenue"


class AmountField(PoundsField):
    """Pounds in a box as wide as they need."""

    widget = forms.TextInput(
        attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}
    )


class GrantForm(GovukForm):
    """A grant that was awarded for a year."""

    submit_label = "Record the grant"

    year = YearField(
        label="Year",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        help_text="As the statement names it: 2004, or 2004/05.",
        error_messages={"required": "Enter the year of the grant"},
    )
    source = TextField(
        label="Source",
        longest=200,
        line=True,
        help_text="Who awarded it, such as “Office of the Deputy Prime Minister”.",
        error_messages={"required": "Enter who awarded the grant"},
    )
    capital = forms.TypedChoiceField(
        label="What it may be spent on",
        choices=[(CAPITAL, "Capital"), (REVENUE, "Revenue")],
        coerce=lambda value: value == CAPITAL,
        empty_value=None,
        widget=Radios,
        error_messages={"required": "Select whether it is capital or revenue"},
    )
    awarded_pence = AmountField(
        label="Amount in pounds",
        error_messages={"required": "Enter the amount that was awarded"},
    )


class GrantChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.year}: {obj.source}"


class ReceiptForm(GovukForm):
    """Money that came in for a grant."""

    submit_label = "Record the receipt"
    grant = GrantChoice(
        label="Grant",
        queryset=Grant.objects.all(),
        empty_label="Choose the grant",
        help_text="If it is not in the list, record the grant first.",
        error_messages={"invalid_choice": "Select a grant of the list"},
    )
    pence = AmountField(label="Amount in pounds")
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
