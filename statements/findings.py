"""What a check finds wrong in a Document: the shape, without the rules."""

from dataclasses import dataclass

BLOCKS = "blocks"
WARNS = "warns"


@dataclass(frozen=True)
class Finding:
    """One thing that is missing or does not agree, and whose it is to put right."""

    kind: str
    uid: str
    sentence: str
    severity: str = BLOCKS
    owner: str = ""
    by: str = ""
