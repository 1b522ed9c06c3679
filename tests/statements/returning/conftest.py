"""A text, and what it answers to the small form."""

import pytest

from statements.returning import return_of
from tests import makers
from tests.statements.returning.form import FIELDS, WORDS


@pytest.fixture
def document():
    return makers.statement_document().with_values({("b-1", "text"): WORDS})


@pytest.fixture
def sent(document):
    return return_of(document, FIELDS)
