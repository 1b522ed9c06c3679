"""What a log must not hold: an address that opens a calendar to whoever reads it."""

import logging
import re

# To the end of the line: a mistyped address may hold anything around its token.
_CALENDAR = re.compile("/calendar/.*", re.DOTALL | re.IGNORECASE)


class WithoutCalendarAddresses(logging.Filter):
    """Write `/calendar/...` for every address of a calendar, known or not."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if _CALENDAR.search(words):
            record.msg, record.args = _CALENDAR.sub("/calendar/...", words), ()
        return True
