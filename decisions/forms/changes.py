"""Forms for writing changes and taking them back. Their shape only."""

from django import forms

from iegtracker.govuk.forms import Button, GovukForm, WarningButton


class StartForm(GovukForm):
    submit_label = "Start writing"

    title = forms.CharField(
        label="What the change is about",
        max_length=200,
        help_text="A few words, such as “BVPI 157 forecast, 71% becomes 74%”.",
    )


class ReasonForm(GovukForm):
    """Why: for a proposal. Its button names the change."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "data-maxlength": "2000"}),
        help_text="Why the text should change. It is signed with the words and printed "
        "in the final copy.",
        error_messages={"required": "Enter a reason for the change"},
    )

    def __init__(self, *args: object, label: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.label = label

    def buttons(self) -> list[Button]:
        return [Button(self.label)]


class StepForm(GovukForm):
    """No question: one button that says what it does."""

    def __init__(
        self, *args: object, label: str, warning: bool = False, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label, self.warning = label, warning

    def buttons(self) -> list[Button]:
        return [(WarningButton if self.warning else Button)(self.label)]
