"""How a time of day is said, on every surface alike."""

from datetime import datetime, time


def time_of_day(at: datetime | time) -> str:
    """9:05 am, midday or midnight: 12:00 am and 12:00 pm are read either way."""
    if not at.minute and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    half = "am" if at.hour < 12 else "pm"
    return f"{at.hour % 12 or 12}:{at.minute:02} {half}"
