"""A Document as a PDF/A-3a file that is also PDF/UA-1, the same bytes every time.

Nothing is read but the arguments, the templates and the vendored fonts: no clock, no
database, no network.
"""

import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pikepdf
import weasyprint
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from ..document import Document
from ..document.values import canonical
from .authority import authority
from .chain import Chain
from .fonts import fonts_for
from .outline import outline

REPORT, FINAL, DRAFT = "report", "final", "draft"
KINDS = (REPORT, FINAL, DRAFT)

# WeasyPrint's own fetcher would read file: addresses and embed what it finds.
_FETCHER = URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
_STYLE = Path(__file__).with_name("pdf.css")
# WeasyPrint counts the space that a run of text ends with: where only that space does
# not fit, it breaks the line after the first word. A space of its own is left out.
_SPACE_BEFORE_RUN = re.compile(r"([^\s>]) (?=<(?:a|code|del|em|ins|span|strong)\b)")
# PDF/UA-1 (ISO 14289-1, 5) wants its mark in the XMP packet, and PDF/A-3 (ISO
# 19005-3, 6.6.2.3) a description of every schema that it does not know.
_UNIVERSAL_ACCESS = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" \
pdfuaid:part="1"/>
<rdf:Description rdf:about="" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file conforms to\
</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li>\
</rdf:Bag></pdfaExtension:schemas></rdf:Description></rdf:RDF>"""


@dataclass(frozen=True)
class Pdf:
    """A finished file."""

    content: bytes
    sha256: str
    pages: int


@lru_cache(maxsize=8)
def pdf(document: Document, chain: Chain | None = None, *, kind: str) -> Pdf:
    """Make the PDF of `document`: a "report", a "final" copy or a "draft".

    The same values give the same bytes, so the last few files are kept: a report
    that many open is set once. Raises ValueError when the chain names another
    version, or when something in the text asks for an address to be fetched.
    """
    html = page_source(document, chain, kind=kind)
    return made(html, _attachments(document, chain))


@lru_cache(maxsize=8)
def printed(html: str, digest: str = "") -> Pdf:
    """A page without attachments; the last few are kept, for many ask for the same."""
    return made(dressed(html, digest), ())


def made(html: str, attachments: Sequence[weasyprint.Attachment]) -> Pdf:
    """The finished file of a page that is dressed: archivable and accessible."""
    content, pages = _finished(written(html, attachments))
    return Pdf(content, hashlib.sha256(content).hexdigest(), pages)


def written(html: str, attachments: Sequence[weasyprint.Attachment] = ()) -> bytes:
    """The PDF of a page that fetches nothing, else ValueError."""
    try:
        return weasyprint.HTML(string=html, url_fetcher=_FETCHER).write_pdf(
            pdf_variant="pdf/a-3a", attachments=list(attachments)
        )
    # A BaseException: it would pass every "except Exception" on its way up.
    except FatalURLFetchingError as error:
        raise ValueError(f"The PDF may not fetch anything: {error}") from error


def page_source(document: Document, chain: Chain | None = None, *, kind: str) -> str:
    """The whole HTML that the PDF is made from, fonts and style sheet included."""
    if kind not in KINDS:
        raise ValueError(f"A PDF is a report, a final copy or a draft, not {kind!r}")
    if kind == FINAL and chain is None:
        raise ValueError("A final copy needs its chain of authority")
    digest = document.digest
    named = (chain.get("version") or {}).get("digest") if chain else None
    if named and named != digest:
        raise ValueError("The chain of authority names another version")
    paper = outline(document)
    html = render_to_string(
        f"rendering/pdf/{kind}.html",
        {
            "outline": paper,
            "authority": authority(chain) if chain else None,
            "digest": digest,
            "created": _day(document, chain),
        },
    )
    return dressed(html, digest, notice="Draft, not cleared" if kind == DRAFT else "")


def dressed(html: str, digest: str, *, notice: str = "") -> str:
    """A page with its fonts and style sheet; at each foot the digest's beginning."""
    fonts, printable = fonts_for(html)
    style = _style()
    for name, value in (
        ("stack", fonts.stack),
        ("digest", f'"{digest[:12]}"'),
        ("notice", f'"{notice}"' if notice else "none"),
    ):
        style = style.replace(f"var(--{name})", value)
    style = f"{fonts.rules}\n{style}"
    spaced = _SPACE_BEFORE_RUN.sub(r"\1<span> </span>", printable)
    return spaced.replace("<style></style>", f"<style>{style}</style>", 1)


@lru_cache(maxsize=1)
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def _day(document: Document, chain: Chain | None) -> str:
    """The day that the file bears: what it says of itself, never today."""
    cleared = str(chain.get("cleared_on") or "") if chain else ""
    named = cleared or document.get("root", "date") or document.get("root", "deadline")
    return str(named)[: len("2004-12-09")]


def _attachments(
    document: Document, chain: Chain | None
) -> list[weasyprint.Attachment]:
    when = _day(document, chain)
    files = [
        ("document.json", document.canonical, "The text, as canonical JSON", "Source")
    ]
    if chain:
        words = "The chain of authority, as canonical JSON"
        files.append(("authority.json", chain.canonical, words, "Data"))
        for row in chain.get("records") or ():
            words = f"Record of decision {row['number']}, as canonical JSON"
            files.append((row["file"], canonical(row["content"]), words, "Data"))
    return [attachment(*file, on=when) for file in files]


def attachment(
    name: str, content: bytes, words: str, relationship: str, *, on: str
) -> weasyprint.Attachment:
    """A file inside the file; `on` is the ISO day that both bear."""
    when = datetime.fromisoformat(on)
    return weasyprint.Attachment(
        file_obj=io.BytesIO(content),
        url_fetcher=_FETCHER,
        name=name,
        description=words,
        created=when,
        modified=when,
        relationship=relationship,
    )


def _finished(raw: bytes) -> tuple[bytes, int]:
    """Mark the file as PDF/UA-1, name each attachment once, number it by content."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as file:
        metadata = file.Root.Metadata.read_bytes()
        marked = re.sub(rb"</rdf:RDF>", lambda _: _UNIVERSAL_ACCESS, metadata, count=1)
        file.Root.Metadata = file.make_stream(
            marked, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        _mend_lists(file)
        _mend_brackets(file)
        if pikepdf.Name.AF in file.Root:
            named = {spec.objgen: spec for spec in file.Root.AF}
            file.Root.AF = pikepdf.Array(named.values())
        pages = len(file.pages)
        file.save(out, deterministic_id=True)
    return out.getvalue(), pages


def _mend_brackets(file: pikepdf.Pdf) -> None:
    """Let each bracket mean itself.

    In text from right to left "(" is set with the glyph of ")". WeasyPrint takes a
    glyph to mean what it was set for first, and that everywhere.
    """
    for font in file.objects:
        if (
            not isinstance(font, pikepdf.Dictionary)
            or pikepdf.Name.ToUnicode not in font
        ):
            continue
        outlines = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
        held = TTFont(io.BytesIO(outlines), lazy=True)
        meant = {
            b"%04x" % held.getGlyphID(glyph): b"%04x" % code
            for code, glyph in held.getBestCmap().items()
            if unicodedata.mirrored(chr(code))
        }
        told = mended = font.ToUnicode.read_bytes()
        for glyph, code in meant.items():
            mended = re.sub(
                rb"<%s> <\w+>" % glyph, b"<%s> <%s>" % (glyph, code), mended
            )
        if mended != told:
            font.ToUnicode = file.make_stream(mended)


def _mend_lists(file: pikepdf.Pdf) -> None:
    """Put what stands in a list item beside its label into the item's body.

    WeasyPrint leaves paragraphs, quotations and tables of an item outside any body,
    which PDF/UA-1 forbids (ISO 14289-1, 7.2).
    """
    waiting = [file.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        kids = element.get(pikepdf.Name.K)
        if not isinstance(kids, pikepdf.Array):
            continue
        inner = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]
        if _tag(element) == "/LI":
            _mend_item(file, element, inner)
        waiting += inner


def _mend_item(
    file: pikepdf.Pdf, item: pikepdf.Object, kids: Sequence[pikepdf.Object]
) -> None:
    labels = [kid for kid in kids if _tag(kid) == "/Lbl"]
    rest = [kid for kid in kids if _tag(kid) != "/Lbl"]
    if all(_tag(kid) == "/LBody" for kid in rest):
        return
    body = file.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem,
            S=pikepdf.Name.LBody,
            P=item,
            K=pikepdf.Array(rest),
        )
    )
    for kid in rest:
        # Several bodies cannot stand in one: they become plain parts of it.
        if pikepdf.Name.LBody == kid.S:
            kid.S = pikepdf.Name.Div
        kid.P = body
    item.K = pikepdf.Array([*labels, body])


def _tag(element: pikepdf.Object) -> str:
    return str(element.get(pikepdf.Name.S, ""))
