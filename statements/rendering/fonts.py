"""The vendored fonts, as much of them as a text needs, inside a style sheet."""

import base64
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont, woff2
from fontTools.ttLib.tables._g_l_y_f import Glyph

FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts"
# In the order in which a character is looked for.
FAMILIES: Mapping[str, str] = {
    "atkinson-hyperlegible-next": "Atkinson Hyperlegible Next",
    "noto-sans": "Noto Sans",
    "noto-sans-hebrew": "Noto Sans Hebrew",
    # It has a glyph for each form of each letter. Where letters share one, apart from
    # their dots, a PDF says of each what the first that was set with it means.
    "ibm-plex-sans-arabic": "IBM Plex Sans Arabic",
    "noto-sans-symbols-2": "Noto Sans Symbols",
}
# Subsets in the order of use: the Latin ones first, the rest by name.
_FIRST = ("latin", "latin-ext", "marks")
_FILE = re.compile(
    rf"({'|'.join(sorted(FAMILIES, key=len, reverse=True))})"
    r"-([a-z-]+)-(\d+)-(normal|italic)\.woff2"
)
# Unicode's Emoji_Presentation in the first plane: text layout looks for these, and
# for whatever lies beyond the first plane, in the system's coloured fonts.
_PICTURES = frozenset(
    code
    for first, last in (
        *((0x231A, 0x231B), (0x23E9, 0x23EC), (0x23F0, 0x23F0), (0x23F3, 0x23F3)),
        *((0x25FD, 0x25FE), (0x2614, 0x2615), (0x2648, 0x2653), (0x267F, 0x267F)),
        *((0x2693, 0x2693), (0x26A1, 0x26A1), (0x26AA, 0x26AB), (0x26BD, 0x26BE)),
        *((0x26C4, 0x26C5), (0x26CE, 0x26CE), (0x26D4, 0x26D4), (0x26EA, 0x26EA)),
        *((0x26F2, 0x26F3), (0x26F5, 0x26F5), (0x26FA, 0x26FA), (0x26FD, 0x26FD)),
        *((0x2705, 0x2705), (0x270A, 0x270B), (0x2728, 0x2728), (0x274C, 0x274C)),
        *((0x274E, 0x274E), (0x2753, 0x2755), (0x2757, 0x2757), (0x2795, 0x2797)),
        *((0x27B0, 0x27B0), (0x27BF, 0x27BF), (0x2B1B, 0x2B1C), (0x2B50, 0x2B50)),
        (0x2B55, 0x2B55),
    )
    for code in range(first, last + 1)
)
_FIRST_PLANE = 0xFFFF
SPACE = 0x20


@dataclass(frozen=True)
class Face:
    """One font file."""

    family: str
    subset: str
    weight: str
    style: str
    path: Path

    @property
    def name(self) -> str:
        """A family of its own for each file.

        Fonts of one name and style would be taken for one and the same in the PDF.
        """
        return f"{FAMILIES[self.family]} {self.subset.replace('-', ' ')}"


@lru_cache(maxsize=1)
def _subsets() -> Mapping[tuple[str, str], tuple[Face, ...]]:
    """The files of each family and subset, in the order of use."""
    faces = [
        Face(match[1], match[2], match[3], match[4], path)
        for path in FOLDER.glob("*.woff2")
        if (match := _FILE.fullmatch(path.name))
    ]
    families = list(FAMILIES)

    def turn(face: Face) -> tuple[int, int, str, str]:
        early = _FIRST.index(face.subset) if face.subset in _FIRST else len(_FIRST)
        return families.index(face.family), early, face.subset, face.path.name

    found: dict[tuple[str, str], tuple[Face, ...]] = {}
    for face in sorted(faces, key=turn):
        key = (face.family, face.subset)
        found[key] = (*found.get(key, ()), face)
    return found


@lru_cache(maxsize=64)
def _opened(path: Path) -> bytes:
    """The font as TrueType: WeasyPrint would unpack it again for each PDF."""
    out = io.BytesIO()
    woff2.decompress(io.BytesIO(path.read_bytes()), out)
    font = TTFont(io.BytesIO(out.getvalue()))
    if SPACE not in font.getBestCmap():
        _give_space(font)
        out = io.BytesIO()
        font.save(out, reorderTables=False)
    return out.getvalue()


def _give_space(font: TTFont) -> None:
    """Add a space to a font of signs.

    A space is set in the font of the word before it; without one there, the PDF
    would name a glyph that does not exist.
    """
    font.recalcTimestamp = False
    font["glyf"]["space"] = Glyph()
    font["hmtx"]["space"] = (font["head"].unitsPerEm // 4, 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[SPACE] = "space"


@lru_cache(maxsize=64)
def _covered(faces: tuple[Face, ...]) -> frozenset[int]:
    """The characters that every style of a family and subset holds."""
    held = (TTFont(face.path, lazy=True).getBestCmap() for face in faces)
    return frozenset.intersection(*map(frozenset, held))


@lru_cache(maxsize=64)
def _rule(face: Face) -> str:
    data = base64.b64encode(_opened(face.path)).decode()
    return (
        f'@font-face {{ font-family: "{face.name}";'
        f" font-weight: {face.weight}; font-style: {face.style};"
        f' src: url("data:font/ttf;base64,{data}"); }}'
    )


@dataclass(frozen=True)
class Fonts:
    """What a style sheet needs: @font-face rules, and the families to name."""

    rules: str
    stack: str


def fonts_for(text: str) -> tuple[Fonts, str]:
    """Return the fonts that `text` needs, and the text that they can print.

    A character that no vendored font holds is printed by its number, as in
    [U+4E2D]: the fonts of the machine would make another file elsewhere, and a
    missing glyph is no PDF/A (ISO 19005-3, 6.2.11.8). The attached Document has it.
    """
    wanted = {ord(character) for character in text if character >= " "}
    left = {code for code in wanted if code not in _PICTURES and code <= _FIRST_PLANE}
    faces: list[Face] = []
    for group in _subsets().values():
        here = left & _covered(group)
        if here:
            faces += group
            left -= here
        if not left:
            break
    missing = left | {code for code in wanted if code in _PICTURES}
    missing |= {code for code in wanted if code > _FIRST_PLANE}
    names = dict.fromkeys(f'"{face.name}"' for face in faces)
    fonts = Fonts("\n".join(map(_rule, faces)), ", ".join(names))
    return fonts, text.translate(_spelt(missing)) if missing else text


def _spelt(codes: Iterable[int]) -> Mapping[int, str]:
    return {code: _spelling(chr(code)) for code in codes}


def _spelling(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    # Joiners and variation selectors change how a neighbour looks, if anything.
    if category == "Cf" or "VARIATION SELECTOR" in unicodedata.name(character, ""):
        return ""
    return f"[U+{ord(character):04X}]"
