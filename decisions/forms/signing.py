"""The forms by which an office-holder answers changes. Their shape only."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from decisions.states import Verdict
from iegtracker.govuk.fields import Radios
from iegtracker.govuk.forms import Button, GovukForm, WarningButton

from .texts import PlainTextField

NONE, DECLARED = "none", "declared"


class DeclaringForm(GovukForm):
    """The office in which its reader acts, and whether there is an interest."""

    needed_sometimes = frozenset({"interest", "comment", "why"})

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
    # Of an answer that asks for words: the field of the words, and what is said
    # where they are missing.
    asks: Mapping[tuple[str, str], tuple[str, str]] = {
        ("interests", DECLARED): ("interest", "Enter what the interest is"),
    }

    def __init__(
        self, *args: Any, offices: list[tuple[str, str]], label: str, **kwargs: Any
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
        for (choice, value), (field, sentence) in self.asks.items():
            asked = told.get(choice) == value and field not in self.errors
            if asked and not (told.get(field) or "").strip():
                self.add_error(field, sentence)
        return told

    @property
    def said_interests(self) -> str:
        told = self.cleaned_data
        return told["interest"] if told["interests"] == DECLARED else "None"


class AnswerForm(DeclaringForm):
    """One of three answers, with words where they are needed."""

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
    asks = {
        **DeclaringForm.asks,
        ("answer", Verdict.RETURNED): ("comment", "Enter what should be different"),
        ("answer", Verdict.REFUSED): ("why", "Enter a reason for refusing"),
    }

    @property
    def said(self) -> str:
        """What stands beside the answer: a comment, a reason, or nothing."""
        field = {Verdict.RETURNED: "comment", Verdict.REFUSED: "why"}
        told = self.cleaned_data
        name = field.get(Verdict(told["answer"]))
        return told[name] if name else ""


class PasswordAgain(forms.Form):
    """The password again, last of all."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Enter your password"},
    )


class Seen(forms.Form):
    """The digest of what was read: an answer to anything else is refused."""

    seen = forms.CharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={"required": "Read the change again before you answer."},
    )


class SignForm(AnswerForm, Seen, PasswordAgain):
    """Interests, one of three answers, the password again. Nothing is preselected."""

    field_order = (
        "seen",
        "office",
        "interests",
        "interest",
        "answer",
        "comment",
        "why",
        "password",
    )

    def answered(self) -> dict[str, str]:
        """What the actions ask beside the office."""
        seen = self.cleaned_data["seen"]
        return {"seen": seen, "interests": self.said_interests, "comment": self.said}


class SeveralForm(DeclaringForm, PasswordAgain):
    """Changes that are approved on one screen. None is ticked beforehand.

    The digest of each change that was read is sent along as `seen_<number>`.
    """

    form_tag = False
    changes = forms.TypedMultipleChoiceField(
        label="Changes that you approve",
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        error_messages={
            "required": "Select at least one change",
            "invalid_choice": "Select changes of the list",
        },
    )
    field_order = ("changes", "office", "interests", "interest", "password")

    def __init__(self, *args: Any, numbers: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, label="Approve the selected changes", **kwargs)
        interests: Any = self.fields["interests"]
        interests.label = "Do you have an interest in any of these changes?"
        changes: Any = self.fields["changes"]
        changes.choices = [(str(number), str(number)) for number in numbers]

    def seen(self, number: int) -> str:
        """The digest of a change as it was read; nothing when none was sent."""
        return str(self.data.get(f"seen_{number}", ""))

    @property
    def ticked(self) -> list[str]:
        """The changes that are ticked on the page that is shown again."""
        sent = self.data
        return sent.getlist("changes") if hasattr(sent, "getlist") else []


class TakeBackForm(GovukForm, PasswordAgain):
    """Why a signature is withdrawn, and the password again."""

    field_order = ("reason", "password")

    reason = PlainTextField(
        label="Reason",
        longest=2000,
        help_text="Everybody who signs is told, and asked again.",
        error_messages={"required": "Enter why you withdraw it"},
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label = label

    def buttons(self) -> list[Button]:
        return [WarningButton(self.label)]


class RaiseForm(GovukForm, Seen):
    """Why a change that its patch shows as minor is held to be material."""

    field_order = ("seen", "reason")

    reason = PlainTextField(
        label="Why it is material",
        longest=2000,
        error_messages={"required": "Enter why it is material"},
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label = label

    def buttons(self) -> list[Button]:
        return [Button(self.label)]
