"""The chain of authority of a statement, as one frozen plain value."""

import json
from typing import Any

from django.utils import timezone

from iegtracker.errors import NotReady
from statements.models import Statement
from statements.rendering.chain import Chain
from statements.rendering.redline import redline

from .casefile import open_file
from .gate import live_clearance
from .models import Authority, Decision, Delegation, SigningRound
from .models.corrections import standing


def chain_of(statement: Statement) -> Chain:
    """All that the final copy says about its authority: nothing else is read for it.

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
    final = clearance.signing_round
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
            "decisions": [_decision(d) for d in file.last_decisions],
            "delegation": _delegation(file.delegation),
            "changes": [
                _change(a.signing_round, a) for a in authorities if a.signing_round
            ],
            "final_approval": _change(final, None) if final else None,
            "cleared_on": timezone.localdate(clearance.cleared_at).isoformat(),
            "submission": {
                "at": _moment(submission.sent_at),
                "by": str(submission.recorded_by),
                "reference": submission.reference,
                "digest": submission.digest,
            }
            if submission
            else None,
        }
    )


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "body": str(decision.meeting.body),
        "held_on": decision.meeting.held_on.isoformat(),
        "recommendation": decision.recommendation.letter,
        "outcome": decision.get_outcome_display(),
        **_words(decision),
        "patch": json.loads(bytes(decision.patch)),
    }


def _words(decision: Decision) -> dict[str, str]:
    """The wording as recorded and, where it was corrected, as it stands."""
    words = standing(decision)
    told = {"wording": words.recorded}
    if words.is_corrected:
        told["wording_as_corrected"] = words.wording
    if words.minute_number:
        told["minute_number"] = words.minute_number
    return told


def _delegation(delegation: Delegation | None) -> dict[str, Any] | None:
    if delegation is None:
        return None
    decision = delegation.decision
    return {
        "offices": [
            str(row.office) for row in delegation.offices.select_related("office")
        ],
        "mode": delegation.get_mode_display(),
        "scope": delegation.get_scope_display(),
        **_words(decision),
        "decision": str(decision),
    }


def _change(signing_round: SigningRound, authority: Authority | None) -> dict[str, Any]:
    change = signing_round.change
    told: dict[str, Any] = {
        "number": change.number,
        "title": change.title,
        "reason": signing_round.reason,
        "patch": json.loads(bytes(signing_round.patch)),
        "round": signing_round.number,
        "digest": signing_round.digest,
        "material": signing_round.material,
        "delegation": _delegation(signing_round.delegation),
        "sentences": _sentences(signing_round),
        "signoffs": [
            {
                "office": str(signoff.office),
                "person": str(signoff.person),
                "at": _moment(signoff.at),
                "verdict": signoff.get_verdict_display(),
                "means": signoff.get_means_display(),
                "interests": signoff.interests,
                "digest": signoff.digest,
            }
            for signoff in signing_round.signoffs.select_related("office", "person")
        ],
    }
    if authority:
        told["version"] = authority.version.number
        told["version_digest"] = authority.version.digest
    return told


def _sentences(signing_round: SigningRound) -> list[str]:
    """Each amendment in a sentence, as the signers read it."""
    if not signing_round.difference:
        return []
    shown = redline(signing_round.version.document, signing_round.difference)
    return [amendment.sentence for amendment in shown.amendments]
