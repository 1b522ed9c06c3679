"""What a log must not hold: an address that opens something to whoever reads it."""

import logging
import re

# To the end of the line: a mistyped address may hold anything around its token.
_KEYS = re.compile("/(calendar|copy)/.*", re.DOTALL | re.IGNORECASE)


class WithoutTokens(logging.Filter):
    """Write `/calendar/...` or `/copy/...` for every such address, known or not."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if _KEYS.search(words):
            record.msg, record.args = _KEYS.sub(r"/\1/...", words), ()
        return True
