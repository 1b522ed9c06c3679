"""The Document: a flat, immutable map from (uid, field) to a value."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from .values import NotCanonical, Value, canonical, freeze, thaw

ROOT = "root"
# The field that says by which paragraph an element is exempt, and why.
EXEMPT = "exempt"
SCHEMA = 1

Key = tuple[str, str]


class IllFormed(ValueError):
    """The elements do not form one tree: the sentence names the element."""


def new_uid() -> str:
    """Return a random uid of 80 bits: it survives editing, moving, rolling forward."""
    return secrets.token_hex(10)


@dataclass(frozen=True, eq=False)
class Document:
    """The whole content of a paper at one moment.

    An element exists when it has keys. The order of a parent's children is the
    parent's field `order`. Numbers shown to readers are computed, never stored.
    """

    values: Mapping[Key, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for uid, name in self.values:
            if not (uid.isascii() and name.isascii()):
                raise NotCanonical(f"the key {uid}, {name} is not ASCII text")
        frozen = {key: freeze(value) for key, value in self.values.items()}
        object.__setattr__(self, "values", MappingProxyType(frozen))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.digest)

    def __contains__(self, uid: str) -> bool:
        return uid in self.elements

    @classmethod
    def from_tree(cls, tree: Mapping[str, Mapping[str, Any]]) -> "Document":
        """Build a Document from `{uid: {field: value}}`."""
        return cls(
            {(u, name): v for u, fields in tree.items() for name, v in fields.items()}
        )

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Document":
        """Read canonical bytes back."""
        return cls.from_tree(json.loads(stored))

    @cached_property
    def elements(self) -> Mapping[str, Mapping[str, Value]]:
        """Each element's fields, by uid."""
        tree: dict[str, dict[str, Value]] = {}
        for (uid, name), value in self.values.items():
            tree.setdefault(uid, {})[name] = value
        return tree

    @cached_property
    def canonical(self) -> bytes:
        """The bytes that are stored and hashed (RFC 8785)."""
        return canonical(self.elements)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return self.hash_of(self.canonical)

    @staticmethod
    def hash_of(stored: bytes) -> str:
        """SHA-256 of stored bytes, in hexadecimal."""
        return hashlib.sha256(stored).hexdigest()

    def get(self, uid: str, name: str, default: Value = None) -> Value:
        return self.values.get((uid, name), default)

    def thawed(self, uid: str, name: str) -> Any:
        """A field as ordinary lists and dictionaries, for changing."""
        return thaw(self.values[(uid, name)])

    def children(self, uid: str = ROOT) -> tuple[str, ...]:
        order = self.get(uid, "order", ())
        if not (isinstance(order, tuple) and all(isinstance(c, str) for c in order)):
            raise IllFormed(f"the order of element {uid} is no list")
        return order

    def walk(self, uid: str = ROOT) -> Iterator[str]:
        """Every element below `uid`, in reading order."""
        for child in self.children(uid):
            yield child
            yield from self.walk(child)

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """The parent of every element but the root."""
        return {c: uid for uid in self.elements for c in self.children(uid)}

    def section_of(self, uid: str) -> str:
        """The section that holds `uid`, or `uid` itself when it is a section."""
        while self.parents.get(uid, ROOT) != ROOT:
            uid = self.parents[uid]
        return uid

    def with_values(self, changes: Mapping[Key, Any]) -> "Document":
        """A copy in which the named keys have new values."""
        return Document({**self.values, **changes})

    def without(self, uids: set[str]) -> "Document":
        """A copy in which the named elements have no keys."""
        return Document({k: v for k, v in self.values.items() if k[0] not in uids})

    def check_form(self) -> None:
        """Raise IllFormed unless every uid stands in exactly one `order`."""
        seen: set[str] = {ROOT} if self.values else set()
        waiting = [ROOT] if self.values else []
        while waiting:
            for child in self.children(waiting.pop()):
                if child in seen:
                    raise IllFormed(f"element {child} stands in two places")
                seen.add(child)
                waiting.append(child)
        if missing := sorted(seen - self.elements.keys()):
            raise IllFormed(f"element {missing[0]} is listed but has no content")
        if loose := sorted(self.elements.keys() - seen):
            raise IllFormed(f"element {loose[0]} stands nowhere in the text")


EMPTY = Document()
