"""Forms for call-in. Their shape only."""

from typing import Any

from django import forms

from decisions.call_in import CallInTold
from decisions.states import CALL_IN_ENDS, CallIn, CallInEnd
from decisions.system_checks import LONGEST_CALL_IN
from iegtracker.govuk.fields import DateField, Radios
from iegtracker.govuk.forms import GovukForm

from .texts import PUBLISHED, PlainLineField, PlainTextField


class CallInForm(GovukForm):
    """Whether call-in applies, with which window, and from when it may be acted on."""

    submit_label = "Record it"
    needed_sometimes = frozenset({"working_days", "reason"})

    ruling = forms.ChoiceField(
        label="Does call-in apply?",
        choices=CallIn.choices,
        widget=Radios(
            reveals={CallIn.APPLIES: "working_days", CallIn.DOES_NOT: "reason"}
        ),
        error_messages={"required": "Select whether call-in applies"},
    )
    working_days = forms.IntegerField(
        label="How many working days it can be called in",
        required=False,
        min_value=1,
        max_value=LONGEST_CALL_IN,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2"}),
        help_text="By the council’s own rules, counted from its publication.",
    )
    reason = PlainLineField(label="Why it does not apply", longest=300, required=False)
    from_publication_day = forms.BooleanField(
        label="The day of publication counts as the first of these days",
        required=False,
    )
    effective_on = DateField(
        label="First day on which the decision may be acted on",
        required=False,
        help_text="Only if the council recorded another day than is counted here. For "
        "example, 17 12 2004.",
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for value, name, sentence in (
            (CallIn.APPLIES, "working_days", "Enter how many working days it lasts"),
            (CallIn.DOES_NOT, "reason", "Enter why call-in does not apply"),
        ):
            asked = told.get("ruling") == value and name not in self.errors
            if asked and not told.get(name):
                self.add_error(name, sentence)
        return told

    @property
    def call_in(self) -> CallInTold:
        """What was said, without what belongs to another answer."""
        told = self.cleaned_data
        applies = told["ruling"] == CallIn.APPLIES
        return CallInTold(
            ruling=told["ruling"],
            reason=told["reason"] if told["ruling"] == CallIn.DOES_NOT else "",
            working_days=told["working_days"] if applies else None,
            from_publication_day=applies and told["from_publication_day"],
            effective_on=told["effective_on"],
        )


class ConfirmationForm(GovukForm):
    """No question: `number` is that of the ruling that was read."""

    submit_label = "Confirm it"

    number = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)


class CalledInForm(GovukForm):
    submit_label = "Record the call-in"

    members = PlainTextField(
        label="Members who called it in",
        longest=2000,
        help_text="How many it takes is for the council’s own rules.",
    )
    grounds = PlainTextField(label="Grounds", longest=2000, help_text=PUBLISHED)
    on = DateField(label="Day on which they called it in")


class OutcomeForm(GovukForm):
    submit_label = "Record what was decided"

    outcome = forms.ChoiceField(
        label="What was decided",
        choices=[(end.value, end.label) for end in CALL_IN_ENDS],
        widget=Radios,
        error_messages={"required": "Select what was decided"},
    )
    reasons = PlainTextField(label="Reasons", longest=2000, help_text=PUBLISHED)
    on = DateField(label="Day of that decision")


class WaiverForm(GovukForm):
    submit_label = "Record the waiver"

    agreed_by = PlainTextField(
        label="Who agreed",
        longest=2000,
        help_text="By office, as the council’s rules require.",
    )
    why = PlainTextField(
        label="Why it could not wait", longest=2000, help_text=PUBLISHED
    )
    on = DateField(label="Day on which that was agreed")


class CorrectedOutcomeForm(OutcomeForm):
    """Something else in place of what was recorded last; or that nothing has been."""

    submit_label = "Record the correction"
    needed_sometimes = frozenset({"reasons", "on"})
    field_order = ("correction",)

    correction = PlainTextField(
        label="What was recorded wrongly, and why",
        longest=2000,
        help_text="What was recorded stays on the record, and counts no more.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome: Any = self.fields["outcome"]
        outcome.choices = CallInEnd.choices
        for name in self.needed_sometimes:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        decided = told.get("outcome") in CALL_IN_ENDS
        for name, sentence in (
            ("reasons", "Enter reasons"),
            ("on", "Enter day of that decision"),
        ):
            if decided and name not in self.errors and not told.get(name):
                self.add_error(name, sentence)
        return told


class WithdrawalForm(GovukForm):
    submit_label = "Record that it was a mistake"

    why = PlainTextField(
        label="Why the waiver was a mistake",
        longest=2000,
        help_text="The waiver stays on the record, and counts no more.",
    )
