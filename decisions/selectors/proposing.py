"""What proposing a change would put to whom, and what bringing it up to date does."""

from collections.abc import Sequence
from dataclasses import dataclass

from decisions.access import know_offices
from decisions.authority import (
    Held,
    acting,
    delegations_for,
    incompletable,
    plainly_nearest,
)
from decisions.carrying import carried, taken_back
from decisions.casefile import CaseFile, last_round
from decisions.models import Appointment, Change, Delegation
from iegtracker import clock
from iegtracker.errors import DomainError, Stale
from iegtracker.people.models import User
from statements.models import Save, Statement
from statements.rendering.redline import Redline, compared
from statements.rendering.words import besides, named_once

from .casefiles import Trail, change_trail
from .changes import nature_of, shown_redline, stale_at, text_before
from .rounds import delegation_words, delegations_words, source_words


@dataclass(frozen=True)
class Option:
    """A delegation under which the change can be put, and who is then asked."""

    key: str
    name: str
    words: str
    asked: tuple[tuple[str, str], ...]
    cannot: str
    nearest: bool

    @property
    def hint(self) -> str:
        """Its own words, and whom it asks; or why nobody could complete it."""
        people = "; ".join(named_once(*pair, ": {}") for pair in self.asked)
        return f"{self.words} {self.cannot or f'Asked: {people}.'}"


@dataclass(frozen=True)
class ProposePage:
    """What proposing would put to whom."""

    statement: Statement
    change: Change
    trail: Trail
    redline: Redline
    nature: str
    because: tuple[str, ...]
    options: tuple[Option, ...]
    delegation: str
    in_the_way: str

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """Who is asked where there is no choice."""
        return self.options[0].asked if len(self.options) == 1 else ()

    @property
    def choices(self) -> list[tuple[str, str, str]]:
        return [(option.key, option.name, option.hint) for option in self.options]

    @property
    def nearest(self) -> str:
        return next((option.key for option in self.options if option.nearest), "")


def propose_page(file: CaseFile, change: Change, held: Held) -> ProposePage:
    material, because = nature_of(file, change)
    today = clock.today()
    nature = material or "minor"
    found = delegations_for(file.delegations, nature, today, why="; ".join(because[:1]))
    options = (
        () if isinstance(found, DomainError) else _options(found, nature, change, held)
    )
    where = stale_at(file, change)
    in_the_way = ""
    if isinstance(found, DomainError):
        in_the_way = str(found)
    elif all(option.cannot for option in options):
        in_the_way = options[0].cannot
    if where:
        in_the_way = (
            f"The text has moved on at {where} since this change was begun. Bring the "
            "change up to date first."
        )
    if not file.patch_of(change):
        in_the_way = "This change does not change anything yet. Edit the text first."
    return ProposePage(
        statement=file.statement,
        change=change,
        trail=change_trail(change, "Propose"),
        redline=shown_redline(file, change),
        nature=material,
        because=because,
        options=options,
        delegation=delegations_words(file.live_delegations(today))
        if isinstance(found, DomainError)
        else delegation_words(found[0]),
        in_the_way=in_the_way,
    )


def _options(
    found: Sequence[Delegation], nature: str, change: Change, held: Held
) -> tuple[Option, ...]:
    """Each delegation that takes it, and whether it could be completed under it."""
    today = clock.today()
    authors = Save.objects.filter(draft=change.draft_id, made_by__isnull=False)
    keys = list(authors.values_list("made_by", flat=True).distinct())
    nearest = plainly_nearest(found, nature)
    options = []
    for row in found:
        error = incompletable(row, keys, final=change.is_final, on=today, held=held)
        # "Jointly: every office signs" is its name and what it means.
        how = row.get_mode_display().partition(":")[0].lower()
        scope = row.get_scope_display().lower()
        options.append(
            Option(
                key=str(row.pk),
                name=f"{source_words(row)}: {how}, for {scope}",
                words=delegation_words(row),
                asked=who_is_asked(row, held),
                cannot=str(error or ""),
                nearest=row is nearest,
            )
        )
    return tuple(options)


def held_today(user: User) -> Held:
    """Who holds each office today, `user` among them: the header says it too."""
    rows = Appointment.objects.on(clock.today()).select_related("person", "office")
    held = {row.office_id: row for row in rows}
    know_offices(user, held.values())
    return held


def who_is_asked(delegation: Delegation, held: Held) -> tuple[tuple[str, str], ...]:
    """Each office of the delegation, and who acts in it today."""
    acts = [(row.office.name, acting(row, held)) for row in delegation.offices.all()]
    return tuple(
        (name, besides(name, str(row.person)) if row else "nobody acts in it now")
        for name, row in acts
    )


def rebased_redline(file: CaseFile, change: Change) -> Redline | None:
    """What the change would do to the text of today; None where it cannot be carried
    over."""
    current = file.current
    if current is None:
        return None
    before = current.document
    try:
        after = carried(file.patch_of(change), before, text_before(file, change))
    except Stale:
        return None
    return compared(before, after)


def reversed_redline(file: CaseFile, change: Change) -> Redline:
    """What would take an agreed change back. Raises Stale, naming the place."""
    latest, current = last_round(change), file.current
    if latest is None or current is None:
        return Redline(())
    now, was = current.document, latest.version.document
    name = str(change).capitalize()
    return compared(now, taken_back(latest.difference, now, was, name=name))
