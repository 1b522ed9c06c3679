"""The ministry's on-line return: what it asks, what the text answers, what came back.

`fields` reads what a round's guidelines say is asked; `filling` fills it from a
Document; `files` writes it as XML, CSV and plain text; `reading` reads such a file;
`comparing` says how it differs from what was sent.
"""

from .comparing import Comparison, FieldCompared, Outcome, compared
from .fields import TYPES, Field, Fill, check_return, fields_in, fields_of
from .files import as_csv, as_text, as_xml
from .filling import CHARACTERS, EMPTY, OVER, Filled, Problem, return_of
from .reading import LARGEST, FileRefused, Received, received

__all__ = [
    "CHARACTERS",
    "EMPTY",
    "LARGEST",
    "Comparison",
    "Field",
    "FieldCompared",
    "FileRefused",
    "Fill",
    "Filled",
    "OVER",
    "TYPES",
    "Outcome",
    "Problem",
    "Received",
    "as_csv",
    "as_text",
    "as_xml",
    "check_return",
    "compared",
    "fields_in",
    "fields_of",
    "received",
    "return_of",
]
