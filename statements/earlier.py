"""A statement that was approved before this system, read from its text."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .document import Document, new_uid
from .document.blocks import check_markdown, split
from .document.elements import check_elements
from .document.text import TextRefused, plain_text

_HEADING = re.compile(r"##? +(?P<title>\S.*)")
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class _Part:
    """A section as it is told: where its heading stands, and what follows."""

    at: int
    title: str
    text: str


def section_keys(guidelines: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """By what a section of each title is known from round to round."""
    return {
        section["title"].casefold(): section["key"]
        for told in guidelines
        for section in told["sections"]
    }


def statement_from_text(
    text: str,
    head: Mapping[str, str],
    *,
    keys: Mapping[str, str],
    fresh: Callable[[], str] = new_uid,
) -> Document:
    """Return the statement that `text` sets out, with what `head` says of it.

    A line that begins with “# ” begins a section. `keys` name the sections that a
    later round asks for by the same title. Raises ValueError with a sentence that
    names the line or the section.
    """
    tree: dict[str, dict[str, Any]] = {}
    order: list[str] = []
    titles: set[str] = set()
    for part in _parts(plain_text(text)):
        name = part.title.casefold()
        if name in titles:
            raise ValueError(f"The heading “{part.title}” stands there twice.")
        titles.add(name)
        rows = {fresh(): {"kind": "block", "text": b} for b in _blocks(part)}
        uid = fresh()
        tree |= rows
        tree[uid] = {
            "kind": "section",
            "key": keys.get(name, name.replace(" ", "_")),
            "title": part.title,
            "layout": "text",
            "numbered": True,
            "order": list(rows),
        }
        order.append(uid)
    tree["root"] = {"kind": "statement", **head, "order": order}
    document = Document.from_tree(tree)
    check_elements(document)
    return document


def _parts(text: str) -> Iterator[_Part]:
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if _HEADING.match(line)]
    if not starts or starts[0] != 0:
        raise ValueError(
            "The text must begin with the heading of a section, such as “# Local "
            "context”."
        )
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        title = " ".join(lines[start].lstrip("#").split())
        if len(title) > _LONGEST_TITLE:
            raise ValueError(
                f"The heading on line {start + 1} must be {_LONGEST_TITLE} characters "
                "or fewer."
            )
        yield _Part(start + 1, title, "\n".join(lines[start + 1 : end]))


def _blocks(part: _Part) -> list[str]:
    text = plain_text(part.text)
    if not text:
        raise ValueError(f"Nothing stands under the heading “{part.title}”.")
    try:
        check_markdown(text)
    except TextRefused as error:
        raise ValueError(f"Under the heading “{part.title}”: {error}") from error
    return split(text)
