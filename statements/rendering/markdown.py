"""One block's Markdown as HTML that is safe on a page and in a tagged PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

LINK_SCHEMES = frozenset({"http", "https", "mailto"})
DEEPEST_HEADING = 6
DEEPEST_NESTING = 20

_ALIGNMENT = {"text-align:right": "ieg-right", "text-align:center": "ieg-centre"}
_CLASSES = {"ieg-right", "ieg-centre"}
_CELL = {"data-label", "scope"}


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST_NESTING})
    # Raw HTML and pictures stay what was typed: neither can be signed by its words.
    return parser.enable("table").disable(
        ["html_inline", "html_block", "image", "entity"]
    )


_PARSER = _parser()
# The second wall: whatever the parser lets through, only this reaches a page.
_CLEANER = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "em", "strong", "a", "code", "pre", "blockquote"),
        *("ul", "ol", "li", "h2", "h3", "h4", "h5", "h6"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={
        "a": {"href"},
        "ol": {"start"},
        "th": _CELL,
        "td": _CELL,
    },
    allowed_classes={
        "table": {"ieg-table", "ieg-cards"},
        "th": _CLASSES,
        "td": _CLASSES,
    },
    url_schemes=set(LINK_SCHEMES),
    link_rel=None,
)


def parsed(text: str) -> list[Token]:
    """The tokens of one block, for what is no page."""
    return _PARSER.parse(text)


@dataclass(frozen=True)
class Rendered:
    """A block's HTML, and the level of the last heading it holds."""

    html: SafeString
    inline: bool
    heading: int


@lru_cache(maxsize=2048)
def render(text: str, *, above: int = 2, last: int = 2, caption: str = "") -> Rendered:
    """Render one block that stands under a heading of level `above`.

    `last` is the level of the heading before it: no level is skipped (PDF/UA-1,
    7.4.2). A single paragraph comes without its <p>, so that its number can stand
    inside it.
    """
    tokens = _PARSER.parse(text)
    if any(token.level >= DEEPEST_NESTING - 1 for token in tokens):
        # The parser drops what lies deeper; as typed, no word is lost.
        tokens = _PARSER.parse("")
        tokens.append(Token("html_block", "", 0, content=f"<pre>{escape(text)}</pre>"))
    last = _shift_headings(tokens, above, last)
    _flatten_links(tokens)
    _dress_tables(tokens, caption)
    inline = [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    html = _PARSER.renderer.render(
        tokens[1:2] if inline else tokens, _PARSER.options, {}
    )
    # The one place where HTML is declared safe: it has just left the cleaner.
    return Rendered(SafeString(_CLEANER.clean(html).strip()), inline, last)


def _shift_headings(tokens: Sequence[Token], above: int, last: int) -> int:
    """Give each heading the level its place allows; return the last one's."""
    for token in tokens:
        if token.type == "heading_open":
            # Writers begin at ###, because the section's own title is ##.
            wanted = above + max(1, int(token.tag[1]) - 2)
            last = min(wanted, last + 1, DEEPEST_HEADING)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{last}"
    return last


def _flatten_links(tokens: Sequence[Token]) -> None:
    """Leave only text inside a link, and only links that a reader may follow.

    A link that holds another element fails PDF/UA-1 (7.18.5).
    """
    for token in tokens:
        if token.children:
            token.children = _flat(token.children)


def _flat(children: Sequence[Token]) -> list[Token]:
    flat: list[Token] = []
    inside = False
    for child in children:
        if child.type == "link_open":
            address = str(child.attrs.get("href", ""))
            inside = address.partition(":")[0].lower() in LINK_SCHEMES
            child.attrs = {"href": address}
            if inside:
                flat.append(child)
        elif child.type == "link_close":
            if inside:
                flat.append(child)
            inside = False
        elif not inside or child.type == "text":
            flat.append(child)
        elif child.content or child.type in ("softbreak", "hardbreak"):
            flat.append(Token("text", "", 0, content=child.content or " "))
    return flat


def _dress_tables(tokens: list[Token], caption: str) -> None:
    """Give header cells a scope, cells their column's name, alignment a class."""
    headers: list[str] = []
    column = 0
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "table_open":
            headers = []
            token.attrSet("class", "ieg-table ieg-cards")
            if caption:
                tokens.insert(position + 1, _caption(caption))
                caption = ""
        elif token.type == "tr_open":
            column = 0
        elif token.type in ("th_open", "td_open"):
            _align(token)
            content = _words(tokens[position + 1])
            if token.type == "td_open":
                token.attrSet("data-label", headers[column] if headers else "")
                column += 1
            else:
                headers.append(content)
                if content:
                    token.attrSet("scope", "col")
                else:
                    # An empty header says nothing of its column.
                    token.tag = tokens[position + 2].tag = "td"
        position += 1


def _caption(words: str) -> Token:
    # html_block tokens cannot come from a text: the rule that makes them is off.
    return Token(
        "html_block", "", 0, content=f"<caption>{escape(words)}</caption>", block=True
    )


def _align(token: Token) -> None:
    css_class = _ALIGNMENT.get(str(token.attrs.get("style", "")))
    token.attrs = {"class": css_class} if css_class else {}


def _words(token: Token) -> str:
    children = token.children or ()
    return " ".join("".join(c.content or " " for c in children).split())


@lru_cache(maxsize=2048)
def render_line(text: str) -> SafeString:
    """Render a recommendation or an entry: words and links, never a list or table."""
    tokens = _PARSER.parseInline(text)
    _flatten_links(tokens)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return SafeString(_CLEANER.clean(html).strip())
