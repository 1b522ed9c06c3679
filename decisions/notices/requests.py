"""What is asked of people: to sign, once more, and what to do where nobody answers."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from decisions.authority import council_day
from decisions.gate import last_safe_day
from decisions.models import SigningRound
from iegtracker import clock
from statements.models import Statement
from statements.rendering.words import capitalised

from .composing import Message, short_day
from .naming import days_words, named, page, round_page


def asking(signing_round: SigningRound, office: str, *, decides: bool) -> Message:
    """What is put to the holder of one office."""
    return _to_sign(
        signing_round,
        occasion=f"sign:{signing_round.pk}",
        subject=_please(signing_round, decides=decides),
        what=f"{_titled(signing_round)} waits for you.",
        why=f"you hold the office of {office}.",
    )


def reminding(
    signing_round: SigningRound, office: str, *, decides: bool, stage: int, days: int
) -> Message:
    """The same once more; `stage` is the reminder's place among those of the round."""
    please = _please(signing_round, decides=decides)
    return _to_sign(
        signing_round,
        occasion=f"remind:{signing_round.pk}:{stage}",
        subject=f"{please} (reminder: {days_words(days)} left)",
        what=f"{_titled(signing_round)} still waits for you.",
        why=f"you hold the office of {office}, and have not answered.",
    )


def overdue(signing_round: SigningRound, office: str) -> Message:
    change = signing_round.change
    return _to_sign(
        signing_round,
        occasion=f"overdue:{signing_round.pk}",
        subject=f"{change.statement.short_title}: overdue, {named(change)} waits for "
        "you",
        what=f"{_titled(signing_round)} waits for you, and is overdue.",
        why=f"you hold the office of {office}, and have not answered.",
    )


def still_to_do(
    statement: Statement, briefs: Sequence[str], *, stage: int, days: int
) -> Message:
    """What else waits for a person before a statement is due, in one message."""
    by = last_safe_day(statement)
    things = "1 thing waits" if len(briefs) == 1 else f"{len(briefs)} things wait"
    return Message(
        occasion=f"todo:{statement.pk}:{stage}",
        subject=f"{statement.short_title}: {things} for you, by {short_day(by)} "
        f"({days_words(days)} left)",
        what=f"{things} for you before {statement} can be sent.",
        why="you work on the statement.",
        by=by,
        items=tuple(briefs),
        link=reverse("home"),
        link_words="See what waits for you",
        note=_due(statement),
    )


def unanswered(
    statement: Statement, items: Sequence[str], *, days: int, late: bool = False
) -> Message:
    """Who has not answered, for those who can go and ask them."""
    by = last_safe_day(statement)
    title, day = statement.short_title, short_day(by)
    if late:
        subject = f"{title}: overdue since {short_day(statement.due)}"
        what = f"{statement} was due on {council_day(statement.due)}, and has not been "
        what += "recorded as sent."
    else:
        answers = "1 answer is" if len(items) == 1 else f"{len(items)} answers are"
        left = "on the last day" if days == 0 else f"with {days_words(days)} left"
        subject = f"{title}: {answers} missing, to be given by {day}"
        what = f"{answers.capitalize()} missing {left}."
    return Message(
        occasion=f"late:{statement.pk}" if late else f"missing:{statement.pk}:{days}",
        subject=subject,
        what=what,
        why="you work on the statement, and can ask those who have not answered.",
        by=None if late else by,
        items=tuple(items),
        link=round_page("gate", statement),
        link_words="See what stands in the way",
        note="" if late else _due(statement),
    )


def vacancy(
    signing_round: SigningRound, office: str, why_not: str, occasion: str
) -> Message:
    """An office whose signature is awaited, and nobody who could give it."""
    change = signing_round.change
    statement = change.statement
    return Message(
        occasion=occasion,
        subject=f"{statement.short_title}: nobody can sign as {office}",
        what=f"{capitalised(named(change))} waits for the {office}. {why_not}",
        why="you can enter or confirm an appointment. It takes two clerks.",
        by=last_safe_day(statement),
        link=reverse("decisions:offices"),
        link_words="See the offices",
        note=_due(statement),
    )


def _to_sign(
    signing_round: SigningRound, *, occasion: str, subject: str, what: str, why: str
) -> Message:
    change = signing_round.change
    return Message(
        occasion=occasion,
        subject=subject,
        what=what,
        why=why,
        by=_answer_by(signing_round),
        facts=(("Reason", signing_round.reason),),
        link=page("sign", change),
        link_words="Read it and answer",
        note=_due(change.statement),
    )


def _please(signing_round: SigningRound, *, decides: bool) -> str:
    """IEG 2004: please sign change 4 by 15 December."""
    change = signing_round.change
    wanted = f"sign {change}"
    if change.is_final:
        wanted = f"approve version {signing_round.version.number}"
    if not decides:
        wanted = f"give your view on {named(change)}"
    title, by = change.statement.short_title, _answer_by(signing_round)
    return f"{title}: please {wanted} by {short_day(by)}"


def _titled(signing_round: SigningRound) -> str:
    """How a message opens: Change 4, “BVPI 157 forecast”, ..."""
    change = signing_round.change
    if change.is_final:
        return capitalised(named(change))
    return f"{capitalised(str(change))}, “{change.title}”,"


def _answer_by(signing_round: SigningRound) -> date:
    return last_safe_day(signing_round.change.statement)


def _due(statement: Statement) -> str:
    verb = "was" if clock.today() > statement.due else "is"
    return f"The statement {verb} due on {council_day(statement.due)}."
