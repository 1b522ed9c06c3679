"""What the ministry's form exported, read back: XML, CSV or plain text.

Whoever made the file is not trusted. It is read in memory up to a size, its encoding
is found from its bytes, and an XML file with a document type is refused before any
entity of it could be declared (that refuses external entities and entities that grow).

No word of a file is passed over: what stands in no field is received too, under the
name of its place, so that a comparison names it.
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
# Attributes that say how to read a file, or how it looks, and nothing of its content.
_OF_THE_FILE = frozenset({"IegStatementRef", "State"})
_OF_XML = re.compile(r"xmlns$|(xmlns|xml|xsi):")
_LOOKS = frozenset({"class", "dir", "id", "lang", "style"})
_DEEPEST = 100


class FileRefused(ValueError):
    """A sentence about a file that cannot be read back."""


@dataclass(frozen=True)
class Received:
    """What a file says, in its order: a field's key, or the name it has there, and
    the text. A name that is no field's is kept as it stands; what stands in no field
    has its place for a name."""

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
        form, found = "CSV", _csv(text, fields)
    else:
        form, found = "plain text", _plain(text, fields)
    keys = {field.key for field in fields}
    if keys.isdisjoint(key for key, _ in found):
        raise FileRefused(
            "The file names no field of the return. Select the receipt or export of "
            "the form itself, as XML, CSV or plain text."
        )
    told = (pair for pair in found if pair[0] in keys or pair[1].strip())
    return Received(form, encoding, tuple(told))


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
    """Collects the fields of one file, the elements below the root; and what stands
    besides, in attributes or between them."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.by_element = {f.element: f.key for f in fields if f.element}
        self.by_key = {f.key: f for f in fields}
        self.found: list[tuple[str, str]] = []
        self.besides: list[tuple[str, str]] = []
        self.between: list[str] = []
        self.depth = 0
        self.key = ""
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise FileRefused("The XML file is nested too deep.")
        local = name.rpartition(":")[2]
        if self.depth == 2:
            known = self.by_element.get(local)
            self.key = known or attributes.get("key") or local
            self.text = []
        elif self.depth > 2 and name.lower() in _LINES | {"br"}:
            self.text.append("\n")
        self.besides += [
            (f"{local}/@{attribute}", value)
            for attribute, value in attributes.items()
            if not self._is_own(attribute, value)
        ]

    def _is_own(self, name: str, value: str) -> bool:
        """Whether an attribute says nothing that is not known without it."""
        if _OF_XML.match(name):
            return True
        if self.depth == 1:
            return name in _OF_THE_FILE
        if self.depth > 2:
            return name in _LOOKS
        field = self.by_key.get(self.key)
        if name == "key" or field is None:
            return name == "key" and value == self.key
        if name == "label":
            return heading(value) == heading(field.label)
        return name == "example" and field.example and value == "yes"

    def end(self, name: str) -> None:
        if self.depth == 2:
            self.found.append((self.key, one_spelling("".join(self.text))))
        elif self.depth > 2 and name.lower() in _LINES:
            self.text.append("\n")
        self.depth -= 1

    def words(self, data: str) -> None:
        (self.text if self.depth > 1 else self.between).append(data)

    @property
    def fields(self) -> list[tuple[str, str]]:
        between = " ".join("".join(self.between).split())
        return [*self.found, *self.besides, ("Between the fields", between)]


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
    return reader.fields


# --- CSV --------------------------------------------------------------------------


def _is_csv(start: str) -> bool:
    head = start.split("\n", 1)[0].lower()
    return any(head.startswith((f"key{mark}", f'"key"{mark}')) for mark in ",;\t")


def _csv(text: str, fields: Sequence[Field]) -> list[tuple[str, str]]:
    """Each row's cells `key` and `text`; what other cells say that no label does."""
    labels = {field.key: heading(field.label) for field in fields}
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
    besides = [name for name in rows[0] if name.strip().lower() not in COLUMNS]
    found = [("Row 1", " ".join(besides))]
    for number, row in enumerate(rows[1:], 2):
        # A cell keeps its own line ends: they are compared, and named.
        cells = [unguarded(cell) for cell in row]
        place, key = f"Row {number}", ""
        if len(cells) > max(at_key, at_text):
            words, key = cells[at_text], cells[at_key].strip()
            found.append((key or place, words))
            cells[at_key] = cells[at_text] = ""
        label = labels.get(key)
        besides = [cell for cell in cells if cell and heading(cell) != label]
        found.append((place, " ".join(besides)))
    return found


# --- Plain text -------------------------------------------------------------------


def _plain(text: str, fields: Sequence[Field]) -> list[tuple[str, str]]:
    """Text under `[key]`, or under a line that is a field's label. After `[key]` the
    label may stand, and nothing else."""
    labels = {heading(field.label): field.key for field in fields}
    by_key = {field.key: heading(field.label) for field in fields}
    found: list[tuple[str, list[str]]] = [("Before the first field", [])]
    besides: list[tuple[str, str]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        named = _HEADING.match(line)
        label = labels.get(heading(line))
        if named and named[1] in by_key:
            found.append((named[1], []))
            rest = line[named.end() :].strip()
            if heading(rest) != by_key[named[1]]:
                besides.append((f"After {named[0]}", rest))
        elif label:
            found.append((label, []))
        else:
            found[-1][1].append(line[1:] if line.startswith("\\") else line)
    texts = [(key, one_spelling("\n".join(lines))) for key, lines in found]
    return texts + besides
