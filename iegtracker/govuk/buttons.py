from crispy_forms.layout import BaseInput


class Button(BaseInput):
    """The one green button of a page; its label says what it does."""

    input_type = "submit"

    def __init__(
        self, label: str, *, name: str = "", value: str = "", css_class: str = ""
    ) -> None:
        super().__init__(name, value, css_class=css_class)
        self.label = label


class SecondaryButton(Button):
    field_classes = "govuk-button--secondary"


class WarningButton(Button):
    field_classes = "govuk-button--warning"
