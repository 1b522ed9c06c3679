"""Which rules a record of a decision answers: the day of the decision says."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rules:
    """Regulations on the records of executive decisions, and their own words.

    Only those of 2012 ask for the date of the decision; it is printed under both.
    """

    key: str
    citation: str
    meeting: str
    individual: str
    dispensation: str
    officers: str
    officers_only_if_key: bool


OF_2000 = Rules(
    key="2000",
    citation="SI 2000/3272",
    meeting="regulation 3",
    individual="regulation 4",
    dispensation="Dispensation granted by the standards committee",
    officers=(
        "Under these regulations an officer's decision needs a written statement only "
        "if it is a key decision (regulation 4(4))."
    ),
    officers_only_if_key=True,
)
OF_2012 = Rules(
    key="2012",
    citation="SI 2012/2089",
    meeting="regulation 12",
    individual="regulation 13",
    dispensation="Dispensation granted by the head of paid service",
    officers=(
        "Under these regulations an officer's executive decision is recorded, key or "
        "not (regulation 13)."
    ),
    officers_only_if_key=False,
)
# What no executive decided is recorded by the minutes of the meeting.
OF_MINUTES = (
    "The law asks for the minutes of the meeting (Local Government Act 1972, "
    "Schedule 12, paragraph 41)."
)
# SI 2012/2089 came into force then, and revoked the regulations of 2000.
_SINCE_2012 = date(2012, 9, 10)
BY_KEY = {rules.key: rules for rules in (OF_2000, OF_2012)}


def rules_on(day: date) -> Rules:
    """The regulations that a decision of that day is recorded under."""
    return OF_2012 if day >= _SINCE_2012 else OF_2000
