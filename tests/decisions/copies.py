"""The copies of members, and each step of theirs by its name."""

from datetime import timedelta

from decisions import actions
from decisions.models import RollEntry
from tests import makers

ON = makers.at("2004-12-16", "10:00")
MEMBERS = 57
COPY_CALLS = {
    "send_again": lambda e, by: actions.send_again([e], by=by),
    "record_bounce": lambda e, by: actions.record_bounce([e], note="x", by=by),
    "record_paper_copy": lambda e, by: actions.record_paper_copy([e], note="x", by=by),
    "record_left_office": lambda e, by: actions.record_left_office(
        [e], note="x", by=by
    ),
    "mark_not_known": lambda e, by: actions.mark_not_known([e], note="x", by=by),
    "record_download": lambda e, by: actions.record_download(e, by=by),
    "lapse_claims": lambda e, by: actions.lapse_claims(e.distribution, timedelta(-1)),
}


def entry_of(person):
    return RollEntry.objects.as_it_stands().get(member=person)


def status_of(person):
    return entry_of(person).status
