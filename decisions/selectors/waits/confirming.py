"""What one clerk entered, and another may confirm or find on."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from decisions.actions.papers import paper_forbidden
from decisions.actions.rulings import confirmation_refusal
from decisions.authority import Held
from decisions.call_in import rests_on, waiting_words
from decisions.casefile import CaseFile
from decisions.models import AppointmentEntry, corrections
from decisions.permissions import Perm
from decisions.selectors.casefiles import address, spoken
from decisions.selectors.paper_forms import waiting_papers
from iegtracker.people.models import User

from .wait import Wait


def on_paper(files: Sequence[CaseFile], user: User) -> Iterator[Wait]:
    """What another clerk entered from signed forms, and this one may confirm."""
    if not user.holds(Perm.RECORD_PAPER) or paper_forbidden():
        return
    found = [
        (change, read, paper)
        for file in files
        for change, read in file.waiting
        for paper in waiting_papers(read)
    ]
    for change, read, paper in found:
        if user.pk in {paper.entered_by_id, paper.person_id, *read.author_keys}:
            continue
        yield Wait(
            f"Confirm the signature on paper of the {paper.office} on {spoken(change)}",
            address("paper", change, paper.pk),
            f"Entered by {paper.entered_by}. It counts once you confirm it.",
            key=f"paper-{paper.pk}",
            brief=f"Confirm a signature on paper on {spoken(change)}",
            since=paper.entered_at,
            about=change.statement,
        )


def to_confirm(
    files: Sequence[CaseFile],
    user: User,
    held: Held,
    entries: Sequence[AppointmentEntry],
) -> Iterator[Wait]:
    """What another clerk entered, and this one may confirm."""
    note = "It counts once a second clerk confirms."
    for file in files if user.holds(Perm.RECORD_URGENCY) else ():
        told = file.statement.__dict__
        holder = held.get(told["urgent_office"])
        own = told["urgent_entered_by"] == user.pk or (
            holder is not None and holder.person_id == user.pk
        )
        if told["urgent_key"] and not own:
            brief = f"Confirm an urgent power of the {told['urgent_named']}"
            yield Wait(
                f"{brief} over {file.statement}",
                reverse("decisions:delegations", args=[file.statement.round]),
                f"It was not decided by a meeting. {note}",
                key=f"urgency-{told['urgent_key']}",
                brief=brief,
                since=told["urgent_entered_at"],
                about=file.statement,
            )
    for file in files:
        for case in rests_on(file):
            if case.waiting and confirmation_refusal(case, user) is None:
                brief = "Confirm what was entered about call-in"
                yield Wait(
                    f"{brief} of {case.words}",
                    reverse("decisions:call_in", args=[file.statement.round]),
                    waiting_words(case),
                    key=f"call-in-{case.waiting.pk}",
                    brief=f"{brief} ({file.statement.short_title})",
                    since=case.waiting.recorded_at,
                    about=file.statement,
                )
    for entry in entries:
        brief = f"Confirm the appointment of {entry.person} as {entry.office}"
        yield Wait(
            brief,
            reverse("decisions:confirm", args=[entry.pk]),
            f"Entered by {entry.entered_by}. {note}",
            key=f"entry-{entry.pk}",
            brief=brief,
            since=entry.entered_at,
        )


def to_find(file: CaseFile, user: User) -> Iterator[Wait]:
    """Corrected wordings on which a second clerk's finding is wanting."""
    if not user.holds(Perm.RECORD_DECISION):
        return
    for decision in file.decisions_in_force:
        words = corrections.standing(decision)
        if words.waits_for(user):
            yield Wait(
                f"Find whether the corrected wording of the {decision} still stands",
                reverse("decisions:record_finding", args=[words.correction]),
                "The text cannot be cleared before.",
                key=f"finding-{words.correction}",
                brief="Find whether a corrected wording still stands",
                about=file.statement,
            )
