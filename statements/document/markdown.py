"""The Markdown that a section may hold: refused by sentence, or cut into blocks.

Only what the final copy can carry accessibly is let in: paragraphs, lists, quotes,
tables, and headings below the section's own title. Everything else is refused with
its line, so that no block can change its meaning when its neighbours do.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .text import TextRefused

# Far beyond any real section, these keep the time to read hostile text to a second.
MOST_LINES = 10_000
MOST_BRACKETS = 4_000
MOST_COLUMNS = 30

DEEPEST = 3
SCHEMES = ("http", "https", "mailto")

_SHAPES = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "table_open": "table",
    "blockquote_open": "quote",
}
_NESTING = ("bullet_list_open", "ordered_list_open", "blockquote_open")
_HEADINGS = {"h3": 3, "h4": 4}
_INSTEAD = {
    "b": "Use **bold** instead.",
    "strong": "Use **bold** instead.",
    "i": "Use *italic* instead.",
    "em": "Use *italic* instead.",
    "a": "Use [words](address) instead.",
    "li": "Start the line with “- ” instead.",
    "p": "Leave an empty line instead.",
    "br": "Leave an empty line instead.",
}
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_PERHAPS_INLINE = re.compile(r"[\[<]")
_RULED = re.compile(r"[\s|:-]*")


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Let every address through, so that a bad one is refused by name."""
        return True


# HTML is recognised in order to be refused; the renderer does not know it at all.
_BLOCKS = _Reader("commonmark", {"html": True}).enable("table")
_INLINE = _Reader("zero", {"html": True}).enable(
    ["newline", "escape", "backticks", "link", "image", "autolink", "html_inline"]
)


def first_shape(text: str) -> str:
    """The shape of the first block of `text`, as the parser sees it."""
    tokens: list[Token] = []
    _BLOCKS.block.parse(text, _BLOCKS, {}, tokens)
    return _SHAPES.get(tokens[0].type, "paragraph") if tokens else "paragraph"


def cut(text: str, *, within: bool) -> list[str]:
    """Return the source of each block of plain `text`.

    Raises TextRefused for a block that a section may not hold and, with `within`,
    for what stands inside the blocks: HTML, images, addresses, levels of heading.
    """
    lines = text.split("\n")
    _check_size(text, lines)
    tokens: list[Token] = []
    env: dict[str, object] = {}
    _BLOCKS.block.parse(text, _BLOCKS, env, tokens)
    _check_blocks(tokens, lines)
    if env.get("references") or env.get("duplicate_refs"):
        raise TextRefused(_reference(lines))
    if within:
        _check_levels(tokens)
        _check_inline(tokens)
    return list(_sources(tokens, lines))


def _check_size(text: str, lines: list[str]) -> None:
    if len(lines) > MOST_LINES:
        raise TextRefused(
            f"A section must have {MOST_LINES:,} lines or fewer."
            f" This one has {len(lines):,}."
        )
    if text.count("[") > MOST_BRACKETS:
        raise TextRefused(
            f"A section must have {MOST_BRACKETS:,} opening square brackets or fewer."
        )
    for number, line in enumerate(lines, 1):
        if line.count("|") > MOST_COLUMNS + 1 and _RULED.fullmatch(line):
            raise TextRefused(
                f"The table at line {number} must have {MOST_COLUMNS} columns or fewer."
            )


def _check_blocks(tokens: list[Token], lines: list[str]) -> None:
    depth = 0
    for token in tokens:
        at = token.map[0] + 1 if token.map else 0
        if token.type in _NESTING:
            depth += 1
            if depth > DEEPEST:
                raise TextRefused(
                    f"Lists and quotations must be nested {DEEPEST} deep or less."
                    f" Line {at} goes deeper."
                )
        elif token.type.replace("_close", "_open") in _NESTING:
            depth -= 1
        elif token.type == "code_block":
            raise TextRefused(f"Remove the spaces at the start of line {at}.")
        elif token.type == "fence":
            raise TextRefused(f"Remove the code block that starts on line {at}.")
        elif token.type == "hr":
            raise TextRefused(
                f"Remove the dividing line on line {at}. Use a heading instead."
            )
        elif token.type == "html_block":
            raise TextRefused(_html(token.content, at))
        elif token.type == "heading_open":
            _check_heading(token, at, lines)


def _check_heading(token: Token, at: int, lines: list[str]) -> None:
    if token.markup in ("=", "-") and token.map:
        raise TextRefused(
            f"Remove the line of “{token.markup}” on line {token.map[1]}."
            " Start the heading with ### instead."
        )
    if token.tag not in _HEADINGS:
        raise TextRefused(
            f"The heading on line {at} must start with ### or ####."
            " The section’s own title comes from the guidelines."
        )
    if token.level:
        raise TextRefused(
            f"Move the heading on line {at} out of the list or quotation."
        )
    if not lines[at - 1].strip(" #"):
        raise TextRefused(f"Enter the words of the heading on line {at}.")


def _check_levels(tokens: list[Token]) -> None:
    last = 2
    for token in tokens:
        if token.type == "heading_open" and token.map:
            level = _HEADINGS[token.tag]
            if level > last + 1:
                raise TextRefused(
                    f"The heading on line {token.map[0] + 1} skips a level."
                    " Start it with ### instead."
                )
            last = level


def _check_inline(tokens: list[Token]) -> None:
    at = 1
    for token in tokens:
        if token.map:
            at = token.map[0] + 1
        if token.type == "inline" and _PERHAPS_INLINE.search(token.content):
            children: list[Token] = []
            _INLINE.inline.parse(token.content, _INLINE, {}, children)
            _check_children(children, at)


def _check_children(children: list[Token], at: int) -> None:
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            at += 1
        elif child.type == "html_inline":
            raise TextRefused(_html(child.content, at))
        elif child.type == "image":
            raise TextRefused(f"Remove the image from line {at}. Say it in words.")
        elif child.type == "link_open":
            address = str(child.attrs.get("href", ""))
            if not _allowed(address):
                raise TextRefused(
                    f"The link “{_short(address)}” on line {at} must start with"
                    " http://, https:// or mailto:."
                )


def _allowed(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    place = parts.path if parts.scheme == "mailto" else parts.netloc
    return parts.scheme in SCHEMES and bool(place)


def _html(source: str, at: int) -> str:
    if found := _TAG.match(source.lstrip()):
        name = found[1]
        instead = _INSTEAD.get(name.lower(), "")
        return f"Remove the HTML tag <{_short(name)}> from line {at}. {instead}".strip()
    return f"Remove the HTML from line {at}."


def _reference(lines: list[str]) -> str:
    at = next((n for n, line in enumerate(lines, 1) if "]:" in line), 1)
    return (
        f"Line {at} reads as the definition of a link."
        " Write [words](address) where the link is used."
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _sources(tokens: list[Token], lines: list[str]) -> Iterator[str]:
    done = 0
    for token in tokens:
        if token.level or token.nesting < 0 or token.type not in _SHAPES:
            continue
        start, end = token.map or (done, done)
        _check_skipped(lines, done, start)
        done = end
        yield _outdented(lines[start:end], _SHAPES[token.type])
    _check_skipped(lines, done, len(lines))


def _check_skipped(lines: list[str], start: int, end: int) -> None:
    for at in range(start, end):
        if lines[at]:
            raise TextRefused(f"Line {at + 1} cannot be read. Write it as a paragraph.")


def _outdented(lines: list[str], shape: str) -> str:
    """A block from the margin, so that no list before it can ever take it in."""
    indent = len(lines[0]) - len(lines[0].lstrip(" "))
    if indent and shape != "list":
        lines = [lines[0].lstrip(" "), *lines[1:]]
    elif indent and all(not line[:indent].strip(" ") for line in lines):
        lines = [line[indent:] for line in lines]
    return "\n".join(lines).rstrip("\n")
