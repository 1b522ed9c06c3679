"""A tagged PDF as a screen reader reads it: its structure, and the words in it."""

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pikepdf

from statements.rendering.pdf import FINAL, REPORT
from tests.statements.rendering.extraction import paragraphs, squeezed

# What stands inside a paragraph; every other element begins a stretch of its own.
_IN_LINE = {"Span", "Link", "NonStruct"}

_HEAD = re.compile(r"<thead>.*?</thead>", re.DOTALL)


class Stretch(NamedTuple):
    """Words that are read in one go: their element's tag, their page, their text."""

    tag: str
    page: int
    text: str


def stretches(content: bytes) -> tuple[list[Stretch], set[str]]:
    """Each stretch of words, in reading order; and apart from them the heads of tables,
    which are repeated on each page.

    Marks of lists are left out, for they come from a style sheet.
    """
    with pikepdf.open(io.BytesIO(content)) as file:
        reading = _Reading(dict(_words(file)))
        for child in _kids(file.Root.StructTreeRoot):
            reading.read(child, None)
    return [stretch for stretch in reading.found if stretch.text], reading.heads


def body(found: list[Stretch], *, kind: str) -> list[Stretch]:
    """The stretches of the text itself: behind the title page and the contents, before
    the authority for it."""
    heads = [n for n, stretch in enumerate(found) if stretch.tag == "H2"]
    if kind == REPORT:
        return found[heads[0] :] if heads else []
    _, *heads = heads
    if kind == FINAL:
        *heads, end = heads
        return found[heads[0] : end] if heads else []
    return found[heads[0] :] if heads else []


def first_difference(html: str, content: bytes, *, kind: str) -> str:
    """Where the words of a page and of its PDF part, paragraph by paragraph; or "".

    A paragraph that runs over a page's end is two in the file. Text from right to left
    is held as it is seen, so that its characters are compared and not their order.
    """
    found, heads = stretches(content)
    for head in _HEAD.findall(html):
        if "".join(paragraphs(head)) not in heads:
            return f"the file lacks the head {head!r}"
    told = iter([*body(found, kind=kind), Stretch("", 0, "")])
    here = next(told)
    for wanted in paragraphs(_HEAD.sub("", html)):
        text, page, here = here.text, here.page, next(told, here)
        while len(text) < len(wanted) and here.page > page:
            text, page, here = text + here.text, here.page, next(told, here)
        if text != wanted and not (_is_rtl(wanted) and _seen(text) == _seen(wanted)):
            return f"the page says {wanted!r}, the file says {text!r}"
    return f"the file also says {here.text!r}" if here.text else ""


def same_signs(html: str, content: bytes, *, kind: str) -> bool:
    """Whether a page and its PDF hold the same characters, wherever they stand.

    Of a row that is taller than a page, each page holds a part of every cell.
    """
    told = "".join(s.text for s in body(stretches(content)[0], kind=kind))
    return _seen(told) == _seen("".join(paragraphs(_HEAD.sub("", html))))


def _seen(text: str) -> list[str]:
    """The characters, whatever their order, and whichever way a bracket opens."""
    return sorted(text.translate(str.maketrans(")>]}»", "(<[{«")))


def _is_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text)


def _words(file: pikepdf.Pdf) -> Iterator[tuple[tuple[object, int], tuple[int, str]]]:
    """The text of each piece of marked content, by page and number."""
    for number, page in enumerate(file.pages, 1):
        fonts = {
            str(name): _meanings(font)
            for name, font in page.obj.Resources.get("/Font", {}).items()
        }
        marks: list[int | None] = []
        text: dict[int, str] = {}
        font: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                told = operands[1] if name == "BDC" else pikepdf.Dictionary()
                mark = told.get("/MCID")
                marks.append(None if mark is None else int(mark))
            elif name == "EMC":
                marks.pop()
            elif name == "Tf":
                font = fonts[str(operands[0])]
            elif name in ("Tj", "TJ") and marks and marks[-1] is not None:
                shown = operands[0] if name == "TJ" else operands
                for part in shown:
                    if isinstance(part, pikepdf.String):
                        added = _decoded(bytes(part), font)
                        text[marks[-1]] = text.get(marks[-1], "") + added
        for mark, said in text.items():
            yield (page.obj.objgen, mark), (number, said)


def _meanings(font: pikepdf.Object) -> dict[int, str]:
    """What each glyph of a font means, from its ToUnicode map."""
    told = bytes(font.ToUnicode.read_bytes()).decode("latin-1")
    listed = "".join(re.findall(r"beginbfchar(.*?)endbfchar", told, re.DOTALL))
    return {
        int(glyph, 16): bytes.fromhex(meaning).decode("utf-16-be")
        for glyph, meaning in re.findall(r"<(\w+)> <(\w*)>", listed)
    }


def _decoded(codes: bytes, font: dict[int, str]) -> str:
    pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
    return "".join(font[int.from_bytes(pair)] for pair in pairs)


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids = element.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


@dataclass
class _Reading:
    """A walk through the structure, in the order in which it is read."""

    words: dict[tuple[object, int], tuple[int, str]]
    found: list[Stretch] = field(default_factory=lambda: [Stretch("", 0, "")])
    heads: set[str] = field(default_factory=set)

    def read(self, element: Any, page: object) -> None:
        if not isinstance(element, pikepdf.Dictionary):
            self._say(page, int(element))
            return
        page = element.Pg.objgen if "/Pg" in element else page
        tag = str(element.get("/S", "")).lstrip("/")
        if "/MCID" in element:
            self._say(page, int(element.MCID))
        elif not tag:
            return
        elif tag == "THead":
            self._read_head(element, page)
        elif tag in _IN_LINE:
            self._read_kids(element, page)
        elif tag != "Lbl":
            self.found.append(Stretch(tag, 0, ""))
            self._read_kids(element, page)
            self.found.append(Stretch("", 0, ""))

    def _read_kids(self, element: Any, page: object) -> None:
        for kid in _kids(element):
            self.read(kid, page)

    def _read_head(self, element: Any, page: object) -> None:
        before = len(self.found)
        self._read_kids(element, page)
        self.heads.add("".join(stretch.text for stretch in self.found[before:]))
        del self.found[before:]
        self.found.append(Stretch("", 0, ""))

    def _say(self, page: object, mark: int) -> None:
        number, said = self.words.get((page, mark), (0, ""))
        tag, at, before = self.found[-1]
        self.found[-1] = Stretch(tag, at or number, before + squeezed(said))
