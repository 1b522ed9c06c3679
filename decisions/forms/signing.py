"""The form by which an office-holder answers a change."""

from typing import Any

from django import forms

from decisions.states import Verdict
from iegtracker.govuk.fields import Radios
from iegtracker.govuk.forms import Button, GovukForm

NONE, DECLARED = "none", "declared"


class SignForm(GovukForm):
    """Interests, one of three answers, and the password again. Nothing is preselected.

    `seen` is the digest of what was read: an answer to anything else is refused.
    """

    needed_sometimes = frozenset({"interest", "comment", "why"})

    seen = forms.CharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={"required": "Read the change again before you answer."},
    )
    office = forms.ChoiceField(
        label="Office in which you answer",
        widget=Radios,
        help_text="You may answer for one of them only. Somebody else must hold the "
        "other.",
        error_messages={"required": "Select the office in which you answer"},
    )
    interests = forms.ChoiceField(
        label="Do you have an interest in this change?",
        widget=Radios(reveals={DECLARED: "interest"}),
        choices=[(NONE, "No, none"), (DECLARED, "Yes, I have one")],
        error_messages={"required": "Select whether you have an interest"},
    )
    interest = forms.CharField(
        label="What the interest is, and any dispensation",
        required=False,
        max_length=2000,
        error_messages={"max_length": "Interest must be 2000 characters or fewer"},
    )
    answer = forms.ChoiceField(
        label="Your answer",
        widget=Radios(reveals={Verdict.RETURNED: "comment", Verdict.REFUSED: "why"}),
        choices=[
            (Verdict.APPROVED, "Approve"),
            (Verdict.RETURNED, "Return it with a comment"),
            (Verdict.REFUSED, "Refuse it, with a reason"),
        ],
        error_messages={"required": "Select your answer"},
    )
    comment = forms.CharField(
        label="Comment",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why = forms.CharField(
        label="Reason for refusing",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Reason must be 2000 characters or fewer"},
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )

    def __init__(
        self,
        *args: Any,
        offices: list[tuple[str, str]],
        label: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label = label
        field = self.fields["office"]
        if len(offices) > 1:
            field.choices = offices  # type: ignore[attr-defined]
        else:
            del self.fields["office"]

    def buttons(self) -> list[Button]:
        return [Button(self.label)]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        wanted = (
            ("interests", DECLARED, "interest", "Enter what the interest is"),
            ("answer", Verdict.RETURNED, "comment", "Enter what should be different"),
            ("answer", Verdict.REFUSED, "why", "Enter a reason for refusing"),
        )
        for choice, value, field, sentence in wanted:
            asked = told.get(choice) == value and field not in self.errors
            if asked and not (told.get(field) or "").strip():
                self.add_error(field, sentence)
        return told

    @property
    def said_interests(self) -> str:
        told = self.cleaned_data
        return told["interest"] if told["interests"] == DECLARED else "None"

    @property
    def said(self) -> str:
        """What stands beside the answer: a comment, a reason, or nothing."""
        field = {Verdict.RETURNED: "comment", Verdict.REFUSED: "why"}
        told = self.cleaned_data
        name = field.get(Verdict(told["answer"]))
        return told[name] if name else ""
