"""What another body, such as Council, resolved on a statement."""

from django.db import transaction

from decisions.models import Endorsement, Meeting
from decisions.notices import tell_endorsed
from decisions.states import EndorsementOutcome
from decisions.transitions import ENDORSE
from iegtracker import clock
from iegtracker.errors import BadInput
from iegtracker.people.models import User
from iegtracker.workflow import advance, refusal
from statements.actions.wording import said
from statements.models import Statement, Version

from .locking import locked_statement
from .meetings import latest_tabling


@transaction.atomic
def record_endorsement(
    statement: Statement,
    *,
    version: Version,
    meeting: Meeting,
    outcome: str,
    wording: str,
    reasons: str,
    alternatives: str,
    interests: str,
    minute_number: str = "",
    by: User,
) -> Endorsement:
    """Record another body's resolution on one version; the status does not move.

    A later row of the same body stands instead of an earlier one. Raises BadInput for
    a meeting to come, one before the decision, or of the body that decided; for a
    version older than the one decided on.
    """
    statement = locked_statement(statement)
    if error := refusal(ENDORSE, statement, by):
        raise error
    decided = latest_tabling(statement)
    if decided is None or version.paper_id != statement.pk:
        raise BadInput("Choose a version of this statement.", field="version")
    own = decided.report.meeting
    if meeting.body_id == own.body_id:
        raise BadInput(
            f"{own.body} decided on the statement itself. Choose a meeting of the "
            "other body.",
            field="meeting",
        )
    if meeting.held_on > clock.today():
        raise BadInput("That meeting is still to come.", field="meeting")
    if meeting.held_on < own.held_on:
        raise BadInput(f"That meeting was before {own}.", field="meeting")
    if version.number < decided.appendix.number:
        raise BadInput(
            f"Version {version.number} is older than the one that {own.body} decided "
            "on.",
            field="version",
        )
    if outcome not in EndorsementOutcome.values:
        raise BadInput("Choose what was resolved.", field="outcome")
    none = "enter “None” where there was none."
    endorsement = Endorsement.objects.create(
        statement=statement,
        version=version,
        meeting=meeting,
        outcome=outcome,
        wording=said(wording, "wording", required="Enter what was resolved."),
        reasons=said(reasons, "reasons", required="Enter the reasons."),
        alternatives=said(
            alternatives,
            "alternatives",
            required=f"Enter the alternatives that were rejected; {none}",
        ),
        interests=said(
            interests,
            "interests",
            required=f"Enter the interests that were declared; {none}",
        ),
        minute_number=said(minute_number, "minute_number", longest=20),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    advance(
        ENDORSE,
        statement,
        by=by,
        rows=(endorsement,),
        told={
            "meeting": str(meeting),
            "outcome": outcome,
            "digest": version.digest,
        },
    )
    tell_endorsed(endorsement)
    return endorsement
