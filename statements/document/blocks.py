"""A section's Markdown as blocks that keep their uids from save to save."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from .document import EXEMPT, Document, IllFormed, Key, new_uid
from .markdown import cut, first_shape
from .matching import assign_uids, inserted
from .text import TextRefused, plain_text

__all__ = [
    "assign_uids",
    "check_markdown",
    "edit_section",
    "join",
    "section_text",
    "shape",
    "split",
]

_PLAIN_START = re.compile(r" {0,3}[^\s#>*+\-\d|`~=<_]")
_RULED = re.compile(r"\n {0,3}[|:=-]")


@lru_cache(maxsize=16_384)
def shape(text: str) -> str:
    """Return "paragraph", "heading", "list", "table" or "quote"."""
    first = "\n".join(text.split("\n", 3)[:3])
    if _PLAIN_START.match(first) and not _RULED.search(first):
        return "paragraph"
    return first_shape(first)


def split(text: str) -> list[str]:
    """The blocks of a section's text, each as its own Markdown.

    Raises TextRefused for blocks that a section may not hold.
    """
    return cut(plain_text(text), within=False)


def join(blocks: Sequence[str]) -> str:
    """The text of a section, an empty line between blocks."""
    return "\n\n".join(blocks)


def check_markdown(text: str) -> None:
    """Raise TextRefused, with the line, unless a section may hold `text`."""
    cut(plain_text(text), within=True)


def section_text(document: Document, uid: str) -> str:
    """The Markdown of a section's blocks, as the form shows it."""
    return join([document.get(block, "text") for block in _blocks(document, uid)])


def edit_section(
    document: Document,
    uid: str,
    text: str,
    fresh: Callable[[], str] = new_uid,
) -> Document:
    """The Document with `text` in place of the section's blocks.

    A row stays behind the block that it followed. An untouched form, whatever the
    browser did to its line ends, gives the same Document. Raises TextRefused.

    Where exempt words are edited or taken out, whatever else is written in the same
    go is exempt too until it is unmarked: words may have been carried over.
    """
    text = plain_text(text)
    if text == plain_text(section_text(document, uid)):
        return document
    blocks = _blocks(document, uid)
    old = [(block, document.get(block, "text")) for block in blocks]
    parts = _apart_again([t for _, t in old], cut(text, within=True))
    new = assign_uids(old, parts, fresh)
    kept = {block for block, _ in new}
    changes: dict[Key, Any] = {(block, "text"): part for block, part in new}
    changes |= {(block, "kind"): "block" for block, _ in new}
    changes |= _carried(document, old, new)
    children = document.children(uid)
    rows = set(children) - set(blocks)
    changes[uid, "order"] = inserted([block for block, _ in new], children, rows)
    return document.without(set(blocks) - kept).with_values(changes)


def _carried(
    document: Document, old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> dict[Key, Any]:
    """The mark of exempt words, for all blocks that were written when they went."""
    gone = set(old) - set(new)
    marks = (document.get(b, EXEMPT) for b, text in old if (b, text) in gone)
    if (mark := next(filter(None, marks), None)) is None:
        return {}
    written = [block for block, _ in set(new) - set(old)]
    return {(b, EXEMPT): mark for b in written if not document.get(b, EXEMPT)}


def _blocks(document: Document, uid: str) -> list[str]:
    if document.get(uid, "kind") != "section":
        raise IllFormed(f"element {uid} is not a section")
    return [c for c in document.children(uid) if document.get(c, "kind") == "block"]


def _apart_again(old: list[str], new: list[str]) -> list[str]:
    """`new`, with blocks that only run together on the page parted again.

    Two lists that came to stand side by side, when the text between them went or two
    drafts were merged, read as one list: untouched, they are still two blocks.
    """
    if not set(new) - set(old):
        return new
    try:
        together = cut(join(old), within=False)
    except TextRefused:
        return new
    runs: dict[str, list[str]] = {}
    rest = iter(old)
    for block in together:
        run: list[str] = []
        while len(join(run)) < len(block) and (part := next(rest, None)) is not None:
            run.append(part)
        if len(run) > 1 and join(run) == block:
            runs[block] = run
    return [part for block in new for part in runs.get(block, [block])]
