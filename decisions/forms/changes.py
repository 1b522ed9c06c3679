"""Forms for writing changes and taking them back. Their shape only."""

from collections.abc import Sequence
from typing import Any

from django import forms

from iegtracker.govuk.fields import Radios
from iegtracker.govuk.forms import Button, GovukForm, WarningButton

from .texts import PUBLISHED


class StartForm(GovukForm):
    submit_label = "Start writing"

    title = forms.CharField(
        label="What the change is about",
        max_length=200,
        help_text="A few words, such as “BVPI 157 forecast, 71% becomes 74%”. "
        f"{PUBLISHED}",
    )


class ReasonForm(GovukForm):
    """Why: for a proposal. Its button names the change."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "data-maxlength": "2000"}),
        help_text="Why the text should change. It is signed with the words and printed "
        f"in the final copy. {PUBLISHED}",
        error_messages={"required": "Enter a reason for the change"},
    )

    def __init__(self, *args: object, label: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.label = label

    def buttons(self) -> list[Button]:
        return [Button(self.label)]


class ProposeForm(ReasonForm):
    """The same, and under which delegation where several take the change."""

    field_order = ("under", "reason")

    under = forms.ChoiceField(
        label="Under which delegation?",
        widget=Radios,
        error_messages={"required": "Select the delegation"},
    )

    def __init__(
        self,
        *args: Any,
        options: Sequence[tuple[str, str, str]],
        nearest: str = "",
        **kwargs: Any,
    ) -> None:
        """`options` are keys, names and hints; `nearest` is selected beforehand."""
        super().__init__(*args, **kwargs)
        under: Any = self.fields["under"]
        if len(options) > 1:
            under.choices = [(key, name) for key, name, _ in options]
            under.widget.hints = {key: hint for key, _, hint in options}
            under.initial = nearest
        else:
            del self.fields["under"]


class StepForm(GovukForm):
    """No question: one button that says what it does."""

    def __init__(
        self, *args: object, label: str, warning: bool = False, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label, self.warning = label, warning

    def buttons(self) -> list[Button]:
        return [(WarningButton if self.warning else Button)(self.label)]
