"""A slip in spelling, and a word put for another."""

import pytest

from decisions.spelling import one_word

SLIPS = """
    recieved received    acheive achieve      thier their          center centre
    accomodate accommodate    begining beginning    comittee committee
    occured occurred     instalment installment   traveled travelled
    seperate separate    definately definitely    relevent relevant
    independant independent   organize organise   analyze analyse
    goverment government enviroment environment   parliment parliament
    buisness business    deparmtent department    Cambridgshire Cambridgeshire
"""
OTHERS = """
    included excluded    internal external    import export    likely unlikely
    contractor contracted    employer employee    licensees licenses   hire fire
    county country       charge change        form from        quite quiet
    trial trail          complied compiled    complaint compliant    stopped stepped
    chairman chairmen    withdraw withdrew    officers offices    provider provided
    suppliers supplies   contract contact     contracts contacts  completed competed
    premises promises    expansive expensive  installed instilled planning planing
    uninformed uniformed stimulate simulate   approve approved    village villages
    kiosk kiosks         Histon Milton        now not              adopt adapt
    department deportment    district distract    confirmed conformed
"""


def _pairs(words):
    each = iter(words.casefold().split())
    return list(zip(each, each, strict=True))


@pytest.mark.parametrize(("one", "other"), _pairs(SLIPS))
def test_a_slip_is_the_same_word(one, other):
    assert one_word(one, other)
    assert one_word(other, one)


@pytest.mark.parametrize(("one", "other"), _pairs(OTHERS))
def test_a_word_put_for_another_is_no_slip(one, other):
    assert not one_word(one, other)
    assert not one_word(other, one)
