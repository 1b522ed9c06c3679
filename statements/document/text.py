"""The one door by which text enters a Document."""

import re
import unicodedata

LONGEST_SECTION = 200_000

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2028\u2029\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)
_BIDI_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


class TextRefused(ValueError):
    """A sentence for the person who typed or pasted the text."""


def plain_text(text: str, *, longest: int = LONGEST_SECTION) -> str:
    """Return `text` in the one spelling that is stored.

    NFC, line feeds, ordinary spaces, no space at a line's end, no blank line at
    either end. Raises TextRefused for control characters, half characters, marks
    that reorder what a reader sees, and text over `longest` characters.
    """
    # Browsers send two characters for a line's end: what is stored is what counts,
    # and only what could never fit is refused before it is read.
    if len(text) > 2 * longest:
        raise _too_long(text, longest)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text.replace("\t", "    ")))
    if _BIDI_OVERRIDES.search(text):
        raise TextRefused(
            "Text must not contain hidden marks that change the reading order."
        )
    for character in text:
        if character != "\n" and unicodedata.category(character) in ("Cc", "Cs"):
            raise TextRefused(
                "Text must not contain control characters. Paste it as plain text."
            )
    text = unicodedata.normalize("NFC", text)
    lines = [line.rstrip() for line in text.split("\n")]
    text = "\n".join(lines).strip("\n")
    if len(text) > longest:
        raise _too_long(text, longest)
    return text


def _too_long(text: str, longest: int) -> TextRefused:
    return TextRefused(
        f"Text must be {longest:,} characters or fewer. It has {len(text):,}."
    )


def plain_line(text: str, *, longest: int = 1000) -> str:
    """As `plain_text`, on one line with single spaces."""
    return " ".join(plain_text(text, longest=longest).split())
