import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from iegtracker.working_days import FIRST_YEAR, LAST_YEAR

PARTS = ("day", "month", "year")

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

MONTHS = {
    written.lower(): number
    for number, name in enumerate(MONTH_NAMES, start=1)
    for written in (name, name[:3])
} | {"sept": 9}


class Radios(forms.RadioSelect):
    """Radio buttons; a hint below an option, or another field that it reveals.

    `hints` and `reveals` are by the option's value. A revealed field stands under its
    option, and is always to be seen where scripts do not run.
    """

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Sequence[Any] = (),
        *,
        inline: bool = False,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.inline = inline
        self.hints = dict(hints or {})
        self.reveals = dict(reveals or {})


class Checkboxes(forms.CheckboxSelectMultiple):
    """Checkboxes with a hint below an option, by the option's value."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Sequence[Any] = (),
        *,
        hints: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = dict(hints or {})


class DateInput(forms.MultiWidget):
    """Three boxes: day, month, year (GOV.UK Design System, date input)."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput() for part in PARTS
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: datetime.date | None) -> list[Any]:
        if value is None:
            return ["", "", ""]
        return [value.day, value.month, value.year]


class DigestField(forms.CharField):
    """A SHA-256 as printed: groups, spaces, line ends and capitals do not matter."""

    default_error_messages = {
        "invalid": "%(label)s must be 64 figures and letters, 0 to 9 and a to f"
    }
    _all = re.compile(r"[0-9a-f]{64}")

    def to_python(self, value: Any) -> str:
        return re.sub(r"[\s\-–]+", "", super().to_python(value) or "").lower()

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not self._all.fullmatch(value):
            told = {"label": str(self.label or "Digest")}
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params=told
            )


def wrong_parts(error: ValidationError) -> tuple[str, ...]:
    """The boxes that an error of a DateField is about: all of them if it names none."""
    named = tuple(part for part in PARTS if part in (error.code or "").split())
    return named or PARTS


class DateField(forms.Field):
    """A date from three boxes; the code of an error names the boxes that are wrong.

    A month may be written as a word, as the GOV.UK date input advises. A year that the
    council's papers cannot be about is a slip of the hand, and is not recorded.
    """

    widget = DateInput
    default_error_messages = {
        "required": "Enter a date",
        "missing": "%(label)s must include a %(missing)s",
        "four_figures": "%(label)s must have a year of 4 figures",
        "not_real": "%(label)s must be a real date",
        "years": f"%(label)s must be between {FIRST_YEAR} and {LAST_YEAR}",
    }
    _figures = re.compile(r"\d{1,4}", re.ASCII)

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, datetime.date):
            return value
        texts = [str(box if box is not None else "").strip() for box in value or ()]
        if not any(texts):
            return None
        missing = [
            part for part, text in zip(PARTS, texts, strict=True) if text in ("", None)
        ]
        if missing:
            raise self.error(
                "missing", " ".join(missing), missing=" and ".join(missing)
            )
        day, month, year = texts
        if year.isdecimal() and len(year) != 4:
            raise self.error("four_figures", "year")
        try:
            found = datetime.date(
                self.number(year),
                MONTHS.get(month.lower()) or self.number(month),
                self.number(day),
            )
        except ValueError:
            raise self.error("not_real", "not_real") from None
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self.error("years", "year")
        return found

    def number(self, text: str) -> int:
        """What a box says in figures. `int` alone also reads "+9", "2_004" and "٩"."""
        if not self._figures.fullmatch(text):
            raise ValueError
        return int(text)

    def error(self, message: str, code: str, **params: str) -> ValidationError:
        params["label"] = str(self.label or "Date")
        return ValidationError(self.error_messages[message], code=code, params=params)
