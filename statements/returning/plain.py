"""A block's Markdown as the plain text that a form takes, no word of it lost."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from statements.rendering.markdown import DEEPEST_NESTING, parsed

# What no XML file, and so no return, can hold (XML 1.0, 2.2).
_UNSENDABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANK = re.compile(r"\n{3,}")


def one_spelling(text: str) -> str:
    """Line feeds only, nothing at either end, and no character that XML forbids."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSENDABLE.sub("\ufffd", text).strip()


def plain_words(text: str) -> str:
    """The words of one block: lists with their marks, links with their addresses."""
    tokens = parsed(text)
    if any(token.level >= DEEPEST_NESTING - 1 for token in tokens):
        # The parser drops what lies deeper; as typed, no word is lost.
        return text
    return _BLANK.sub("\n\n", "".join(_said(tokens))).strip("\n")


def _said(tokens: Sequence[Token]) -> Iterator[str]:
    lists: list[int | None] = []
    mark = ""
    row: list[str] | None = None
    for token in tokens:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            first = int(token.attrs.get("start", 1))
            lists.append(None if kind.startswith("bullet") else first)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            if not lists:
                yield "\n"
        elif kind == "list_item_open":
            number = lists[-1]
            mark = "- " if number is None else f"{number}. "
            lists[-1] = None if number is None else number + 1
        elif kind == "list_item_close":
            if mark:
                yield f"{_indent(lists)}{mark.rstrip()}\n"
            mark = ""
        elif kind == "tr_open":
            row = []
        elif kind == "tr_close":
            yield " | ".join(row or []) + "\n"
            row = None
        elif kind == "table_close":
            yield "\n"
        elif kind == "inline":
            words = _inline(token.children or ())
            if row is not None:
                row.append(words)
                continue
            yield f"{_indent(lists)}{mark}{words}\n" if lists else f"{words}\n\n"
            mark = ""
        elif token.content:
            yield f"{token.content}\n"
    yield ""


def _indent(lists: Sequence[int | None]) -> str:
    return "  " * (len(lists) - 1)


def _inline(children: Sequence[Token]) -> str:
    said, address, start = "", "", 0
    for child in children:
        if child.type == "link_open":
            address, start = str(child.attrs.get("href", "")), len(said)
        elif child.type == "link_close":
            if address and address not in (said[start:], f"mailto:{said[start:]}"):
                said += f" ({address})"
        elif child.type == "softbreak":
            said += " "
        elif child.type == "hardbreak":
            said += "\n"
        else:
            said += child.content
    return said
