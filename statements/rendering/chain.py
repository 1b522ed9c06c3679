"""Plain data, frozen, with its own bytes: such is the chain of a final copy."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from ..document import Document
from ..document.values import canonical, freeze


@dataclass(frozen=True, eq=False)
class Plain:
    """Plain JSON data without floats, and the canonical bytes that stand for it."""

    record: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "record", freeze(self.record))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.digest)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Read canonical bytes back."""
        return cls(json.loads(stored))

    @cached_property
    def canonical(self) -> bytes:
        """The bytes that are attached to a file (RFC 8785)."""
        return canonical(self.record)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return hashlib.sha256(self.canonical).hexdigest()

    def get(self, name: str, default: Any = None) -> Any:
        """One part of the record."""
        return self.record.get(name, default)


class Chain(Plain):
    """Everything that a final copy says about its authority.

    `record` is plain JSON data without floats. Times are ISO 8601; a key that is
    not there is not printed.

    - `statement`: `title`, `round`, `council`
    - `version`: `number`, `digest`
    - `imported`: true when the text was approved before this system was in use
    - `decisions`: a list of `body`, `held_on`, `recommendation` (its letter),
      `outcome` (in words) and `wording`, what was resolved; `wording_as_corrected`
      where the record was corrected, and `minute_number` where it is known
    - `delegations`: a list of `offices` (a list), `mode` (in words), `wording` and the
      same, `conditions`, and of an urgent one `urgent_because` and `agreed_by`
    - `changes`: a list of `number`, `title`, `sentences` (a list), `reason`,
      `patch` (its canonical tree), `round`, `digest`, `version`, `version_digest`
      and `signoffs`: a list of `office`, `person`, `at`, `verdict` and `means` (in
      words), `interests`, `digest`; of a substitute `as_substitute`; of a signature
      on paper `signed_on`, `scan_sha256` and `recorded_by` (a list)
    - `final_approval`: as one change, or null
    - `records`: the published records of those decisions, and of what other bodies
      resolved on the text: a list of `file` (the name of its attachment), `number`,
      `edition`, `sha256` and `content`, all that it says
    - `cleared_on`: a day
    - `submission`: `at`, `by`, `reference`, `digest` and, of a late one, `late` (in
      words), or null
    """


def imported_chain(document: Document) -> Chain:
    """All that is known of a statement that was approved before this system."""
    root = {name: document.get("root", name) for name in ("title", "round", "council")}
    return Chain(
        {
            "statement": root,
            "version": {"number": 1, "digest": document.digest},
            "imported": True,
        }
    )
