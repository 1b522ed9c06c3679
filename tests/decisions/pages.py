"""Every state of a story, and the addresses of the pages of changes and of the gate."""

from django.test import Client
from django.urls import reverse

from decisions import actions as authority_actions
from iegtracker import clock
from statements import actions
from tests import makers


def _awaited():
    document = makers.statement_document()
    note = {"what": "the forecast", "whom": "Revenues", "by": "2004-12-13"}
    return document.with_values({("s-local", "awaiting"): note})


def _with(change_made):
    def state():
        story = makers.delegated_statement(_awaited())
        change_made(story)
        return story

    return state


def _returned(story):
    change = makers.half_signed_change(story)
    authority_actions.return_change(
        change,
        seen=change.latest_round.digest,
        office=story.portfolio_office,
        interests="None",
        comment="Say when.",
        by=story.people.portfolio_holder,
    )


def _declined(story):
    change = makers.half_signed_change(story)
    authority_actions.decline_change(
        change,
        seen=change.latest_round.digest,
        office=story.portfolio_office,
        interests="None",
        comment="Not now.",
        by=story.people.portfolio_holder,
    )


def _withdrawn(story):
    change = makers.written_change(story)
    authority_actions.withdraw_change(change, by=story.people.officer)


def _stale(story):
    makers.written_change(story, text="Late words.")
    makers.half_signed_change(story, text="Other words.")
    makers.applied_change(story, text="First words.")


def _stale_proposed(story):
    """Proposed, and then the text moved on."""
    makers.half_signed_change(story, text="Other words.")
    makers.applied_change(story, text="First words.")


def _withdrawn_signature(story):
    change = makers.half_signed_change(story)
    authority_actions.withdraw_signature(
        change,
        office=story.director_office,
        reason="Too quick.",
        by=story.people.director,
    )


def _raised(story):
    change = makers.proposed_change(story, text=makers.COMMA_ADDED)
    authority_actions.raise_change(
        change,
        seen=change.latest_round.digest,
        office=story.director_office,
        reason="It matters.",
        by=story.people.director,
    )


def _on_paper(story):
    """The director's form has been entered, and nobody has confirmed it."""
    makers.on_paper(story, makers.proposed_change(story))


def _minor(story):
    """Half signed, and the same words as before."""
    makers.half_signed_change(story, text=makers.COMMA_ADDED)


def _reversed(story):
    change = makers.applied_change(story)
    authority_actions.reverse_change(change, by=story.people.officer)


def two_waiting(story):
    """Two changes wait for the portfolio holder; a figure changes in one."""
    makers.half_signed_change(story)
    change = authority_actions.start_change(
        story.statement, title="The forecast", by=story.people.officer
    )
    draft = change.draft
    cells = {"permissible": 100, "enabled": 74, "included": True, "reason": ""}
    actions.save_draft(
        draft,
        draft.document.with_values({("f-1", "cells"): cells}),
        seen=draft.digest,
        place="section 3, BVPI 157",
        by=story.people.officer,
    )
    authority_actions.propose_change(
        change, reason="The forecast is known.", by=story.people.officer
    )
    makers.sign_as_director(story, change)


def _choosing():
    """Two delegations take the change, and neither is nearer."""
    story = makers.delegated_and_urgent()
    makers.written_change(story)
    return story


def _final_asked(story):
    authority_actions.ask_final_approval(story.statement, by=story.people.officer)


def _reopened():
    story = makers.cleared_statement()
    with clock.told(makers.at("2004-12-11")):
        authority_actions.reopen(
            story.statement, reason="A slip.", by=story.people.clerk
        )
    story.fresh()
    return story


STATES = {
    "drafted": makers.drafted_statement,
    "reported": makers.reported_statement,
    "delegated": makers.delegated_statement,
    "written": _with(makers.written_change),
    "proposed": _with(makers.proposed_change),
    "half signed": _with(makers.half_signed_change),
    "returned": _with(_returned),
    "declined": _with(_declined),
    "withdrawn": _with(_withdrawn),
    "applied": _with(makers.applied_change),
    "stale": _with(_stale),
    "stale proposed": _with(_stale_proposed),
    "signature withdrawn": _with(_withdrawn_signature),
    "raised": _with(_raised),
    "on paper": _with(_on_paper),
    "reversed": _with(_reversed),
    "two waiting": _with(two_waiting),
    "choosing": _choosing,
    "final asked": _with(_final_asked),
    "finally approved": _with(makers.finally_approved),
    "cleared": makers.cleared_statement,
    "reopened": _reopened,
    "submitted": makers.submitted_statement,
    "published": makers.published_statement,
    "minor": _with(_minor),
}
CHANGE_PAGES = (
    "change",
    "propose",
    "recall",
    "rebase",
    "renew",
    "reverse",
    "withdraw",
    "sign",
    "signed",
    "withdraw_signature",
    "raise",
    "form",
    "enter_paper",
)
STATEMENT_PAGES = (
    "changes",
    "start",
    "gate",
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
    "sign_several",
    "signed_several",
)


def addresses(story):
    """Every address of the story's pages, and some of things that are not there."""
    found = [reverse("home")]
    found += [reverse(f"decisions:{name}", args=["2004"]) for name in STATEMENT_PAGES]
    for number in numbers(story):
        found += [
            reverse(f"decisions:{name}", args=["2004", number]) for name in CHANGE_PAGES
        ]
    return [*found, *editors(story), reverse("decisions:gate", args=["2099"])]


def editors(story):
    """The addresses at which the text of a change is written."""
    names = (
        ("change_section", "s-local"),
        ("change_section", "nothing"),
        ("change_outcomes",),
        ("change_grants",),
        ("change_undo", 1),
    )
    return [
        reverse(f"decisions:{name}", args=["2004", number, *rest])
        for number in numbers(story)
        for name, *rest in names
    ]


def numbers(story):
    """The numbers of its changes, and one that is not there."""
    return [*story.statement.changes.values_list("number", flat=True), 99]


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client
