"""SQL queries of every page, with one of everything and with ten."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.contrib import admin
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions.models import Change
from iegtracker import clock
from iegtracker.ledger.guards import guarded_models
from statements.rendering.pdf import Pdf
from tests import makers, pages, scale
from tests.makers import Story

from . import Measure

MOST = 12
SCALES = (1, 10)
NOW = makers.at("2004-12-17", "10:00")
_NOT_RENDERED = Pdf(content=b"%PDF-1.7", sha256="f" * 64, pages=1)

# Each page, read by the role that uses it most, in the state in which it says most.
DRAFTING = {
    "decisions:return": "officer",
    "decisions:return_file": "officer",
    "statements:list": "officer",
    "statements:statement": "officer",
    "statements:section": "officer",
    "statements:outcomes": "officer",
    "statements:grants": "officer",
    "statements:history": "officer",
    "statements:undo": "officer",
    "statements:compare": "officer",
    "statements:preview": "officer",
    "statements:current_pdf": "officer",
    "statements:grants_ledger": "officer",
    "statements:open_statement": "officer",
    "statements:import_statement": "officer",
    "statements:record_grant": "officer",
    "statements:record_receipt": "officer",
    "statements:reverse_receipt": "officer",
    "decisions:open_report": "officer",
    "decisions:report": "officer",
    "decisions:report_pdf": "officer",
    "decisions:report_section": "officer",
    "decisions:put": "clerk",
    "decisions:meetings": "member",
    "decisions:record_meeting": "clerk",
    "decisions:offices": "clerk",
    "decisions:enter_appointment": "clerk",
    "decisions:confirm": "second_clerk",
    "decisions:dismiss_appointment": "clerk",
    "decisions:end_appointment": "clerk",
    "decisions:record_office": "clerk",
    "decisions:record_absence": "clerk",
    "decisions:end_absence": "clerk",
    "decisions:enter_urgency": "clerk",
    "decisions:confirm_urgency": "clerk",
    "decisions:dismiss_urgency": "clerk",
    "decisions:end_delegation": "clerk",
    "decisions:incident": "clerk",
    "decisions:record_agenda": "clerk",
    "decisions:record_publication": "clerk",
    "decisions:record_earlier": "clerk",
    "decisions:cite_decision": "officer",
    "home": "officer",
    "ledger": "officer",
    "help": "member",
    "accessibility": "member",
    "mail_choice": "officer",
    "calendar_address": "officer",
    "decisions:check_receipt": "auditor",
    "healthz": "",
    "readyz": "",
}
REPORTED = {
    "decisions:meeting": "clerk",
    "decisions:decide": "clerk",
    "decisions:revise": "clerk",
    "decisions:withdraw_report": "clerk",
    "decisions:report": "clerk",
}
DECIDED = {
    "home": "portfolio_holder",
    "decisions:calendar": "",
    "ledger": "auditor",
    "record_check": "auditor",
    "decisions:timeline": "auditor",
    "statements:statement": "director",
    "statements:section": "director",
    "statements:compare": "auditor",
    "decisions:changes": "officer",
    "decisions:start": "officer",
    "decisions:gate": "clerk",
    "decisions:sign_several": "portfolio_holder",
    "decisions:signed_several": "director",
    "decisions:ask_final_approval": "officer",
    "decisions:clear": "clerk",
    "decisions:meeting": "member",
    "decisions:report": "member",
    "decisions:record_attendance": "clerk",
    "decisions:record_interests": "clerk",
    "decisions:record_minutes": "clerk",
    "decisions:confirm_minutes": "clerk",
    "decisions:correct_decision": "clerk",
    "decisions:record_finding": "second_clerk",
    "decisions:record_endorsement": "clerk",
    "decisions:offices": "clerk",
    "decisions:delegations": "clerk",
    "decisions:call_in": "clerk",
    "decisions:call_in_step": "clerk",
    "decisions:records": "clerk",
    "decisions:record": "clerk",
    "decisions:record_pdf": "member",
    "decisions:publish_record": "clerk",
}
# The last change that came to each fate.
CHANGES = {
    "writing": {
        "decisions:change": "officer",
        "decisions:change_section": "officer",
        "decisions:change_outcomes": "officer",
        "decisions:change_grants": "officer",
        "decisions:change_undo": "officer",
        "decisions:propose": "officer",
        "decisions:rebase": "officer",
        "decisions:withdraw": "officer",
    },
    "proposed": {
        "decisions:change": "portfolio_holder",
        "decisions:sign": "portfolio_holder",
        "decisions:recall": "officer",
        "decisions:renew": "officer",
        "decisions:raise": "portfolio_holder",
        "decisions:form": "portfolio_holder",
        "decisions:enter_paper": "clerk",
    },
    "half_signed": {
        "decisions:sign": "portfolio_holder",
        "decisions:signed": "director",
        "decisions:withdraw_signature": "director",
        "decisions:paper": "second_clerk",
        "decisions:dismiss_paper": "clerk",
        "decisions:scan": "second_clerk",
    },
    "declined": {"decisions:change": "officer"},
    "applied": {
        "decisions:change": "auditor",
        "decisions:reverse": "officer",
    },
}
PUBLISHED = {
    "home": "member",
    "statements:list": "member",
    "statements:statement": "member",
    "statements:section": "member",
    "statements:outcomes": "member",
    "statements:grants": "member",
    "statements:check": "member",
    "statements:final_copy": "member",
    "statements:final_pdf": "member",
    "decisions:since_cabinet": "member",
    "decisions:since_cabinet_pdf": "member",
    "decisions:timeline": "member",
    "decisions:evidence": "auditor",
    "decisions:delegations": "member",
    "decisions:distribution": "clerk",
    "decisions:distribution_progress": "clerk",
    "decisions:my_copy": "member",
    # Once the member has it, everybody has.
    "decisions:certify_distribution": "clerk",
    "decisions:copy": "",
    "decisions:copy_pdf": "",
    "decisions:gate": "clerk",
    "decisions:reopen": "clerk",
    "decisions:submit": "clerk",
    "decisions:incident": "clerk",
}
UNSENT = {"decisions:distribute": "clerk", "home": "clerk", "decisions:gate": "clerk"}
APPROVING = {
    "decisions:change": "officer",
    "decisions:recall": "officer",
    "decisions:sign": "portfolio_holder",
    "decisions:signed": "director",
}
CLEARED = {
    "home": "clerk",
    "decisions:gate": "clerk",
    "decisions:submit": "clerk",
    "decisions:reopen": "clerk",
    "decisions:return": "clerk",
    "decisions:return_file": "clerk",
}
SUBMITTED = {
    "decisions:publish": "clerk",
    "decisions:return": "clerk",
    "decisions:read_back": "clerk",
    "decisions:read_back_result": "clerk",
    "decisions:explain_difference": "clerk",
    "decisions:gate": "clerk",
    # As the public reads them.
    "decisions:meetings": "",
    "decisions:meeting": "",
    "decisions:report": "",
}


STATES = {
    "drafting": (scale.drafting, DRAFTING),
    "reported": (scale.reported, REPORTED),
    "decided": (scale.decided, DECIDED),
    "approving": (scale.approving, {"home": "portfolio_holder"}),
    "cleared": (scale.cleared, CLEARED),
    "submitted": (scale.submitted, SUBMITTED),
    "unsent": (scale.unsent, UNSENT),
    "published": (scale.published, PUBLISHED),
}
_OF_CHANGES = {"decided": CHANGES, "approving": {"final": APPROVING}}
PAGES = set().union(
    *(wanted for _, wanted in STATES.values()),
    *(wanted for some in _OF_CHANGES.values() for wanted in some.values()),
)


def counted(times: int) -> Iterator[tuple[str, int]]:
    """Each page with its queries in the state where it says most, at one scale."""
    for state in STATES:
        yield from counted_in(state, times)


def counted_in(state: str, times: int) -> Iterator[tuple[str, int]]:
    """The pages that are counted in one state of the statement."""
    tell, wanted = STATES[state]
    with _told(tell, times) as story:
        if state == "decided":
            pages.open_calendar(story)
        yield from _counts(story, state, wanted, pages.addresses(story))
        for about, change, of_change in _changes(story, state):
            found = pages.change_addresses(story.statement.round, change.number)
            yield from _counts(story, about, of_change, found)


def _changes(story: Story, state: str) -> Iterator[tuple[str, Change, dict[str, str]]]:
    for fate, wanted in _OF_CHANGES.get(state, {}).items():
        if fate == "final":
            change = story.statement.changes.get(kind="final")
        else:
            change = scale.last_change(story, fate)
        yield f"change {fate}", change, wanted


def counted_in_admin(times: int) -> Iterator[tuple[str, int]]:
    """The lists of the admin and the last row of each, as an auditor reads them."""
    with _told(scale.decided, times) as story:
        client = _signed_in(story, "auditor")
        for model in sorted(admin.site._registry, key=lambda m: m._meta.label):
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            listed = reverse(f"{name}_changelist")
            yield f"list of {model._meta.label}", queries(client, listed)
            last = model._default_manager.order_by("-pk").first()
            if last is not None:
                address = reverse(f"{name}_change", args=[last.pk])
                yield f"row of {model._meta.label}", queries(client, address)


def most(page: str) -> int:
    """How many queries a page may ask. A bundle of evidence reads every table of the
    record, and of some their bytes besides."""
    if page.startswith("decisions:evidence"):
        return MOST + 2 * len(guarded_models())
    return MOST


def measure() -> list[Measure]:
    """The most that any page asks, and whether ten times the data asks more."""
    call_command("collectstatic", interactive=False, verbosity=0)
    small, large = (dict(counted(times)) for times in SCALES)
    found = []
    for page, at_one in small.items():
        found.append(Measure(page, large[page], most(page), "queries"))
        found.append(Measure(f"{page}, ten against one", large[page], at_one, ""))
    return found


@contextmanager
def _told(tell: Callable[[int], Story], times: int) -> Iterator[Story]:
    """A story of that size, and afterwards nothing of it."""
    stubs = ("statements.views.reading.pdf", "statements.rendering.pdf.pdf")
    with transaction.atomic():
        with _patched(stubs):
            story = tell(times)
            with clock.told(NOW):
                yield story
        transaction.set_rollback(True)


@contextmanager
def _patched(names: tuple[str, ...]) -> Iterator[None]:
    """Files are counted here, not made: another benchmark times them."""
    first, second = (patch(name, return_value=_NOT_RENDERED) for name in names)
    with first, second:
        yield


def _counts(
    story: Story, state: str, wanted: dict[str, str], found: dict[str, str]
) -> Iterator[tuple[str, int]]:
    for name, role in wanted.items():
        client = _signed_in(story, role) if role else Client()
        yield f"{name} ({state}, {role or 'public'})", queries(client, found[name])


def queries(client: Client, address: str) -> int:
    """How many queries a page asks once what never changes has been read."""
    asked_by = client.post if address == reverse("statements:preview") else client.get
    asked_by(address)
    with CaptureQueriesContext(connection) as asked:
        answer = asked_by(address)
        answer.getvalue()
    if answer.status_code != 200:
        raise LookupError(f"{address} answered {answer.status_code}")
    return len(asked)


def _signed_in(story: Story, role: str) -> Client:
    client = Client()
    client.force_login(getattr(story.people, role))
    return client
