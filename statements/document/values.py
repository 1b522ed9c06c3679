"""Plain JSON values: frozen on the way in, canonical bytes on the way out."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

# RFC 8259 section 6: integers beyond this are not exact in every reader.
LARGEST_INTEGER = 2**53 - 1

Value = Any


class NotCanonical(ValueError):
    """A value that has no single canonical spelling, or no place in a Document."""


def freeze(value: Any) -> Value:
    """Return `value` as an immutable JSON value: tuples and read-only mappings.

    Raises NotCanonical for floats, large integers, lone surrogates, and keys that
    are not ASCII.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical(f"{value} is too large for a whole number")
        return value
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise NotCanonical("half of a character pair") from error
        return value
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item) for item in value)
    if isinstance(value, Mapping):
        for key in value:
            if not (isinstance(key, str) and key.isascii()):
                raise NotCanonical(f"the key {key!r} is not ASCII text")
        return MappingProxyType({key: freeze(item) for key, item in value.items()})
    raise NotCanonical(f"{type(value).__name__} has no place in a Document")


def thaw(value: Value) -> Any:
    """Return a frozen value as ordinary lists and dictionaries."""
    if isinstance(value, Mapping):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [thaw(item) for item in value]
    return value


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a JSON value without floats and with ASCII keys."""
    text = json.dumps(
        thaw(value),
        ensure_ascii=False,
        allow_nan=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return text.encode()
