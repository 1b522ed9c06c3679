"""What every list of waits is made of."""

from dataclasses import dataclass
from datetime import date, datetime

from decisions.authority import Standing
from decisions.models import SigningRound
from statements.models import Statement


@dataclass(frozen=True)
class Wait:
    """One thing that waits for its reader: a sentence with a verb, and where.

    `brief` says it without a word of the statement, for messages and calendars, where
    `key` tells it from all others; `asked` is the round that is to be signed.
    """

    words: str
    url: str
    note: str = ""
    key: str = ""
    brief: str = ""
    by: date | None = None
    since: datetime | None = None
    about: Statement | None = None
    asked: SigningRound | None = None
    standing: Standing | None = None
    # Of a change of the text that waits to be signed.
    number: int = 0
