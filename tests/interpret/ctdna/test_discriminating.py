import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.ctdna.discriminating import (
    POSITIVE,
    SOURCES,
    best_test,
    gain,
)
from mdt_board.model.interpretation import Band, Hypothesis, Reason
from mdt_board.model.text import Message

SOURCE_NAMES = sorted({s for sources in SOURCES.values() for s in sources})


def standing(name, reasons=1, band=Band.POSSIBLE):
    return Hypothesis(name, band, tuple(Reason(Message("x")) for _ in range(reasons)))


@pytest.mark.parametrize(
    ("names", "test"),
    [
        (("tumor-derived", "unconfirmed-positive"), "repeat-plasma"),
        (("ch-not-excluded",), "paired-wbc"),
        (("tumor-derived", "clonal-hematopoiesis"), "paired-wbc"),
        (("tumor-derived", "non-cancer-methylation"), "treat-other-cause"),
        (("clonal-hematopoiesis", "germline"), "germline-test"),
    ],
)
def test_the_test_is_the_one_that_tells_the_standing_explanations_apart(names, test):
    assert best_test(tuple(standing(n) for n in names)) == test


def test_where_one_explanation_stands_no_test_tells_anything():
    assert best_test((standing("molecular-relapse"),)) == ""
    assert best_test(()) == ""


def test_what_is_unlikely_or_without_data_does_not_count():
    ruled_out = standing("clonal-hematopoiesis", band=Band.UNLIKELY)
    assert best_test((standing("tumor-derived"), ruled_out)) == ""


def test_every_test_says_what_it_gives_for_every_source():
    assert all(set(chances) == set(SOURCE_NAMES) for chances in POSITIVE.values())


@given(
    st.lists(st.floats(0.01, 1), min_size=5, max_size=5),
    st.sampled_from(sorted(POSITIVE)),
)
def test_a_test_never_takes_information_away(weights, test):
    shares = [w / sum(weights) for w in weights]
    assert gain(dict(zip(SOURCE_NAMES, shares, strict=True)), POSITIVE[test]) >= -1e-12
