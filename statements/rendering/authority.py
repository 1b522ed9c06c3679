"""A chain of authority in plain English, for the last pages of a final copy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .chain import Chain
from .words import besides, capitalised, day, listed, moment, uncapitalised

_MEANS = {"own_account": "on their own account", "on_paper": "on paper"}


@dataclass(frozen=True)
class Signed:
    """One sign-off in words."""

    office: str
    words: str
    digest: str


@dataclass(frozen=True)
class Amended:
    """One change in words, with its sign-offs."""

    heading: str
    sentences: tuple[str, ...]
    reason: str
    facts: tuple[tuple[str, str], ...]
    signoffs: tuple[Signed, ...]


@dataclass(frozen=True)
class Attached:
    """One published record of a decision that goes with the copy."""

    file: str
    words: str
    digest: str


@dataclass(frozen=True)
class Authority:
    """Everything that the authority's pages print."""

    summary: str
    imported: bool
    decisions: tuple[tuple[str, tuple[str, ...]], ...]
    delegations: tuple[tuple[str, tuple[str, ...]], ...]
    changes: tuple[Amended, ...]
    approval: Amended | None
    submission: str
    records: tuple[Attached, ...]
    cleared: str
    version: str
    digest: str
    chain_digest: str


def authority(chain: Chain) -> Authority:
    """Say a chain in words."""
    changes = tuple(map(_change, chain.get("changes") or ()))
    approval = chain.get("final_approval")
    version = chain.get("version") or {}
    return Authority(
        summary=_summary(chain, len(changes)),
        imported=bool(chain.get("imported")),
        decisions=tuple(map(_decision, chain.get("decisions") or ())),
        # What no meeting decided stands first.
        delegations=tuple(
            _delegation(row)
            for row in sorted(_given(chain), key=lambda row: not _is_urgent(row))
        ),
        changes=changes,
        approval=_change(approval) if approval else None,
        submission=_submission(chain.get("submission") or {}),
        records=tuple(map(_record, chain.get("records") or ())),
        cleared=_cleared(chain),
        version=str(version.get("number", "")),
        digest=str(version.get("digest") or ""),
        chain_digest=chain.digest,
    )


def _summary(chain: Chain, changes: int) -> str:
    if chain.get("imported"):
        return (
            "This statement was approved by Council before this system was in use. "
            "What follows is what is known of it; it is not proved here."
        )
    if not changes:
        return "This text is the version that was decided on, without any change."
    count = "1 signed change" if changes == 1 else f"{changes} signed changes"
    return (
        f"This text is the version that was decided on and {count}. "
        "No other word or figure differs from what was decided."
    )


def _offices(chain: Chain) -> str:
    """The offices that gave the final approval, or those of the delegation."""
    approval = chain.get("final_approval") or {}
    signed = [str(s["office"]) for s in approval.get("signoffs") or () if "office" in s]
    given = [str(o) for row in _given(chain) for o in row.get("offices") or ()]
    offices = signed or given
    if offices:
        return listed([f"the {o}" for o in dict.fromkeys(offices)])
    bodies = [str(d["body"]) for d in chain.get("decisions") or () if "body" in d]
    return bodies[-1] if bodies else ""


def _cleared(chain: Chain) -> str:
    when = str(chain.get("cleared_on") or "")[: len("2004-12-09")]
    if chain.get("imported"):
        return f"Approved by Council on {day(when)}" if when else "Approved by Council"
    offices = _offices(chain)
    words = f"Final copy, cleared on {day(when)}" if when else "Final copy"
    return f"{words} by {offices}" if offices else words


def _decision(decision: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    body = capitalised(str(decision.get("body") or "The body"))
    when = f" on {moment(str(decision['held_on']))}" if decision.get("held_on") else ""
    letter = str(decision.get("recommendation") or "").strip("()")
    about = f", recommendation ({letter})" if letter else ""
    outcome = uncapitalised(str(decision.get("outcome") or ""))
    minute = decision.get("minute_number")
    numbered = f", minute {minute}" if minute else ""
    sentence = f"{body}{when}{about}{numbered}{': ' + outcome if outcome else ''}."
    return sentence, _wordings(decision)


def _wordings(resolved: Mapping[str, Any]) -> tuple[str, ...]:
    """What was resolved, as recorded; and as it stands where that was corrected."""
    recorded = str(resolved.get("wording") or "")
    corrected = str(resolved.get("wording_as_corrected") or "")
    if not corrected:
        return (recorded,) if recorded else ()
    return f"As recorded: {recorded}", f"As corrected: {corrected}"


def _delegation(delegation: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """What was delegated to whom, and in which words."""
    offices = [f"the {office}" for office in delegation.get("offices") or ()]
    # "Jointly: every office signs" is its name and what it means.
    mode = uncapitalised(str(delegation.get("mode") or "").partition(":")[0])
    how = {"joint": "jointly", "sole": "alone"}.get(mode, mode)
    scope = uncapitalised(str(delegation.get("scope") or ""))
    for_which = f" ({scope})" if scope and scope != "any change" else ""
    sentence = f"Delegated to {listed(offices)}{', ' + how if how else ''}{for_which}."
    if _is_urgent(delegation):
        sentence = (
            f"Urgent: not decided by a meeting. {sentence} "
            f"By {uncapitalised(str(delegation['decision']))}. "
            f"Why it could not wait: {_stopped(delegation['urgent_because'])} "
            f"Agreed by: {_stopped(delegation['agreed_by'])}"
        )
    if delegation.get("conditions"):
        sentence = f"{sentence} Conditions: “{delegation['conditions']}”"
    return sentence, _wordings(delegation)


def _given(chain: Chain) -> Sequence[Mapping[str, Any]]:
    """What was delegated. Copies of an earlier release name one delegation alone."""
    one = chain.get("delegation")
    return chain.get("delegations") or ([one] if one else [])


def _is_urgent(delegation: Mapping[str, Any]) -> bool:
    return bool(delegation.get("urgent_because"))


def _stopped(words: Any) -> str:
    """A sentence with its full stop."""
    told = str(words).strip()
    return told if told.endswith((".", "!", "?")) else f"{told}."


def _change(change: Mapping[str, Any]) -> Amended:
    number, title = change.get("number"), str(change.get("title") or "")
    words = [f"Change {number}" if number is not None else "", title]
    return Amended(
        heading=": ".join(filter(None, words)) or "Final approval",
        sentences=tuple(map(str, change.get("sentences") or ())),
        reason=str(change.get("reason") or ""),
        facts=tuple(_facts(change)),
        signoffs=tuple(map(_signed, change.get("signoffs") or ())),
    )


def _facts(change: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    delegation = change.get("delegation") or {}
    if _is_urgent(delegation):
        source = uncapitalised(str(delegation["decision"]))
        yield "Under an urgent power", f"{source}; not decided by a meeting"
    if change.get("round") is not None:
        yield "Round of signing", str(change["round"])
    if change.get("digest"):
        yield "Digest", str(change["digest"])
    if change.get("version") is not None:
        digest = str(change.get("version_digest") or "")
        yield f"Made version {change['version']}", digest


def _signed(signoff: Mapping[str, Any]) -> Signed:
    office = str(signoff.get("office") or "")
    person = besides(office, str(signoff.get("person") or ""))
    at = moment(str(signoff["at"])) if signoff.get("at") else ""
    means = str(signoff.get("means") or "")
    verdict = uncapitalised(str(signoff.get("verdict") or "signed"))
    interests = str(signoff.get("interests") or "")
    if interests == "None":
        interests = "none"
    substitute = str(signoff.get("as_substitute") or "")
    facts = [
        f"{verdict} by {person}" if person else verdict,
        f"as {substitute}, in the holder's absence" if substitute else "",
        at,
        _MEANS.get(means, uncapitalised(means)),
        _recorded(signoff),
        f"interests: {interests}" if interests else "",
    ]
    return Signed(
        office=office,
        words=", ".join(filter(None, facts)),
        digest=str(signoff.get("digest") or ""),
    )


def _recorded(signoff: Mapping[str, Any]) -> str:
    """Of a signature on paper: the day on the form, and the clerks who recorded it."""
    clerks = [str(name) for name in signoff.get("recorded_by") or ()]
    if not clerks:
        return ""
    return f"signed on {day(str(signoff['signed_on']))}, recorded by {listed(clerks)}"


def _record(row: Mapping[str, Any]) -> Attached:
    edition = f", edition {row['edition']}" if row["edition"] > 1 else ""
    words = f"record of decision {row['number']}{edition}"
    return Attached(str(row["file"]), words, str(row["sha256"]))


def _submission(submission: Mapping[str, Any]) -> str:
    if not submission:
        return ""
    facts = [
        moment(str(submission["at"])) if submission.get("at") else "",
        f"by {submission['by']}" if submission.get("by") else "",
        f"reference {submission['reference']}" if submission.get("reference") else "",
    ]
    late = f" {capitalised(submission['late'])}." if submission.get("late") else ""
    return f"Submitted {', '.join(filter(None, facts))}.{late}"
