"""A day in the council's words."""

from datetime import date


def council_day(day: date) -> str:
    """9 December 2004."""
    return f"{day.day} {day:%B %Y}"
