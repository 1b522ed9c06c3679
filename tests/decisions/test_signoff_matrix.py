"""Who may sign, by hand: person x moment x way x mode. Every way must agree.

What gets in by none of these ways is in `test_forged_signatures`.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from decisions import actions
from decisions.authority import acting, appointments_for
from decisions.coverage import coverage
from decisions.models import Change, Office, SignOff
from decisions.states import Mode, Part
from iegtracker import clock
from iegtracker.errors import DomainError, NotReady
from iegtracker.people.models import User
from statements import actions as statement_actions
from statements.models import Draft
from tests import makers
from tests.retelling import told_once

pytestmark = pytest.mark.django_db
YESTERDAY, TODAY = date(2004, 12, 9), date(2004, 12, 10)

# For each person: may they sign before any signature, between two, after the last?
# y: yes. n: no. -: it cannot come to that.
#   joint: both offices decide. between: the other office has signed.
#   consultation: the director decides, the portfolio holder is consulted. between: the
#   view has been given.
#   sole: the director alone, so that there is nothing between.
MATRIX = {
    #                                        joint  consultation  sole
    "author":                               ("nnn", "nnn",        "n-n"),
    "co-author":                            ("nnn", "nnn",        "n-n"),
    "director":                             ("yyn", "nyn",        "y-n"),
    "portfolio holder":                     ("yyn", "ynn",        "n-n"),
    "director who wrote part":              ("yyn", "---",        "---"),
    "portfolio holder who wrote part":      ("yyn", "ynn",        "n-n"),
    "director where both wrote part":       ("---", "---",        "---"),
    "author who became director":           ("yyn", "nn-",        "n--"),
    "director who also became the other":   ("yn-", "nn-",        "y-n"),
    "former director":                      ("nnn", "nnn",        "n-n"),
    "new director":                         ("yyn", "nyn",        "y-n"),
    "substitute of a director who is away": ("yyn", "nyn",        "y-n"),
    "substitute of a director who is here": ("nnn", "nnn",        "n-n"),
    "director who is away":                 ("nnn", "nnn",        "n-n"),
    "superuser":                            ("nnn", "nnn",        "n-n"),
    "director whose account is closed":     ("nnn", "nnn",        "n-n"),
}  # fmt: skip
MODES = (Mode.JOINT, Mode.CONSULTATION, Mode.SOLE)
MOMENTS = ("before", "between", "after")


@dataclass
class Case:
    story: makers.Story
    change: Change
    person: User
    office: Office

    def fresh(self) -> Change:
        return Change.objects.get(pk=self.change.pk)


@told_once
def delegated(mode: str) -> makers.Story:
    story = makers.reported_statement()
    with clock.told(makers.at("2004-12-08")):
        leader = actions.record_office(
            slug="leader", name="Leader", holder_kind="member", by=story.people.clerk
        )
        makers.appoint(story, leader, story.people.member)
    director = (story.director_office, Part.DECIDES)
    other = Part.DECIDES if mode == Mode.JOINT else Part.CONSULTED
    offices = [director]
    if mode != Mode.SOLE:
        offices.append((story.portfolio_office, other))
    given = makers.joint(
        story,
        mode=mode,
        offices=offices,
        substitutes={story.director_office.pk: leader},
    )
    with clock.told(makers.at("2004-12-09", "11:00")):
        actions.decide(
            story.statement,
            makers.taken(story, delegation=given),
            by=story.people.clerk,
        )
    story.fresh()
    return story


def proposed(story: makers.Story, *others: User) -> Change:
    """A change by the officer, and by others, that has been proposed."""
    change = makers.written_change(story)
    for number, person in enumerate(others):
        draft = Draft.objects.get(pk=change.draft_id)
        statement_actions.save_draft(
            draft,
            draft.document.with_values({("b-1", "text"): f"Other words {number}."}),
            seen=draft.digest,
            place="section 1",
            by=person,
        )
    change = Change.objects.get(pk=change.pk)
    actions.propose_change(change, reason="x", by=story.people.officer)
    return Change.objects.get(pk=change.pk)


def replaced(story: makers.Story, person: User) -> None:
    """The director leaves; `person` holds the office from today."""
    appointment = story.director_office.appointments.get()
    with clock.told(makers.at("2004-12-10", "08:00")):
        actions.end_appointment(
            appointment, ends_on=YESTERDAY, reason="Left.", by=story.people.clerk
        )
        makers.appoint(story, story.director_office, person, TODAY)


def away(story: makers.Story) -> None:
    actions.record_absence(
        story.director_office, starts_on=TODAY, reason="Ill.", by=story.people.clerk
    )


def told(name: str, mode: str) -> Case:
    """The person's world, with a change that waits."""
    story = delegated(mode)
    who = story.people
    author = who.second_officer
    person, office, also = who.director, story.director_office, [author]
    if name.startswith("portfolio holder"):
        person, office = who.portfolio_holder, story.portfolio_office
    if name.endswith("who wrote part"):
        also = [person]
    elif name.endswith("both wrote part"):
        also = [who.director, who.portfolio_holder]
    elif name == "author":
        person = who.officer
    elif name == "co-author":
        person = author
    elif name == "superuser":
        person = who.administrator
    elif name.startswith("substitute"):
        person = who.member
    change = proposed(story, *also)
    if name == "author who became director":
        person = author
        replaced(story, author)
    elif name == "director who also became the other":
        actions.end_appointment(
            story.portfolio_office.appointments.get(),
            ends_on=YESTERDAY,
            reason="Left.",
            by=who.clerk,
        )
        # An officer who was elected holds both until they leave the first.
        makers.appoint(story, story.portfolio_office, who.director, TODAY)
    elif name == "former director":
        replaced(story, makers.user("successor"))
    elif name == "new director":
        person = makers.user("successor")
        replaced(story, person)
    elif name in ("substitute of a director who is away", "director who is away"):
        away(story)
    elif name == "director whose account is closed":
        person.is_active = False
        person.save()
    return Case(story, change, person, office)


def others_sign(case: Case, *, to_the_end: bool) -> None:
    """Whoever acts signs for the other office, and at the end for this one too."""
    latest = case.fresh().latest_round
    rows = list(latest.delegation.offices.select_related("office", "substitute"))
    rows.sort(key=lambda row: row.part != Part.CONSULTED)
    if not to_the_end:
        views = [row for row in rows if row.part == Part.CONSULTED]
        rows = views or [row for row in rows if row.office_id != case.office.pk]
    held = appointments_for([latest.delegation], TODAY)
    for row in rows:
        acts = acting(row, held)
        if not acts.person.is_active:
            User.objects.filter(pk=acts.person_id).update(is_active=True)
        person = User.objects.get(pk=acts.person_id)
        makers.sign(case.story, case.fresh(), person, row.office)
        User.objects.filter(pk=case.person.pk).update(is_active=case.person.is_active)


def by_action(case: Case) -> None:
    with suppress(DomainError):
        makers.sign(case.story, case.fresh(), case.person, case.office)


def by_page(case: Case) -> None:
    change = case.fresh()
    url = reverse("decisions:sign", args=[change.statement.round, change.number])
    posted(case, url, answer="approved")


def by_admin(case: Case) -> None:
    url = reverse("admin:decisions_change_sign_change", args=[case.change.pk])
    posted(case, url, answer="approved")


def by_paper(case: Case) -> None:
    who = case.story.people
    with suppress(DomainError):
        paper = makers.on_paper(case.story, case.fresh(), office=case.office)
        actions.confirm_paper_signature(paper, by=who.second_clerk)


WAYS = {"action": by_action, "page": by_page, "admin": by_admin, "paper": by_paper}


def posted(case: Case, url: str, **more: str) -> None:
    User.objects.filter(pk=case.person.pk).update(is_staff=True)
    browser = Client()
    browser.force_login(case.person)
    answer = browser.post(
        url,
        {
            "seen": digest(case),
            "office": str(case.office.pk),
            "interests": "none",
            "password": makers.PASSWORD,
            **more,
        },
    )
    assert answer.status_code in (200, 302, 403), answer.status_code


def digest(case: Case) -> str:
    return case.fresh().latest_round.digest


def signed(case: Case) -> int:
    rows = SignOff.objects.filter(person=case.person, office=case.office)
    return rows.count()


def it_comes_to(moment: str, case: Case, name: str) -> None:
    """What the others sign until then."""
    if moment == "between" and "also became" in name:
        # They have signed for the other office themselves.
        other = case.story.portfolio_office
        makers.sign(case.story, case.fresh(), case.person, other)
    elif moment != "before":
        others_sign(case, to_the_end=moment == "after")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", MATRIX)
def test_who_may_sign_when_and_how(name, mode):
    expected = MATRIX[name][MODES.index(mode)]
    with clock.told(makers.at("2004-12-10")):
        if expected == "---":
            # Nobody could decide it, so that it is not even proposed.
            with pytest.raises(NotReady, match="wrote part of it"):
                told(name, mode)
            return
        case = told(name, mode)
        for moment, may in zip(MOMENTS, expected, strict=True):
            if may == "-":
                continue
            with makers.undone():
                it_comes_to(moment, case, name)
                before = signed(case)
                for way, sign in WAYS.items():
                    with makers.undone():
                        sign(case)
                        is_signed = signed(case) - before == 1
                        assert is_signed == (may == "y"), (moment, way)
                        if is_signed:
                            assert coverage(case.story.fresh()).holds
