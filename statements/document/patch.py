"""The exact difference of two Documents, and its algebra."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

from .document import Document, Key
from .values import Value, canonical, freeze


class Absent:
    """The value of a key that is not there."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


class Conflict(Exception):
    """The text no longer says what the patch expects at these keys."""

    def __init__(self, keys: list[Key]) -> None:
        self.keys = keys
        super().__init__(f"the text has moved on at {', '.join(map(str, keys))}")


@dataclass(frozen=True)
class Patch:
    """A partial map from key to (before, after); ABSENT is a value on either side."""

    changes: Mapping[Key, tuple[Value, Value]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "changes", MappingProxyType(dict(self.changes)))

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Patch) and self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def inverse(self) -> "Patch":
        return Patch({key: (after, before) for key, (before, after) in self.items()})

    def items(self) -> Any:
        return self.changes.items()

    @property
    def uids(self) -> set[str]:
        return {uid for uid, _ in self.changes}

    def conflicts(self, document: Document) -> list[Key]:
        """The keys whose value is not what the patch expects, in a fixed order.

        An element that the patch removes must have no fields beside those it removes,
        and one that it only changes must be there.
        """
        here = document.values
        stale = {k for k, (b, _) in self.items() if not same(here.get(k, ABSENT), b)}
        for uid in self.uids:
            before, after = self.changes.get((uid, "kind"), (None, None))
            if after is ABSENT:
                fields = document.elements.get(uid, ())
                stale |= {(uid, name) for name in fields} - self.changes.keys()
            elif before is not ABSENT and uid not in document:
                stale |= {key for key in self.changes if key[0] == uid}
        return sorted(stale)

    def apply(self, document: Document) -> Document:
        """Return the Document after the patch.

        Raises Conflict when a before differs, IllFormed when the result is no tree.
        """
        if keys := self.conflicts(document):
            raise Conflict(keys)
        values = {k: v for k, v in document.values.items() if k not in self.changes}
        values |= {k: after for k, (_, after) in self.items() if after is not ABSENT}
        result = Document(values)
        result.check_form()
        return result

    @cached_property
    def canonical(self) -> bytes:
        """`{uid: {field: [[before], [after]]}}`, an absent value being `[]`."""
        tree: dict[str, dict[str, list[list[Value]]]] = {}
        for (uid, name), (before, after) in self.items():
            pair = [[] if side is ABSENT else [side] for side in (before, after)]
            tree.setdefault(uid, {})[name] = pair
        return canonical(tree)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return hashlib.sha256(self.canonical).hexdigest()

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Patch":
        """Read canonical bytes back."""

        def side(cell: list[Any]) -> Value:
            return freeze(cell[0]) if cell else ABSENT

        return cls(
            {
                (uid, name): (side(before), side(after))
                for uid, fields in json.loads(stored).items()
                for name, (before, after) in fields.items()
            }
        )


def compare(old: Document, new: Document) -> Patch:
    """The patch for which `patch.apply(old) == new`."""
    pairs = {
        key: (old.values.get(key, ABSENT), new.values.get(key, ABSENT))
        for key in old.values.keys() | new.values.keys()
    }
    return Patch({key: pair for key, pair in pairs.items() if not same(*pair)})


def same(one: Value, other: Value) -> bool:
    """Whether two values have the same bytes: JSON's `true` is not its `1`."""
    if one is other:
        return True
    if one is ABSENT or other is ABSENT or one != other:
        return False
    return canonical(one) == canonical(other)
