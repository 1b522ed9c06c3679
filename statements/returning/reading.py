"""What the ministry's form exported, read back: XML, CSV or plain text.

Whoever made the file is not trusted. It is read in memory up to a size, its encoding
is found from its bytes, and an XML file with a document type is refused before any
entity of it could be declared (that refuses external entities and entities that grow).
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.parsers import expat

from .fields import Field
from .files import COLUMNS, heading, unguarded
from .plain import one_spelling

LARGEST = 4 * 1024 * 1024
# The module's limit is for the whole process, and a text may be longer than its own.
csv.field_size_limit(LARGEST)

_BINARY = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP file, or a file of an office program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "a file of an office program",
    b"\x1f\x8b": "a compressed file",
}
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with a byte order mark"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_HEADING = re.compile(r"\[([^\]\n]+)\]")
# HTML inside a field: these begin on a line of their own.
_LINES = frozenset({"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "tr"})
_DEEPEST = 100


class FileRefused(ValueError):
    """A sentence about a file that cannot be read back."""


@dataclass(frozen=True)
class Received:
    """What a file says, in its order: a field's key, or the name it has there, and
    the text. A name that is no field's is kept as it stands."""

    form: str
    encoding: str
    fields: tuple[tuple[str, str], ...]


def received(content: bytes, fields: Sequence[Field]) -> Received:
    """Read a file. Raises FileRefused with a sentence."""
    if not content:
        raise FileRefused("The file is empty.")
    if len(content) > LARGEST:
        raise FileRefused("The file must be smaller than 4 MB.")
    text, encoding = _decoded(content)
    start = text.lstrip()[:200]
    if start.startswith("<"):
        form, found = "XML", _xml(text, fields)
    elif _is_csv(start):
        form, found = "CSV", _csv(text)
    else:
        form, found = "plain text", _plain(text, fields)
    if not any(key in {field.key for field in fields} for key, _ in found):
        raise FileRefused(
            "The file names no field of the return. Select the receipt or export of "
            "the form itself, as XML, CSV or plain text."
        )
    return Received(form, encoding, tuple(found))


def _decoded(content: bytes) -> tuple[str, str]:
    """The text, and the name of the encoding that its bytes are in."""
    for start, words in _BINARY.items():
        if content.startswith(start):
            raise FileRefused(
                f"The file is {words}. Save the form’s receipt or export as XML, CSV "
                "or plain text."
            )
    codec, words = _codec(content)
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        raise FileRefused(
            "The file is not a text in UTF-8, UTF-16 or Windows-1252."
        ) from error
    if "\0" in text:
        raise FileRefused("The file is not a text: it holds binary data.")
    return text, words


def _codec(content: bytes) -> tuple[str, str]:
    for mark, codec, words in _MARKS:
        if content.startswith(mark):
            return codec, words
    # Half of the bytes of Western text in UTF-16 are zero.
    head = content[:200]
    if len(head) > 1 and head[1::2].count(0) > len(head) / 4:
        return "utf-16-le", "UTF-16"
    if len(head) > 1 and head[0::2].count(0) > len(head) / 4:
        return "utf-16-be", "UTF-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "Windows-1252"
    return "utf-8", "UTF-8"


# --- XML --------------------------------------------------------------------------


class _Reader:
    """Collects the fields of one file: the elements below the root."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.by_element = {f.element: f.key for f in fields if f.element}
        self.found: list[tuple[str, str]] = []
        self.depth = 0
        self.key = ""
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FileRefused("The XML file is nested too deep.")
        if self.depth == 2:
            local = name.rpartition(":")[2]
            known = self.by_element.get(local)
            self.key = known or attributes.get("key") or local
            self.text = []
        elif self.depth > 2 and name.lower() in _LINES | {"br"}:
            self.text.append("\n")

    def end(self, name: str) -> None:
        if self.depth == 2:
            self.found.append((self.key, one_spelling("".join(self.text))))
        elif self.depth > 2 and name.lower() in _LINES:
            self.text.append("\n")
        self.depth -= 1

    def words(self, data: str) -> None:
        if self.depth > 1:
            self.text.append(data)


def _refuse_type(*told: object) -> None:
    raise FileRefused(
        "The XML file declares a document type, which may lead a reader to other "
        "files. Remove the line that begins with <!DOCTYPE."
    )


def _xml(text: str, fields: Sequence[Field]) -> list[tuple[str, str]]:
    reader = _Reader(fields)
    # What the file says of its own encoding is passed over: it has been decoded.
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_type
    parser.EntityDeclHandler = _refuse_type
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.buffer_text = True
    try:
        parser.Parse(text.lstrip().encode(), True)
    except expat.ExpatError as error:
        raise FileRefused(
            f"Line {error.lineno} of the file is not XML. Export it again."
        ) from error
    return reader.found


# --- CSV --------------------------------------------------------------------------


def _is_csv(start: str) -> bool:
    head = start.split("\n", 1)[0].lower()
    return any(head.startswith((f"key{mark}", f'"key"{mark}')) for mark in ",;\t")


def _csv(text: str) -> list[tuple[str, str]]:
    text = text.lstrip()
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FileRefused(f"The file is not CSV: {error}.") from error
    columns = [name.strip().lower() for name in rows[0]]
    if "text" not in columns:
        named = ", ".join(COLUMNS)
        raise FileRefused(f"The first line of the CSV file must name {named}.")
    at_key, at_text = columns.index("key"), columns.index("text")
    found = []
    for row in rows[1:]:
        if len(row) > max(at_key, at_text):
            # A cell keeps its own line ends: they are compared, and named.
            found.append((unguarded(row[at_key]).strip(), unguarded(row[at_text])))
    return found


# --- Plain text -------------------------------------------------------------------


def _plain(text: str, fields: Sequence[Field]) -> list[tuple[str, str]]:
    """Text under `[key]`, or under a line that is a field's label."""
    labels = {heading(field.label): field.key for field in fields}
    keys = {field.key for field in fields}
    found: list[tuple[str, list[str]]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        named = _HEADING.match(line)
        label = labels.get(heading(line))
        if named and named[1] in keys:
            found.append((named[1], []))
        elif label:
            found.append((label, []))
        elif found:
            found[-1][1].append(line[1:] if line.startswith("\\") else line)
    return [(key, one_spelling("\n".join(lines))) for key, lines in found]
