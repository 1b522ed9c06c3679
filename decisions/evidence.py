"""The chain of authority of a statement, as one frozen plain value."""

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from iegtracker.errors import NotReady
from statements.document import Document, Patch, compare
from statements.document.exempt import Reader, Standing, standing, withheld
from statements.models import Statement, Version
from statements.rendering.chain import Chain
from statements.rendering.redline import compared_for

from .casefile import CaseFile, open_file
from .gate import live_clearance
from .models import (
    Authority,
    Decision,
    DecisionRecord,
    Delegation,
    Endorsement,
    SigningRound,
    SignOff,
)
from .models.corrections import standing as words_of
from .withholding import given_instead, said_instead, words_instead


def chain_of(statement: Statement) -> Chain:
    """All that the final copy says about its authority: nothing else is read for it.

    One file goes to all members and perhaps to the public, so what was exempt in a
    text on the way is withheld here as from the public.

    Raises NotReady when the text has not been cleared.
    """
    clearance = live_clearance(statement)
    file = open_file(statement)
    tabling = file.tabling
    if clearance is None or tabling is None:
        raise NotReady("The text has not been cleared.")
    version = clearance.version
    authorities = (
        Authority.objects.filter(
            version__paper=statement.pk,
            version__number__gt=tabling.appendix.number,
            version__number__lte=version.number,
            signing_round__isnull=False,
        )
        .select_related("version", "signing_round__change", "signing_round__version")
        .prefetch_related("signing_round__signoffs__office")
        .order_by("version__number")
    )
    document = version.document
    on_the_way = range(tabling.appendix.number, version.number + 1)
    exempt = standing(v.document for v in file.versions if v.number in on_the_way)
    final = clearance.signing_round
    signed = [a.signing_round_id for a in authorities]
    submission = (
        statement.submissions.filter(incident=False, version=version)
        .select_related("recorded_by")
        .order_by("pk")
        .first()
    )
    return Chain(
        {
            "statement": {
                "title": statement.title,
                "round": statement.round,
                "council": document.get("root", "council"),
            },
            "version": {"number": version.number, "digest": version.digest},
            "decided": {
                "number": tabling.appendix.number,
                "digest": tabling.appendix.digest,
            },
            "imported": statement.imported,
            "decisions": [_decision(d, exempt) for d in file.last_decisions],
            "delegations": [_delegation(row) for row in _used(file, version)],
            "changes": [
                _change(a.signing_round, a, exempt)
                for a in authorities
                if a.signing_round
            ],
            "final_approval": _change(final, None, exempt) if final else None,
            "records": _records(file, [*signed, clearance.signing_round_id]),
            "cleared_on": timezone.localdate(clearance.cleared_at).isoformat(),
            "submission": {
                "at": _moment(submission.sent_at),
                "by": str(submission.recorded_by),
                "reference": submission.reference,
                "digest": submission.digest,
                **({"late": submission.late} if submission.late else {}),
            }
            if submission
            else None,
        }
    )


def _records(file: CaseFile, rounds: Sequence[int | None]) -> list[dict[str, Any]]:
    """The published records of the decisions that the text rests on, and of what other
    bodies resolved on it, each in its last edition: what every reader may have of them
    already."""
    tabling = file.tabling
    decided = tabling.appendix.number if tabling else 0
    resolved = Endorsement.objects.filter(
        statement=file.statement, version__number__gte=decided
    )
    rows = DecisionRecord.objects.filter(
        Q(decision__in=[decision.pk for decision in file.last_decisions])
        | Q(delegated__items__signing_round__in=[key for key in rounds if key])
        | Q(
            endorsement__statement=file.statement,
            endorsement__meeting__in=resolved.values("meeting"),
        )
    )
    last = {row.number: row for row in rows.order_by("edition")}
    return [
        {
            "file": f"record-{row.slug}.json",
            "number": row.number,
            "edition": row.edition,
            "sha256": row.digest,
            "content": json.loads(bytes(row.content)),
        }
        for row in sorted(last.values(), key=lambda row: (row.decided_on, row.number))
    ]


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


def _decision(decision: Decision, exempt: Standing) -> dict[str, Any]:
    before = decision.recommendation.tabling.appendix.document
    return {
        "body": str(decision.meeting.body),
        "held_on": decision.meeting.held_on.isoformat(),
        "recommendation": decision.recommendation.letter,
        "outcome": decision.get_outcome_display(),
        **_words(decision),
        **_patch(before, decision.amendment, exempt),
    }


def _used(file: CaseFile, version: Version) -> list[Delegation]:
    """Those under which something was signed up to that version, or could be."""
    rounds = [r for change in file.changes for r in change.rounds.all()]
    keys = {r.delegation_id for r in rounds if r.version.number <= version.number}
    given = {decision.pk for decision in file.last_decisions}
    return [d for d in file.delegations if d.pk in keys or d.decision_id in given]


def _delegation(delegation: Delegation) -> dict[str, Any]:
    decision, urgency = delegation.decision, delegation.urgency
    told = {
        "offices": [
            str(row.office)
            for row in delegation.offices.select_related("office").order_by("pk")
        ],
        "mode": delegation.get_mode_display(),
        "scope": delegation.get_scope_display(),
        **(_words(decision) if decision else {"wording": delegation.wording}),
        "conditions": said_instead(delegation.conditions, given_instead(delegation)),
        "decision": str(decision or urgency),
    }
    if urgency:
        told["urgent_because"] = urgency.why
        told["agreed_by"] = urgency.agreed_by
    return told


def _words(decision: Decision) -> dict[str, str]:
    """What was resolved, unless on an exempt recommendation: the wording as recorded
    and, where it was corrected, as it stands."""
    if instead := words_instead(decision):
        return {"wording": instead}
    words = words_of(decision)
    told = {"wording": words.recorded}
    if words.is_corrected:
        told["wording_as_corrected"] = words.wording
    if words.minute_number:
        told["minute_number"] = words.minute_number
    return told


def _patch(before: Document, patch: Patch, exempt: Standing) -> dict[str, Any]:
    """The patch, as far as it may be published; and whether that is not all of it."""
    after = patch.apply(before) if patch else before
    open_to_all = compare(
        withheld(before, Reader.PUBLIC, exempt), withheld(after, Reader.PUBLIC, exempt)
    )
    told: dict[str, Any] = {"patch": json.loads(open_to_all.canonical)}
    if open_to_all != patch:
        told["withheld"] = "Words that are exempt are left out of this patch."
    return told


def _change(
    signing_round: SigningRound, authority: Authority | None, exempt: Standing
) -> dict[str, Any]:
    change = signing_round.change
    told: dict[str, Any] = {
        "number": change.number,
        "title": change.title,
        "reason": signing_round.reason,
        **_patch(signing_round.version.document, signing_round.difference, exempt),
        "round": signing_round.number,
        "digest": signing_round.digest,
        "material": signing_round.is_material,
        "delegation": _delegation(signing_round.delegation),
        "sentences": sentences_of(signing_round, exempt),
        "signoffs": [
            {
                "office": str(signoff.office),
                "person": str(signoff.person),
                "at": _moment(signoff.at),
                "verdict": signoff.get_verdict_display(),
                "means": signoff.get_means_display(),
                **_instead(signoff),
                "interests": signoff.interests,
                "digest": signoff.digest,
            }
            for signoff in signing_round.signoffs.select_related(
                "office",
                "person",
                "appointment__office",
                "paper__entered_by",
                "confirmed_by",
            ).order_by("pk")
        ],
    }
    if authority:
        told["version"] = authority.version.number
        told["version_digest"] = authority.version.digest
    return told


def _instead(signoff: SignOff) -> dict[str, Any]:
    """What is said only of a signature on paper, or of a substitute's."""
    told: dict[str, Any] = {}
    if signoff.absence_id:
        told["as_substitute"] = str(signoff.appointment.office)
    if signoff.paper:
        told["signed_on"] = signoff.paper.signed_on.isoformat()
        told["scan_sha256"] = signoff.paper.scan_sha256
        told["recorded_by"] = [
            str(signoff.paper.entered_by),
            str(signoff.confirmed_by),
        ]
    return told


def exempt_by_now(statement: Statement) -> Standing:
    """What is exempt in any text of a statement so far: words that were marked after a
    decision was made are not published with it."""
    return standing(v.document for v in statement.versions.order_by("number"))


def sentences_of(signing_round: SigningRound, exempt: Standing) -> list[str]:
    """Each amendment in a sentence, as the signers read it but for what is exempt."""
    before = signing_round.version.document
    return open_sentences(before, signing_round.difference, exempt)


def open_sentences(before: Document, patch: Patch, exempt: Standing) -> list[str]:
    """Each amendment of a patch in a sentence, without what is exempt."""
    if not patch:
        return []
    shown = compared_for(Reader.PUBLIC, before, patch.apply(before), exempt)
    return [amendment.sentence for amendment in shown.amendments]
