from django import forms

from iegtracker.govuk.fields import DigestField
from iegtracker.govuk.forms import GovukForm


class ReceiptForm(GovukForm):
    """What somebody reads off a receipt."""

    form_method = "get"
    submit_label = "Check the receipt"

    receipt = DigestField(
        label="Ledger head or digest",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="The 64 figures and letters, as in the message or record.",
        error_messages={
            "required": "Enter the ledger head or the digest of the receipt",
            "max_length": "Ledger head or digest must be 64 figures and letters",
        },
    )
