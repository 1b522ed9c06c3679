"""Words that an action keeps: they enter by the same door as the text of a paper."""

from iegtracker.errors import BadInput
from statements.document import TextRefused, plain_text


def said(text: str, field: str, *, required: str = "", longest: int = 2000) -> str:
    """The words in the one spelling that is stored.

    Raises BadInput beside `field` for text that cannot be kept, and with the sentence
    `required` when nothing was said.
    """
    try:
        words = plain_text(text, longest=longest).strip()
    except TextRefused as error:
        raise BadInput(str(error), field=field) from error
    if required and not words:
        raise BadInput(required, field=field)
    return words
