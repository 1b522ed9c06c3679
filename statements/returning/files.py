"""A return as a file: XML, CSV, and plain text. Each can be read back."""

import csv
import io
import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from .filling import Filled

# A cell that a spreadsheet would take for a formula is written as text.
_FORMULA = "=+\\-@\t\r＝＋－＠"
_GUARDED = re.compile(f"'*[{_FORMULA}]")
_COMMENT = (
    "IegStatement, its attribute IegStatementRef, ContactName, ContactEmail, "
    "ContactTelephone and ContextStatement are named as in returns of 2005 and 2006. "
    "Every element Field is this system's own; an attribute example marks what it "
    "suggests without a source."
)
COLUMNS = ("key", "label", "text")


def as_xml(filled: Iterable[Filled], *, reference: str, state: str) -> bytes:
    """`state` says what the text is: its digest, or that it is a draft."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<!-- {_COMMENT} -->",
        f"<IegStatement IegStatementRef={quoteattr(reference)} "
        f"State={quoteattr(state)}>",
    ]
    for item in filled:
        field = item.field
        name = field.element or "Field"
        attributes = f" key={quoteattr(field.key)}"
        if not field.element:
            attributes += f" label={quoteattr(field.label)}"
        if field.example:
            attributes += ' example="yes"'
        lines.append(f"  <{name}{attributes}>{escape(item.text)}</{name}>")
    return ("\n".join([*lines, "</IegStatement>"]) + "\n").encode()


def as_csv(filled: Iterable[Filled]) -> bytes:
    """With a byte order mark, so that a spreadsheet reads it as UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for item in filled:
        field = item.field
        writer.writerow([guarded(field.key), guarded(field.label), guarded(item.text)])
    return out.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    return f"'{cell}" if _GUARDED.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell[1:]) else cell


def as_text(filled: Iterable[Filled]) -> bytes:
    """Each field under a line `[key] label`; a line of a text that could be read as
    one, or begins with a backslash, gets a backslash before it."""
    filled = list(filled)
    labels = {heading(item.field.label) for item in filled}
    parts = []
    for item in filled:
        lines = item.text.split("\n")
        body = "\n".join(
            f"\\{n}" if n.startswith(("[", "\\")) or heading(n) in labels else n
            for n in lines
        )
        parts.append(f"[{item.field.key}] {item.field.label}\n{body}\n")
    return "\n".join(parts).encode()


def heading(line: str) -> str:
    """A line as it is compared with a field's label."""
    return line.strip().removesuffix(":").casefold()
