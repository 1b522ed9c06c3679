"""Every page of the site by the name of its address, and an address of each."""

from collections.abc import Iterator

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from decisions import links
from decisions.models import (
    Absence,
    Appointment,
    AppointmentEntry,
    CopyMessage,
    Decision,
    DecisionCorrection,
    DecisionRecord,
    Delegation,
    PaperSignature,
    ReadBack,
    Urgency,
)
from iegtracker import clock
from iegtracker.people.models import CalendarAddress
from statements.models import Draft, Receipt, Save
from tests.makers import Story

# The pages of the two apps and of the project. Those of the admin and of allauth have
# tables of their own.
OWN = (
    "home",
    "ledger",
    "record_check",
    "help",
    "accessibility",
    "healthz",
    "readyz",
    "mail_choice",
    "calendar_address",
)
# The token of the officer's calendar, where `open_calendar` has made it.
CALENDAR = "a-token-for-tests-only"
_ROUND = (
    "statement",
    "current_pdf",
    "outcomes",
    "grants",
    "history",
    "compare",
    "final_copy",
    "final_pdf",
)
_STEPS = (
    "changes",
    "start",
    "gate",
    "evidence",
    "ask_final_approval",
    "clear",
    "reopen",
    "submit",
    "incident",
    "publish",
    "return",
    "read_back",
    "timeline",
    "since_cabinet",
    "since_cabinet_pdf",
    "record_endorsement",
    "delegations",
    "enter_urgency",
    "call_in",
    "sign_several",
    "signed_several",
    "distribution",
    "distribution_progress",
    "distribute",
    "certify_distribution",
    "my_copy",
)
_CHANGE = (
    "change",
    "change_outcomes",
    "change_grants",
    "propose",
    "recall",
    "rebase",
    "withdraw",
    "renew",
    "reverse",
    "sign",
    "signed",
    "withdraw_signature",
    "raise",
    "form",
    "enter_paper",
)
_REPORT = (
    "report",
    "report_pdf",
    "put",
    "revise",
    "withdraw_report",
    "cite_decision",
)
_MEETING = (
    "meeting",
    "decide",
    "record_agenda",
    "record_publication",
    "record_attendance",
    "record_interests",
    "record_minutes",
    "confirm_minutes",
)


def names() -> Iterator[str]:
    """The name of every address there is, of the admin and of allauth too."""
    return _walk(get_resolver(), ())


def _walk(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield ":".join((*spaces, entry.name or str(entry.pattern)))
        else:
            own = (entry.namespace,) if entry.namespace else ()
            yield from _walk(entry, (*spaces, *own))


def open_calendar(story: Story) -> None:
    """Let the officer's calendar be read at the address of this module."""
    CalendarAddress.objects.create(
        owner=story.people.officer,
        digest=CalendarAddress.digest_of(CALENDAR),
        made_at=clock.now(),
    )


def addresses(story: Story) -> dict[str, str]:
    """An address of every page that is not about one change."""
    round = story.statement.round
    report, meeting = story.report, story.meeting
    held = [meeting.held_on.isoformat(), meeting.body.slug]
    found = {name: reverse(name) for name in OWN}
    found |= {
        f"statements:{name}": reverse(f"statements:{name}", args=[round])
        for name in _ROUND
    }
    found |= {
        f"decisions:{name}": reverse(f"decisions:{name}", args=[round])
        for name in _STEPS
    }
    found |= {
        f"decisions:{name}": reverse(f"decisions:{name}", args=[report.number])
        for name in _REPORT
    }
    found |= {
        f"decisions:{name}": reverse(f"decisions:{name}", args=held)
        for name in _MEETING
    }
    numbers = story.statement.changes.values_list("number", flat=True)
    found["decisions:signed_several"] += f"?changes={','.join(map(str, numbers))}"
    plain = (
        "statements:list",
        "statements:check",
        "statements:preview",
        "statements:grants_ledger",
        "statements:open_statement",
        "statements:import_statement",
        "statements:record_grant",
        "statements:record_receipt",
        "decisions:check_receipt",
        "decisions:meetings",
        "decisions:record_meeting",
        "decisions:open_report",
        "decisions:offices",
        "decisions:enter_appointment",
        "decisions:record_earlier",
        "decisions:record_office",
        "decisions:records",
    )
    found |= {name: reverse(name) for name in plain}
    save = Save.objects.filter(draft__paper=story.statement.pk).latest("pk")
    entry = AppointmentEntry.objects.filter(appointment=None, dismissal=None).latest(
        "pk"
    )
    urgency = Urgency.objects.filter(delegation=None, dismissal=None).latest("pk")
    given = Delegation.objects.filter(end__isnull=True).latest("pk")
    away = Absence.objects.filter(end__isnull=True).latest("pk")
    read = _last(ReadBack)
    others = {
        "decisions:return_file": [round, "xml"],
        "decisions:read_back_result": [round, read],
        "decisions:explain_difference": [round, read],
        "statements:section": [round, "s-local"],
        "statements:undo": [round, save.number],
        "statements:reverse_receipt": [Receipt.objects.latest("pk").pk],
        "decisions:correct_decision": [_last(Decision)],
        "decisions:record_finding": [_last(DecisionCorrection)],
        "decisions:report_section": [report.number, "s-purpose"],
        "decisions:confirm": [entry.pk],
        "decisions:dismiss_appointment": [entry.pk],
        "decisions:confirm_urgency": [round, urgency.pk],
        "decisions:dismiss_urgency": [round, urgency.pk],
        "decisions:end_delegation": [round, given.pk],
        "decisions:record_absence": [away.office.slug],
        "decisions:end_absence": [away.pk],
        "decisions:end_appointment": [Appointment.objects.latest("pk").pk],
        "decisions:calendar": [CALENDAR],
    }
    message = CopyMessage.objects.order_by("pk").last()
    token = links.token_of(message.nonce if message else "none")
    sha256 = message.entry.distribution.copy.sha256 if message else "0" * 64
    others |= {
        "decisions:copy": [token],
        "decisions:copy_pdf": [token, sha256],
    }
    record = DecisionRecord.objects.order_by("pk").last()
    slug = record.slug if record else "none"
    decision = Decision.objects.filter(recommendation__letter="b").last()
    about = ["decisions", decision.pk if decision else 1]
    others |= {
        "decisions:record": [slug],
        "decisions:record_pdf": [slug],
        "decisions:publish_record": about,
        "decisions:call_in_step": [*about, "rule"],
    }
    return found | {name: reverse(name, args=args) for name, args in others.items()}


def _last(model: type[Model]) -> int:
    """The key of the last row, or one that is not there."""
    row = model._base_manager.order_by("-pk").first()
    return row.pk if row else 1


def change_addresses(round: str, number: int) -> dict[str, str]:
    """An address of every page about one change."""
    found = {
        f"decisions:{name}": reverse(f"decisions:{name}", args=[round, number])
        for name in _CHANGE
    }
    saves = Save.objects.filter(draft__purpose=Draft.Purpose.CHANGE)
    last = saves.filter(draft__change__number=number).order_by("-number").first()
    about = [round, number]
    papers = PaperSignature.objects.filter(signing_round__change__number=number)
    paper = papers.defer("scan").order_by("-pk").first()
    for name in ("paper", "scan", "dismiss_paper"):
        found[f"decisions:{name}"] = reverse(
            f"decisions:{name}", args=[*about, paper.pk if paper else 1]
        )
    found["decisions:change_section"] = reverse(
        "decisions:change_section", args=[*about, "s-local"]
    )
    found["decisions:change_undo"] = reverse(
        "decisions:change_undo", args=[*about, last.number if last else 1]
    )
    return found
