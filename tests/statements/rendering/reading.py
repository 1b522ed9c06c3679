"""A tagged PDF as a screen reader reads it: its structure, and the words in it."""

import io
import re
from collections.abc import Iterator
from itertools import groupby

import pikepdf

from tests.statements.rendering.extraction import squeezed

# An element of these begins a stretch of words of its own; others are in line.
_BLOCKS = {"P", "L", "LI", "LBody", "Lbl", "Div", "BlockQuote", "Caption", "Sect"}
_BLOCKS |= {"Table", "THead", "TBody", "TR", "TH", "TD", "H1", "H2", "H3", "H4"}
_BLOCKS |= {"H5", "H6", "NonStruct"}


def blocks(content: bytes) -> list[tuple[str, int, str]]:
    """Each stretch of words in reading order: its tag, its page and its text.

    Marks of lists are left out, for they come from a style sheet; so are the heads of
    a table that runs on from the page before.
    """
    with pikepdf.open(io.BytesIO(content)) as file:
        words = dict(_words(file))
        found: list[tuple[str, int, str]] = [("", 0, "")]
        for child in _kids(file.Root.StructTreeRoot):
            _read(child, None, words, found)
    return [row for row in found if row[2]]


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
                told = operands[1] if name == "BDC" else {}
                is_dict = isinstance(told, pikepdf.Dictionary)
                marks.append(int(told["/MCID"]) if is_dict and "/MCID" in told else None)
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


def _kids(element: pikepdf.Object) -> list[object]:
    kids = element.get("/K", pikepdf.Array())
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _tag(element: object) -> str:
    is_dict = isinstance(element, pikepdf.Dictionary)
    return str(element.get("/S", "")).lstrip("/") if is_dict else ""


def _read(element, page, words, found) -> None:
    if not isinstance(element, pikepdf.Dictionary):
        number, said = words.get((page, int(element)), (0, ""))
        _say(found, number, said)
        return
    page = element.Pg.objgen if "/Pg" in element else page
    tag = _tag(element)
    if "/MCID" in element and not tag:
        number, said = words.get((page, int(element.MCID)), (0, ""))
        _say(found, number, said)
        return
    if tag == "Lbl":
        return
    if tag in _BLOCKS:
        found.append((tag, 0, ""))
    for child in _kids(element):
        _read(child, page, words, found)
    if tag in _BLOCKS:
        found.append(("", 0, ""))


def _say(found, number, said) -> None:
    tag, page, before = found[-1]
    found[-1] = (tag, page or number, before + squeezed(said))
