"""What those concerned are told of what a body resolved, and of its call-in."""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet

from decisions.access import may_see_gate
from decisions.authority import council_day, live_delegations
from decisions.call_in import about, in_words, statement_of
from decisions.models import (
    CalledIn,
    CallInOutcome,
    CallInRuling,
    CallInWaiver,
    Decision,
    Delegation,
    Endorsement,
)
from decisions.states import TURNED_BACK
from decisions.withholding import resolved_instead, words_instead
from iegtracker import clock
from iegtracker.people.models import User
from iegtracker.people.roles import Role
from statements.models import Statement
from statements.rendering.words import capitalised, listed, uncapitalised

from .composing import Message, short_day
from .naming import round_page
from .people import in_roles, office_holders
from .sending import tell_each

Facts = Iterable[tuple[str, str]]


def tell_decided(
    statement: Statement, decisions: Sequence[Decision], *, by: User
) -> None:
    """Tell what a body resolved: those to whom it delegates, those whose delegation
    it ended, officers and clerks.

    Nothing exempt is mailed, not even to those who may read it on the page.
    """
    meeting = decisions[0].meeting
    given, ended = _given(decisions), _ended(decisions)
    tell_each(
        {
            "you hold an office to which it delegates.": office_holders(*given),
            "you hold an office whose delegation it ended.": office_holders(*ended),
            "you work on the statement.": in_roles(Role.OFFICER, Role.CLERK),
        },
        lambda why: Message(
            occasion=f"decided:{decisions[0].pk}",
            subject=f"{statement.short_title}: what {meeting.body} resolved on "
            f"{short_day(meeting.held_on)}",
            what=f"{meeting.body} resolved on {statement} on "
            f"{council_day(meeting.held_on)}.",
            why=why,
            facts=(
                *(_resolved(decision) for decision in decisions),
                *(fact for row in given for fact in _delegated(row)),
                *(("Ended", capitalised(f"{row}.")) for row in ended),
            ),
            link=meeting.get_absolute_url(),
            link_words="Read what was resolved",
            note=" ".join(_what_follows(decisions)),
        ),
        but=by,
    )


def tell_endorsed(endorsement: Endorsement) -> None:
    """Tell what another body resolved: those who sign, officers and clerks."""
    statement, meeting = endorsement.statement, endorsement.meeting
    live = live_delegations(statement.delegations.all(), clock.today())
    words = resolved_instead(endorsement) or endorsement.wording
    tell_each(
        {
            "you work on the statement.": in_roles(Role.OFFICER, Role.CLERK),
            "you sign changes to it.": office_holders(*live),
        },
        lambda why: Message(
            occasion=f"endorsed:{endorsement.pk}",
            subject=f"{statement.short_title}: what {meeting.body} resolved on "
            f"{short_day(meeting.held_on)}",
            what=f"{meeting.body} resolved on version {endorsement.version.number} of "
            f"{statement} on {council_day(meeting.held_on)}.",
            why=why,
            facts=((endorsement.get_outcome_display(), words),),
            link=round_page("gate", statement),
            link_words="See what stands in the way",
        ),
        but=endorsement.recorded_by,
    )


def tell_called_in(made: CalledIn) -> None:
    _tell_of_call_in(
        made.ruling,
        occasion=f"called-in:{made.pk}",
        subject="a decision was called in",
        what=f"was called in on {council_day(made.called_in_on)}",
        facts=(("Called in by", made.members),),
        words=(("Grounds", made.grounds),),
        by=made.recorded_by,
    )


def tell_call_in_outcome(made: CallInOutcome) -> None:
    outcome, mistake = made.get_outcome_display(), made.correction
    _tell_of_call_in(
        made.called_in.ruling,
        occasion=f"call-in-outcome:{made.pk}",
        subject=f"call-in, {uncapitalised(outcome.partition(':')[0])}",
        what="was called in, and what became of that was recorded",
        facts=(
            ("Outcome", outcome),
            ("Decided on", council_day(made.decided_on)),
        ),
        words=(
            ("Reasons", made.reasons),
            *([("Recorded wrongly before", mistake)] if mistake else []),
        ),
        by=made.recorded_by,
    )


def tell_call_in_waived(made: CallInWaiver) -> None:
    _tell_of_call_in(
        made.ruling,
        occasion=f"call-in-waived:{made.pk}",
        subject="call-in was waived",
        what="was too urgent to wait: call-in was waived on "
        f"{council_day(made.agreed_on)}",
        facts=(("Agreed by", made.agreed_by),),
        words=(("Why", made.why),),
        by=made.recorded_by,
    )


def tell_waiver_withdrawn(made: CallInRuling) -> None:
    _tell_of_call_in(
        made,
        occasion=f"waiver-withdrawn:{made.pk}",
        subject="call-in was not waived",
        what="can wait: the waiver of call-in was a mistake",
        words=(("Why", made.withdrawal),),
        by=made.recorded_by,
    )


def _tell_of_call_in(
    ruling: CallInRuling,
    *,
    occasion: str,
    subject: str,
    what: str,
    facts: Facts = (),
    words: Facts,
    by: User,
) -> None:
    """Tell those who decide under the decision, officers and clerks, as far as they
    may read the page of call-in. `words` about an exempt decision are not mailed."""
    row = ruling.decision or ruling.delegated
    if row is None:
        return
    case, statement = about(row), statement_of(row)
    if isinstance(row, Decision):
        given, instead = _given([row]), words_instead(row)
    else:
        given, instead = [row.delegation], ""
    tell_each(
        {
            "you hold an office that decides under it.": filter(
                may_see_gate, office_holders(*given)
            ),
            "you work on the statement.": in_roles(Role.OFFICER, Role.CLERK),
        },
        lambda why: Message(
            occasion=occasion,
            subject=f"{statement.short_title}: {subject}",
            what=f"{capitalised(case.words)} {what}.",
            why=why,
            facts=(
                *facts,
                *((name, instead or text) for name, text in words),
                ("How it stands", in_words(case, clock.today(), instead)),
            ),
            link=round_page("call_in", statement),
            link_words="See how call-in stands",
        ),
        but=by,
    )


def _given(decisions: Sequence[Decision]) -> list[Delegation]:
    return [row for decision in decisions for row in decision.delegations.all()]


def _ended(decisions: Sequence[Decision]) -> QuerySet[Delegation]:
    return Delegation.objects.filter(end__decision__in=decisions)


def _resolved(decision: Decision) -> tuple[str, str]:
    outcome = uncapitalised(decision.get_outcome_display())
    return (
        f"Recommendation ({decision.recommendation.letter}), {outcome}",
        words_instead(decision) or decision.wording,
    )


def _delegated(row: Delegation) -> Iterator[tuple[str, str]]:
    """To which offices, how, for what and until when; in which words, unless exempt."""
    until = f" Until {council_day(row.until)}." if row.until else ""
    yield "Delegated to", f"{'; '.join(map(str, row.offices.all()))}."
    yield "How", f"{row.get_mode_display()}. {row.get_scope_display()}.{until}"
    if row.conditions and row.decision and not words_instead(row.decision):
        yield "On conditions", row.conditions


def _what_follows(decisions: Sequence[Decision]) -> Iterator[str]:
    if any(decision.outcome in TURNED_BACK for decision in decisions):
        yield "The statement is drafted again."
    if any(decision.amendment for decision in decisions):
        yield "The decision itself changed the text."
    if any(decision.approves_text for decision in decisions):
        yield "The text was approved, so it needs no final approval."
    bodies = [str(d.endorsing_body) for d in decisions if d.endorsing_body]
    if bodies:
        yield f"{listed(list(dict.fromkeys(bodies)))} is to endorse the text."
