from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.ctdna.reread import FOUND, site_rate
from mdt_board.model.radiology import ReRead, ReReadAnswer

ANSWERS = st.lists(st.none() | st.sampled_from(ReReadAnswer), max_size=30)


def rows(answers):
    return [ReRead(id=f"r{i}", study="s", answer=a) for i, a in enumerate(answers)]


def test_a_site_without_answers_has_no_rate():
    found = site_rate(rows([None, None]))
    assert (found.asked, found.answered, found.rate) == (2, 0, None)


def test_a_request_without_an_answer_is_no_negative():
    seen, not_seen = ReReadAnswer.VISIBLE_IN_RETROSPECT, ReReadAnswer.NOT_SEEN
    found = site_rate(rows([seen, not_seen, None, None]))
    assert (found.asked, found.answered, found.found) == (4, 2, 1)
    assert found.rate == Decimal("0.5")


@given(ANSWERS)
def test_the_rate_lies_in_its_interval(answers):
    found = site_rate(rows(answers))
    assert found.found == sum(a in FOUND for a in answers)
    if found.rate is not None:
        assert 0 <= found.low <= found.rate <= found.high <= 1
