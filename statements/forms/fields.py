"""Fields by which text and amounts enter a Document, each through its one door."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from statements.document.blocks import check_markdown
from statements.document.text import (
    LONGEST_SECTION,
    TextRefused,
    plain_line,
    plain_text,
)

LARGEST_AMOUNT = 10**12
_GROUPED = r"\d{1,3}(?:,\d{3})+|\d{1,13}"
_WHOLE = re.compile(rf"({_GROUPED})", re.ASCII)
_POUNDS = re.compile(rf"£?\s?({_GROUPED})(?:\.(\d{{2}}))?", re.ASCII)
_PER_CENT = re.compile(r"(\d{1,3})\s?%?", re.ASCII)
_YEAR = re.compile(r"\d{4}(?:[/-]\d{2}(?:\d{2})?)?", re.ASCII)


class TextField(forms.CharField):
    """Text in its stored spelling; what cannot be stored is refused by sentence."""

    def __init__(self, *, longest: int, line: bool = False, **kwargs: Any) -> None:
        self.longest = longest
        self.line = line
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = str(value if value is not None else "")
        try:
            if self.line:
                return plain_line(text, longest=self.longest)
            return plain_text(text, longest=self.longest)
        except TextRefused as refused:
            raise ValidationError(str(refused)) from None


class MarkdownField(TextField):
    """Text that a section may hold. What stood there before is not asked again."""

    def __init__(self, *, longest: int = LONGEST_SECTION, **kwargs: Any) -> None:
        super().__init__(longest=longest, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if text != super().to_python(self.initial):
            try:
                check_markdown(text)
            except TextRefused as refused:
                raise ValidationError(str(refused)) from None
        return text


class NumberField(forms.CharField):
    """A whole number of 0 or more, with or without commas; nothing is None."""

    pattern = _WHOLE
    wanted = "a whole number, like 1,250"

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        found = self.pattern.fullmatch(text)
        if found is None:
            raise ValidationError(f"{self.label} must be {self.wanted}")
        number = self.counted(found)
        if number > LARGEST_AMOUNT:
            raise ValidationError(f"{self.label} is too large")
        return number

    def counted(self, found: re.Match[str]) -> int:
        return int(found[1].replace(",", ""))

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """None of a text's rules holds for a number."""


class PoundsField(NumberField):
    """Pounds as people type them, "200,000" or "£200,000.50"; kept in pence."""

    pattern = _POUNDS
    wanted = "an amount in pounds, like 200,000 or 200,000.50"

    def counted(self, found: re.Match[str]) -> int:
        return super().counted(found) * 100 + int(found[2] or 0)


class PerCentField(NumberField):
    """A whole percentage, with or without its sign."""

    pattern = _PER_CENT
    wanted = "a whole percentage, like 74"


class YearField(forms.CharField):
    """A year as grants are named by: 2004, or 2004/05."""

    def to_python(self, value: Any) -> str:
        text = str(value if value is not None else "").strip()
        if text and not _YEAR.fullmatch(text):
            raise ValidationError(f"{self.label} must be a year, like 2004 or 2004/05")
        return text


def typed_pounds(pence: int) -> str:
    """Pence as a form shows them: 200,000 or 200,000.50."""
    whole, rest = divmod(pence, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
