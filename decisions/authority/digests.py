"""What a signature binds to."""

from decisions.models import SigningRound
from statements.document import Document
from statements.document.values import canonical


def digest_of(signing_round: SigningRound) -> str:
    """What a signature binds to: statement, delegation, patch, reason and round.

    The final approval names the whole version besides. Recomputed by `coverage`.
    """
    change = signing_round.change
    told = {
        "statement": change.statement.round,
        "change": change.number,
        "kind": change.kind,
        "delegation": signing_round.delegation_id,
        "round": signing_round.number,
        "reason": signing_round.reason,
        "patch": bytes(signing_round.patch).decode(errors="backslashreplace"),
    }
    if change.is_final:
        told["version"] = signing_round.version.digest
    return Document.hash_of(canonical(told))
