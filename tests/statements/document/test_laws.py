import pytest

from .laws import LAWS

NAMES = [law.name for law in LAWS]


@pytest.mark.parametrize("law", LAWS, ids=NAMES)
def test_law(law):
    law.hold(examples=60)


@pytest.mark.soak
@pytest.mark.once
@pytest.mark.parametrize("law", LAWS, ids=NAMES)
def test_law_at_length(law):
    law.hold(examples=400)
