"""What a body resolved, as the clerk who records it tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from decisions.authority import council_day
from decisions.models import Body, Change, Meeting, Office, Recommendation, Tabling
from decisions.states import TURNED_BACK, CallIn, Endorsing, Mode, Outcome, Part, Scope
from iegtracker import clock
from iegtracker.errors import BadInput, Stale
from statements.actions.wording import said
from statements.models import Statement


@dataclass(frozen=True)
class DelegationGiven:
    """What a decision delegates: to which offices, how, and until when.

    `substitutes` names, by the key of an office, the office that acts while its holder
    is recorded as away. `conditions` are kept in the decision's words.
    """

    mode: str
    scope: str
    offices: Sequence[tuple[Office, str]]
    until: date | None = None
    conditions: str = ""
    substitutes: Mapping[int, Office] = field(default_factory=dict)


@dataclass(frozen=True)
class DecisionTaken:
    """What a body resolved on one recommendation.

    `amended_by` is a change being written whose patch the body itself adopted, and
    `seen` the digest of its draft as the clerk read it.
    """

    recommendation: Recommendation
    outcome: str
    wording: str
    reasons: str
    alternatives: str
    interests: str
    call_in: str
    call_in_reason: str = ""
    minute_number: str = ""
    approves_text: bool = False
    amended_by: Change | None = None
    seen: str = ""
    endorsement: str = ""
    endorsing_body: Body | None = None
    delegations: Sequence[DelegationGiven] = ()


def check_taken(tabling: Tabling, taken: Sequence[DecisionTaken]) -> None:
    """Raise BadInput unless this can be what the meeting resolved."""
    meeting = tabling.report.meeting
    if clock.today() < meeting.held_on:
        raise BadInput(
            f"{meeting.body} meets on {council_day(meeting.held_on)}. "
            "A decision cannot be recorded before the meeting."
        )
    wanted = {r.pk for r in tabling.recommendations.all()}
    if {d.recommendation.pk for d in taken} != wanted or len(taken) != len(wanted):
        raise BadInput("Record a decision on each recommendation, and only once.")
    for one in taken:
        if one.outcome not in Outcome.values or one.call_in not in CallIn.values:
            raise BadInput("Choose an outcome, and say whether call-in applies.")
        if one.call_in == CallIn.DOES_NOT and not one.call_in_reason.strip():
            raise BadInput("Enter why call-in does not apply.", field="call_in_reason")
        _check_endorsement(one, meeting)
        if one.amended_by and one.outcome != Outcome.AMENDED:
            raise BadInput("Only what was agreed as amended has an amendment.")
        if one.delegations and one.outcome not in (Outcome.AGREED, Outcome.AMENDED):
            raise BadInput("Only what was agreed can delegate anything.")
        scopes = [given.scope or Scope.ANY for given in one.delegations]
        if len(set(scopes)) < len(scopes):
            raise BadInput(
                "Two delegations by one decision must be for different changes: "
                "nobody could say under which of them a change goes."
            )
    gives = any(d.amended_by or d.delegations or d.approves_text for d in taken)
    if gives and any(d.outcome in TURNED_BACK for d in taken):
        raise BadInput(
            "Something was deferred, referred back or rejected, so the statement is "
            "drafted again. Nothing of it can be amended, approved or delegated."
        )


def _check_endorsement(one: DecisionTaken, meeting: Meeting) -> None:
    """Whether another body is named just where one is to endorse the text."""
    if one.endorsement not in ("", *Endorsing.values):
        raise BadInput("Say whether another body is to endorse the text.")
    body = one.endorsing_body
    if one.outcome == Outcome.RECOMMENDED and body is None:
        raise BadInput(
            "Choose the body that it is recommended to.", field="endorsing_body"
        )
    called = one.outcome == Outcome.RECOMMENDED or one.endorsement in (
        Endorsing.WANTED,
        Endorsing.REQUIRED,
    )
    if called and body is None:
        raise BadInput(
            "Choose the body that is to endorse the text.", field="endorsing_body"
        )
    if called and body and body.pk == meeting.body_id:
        raise BadInput(
            f"{body} decides itself. Choose another body.", field="endorsing_body"
        )


def as_kept(one: DecisionTaken, statement: Statement) -> DecisionTaken:
    """The same with its words as they are kept, and its change as it stands now."""
    change = one.amended_by
    if change is not None:
        change = Change.objects.select_related("draft__base").get(pk=change.pk)
        if change.statement_id != statement.pk:
            raise BadInput(f"{change} is a change to another statement.")
        if change.draft is not None and one.seen not in ("", change.draft.digest):
            raise Stale(
                f"Change {change.number} has been written on since this page was "
                "opened. Read it again before you record that the body adopted it."
            )
    none = "enter “None” where there was none."
    # What is recommended to another body waits for that body.
    endorsement = (
        Endorsing.REQUIRED if one.outcome == Outcome.RECOMMENDED else one.endorsement
    )
    return replace(
        one,
        amended_by=change,
        wording=said(one.wording, "wording", required="Enter what was resolved."),
        reasons=said(
            one.reasons, "reasons", required="Enter the reasons for the decision."
        ),
        alternatives=said(
            one.alternatives,
            "alternatives",
            required=f"Enter the alternatives that were rejected; {none}",
        ),
        interests=said(
            one.interests,
            "interests",
            required=f"Enter the interests that were declared; {none}",
        ),
        call_in_reason=said(one.call_in_reason, "call_in_reason", longest=300),
        minute_number=said(one.minute_number, "minute_number", longest=20),
        endorsement=endorsement,
        endorsing_body=one.endorsing_body
        if endorsement in (Endorsing.WANTED, Endorsing.REQUIRED)
        else None,
    )


def check_delegation(given: DelegationGiven, meeting: Meeting) -> None:
    """Raise BadInput unless the offices suit the mode, and the days the meeting."""
    if given.mode not in Mode.values or (given.scope or Scope.ANY) not in Scope.values:
        raise BadInput("Choose how the offices decide, and what they may change.")
    if len({office.pk for office, _ in given.offices}) < len(given.offices):
        raise BadInput("A delegation names each office once.")
    deciders = [office for office, part in given.offices if part == Part.DECIDES]
    consulted = [office for office, part in given.offices if part == Part.CONSULTED]
    if given.mode == Mode.JOINT and (len(deciders) < 2 or consulted):
        raise BadInput("A joint delegation needs at least two offices that decide.")
    if given.mode == Mode.SOLE and (len(deciders) != 1 or consulted):
        raise BadInput("A delegation to one office alone names exactly one.")
    if given.mode == Mode.CONSULTATION and (len(deciders) != 1 or not consulted):
        raise BadInput(
            "A delegation in consultation names one office that decides and at least "
            "one that is consulted."
        )
    named = {office.pk for office, _ in given.offices}
    if any(
        key not in named or office.pk in named
        for key, office in given.substitutes.items()
    ):
        raise BadInput(
            "A substitute acts for an office of the delegation, and is none of them."
        )
    if given.until and given.until < meeting.held_on:
        raise BadInput("The delegation must not end before the meeting.")
