"""Lists that are typed row by row, without a script."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict

from iegtracker.govuk.forms import GovukForm, asked_for

SPARE = 4
MOST_ROWS = 80


@dataclass(frozen=True)
class Row:
    """The boxes of one row."""

    number: int
    fields: tuple[BoundField, ...]


class RowsForm(GovukForm):
    """So many rows of the same boxes; a row in which nothing was typed is left out.

    The names of the boxes begin with the row's number: `row3_title`. `typed` is what
    was posted when only more rows were asked for.
    """

    row_name = "Row"
    # The boxes that must be filled once anything in a row is.
    needed: tuple[str, ...] = ()
    # The boxes that say nothing by themselves, since they are never empty.
    silent: tuple[str, ...] = ()

    def __init__(
        self,
        data: Any = None,
        *,
        rows: Sequence[Mapping[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        more = data is not None and "more" in data
        count = _count(data) if data is not None else len(rows) + SPARE
        self.count = min(count + SPARE * more, MOST_ROWS)
        initial = {
            f"row{n}_{name}": value
            for n, row in enumerate(rows, 1)
            for name, value in row.items()
        }
        self.seen = _whole(data, "seen") if data is not None else kwargs.pop("seen", 0)
        kwargs.pop("seen", None)
        if more:
            initial, data = data.dict() if hasattr(data, "dict") else dict(data), None
        typed = {
            f"row{n}_{name}": field
            for n in range(1, self.count + 1)
            for name, field in self.boxes().items()
        }
        for field in typed.values():
            field.required = False
        # Before the pack looks at the fields, so that it writes their sentences too.
        self.base_fields = {**type(self).base_fields, **typed}  # type: ignore
        self.needed_sometimes = frozenset(typed)  # type: ignore[misc]
        super().__init__(data, initial=initial, **kwargs)

    def boxes(self) -> dict[str, forms.Field]:
        """The boxes of a row, made anew."""
        raise NotImplementedError

    @property
    def shown_rows(self) -> Iterator[Row]:
        names = list(self.boxes())
        for n in range(1, self.count + 1):
            yield Row(n, tuple(self[f"row{n}_{name}"] for name in names))

    def clean(self) -> dict[str, Any]:
        for n, told in self._told():
            for name in self.needed:
                key = f"row{n}_{name}"
                if not told.get(name) and key not in self.errors:
                    words = asked_for(str(self.fields[key].label or name))
                    place = f"{self.row_name.lower()} {n}"
                    self.add_error(key, f"Enter {words} in {place}")
        return self.cleaned_data

    def _told(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows in which something was typed."""
        for n in range(1, self.count + 1):
            start = f"row{n}_"
            told = {
                name.removeprefix(start): value
                for name, value in self.cleaned_data.items()
                if name.startswith(start)
            }
            wrong = any(name.startswith(start) for name in self.errors)
            if wrong or any(v for name, v in told.items() if name not in self.silent):
                yield n, told

    def rows(self) -> list[dict[str, Any]]:
        """What was typed. Asked of a valid form."""
        return [told for _, told in self._told()]


def _count(data: MultiValueDict | Mapping[str, Any]) -> int:
    return max(1, min(_whole(data, "count"), MOST_ROWS))


def _whole(data: MultiValueDict | Mapping[str, Any], name: str) -> int:
    value = str(data.get(name, ""))
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0
