"""Fields whose text enters by the same door as a Document's."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from statements.document import TextRefused, plain_text

# Under what is typed for readers to whom the program cannot say what is exempt.
PUBLISHED = "These words will be published: do not repeat exempt words."


class PlainTextField(forms.CharField):
    """Text in its one spelling: NFC, line feeds, nothing invisible."""

    widget: type[forms.Widget] = forms.Textarea

    def __init__(self, *, longest: int = 10_000, rows: int = 3, **kwargs: Any) -> None:
        self.longest = longest
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        # The one door refuses these characters in a sentence of its own.
        self.validators = []

    def to_python(self, value: Any) -> str:
        try:
            return plain_text(super().to_python(value) or "", longest=self.longest)
        except TextRefused as error:
            words = str(error).removeprefix("Text ")
            raise ValidationError(f"{self.label} {words}", code="refused") from error


class PlainLineField(PlainTextField):
    """The same, on one line with single spaces."""

    widget = forms.TextInput

    def __init__(self, *, longest: int = 200, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput())
        super().__init__(longest=longest, **kwargs)

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())
