"""What a clerk says of an entry made by mistake."""

from iegtracker.govuk.forms import Button, GovukForm, WarningButton

from .texts import PlainLineField


class DismissForm(GovukForm):
    """Why an entry is wrong."""

    label = "Dismiss the entry"

    reason = PlainLineField(
        label="Reason", longest=300, help_text="For example, that the day was mistyped."
    )

    def buttons(self) -> list[Button]:
        return [WarningButton(self.label)]
