"""What a log must not hold: an address that opens a calendar to whoever reads it."""

import logging
import re

_CALENDAR = re.compile(r"/calendar/[^\s\"'<>?]*")


class WithoutCalendarAddresses(logging.Filter):
    """Write `/calendar/...` for every address of a calendar, known or not."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if "/calendar/" in words:
            record.msg, record.args = _CALENDAR.sub("/calendar/...", words), ()
        return True
