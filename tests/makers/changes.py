"""Changes, and what their signers answer."""

from decisions import actions as authority_actions
from decisions.models import Change, Office
from decisions.selectors.home import home_page
from iegtracker import clock
from iegtracker.people.models import User
from statements import actions

from .story import Story

# The default text of a change says more than before; this one says the same.
COMMA_ADDED = "A contact centre, will open."


def written_change(
    story: Story, *, text: str = "A contact centre will open soon.", block: str = "b-2"
) -> Change:
    """A change to one block, saved and not yet proposed."""
    who = story.people
    change = authority_actions.start_change(
        story.statement, title=f"Change of {block}", by=who.officer
    )
    draft = change.draft
    actions.save_draft(
        draft,
        draft.document.with_values({(block, "text"): text}),
        seen=draft.digest,
        place="section 1, Local context",
        by=who.officer,
    )
    return Change.objects.get(pk=change.pk)


def proposed_change(story: Story, **written: str) -> Change:
    """A change that waits for both signatures."""
    change = written_change(story, **written)
    authority_actions.propose_change(
        change, reason="More is known now.", by=story.people.officer
    )
    return Change.objects.get(pk=change.pk)


def sign(
    story: Story, change: Change, person: User, office: Office, **changed: object
) -> object:
    """Approve what the person sees now."""
    told = {"interests": "None", **changed}
    if "seen" not in told:
        told["seen"] = change.latest_round.digest
    return authority_actions.sign_change(change, office=office, by=person, **told)


def sign_as_director(story: Story, change: Change, **changed: object) -> object:
    return sign(story, change, story.people.director, story.director_office, **changed)


def sign_as_portfolio_holder(story: Story, change: Change, **changed: object) -> object:
    return sign(
        story,
        change,
        story.people.portfolio_holder,
        story.portfolio_office,
        **changed,
    )


def half_signed_change(story: Story, **written: str) -> Change:
    """A change that the director has signed."""
    change = proposed_change(story, **written)
    sign_as_director(story, change)
    return Change.objects.get(pk=change.pk)


def applied_change(story: Story, **written: str) -> Change:
    """A change that both have signed: it is in the text."""
    change = half_signed_change(story, **written)
    sign_as_portfolio_holder(story, change)
    story.fresh()
    return Change.objects.get(pk=change.pk)


def finally_approved(story: Story) -> Change:
    """Both have approved the whole text."""
    authority_actions.ask_final_approval(story.statement, by=story.people.officer)
    change = story.statement.changes.get(kind="final", status="proposed")
    sign_as_director(story, change)
    sign_as_portfolio_holder(story, change)
    return Change.objects.get(pk=change.pk)


def answer(story: Story, change: Change, action: str, **changed: object) -> object:
    """Return or refuse a change as the director."""
    told = {
        "office": story.director_office,
        "interests": "None",
        "comment": "The date is not known.",
        "by": story.people.director,
        **changed,
    }
    if "seen" not in told:
        told["seen"] = change.latest_round.digest
    return getattr(authority_actions, action)(change, **told)


def change_in(story: Story, status: str) -> Change:
    """A change in any status."""
    who = story.people
    if status == "writing":
        return written_change(story)
    if status == "applied":
        return applied_change(story)
    if status == "withdrawn":
        change = written_change(story)
        return authority_actions.withdraw_change(change, by=who.officer)
    change = proposed_change(story, text=COMMA_ADDED)
    if status == "declined":
        answer(story, change, "decline_change")
    return Change.objects.get(pk=change.pk)


SCAN = b"%PDF-1.4 a scan for tests"


def on_paper(story: Story, change: Change, **changed: object) -> object:
    """The director's approval on the printed form, as the first clerk enters it."""
    latest = change.latest_round
    told = {
        "office": story.director_office,
        "verdict": "approved",
        "digest": latest.digest if latest else "0" * 64,
        "interests": "None",
        "signed_on": clock.today(),
        "scan": SCAN,
        "scan_name": "form.pdf",
        "by": story.people.clerk,
        **changed,
    }
    return authority_actions.enter_paper_signature(change, **told)


def signed_on_paper(story: Story, change: Change) -> object:
    """The director's approval on paper, entered and confirmed."""
    paper = on_paper(story, change)
    return authority_actions.confirm_paper_signature(
        paper, by=story.people.second_clerk
    )


def waits_to_sign(person: User) -> list[Change]:
    """The changes that wait for a person's signature, as their home page says."""
    waits = home_page(User.objects.get(pk=person.pk)).waits
    return [wait.asked.change for wait in waits if wait.asked]
