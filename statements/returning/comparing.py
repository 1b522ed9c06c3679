"""What was received against what was sent, field by field."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from statements.document.values import canonical

from .fields import WORDED
from .filling import Filled
from .reading import Received

_SPACES = re.compile(" {2,}")


class Outcome(StrEnum):
    """What became of one field."""

    EQUAL = "equal"
    DIFFERS = "differs"
    TRUNCATED = "truncated"
    TYPOGRAPHIC = "typographic"
    MISSING = "missing"
    EXTRA = "extra"


def _each(pairs: Mapping[str, str]) -> Callable[[str], str]:
    table = str.maketrans(dict(pairs))
    return lambda text: text.translate(table)


def _regarbled(text: str) -> str:
    """UTF-8 that somebody took for Windows-1252, put right."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _spaced(text: str) -> str:
    text = text.replace("\u00a0", " ").replace("\u200b", "").replace("\t", " ")
    lines = (_SPACES.sub(" ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(lines).strip("\n ")


# What a form, a mail or an office program does to a text without touching a word.
_HABITS: Mapping[str, Callable[[str], str]] = {
    "garbled accents": _regarbled,
    "line ends": lambda text: text.replace("\r\n", "\n").replace("\r", "\n"),
    "quotation marks": _each(
        {"‘": "'", "’": "'", "‚": "'", "′": "'", "`": "'"}
        | {"“": '"', "”": '"', "„": '"', "″": '"', "«": '"', "»": '"'}
    ),
    "dashes": _each(dict.fromkeys("‐‑‒–—―−", "-")),
    "ellipsis": lambda text: text.replace("…", "..."),
    "bullets": _each(dict.fromkeys("•·▪‣", "-")),
    "spaces": _spaced,
}


@dataclass(frozen=True)
class FieldCompared:
    """One field: what was sent, what was received, and what that is called."""

    key: str
    label: str
    outcome: Outcome
    sent: str = ""
    received: str = ""
    named: tuple[str, ...] = ()
    limit: int | None = None

    @property
    def details(self) -> str:
        """What its outcome leaves open, if anything."""
        if self.outcome is Outcome.TRUNCATED:
            place = f"after {len(self.received):,} characters"
            return f"at its limit, {place}" if self.limit else place
        if self.outcome is Outcome.TYPOGRAPHIC:
            return _listed(self.named)
        return ""

    @property
    def sentence(self) -> str:
        said = {
            Outcome.MISSING: "missing from what was received",
            Outcome.EXTRA: "received, and not in what was cleared",
            Outcome.TRUNCATED: f"cut off {self.details}",
            Outcome.TYPOGRAPHIC: f"only {self.details} differ",
        }
        return f"{self.label}: {said.get(self.outcome, 'the text differs')}."


@dataclass(frozen=True)
class Comparison:
    """How a file compares with what was sent. `fields` are those that are not equal."""

    form: str
    encoding: str
    reordered: bool
    equal: int
    fields: tuple[FieldCompared, ...]

    @property
    def differences(self) -> int:
        return len(self.fields)

    @property
    def sentence(self) -> str:
        """The whole in a sentence."""
        count = self.equal + len(self.fields)
        if not self.fields:
            return f"All {count} fields are equal to the cleared text."
        differ = "1 differs" if len(self.fields) == 1 else f"{len(self.fields)} differ"
        return f"Of {count} fields, {differ} from the cleared text."

    @cached_property
    def canonical(self) -> bytes:
        """The bytes that are kept."""
        return canonical(
            {
                "form": self.form,
                "encoding": self.encoding,
                "reordered": self.reordered,
                "equal": self.equal,
                "fields": [
                    {**vars(field), "outcome": str(field.outcome)}
                    for field in self.fields
                ],
            }
        )

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Comparison":
        told: dict[str, Any] = json.loads(stored)
        fields = (
            FieldCompared(
                **{
                    **row,
                    "outcome": Outcome(row["outcome"]),
                    "named": tuple(row["named"]),
                }
            )
            for row in told.pop("fields")
        )
        return cls(**told, fields=tuple(fields))


def compared(sent: Sequence[Filled], received: Received) -> Comparison:
    """Compare each field, in the form's order; what the file has besides comes last."""
    known = {item.field.key: item for item in sent}
    first: dict[str, str] = {}
    besides: list[tuple[str, str]] = []
    for key, text in received.fields:
        if key in known and key not in first:
            first[key] = text
        else:
            besides.append((key, text))
    found = [_field(item, first.get(item.field.key)) for item in sent]
    found += _extra(known, besides)
    order = [item.field.key for item in sent if item.field.key in first]
    differing = tuple(row for row in found if row.outcome is not Outcome.EQUAL)
    return Comparison(
        form=received.form,
        encoding=received.encoding,
        reordered=order != list(first),
        equal=len(found) - len(differing),
        fields=differing,
    )


def _extra(
    known: Mapping[str, Filled], besides: Sequence[tuple[str, str]]
) -> Iterator[FieldCompared]:
    for key, text in besides:
        if not text.strip():
            continue
        label = f"{known[key].field.label} (once more)" if key in known else key
        yield FieldCompared(key, label, Outcome.EXTRA, received=text)


def _field(item: Filled, received: str | None) -> FieldCompared:
    field, sent = item.field, item.text
    outcome, limit = Outcome.DIFFERS, None
    named: tuple[str, ...] = ()
    blank = not (received or "").strip()
    if sent == received or (blank and not sent):
        outcome = Outcome.EQUAL
    elif received is None or blank:
        outcome = Outcome.MISSING
    elif named := typographic(sent, received):
        outcome = Outcome.TYPOGRAPHIC
    elif not sent:
        outcome = Outcome.EXTRA
    elif field.type in WORDED and _is_start(received, sent):
        outcome = Outcome.TRUNCATED
        limit = field.limit if _at_limit(received, field.limit) else None
    return FieldCompared(
        field.key, field.label, outcome, sent, received or "", named, limit
    )


def typographic(sent: str, received: str) -> tuple[str, ...]:
    """The habits that alone make the two differ; nothing when more than these does."""
    if _plain(sent) != _plain(received):
        return ()
    return tuple(
        name for name in _HABITS if _plain(sent, name) != _plain(received, name)
    ) or ("spaces",)


def _plain(text: str, without: str = "") -> str:
    for name, plain in _HABITS.items():
        if name != without:
            text = plain(text)
    return text


def _is_start(received: str, sent: str) -> bool:
    """Whether the text breaks off, typography aside."""
    return _plain(sent).startswith(_plain(received).rstrip())


def _at_limit(received: str, limit: int | None) -> bool:
    """Forms count a line's end as one character or as two, and may drop a space."""
    if limit is None:
        return False
    ends = received.replace("\r\n", "\n").count("\n")
    return limit - ends - 1 <= len(received.replace("\r\n", "\n")) <= limit


def _listed(names: Sequence[str]) -> str:
    *most, last = names or ("spaces",)
    return f"{', '.join(most)} and {last}" if most else last
