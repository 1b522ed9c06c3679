"""The cycle save, propose, first signature, second signature (applied), view."""

import statistics
import time
from collections.abc import Callable, Iterator

from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions import actions
from decisions.models import Change
from iegtracker import clock
from iegtracker.people.models import User
from statements.models import Draft
from tests import makers
from tests.makers import Story
from tests.statements.test_editing_pages import controls

from . import Measure

MOST_QUERIES = 160
TIMES = 5
NOW = makers.at("2004-12-10", "10:00")
STEPS = ("save", "propose", "first signature", "second signature", "view")


def measure() -> Iterator[Measure]:
    """Queries of one cycle through the pages, and the median time of each step.

    The tests' settings hash passwords by MD5, so that Argon2's cost stands apart.
    """
    call_command("collectstatic", interactive=False, verbosity=0)
    counts: dict[str, list[int]] = {step: [] for step in STEPS}
    times: dict[str, list[float]] = {step: [] for step in STEPS}
    with clock.told(NOW):
        story = makers.delegated_statement()
        clients = {
            person.pk: _signed_in(person)
            for person in (
                story.people.officer,
                story.people.director,
                story.people.portfolio_holder,
            )
        }
        for number in range(TIMES):
            for step, take in _cycle(story, clients, number):
                began = time.perf_counter()
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    answer = take()
                times[step].append((time.perf_counter() - began) * 1000)
                counts[step].append(len(queries))
                assert answer.status_code == (200 if step == "view" else 302), step
            assert Change.objects.get(number=number + 1).status == "applied"
    for step in STEPS:
        yield Measure(f"{step}: queries", max(counts[step]), None, "")
        yield Measure(f"{step}: median", statistics.median(times[step]), None, "ms")
    total = sum(max(counts[step]) for step in STEPS)
    yield Measure("the whole cycle: queries", total, MOST_QUERIES, "")


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _cycle(
    story: Story, clients: dict[int, Client], number: int
) -> Iterator[tuple[str, Callable[[], HttpResponse]]]:
    who = story.people
    change = actions.start_change(story.statement, title="A change", by=who.officer)
    place = [story.statement.round, change.number]
    officer = clients[who.officer.pk]
    section = reverse("decisions:change_section", args=[*place, "s-local"])
    typed = controls(officer.get(section)) | {
        "text": f"The council serves villages.\r\n\r\nA centre opens, draft {number}."
    }
    yield "save", lambda: officer.post(section, typed)
    assert Draft.objects.get(pk=change.draft_id).last_save == 1
    propose = reverse("decisions:propose", args=place)
    yield "propose", lambda: officer.post(propose, {"reason": "More is known."})
    told = {
        "seen": Change.objects.get(pk=change.pk).latest_round.digest,
        "interests": "none",
        "answer": "approved",
        "password": makers.PASSWORD,
    }
    sign = reverse("decisions:sign", args=place)
    for step, signer in (
        ("first signature", who.director),
        ("second signature", who.portfolio_holder),
    ):
        client = clients[signer.pk]
        yield step, lambda c=client: c.post(sign, told)
    page = reverse("decisions:change", args=place)
    yield "view", lambda: officer.get(page)
