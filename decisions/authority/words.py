"""A day, and days away, in the council's words."""

from datetime import date

from decisions.models import Absence


def council_day(day: date) -> str:
    """9 December 2004."""
    return f"{day.day} {day:%B %Y}"


def away_words(absence: Absence) -> str:
    """Away from 10 to 14 December 2004."""
    begins = absence.starts_on
    if absence.until is None:
        return f"away from {council_day(begins)} on"
    ends = absence.until
    if ends == begins:
        return f"away on {council_day(begins)}"
    same_month = (begins.year, begins.month) == (ends.year, ends.month)
    first = str(begins.day) if same_month else council_day(begins)
    return f"away from {first} to {council_day(ends)}"
