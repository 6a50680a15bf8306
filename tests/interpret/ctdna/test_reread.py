from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.ctdna.reread import FOUND, site_rate
from mdt_board.interpret.known import known_on
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.radiology import Modality, Radiology, ReRead, ReReadAnswer, Study

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


def test_an_answer_is_not_known_before_it_was_given():
    asked, answered = PartialDate(2026, 11, 1), PartialDate(2026, 11, 20)
    seen = ReReadAnswer.SUSPICIOUS
    reread = ReRead(
        id="r", study="s", asked_on=asked, answered_on=answered, answer=seen
    )
    study = Study(id="s", on=PartialDate(2026, 10, 1), modality=Modality.CT)
    case = Case(id="x", radiology=Radiology(studies=(study,), rereads=(reread,)))
    before = known_on(case, date(2026, 10, 30)).radiology.rereads
    between = known_on(case, date(2026, 11, 10)).radiology.rereads
    after = known_on(case, date(2026, 11, 20)).radiology.rereads
    assert before == ()
    assert [r.answer for r in between] == [None]
    assert [r.answer for r in after] == [seen]
