"""From the cleared text to what the ministry and the members received."""

from hashlib import sha256

from django.db import transaction

from decisions import actions as authority_actions
from decisions import links
from decisions.models import (
    CopyMessage,
    Distribution,
    DistributionCertificate,
    ReadBack,
)
from iegtracker import clock
from iegtracker.people.models import User
from statements import actions
from statements.document import compare
from statements.models import FinalCopy
from statements.rendering.pdf import Pdf
from statements.returning import as_text, fields_of, return_of
from tests.retelling import told_once

from .changes import applied_change, finally_approved
from .documents import GUIDELINES
from .story import Story, at, delegated_statement


@told_once
def cleared_statement() -> Story:
    """Cleared on 10 December 2004 with one signed change."""
    story = delegated_statement()
    with clock.told(at("2004-12-10")):
        applied_change(story)
        finally_approved(story)
        authority_actions.clear(story.statement, by=story.people.clerk)
    story.fresh()
    return story


@told_once
def submitted_statement() -> Story:
    """Submitted on 15 December 2004."""
    story = cleared_statement()
    with clock.told(at("2004-12-15", "15:00")):
        authority_actions.submit(
            story.statement,
            reference="ESD-1",
            sent_at=at("2004-12-15", "14:00"),
            by=story.people.clerk,
        )
    story.fresh()
    return story


@told_once
def published_statement() -> Story:
    """Published on 16 December 2004."""
    story = submitted_statement()
    with clock.told(at("2004-12-16")):
        authority_actions.publish(story.statement, by=story.people.clerk)
    story.fresh()
    return story


DIFFERENT = ("contact centre", "call centre")


def receipt(story: Story, *pairs: tuple[str, str]) -> bytes:
    """What the form would give for the text that was sent, with words replaced."""
    submission = story.statement.submissions.filter(incident=False).latest("pk")
    filled = return_of(submission.version.document, fields_of(GUIDELINES))
    text = as_text(filled).decode()
    for old, new in pairs:
        text = text.replace(old, new)
    return text.encode()


def read_back(story: Story, *pairs: tuple[str, str], **changed: object) -> ReadBack:
    """The last submission read back, with words replaced on the way."""
    told = {
        "file": receipt(story, *pairs),
        "name": "receipt.txt",
        "by": story.people.clerk,
        **changed,
    }
    submission = story.statement.submissions.filter(incident=False).latest("pk")
    return authority_actions.read_back(submission, **told)


def explained(story: Story, row: ReadBack, **changed: object) -> object:
    """A clerk found out why what was received differs."""
    told = {"why": "The form was filled in by hand.", "by": story.people.clerk}
    return authority_actions.explain_difference(row, **{**told, **changed})


def distributed(story: Story) -> Distribution:
    """Sent to every member; a mail server took each message."""
    made = authority_actions.distribute(story.statement, by=story.people.clerk)
    authority_actions.deliver(made)
    return made


def certified(story: Story) -> DistributionCertificate:
    """One member has downloaded the copy, the others were given it on paper."""
    first, *others = distributed(story).entries.as_it_stands()
    authority_actions.record_download(first, message=first.messages.get())
    authority_actions.record_paper_copy(others, note="By hand.", by=story.people.clerk)
    return authority_actions.certify_distribution(
        story.statement, by=story.people.clerk
    )


def link(person: User) -> str:
    """The personal link in the last message to a member."""
    return links.link_of(CopyMessage.objects.filter(entry__member=person).latest("pk"))


def superseding_copy(story: Story) -> FinalCopy:
    """A further version and its copy, made by the parts that the steps are made of."""
    before = story.statement.current.document
    after = before.with_values({("b-1", "text"): "The council serves towns."})
    made = b"%PDF-1.7 of the correction"
    with transaction.atomic():
        version = actions.apply_patch(
            story.statement,
            compare(before, after),
            authority="A test's.",
            by=story.people.clerk,
        )
        return actions.make_final_copy(
            version,
            Pdf(made, sha256(made).hexdigest(), 1),
            chain=bytes(FinalCopy.objects.get().chain),
            by=story.people.clerk,
        )
