"""The form in which a clerk enters what an office-holder signed on paper."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from decisions.models import Office
from decisions.states import Verdict
from iegtracker.govuk.fields import DateField, DigestField, Radios

from .signing import DECLARED, NONE, AnswerForm

_MEGABYTES = 4


class EnterPaperForm(AnswerForm):
    """What the form says, word for word, and its scan."""

    field_order = (
        "office",
        "digest",
        "answer",
        "comment",
        "why",
        "interests",
        "interest",
        "signed_on",
        "scan",
    )

    digest = DigestField(
        label="Digest printed on the form",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="Type it from the paper, in its groups. It shows that the form is "
        "about what waits to be signed now.",
        error_messages={
            "required": "Enter the digest printed on the form",
            "max_length": "The digest must be 64 figures and letters",
            "invalid": "The digest must be the 64 figures and letters a to f that the "
            "form prints",
        },
    )
    signed_on = DateField(
        label="Date written beside the signature",
        error_messages={"required": "Enter the date written beside the signature"},
    )
    scan = forms.FileField(
        label="Scan of the signed form",
        max_length=200,
        widget=forms.FileInput(
            attrs={
                "accept": ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"
            }
        ),
        help_text="A PDF, PNG or JPEG of at most 4 MB. Only democratic services and "
        "auditors can open it.",
        error_messages={"required": "Select the scan of the signed form"},
    )

    def __init__(
        self, *args: Any, offices: list[tuple[str, str]], label: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, offices=offices, label=label, **kwargs)
        # On paper the office is read off the form, so it is asked for in any case.
        office = forms.ChoiceField(
            label="Office that is ticked on the form",
            widget=Radios,
            choices=offices,
            error_messages={
                "required": "Select the office that is ticked",
                "invalid_choice": "Select the office that is ticked",
            },
        )
        self.fields["office"] = office
        told: Any = self.fields
        told["answer"].label = "Answer that is ticked"
        told["answer"].choices = [
            (Verdict.APPROVED, "Approves"),
            (Verdict.RETURNED, "Returns it with a comment"),
            (Verdict.REFUSED, "Refuses it, for a reason"),
        ]
        told["answer"].error_messages["required"] = "Select the answer that is ticked"
        told["interests"].label = "Interest that is declared"
        told["interests"].choices = [(NONE, "None"), (DECLARED, "One is declared")]
        told["interests"].error_messages["required"] = (
            "Select whether an interest is declared"
        )
        self.order_fields(self.field_order)

    @property
    def told(self) -> dict[str, Any]:
        """What the action is told: call it once, for the scan is read here."""
        said = self.cleaned_data
        return {
            "office": Office.objects.get(pk=said["office"]),
            "verdict": said["answer"],
            "digest": said["digest"],
            "interests": self.said_interests,
            "comment": self.said,
            "signed_on": said["signed_on"],
            "scan": said["scan"].read(),
            "scan_name": said["scan"].name,
        }

    def clean_scan(self) -> UploadedFile:
        scan: UploadedFile = self.cleaned_data["scan"]
        if (scan.size or 0) > _MEGABYTES * 1024 * 1024:
            raise ValidationError("The scan must be at most 4 MB", code="too_large")
        return scan
