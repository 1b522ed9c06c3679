"""What the record of meetings says: notice, corrected wording, endorsement."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from decisions.authority import council_day
from decisions.casefile import CaseFile, Endorsed, NoticeGiven
from decisions.legal_clock import clear_days, is_short_notice, required_clear_days
from decisions.models import Decision, Meeting
from decisions.models.corrections import Standing, standing
from decisions.states import EndorsementOutcome, Endorsing

from .obstacle import BLOCKS, WARNS, Obstacle

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven")
_CLERKS = "Democratic services"
_NOT_CALLED_FOR = (
    "The recommendations do not call for the endorsement of Council or any other body."
)


def notice_obstacles(file: CaseFile) -> Iterator[Obstacle]:
    """Papers that were published with fewer clear days than the rule."""
    tabling, notice = file.tabling, file.notice
    if (
        tabling is None
        or notice is None
        or not is_short_notice(notice.published_on, _meeting(file).held_on)
    ):
        return
    meeting = _meeting(file)
    reason = f" Reason given: {notice.urgency}" if notice.urgency else ""
    yield Obstacle(
        "clear days",
        WARNS,
        f"Report {tabling.report.number} was {notice_words(notice, meeting)}.{reason}",
        _CLERKS,
        meeting.get_absolute_url(),
    )


def wording_obstacles(file: CaseFile, *, by: date) -> Iterator[Obstacle]:
    """A wording that was corrected, and that nobody has held the program to since."""
    for decision in file.decisions_in_force:
        words = standing(decision)
        if words.is_proved or words.correction is None:
            continue
        yield Obstacle(
            "wording",
            BLOCKS,
            _wording_words(decision, words),
            _CLERKS,
            reverse("decisions:record_finding", args=[words.correction])
            if words.found is None
            else decision.meeting.get_absolute_url(),
            by,
        )


def endorsement_obstacles(file: CaseFile, *, by: date) -> Iterator[Obstacle]:
    """Another body's endorsement that a decision calls for, once for each body."""
    asked: dict[int | None, Decision] = {}
    for decision in file.last_decisions:
        known = asked.get(decision.endorsing_body_id)
        required = decision.endorsement == Endorsing.REQUIRED
        if decision.endorsing_body_id and (known is None or required):
            asked[decision.endorsing_body_id] = decision
    for decision in asked.values():
        required = decision.endorsement == Endorsing.REQUIRED
        words = _endorsement_words(decision, file)
        if words:
            place = decision.meeting.get_absolute_url()
            severity = BLOCKS if required and not _is_endorsed(decision) else WARNS
            yield Obstacle("endorsement", severity, words, _CLERKS, place, by)


def meetings_in_order(file: CaseFile) -> Iterator[str]:
    """What the record of meetings says that is as it should be."""
    tabling, notice = file.tabling, file.notice
    if (
        tabling
        and notice
        and not is_short_notice(notice.published_on, _meeting(file).held_on)
    ):
        meeting = _meeting(file)
        yield f"Report {tabling.report.number} was {notice_words(notice, meeting)}."
    for decision in file.decisions_in_force:
        words = standing(decision)
        if words.is_corrected and words.is_proved:
            letter = decision.recommendation.letter
            yield (
                f"The wording of the decision on ({letter}) was corrected, and what "
                "the program enforces still stands."
            )
    decisions = file.last_decisions
    if decisions and all(d.endorsement == Endorsing.NOT_CALLED_FOR for d in decisions):
        yield _NOT_CALLED_FOR
    endorsed = {
        d.endorsing_body_id: d
        for d in decisions
        if d.endorsing_body_id and _is_endorsed(d) and not _endorsement_words(d, file)
    }
    for decision in endorsed.values():
        yield _endorsed_words(decision, decision.__dict__["endorsed"])


def notice_words(notice: NoticeGiven, meeting: Meeting) -> str:
    """published on 1 December 2004: five clear days before the meeting."""
    given = clear_days(notice.published_on, meeting.held_on)
    needed = required_clear_days(meeting.held_on)
    days = "one clear day" if given == 1 else f"{_spelled(given)} clear days"
    head = f"published on {council_day(notice.published_on)}: {days} before the meeting"
    return head if given >= needed else f"{head}, where {_spelled(needed)} are the rule"


def _spelled(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _meeting(file: CaseFile) -> Meeting:
    return file.decisions[-1].meeting


def _wording_words(decision: Decision, words: Standing) -> str:
    name = f"The wording of the {decision} was corrected"
    if words.found is False:
        name += ", and what the program enforces does not stand: decide anew"
    else:
        name += ": another clerk must find whether what the program enforces stands"
    return f"{name}. Recorded: “{words.recorded}” Corrected: “{words.wording}”"


def _is_endorsed(decision: Decision) -> bool:
    endorsed: Endorsed | None = decision.__dict__["endorsed"]
    return endorsed is not None and endorsed.outcome == EndorsementOutcome.ENDORSED


def _endorsement_words(decision: Decision, file: CaseFile) -> str:
    """What is wanting of an endorsement, or ""."""
    body = decision.endorsing_body
    endorsed: Endorsed | None = decision.__dict__["endorsed"]
    current = file.current
    if endorsed is None:
        return f"{body} has not endorsed the statement yet."
    if endorsed.outcome != EndorsementOutcome.ENDORSED:
        outcome = EndorsementOutcome(endorsed.outcome).label.lower()
        return (
            f"{body} did not endorse version {endorsed.version} on "
            f"{council_day(endorsed.held_on)}: {outcome}."
        )
    if current and endorsed.version != current.number:
        return (
            f"{_endorsed_words(decision, endorsed)} The text is version "
            f"{current.number} now."
        )
    return ""


def _endorsed_words(decision: Decision, endorsed: Endorsed) -> str:
    return (
        f"{decision.endorsing_body} endorsed version {endorsed.version} on "
        f"{council_day(endorsed.held_on)}."
    )
