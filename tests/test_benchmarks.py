"""What the benchmarks time is what it claims to be."""

import pytest

from benchmarks.proof import whole_record
from decisions.bundle import files_of
from iegtracker.ledger.models import Event
from iegtracker.ledger.verification import verify
from tests.decisions.bundles import listed_anew, said


@pytest.mark.django_db
def test_the_record_that_proving_is_timed_on_holds():
    statement = whole_record(300)
    assert Event.objects.count() == 300
    assert {title: found for title, found in verify() if found} == {}
    assert said(listed_anew(files_of(statement))) == ""
