from django import forms

from iegtracker.govuk.fields import DigestField
from iegtracker.govuk.forms import GovukForm


class CheckForm(GovukForm):
    """The SHA-256 that somebody worked out of a file they have."""

    form_method = "get"
    submit_label = "Compare"

    sha256 = DigestField(
        label="SHA-256 of your file",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        error_messages={
            "required": "Enter the SHA-256 of your file",
            "max_length": "SHA-256 of your file must be 64 figures and letters",
        },
    )
