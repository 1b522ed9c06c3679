"""Signatures and what they brought about; entries that were dismissed."""

from collections.abc import Iterator

from django.db.models import Q

from decisions.models import Authority, Clearance, Dismissal, SignOff
from iegtracker.ledger.models import Event
from iegtracker.ledger.verification import Break, recorded, verification


@verification("Signatures and what they brought about")
def signatures_are_as_told() -> Iterator[Break]:
    """The event of each sign-off says the same, and came before what the signatures
    brought about: a version, or the clearing."""
    positions = recorded()
    results = {
        row.signing_round_id: row
        for model in (Authority, Clearance)
        for row in model._base_manager.filter(signing_round__isnull=False)
    }
    every = SignOff.objects.select_related("signing_round").order_by("pk")
    signoffs = [row for row in every if row.address in positions]
    places = [positions[row.address] for row in signoffs]
    events = Event.objects.in_bulk(places, field_name="position")
    for signoff in signoffs:
        event = events[positions[signoff.address]]
        result = results.get(signoff.signing_round_id)
        done = positions.get(result.address) if result else None
        told = event.told
        said = (told.get("digest"), told.get("verdict"), told.get("means"))
        if event.actor_id != (signoff.confirmed_by_id or signoff.person_id):
            yield Break(signoff.address, "the ledger says that somebody else signed")
        if said != (signoff.digest, signoff.verdict, signoff.means):
            yield Break(signoff.address, "its event says otherwise")
        if event.subject_id != str(signoff.signing_round.change_id):
            yield Break(signoff.address, "its event is about another change")
        if done and done < event.position:
            yield Break(signoff.address, "it was signed after it was agreed")


@verification("Entries that were dismissed")
def what_was_dismissed_does_not_count() -> Iterator[Break]:
    confirmed = (
        Q(appointment__appointment__isnull=False)
        | Q(urgency__delegation__isnull=False)
        | Q(paper__signoff__isnull=False)
    )
    for row in Dismissal.objects.filter(confirmed).order_by("pk"):
        yield Break(row.address, "what it dismissed was confirmed all the same")
