from datetime import date, timedelta
from decimal import Decimal
from math import exp, log, log1p

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mdt_board.interpret.ctdna.course import courses_of, least_fold, turn
from mdt_board.interpret.ctdna.exponential import Look, chance_missed, fit
from mdt_board.interpret.ctdna.kinetics import series_of
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import Clearance, CourseKind
from mdt_board.model.molecular import (
    Assay,
    AssayKind,
    Detected,
    Molecular,
    NotDetected,
    Variant,
)

DNA = 50 * 303 * 0.5
START = date(2026, 1, 1)
FRACTIONS = st.floats(1e-4, 0.3)
DAYS = st.integers(0, 720)

FASTEST = 0.5  # per day: no tumor doubles in less than a day and a half


def look(day, fraction=None, molecules=DNA, needed=1):
    return Look(day, None if fraction is None else log(fraction), molecules, needed)


DETECTED = st.builds(look, DAYS, FRACTIONS)
ABSENT = st.builds(look, DAYS, molecules=st.floats(100, 1e5))


def course(*results, ng=50, days=90, kind=AssayKind.TUMOR_NAIVE, lod="0.0004"):
    assays, variants = [], []
    for i, result in enumerate(results):
        on = PartialDate.from_day(START + timedelta(i * days))
        assays.append(
            Assay(
                id=f"a{i}", sample=f"P{i}", kind=kind, name="ngs", sampled_on=on,
                input_ng=None if ng is None else Decimal(ng),
                lod=None if lod is None else Decimal(lod),
            )
        )  # fmt: skip
        found = NotDetected() if result is None else Detected(vaf=Decimal(result))
        variants.append(
            Variant(
                id=f"v{i}", sample=f"P{i}", gene="EGFR", hgvs_p="p.L858R", result=found
            )
        )
    molecular = Molecular(assays=tuple(assays), variants=tuple(variants))
    case = Case(id="x", molecular=molecular)
    by_sample = {a.sample: a for a in assays}
    series = series_of(case, by_sample)
    own = {a.id: a for a in assays}
    return courses_of(series, by_sample, own).get("variant:EGFR L858R")


def test_an_exact_exponential_is_found_again():
    rate = log(2) / 37
    looks = tuple(look(d, 0.001 * exp(rate * d)) for d in (0, 40, 80, 120))
    assert log(2) / fit(looks).rate == pytest.approx(37)


def test_two_detections_and_nothing_else_give_the_pair_of_case_a():
    panel = [(0, 0.00012, 30), (70, 0.00045, 32)]
    looks = tuple(look(d, f, ng * 303 * 0.5 * 16, 2) for d, f, ng in panel)
    found = fit(looks)
    days = [round(log(2) / r) for r in (found.rate, found.high, found.low)]
    assert days == [37, 22, 103]


def test_one_detection_has_no_speed_whatever_was_not_detected():
    assert fit((look(0), look(90), look(180, 0.003))) is None


def test_a_miss_that_the_curve_predicts_narrows_the_interval_and_keeps_the_rate():
    seen = (look(180, 0.0012), look(250, 0.0045))
    alone, with_misses = fit(seen), fit((look(0), look(90), *seen))
    assert with_misses.low > alone.low
    assert with_misses.rate == pytest.approx(alone.rate, rel=0.3)


def test_a_miss_where_much_was_expected_bends_the_curve_upward():
    seen = (look(180, 0.010), look(250, 0.011))
    assert fit((look(90), *seen)).rate > fit(seen).rate


@given(st.lists(DETECTED, min_size=2, max_size=6), ABSENT)
def test_a_tube_that_could_show_nothing_changes_nothing(seen, absent):
    """Not detected is a chance missed: without a chance there is no information."""
    blind = Look(absent.day, None, 1e-200, absent.needed)
    alone = fit(tuple(seen))
    assume(alone is not None)
    assume(abs(alone.rate) < FASTEST)  # else the curve itself reaches absurd heights
    assert fit((*seen, blind)).rate == pytest.approx(alone.rate, abs=1e-6)


@given(st.lists(DETECTED, min_size=2, max_size=5), st.lists(ABSENT, max_size=4))
def test_a_miss_never_acts_as_a_zero(seen, absent):
    """A zero would send the logarithm, and with it the rate, to infinity."""
    found = fit((*seen, *absent))
    assume(found is not None)
    assert found.low < found.rate < found.high
    assert abs(found.rate) < 100


@given(
    st.lists(DETECTED, min_size=2, max_size=5),
    st.lists(ABSENT, max_size=3),
    st.randoms(use_true_random=False),
)
def test_the_order_of_samples_does_not_matter(seen, absent, random):
    looks = (*seen, *absent)
    found = fit(looks)
    again = fit(tuple(random.sample(looks, len(looks))))
    if found is None or again is None:
        assert found is again
    else:
        assert again.rate == pytest.approx(found.rate, abs=1e-6)


@given(FRACTIONS, st.floats(10, 1e5), st.sampled_from([1, 2]))
def test_the_chance_to_miss_falls_with_what_is_there(fraction, molecules, needed):
    tube = Look(0, None, molecules, needed)
    chances = [chance_missed(tube, f) for f in (fraction / 2, fraction)]
    assert 0 <= chances[1] <= chances[0] <= 1


@pytest.mark.parametrize(
    ("molecules", "fold"),
    [(3, 5.2), (5, 3.7), (10, 2.6), (20, 2.1), (50, 1.8), (100, 1.65)],
)
def test_the_smallest_change_that_means_anything(molecules, fold):
    found = least_fold(look(0, 0.01, molecules / 0.01))
    assert float(found) == pytest.approx(fold, rel=0.03)


def test_less_than_a_molecule_has_no_smallest_change():
    assert least_fold(look(0, 0.0001, 100)) is None
    assert least_fold(look(0)) is None


def test_a_rise_after_clearance_is_read_from_the_clearance_on():
    found = course("0.078", None, None, "0.0005", "0.0031")
    assert (found.kind, found.samples) == (CourseKind.RISING, 4)
    assert found.since == START + timedelta(90)
    assert 25 < found.doubling_days < 35
    assert found.clearance is Clearance.TRANSIENT


def test_a_fall_has_a_half_life():
    found = course("0.05", "0.01", "0.002", days=30)
    assert found.kind is CourseKind.FALLING
    assert found.half_life_days == pytest.approx(Decimal(13), abs=1)
    assert abs(found.doubling_low) < found.half_life_days < abs(found.doubling_high)


def test_what_stands_still_has_neither():
    found = course("0.010", "0.0105", "0.0098")
    assert found.kind is CourseKind.LEVEL
    assert found.doubling_days is found.half_life_days is None


@pytest.mark.parametrize(
    ("results", "kind", "clearance"),
    [
        (("0.01", None), CourseKind.CLEARED, Clearance.ONCE),
        (("0.01", None, None), CourseKind.CLEARED, Clearance.SUSTAINED),
        (("0.01", None, "0.01"), CourseKind.UNCLEAR, Clearance.TRANSIENT),
        ((None, None), CourseKind.NEVER_DETECTED, Clearance.NONE),
        ((None, "0.01"), CourseKind.UNCLEAR, Clearance.NONE),
    ],
)
def test_what_became_of_a_signal(results, kind, clearance):
    found = course(*results)
    assert (found.kind, found.clearance) == (kind, clearance)


def test_a_miss_without_any_number_clears_nothing():
    found = course("0.01", None, None, ng=None, lod=None)
    assert (found.kind, found.clearance) == (CourseKind.UNCLEAR, Clearance.NONE)


def test_a_single_sample_has_no_course():
    assert course("0.01") is None


@pytest.mark.parametrize(
    ("first", "second", "direction"),
    [
        (look(0, 0.01), look(30, 0.05), 1),
        (look(0, 0.05), look(30, 0.01), -1),
        (look(0, 0.0010), look(30, 0.0012), 0),
        (look(0), look(30, 0.01), 1),
        (look(0), look(30, 0.0001), 0),
        (look(0, 0.01), look(30), -1),
        (look(0), look(30), 0),
    ],
)
def test_a_turn_is_what_chance_does_not_explain(first, second, direction):
    assert turn(first, second) == direction


RICH = st.builds(
    look, DAYS, molecules=st.floats(1e3, 1e8), needed=st.sampled_from([1, 2])
)


def log_likelihood(looks, level, rate):
    """Return what the fit maximizes, written down from its description."""
    total = 0.0
    for x in looks:
        expected = level + rate * (x.day - looks[0].day)
        if x.log_value is not None:
            total -= (x.log_value - expected) ** 2 / (2 * x.variance)
        else:
            molecules = exp(min(expected, 200.0)) * x.per_fraction
            total -= molecules
            total += log1p(molecules) if x.needed == 2 else 0.0
    return total


def best_level(looks, rate):
    """Return the highest likelihood at one rate, by golden section over the level."""
    low, high = -400.0, 400.0
    for _ in range(200):
        third = (high - low) / 3
        left, right = low + third, high - third
        if log_likelihood(looks, left, rate) < log_likelihood(looks, right, rate):
            low = left
        else:
            high = right
    return log_likelihood(looks, (low + high) / 2, rate)


@given(
    st.lists(DETECTED, min_size=2, max_size=5, unique_by=lambda x: x.day),
    st.lists(RICH, max_size=4),
)
def test_the_rate_is_the_best_there_is_whatever_the_tubes_missed(seen, missed):
    assume(max(x.day for x in seen) - min(x.day for x in seen) >= 1)
    looks = (*seen, *missed)
    growth = fit(looks)
    assert growth is not None
    at_best = best_level(looks, growth.rate)
    width = max(growth.high - growth.rate, 1e-6)
    for other in (growth.rate - width / 2, growth.rate + width / 2):
        assert best_level(looks, other) <= at_best + 1e-6


@pytest.mark.parametrize(
    "looks",
    [
        (look(210, 0.001, 1e5), look(240, 0.1, 1e5), look(690, molecules=1e6)),
        (look(60, molecules=1e5), look(630, 0.01, 1e6), look(660, 0.001, 1e6)),
        (
            *(look(150, molecules=1e3), look(510, molecules=1e4)),
            *(look(660, 0.3, 1e6), look(720, 0.001, 1e6)),
        ),
    ],
)
def test_where_newtons_steps_do_not_arrive_the_rate_is_found_all_the_same(looks):
    growth = fit(looks)
    at_best = best_level(looks, growth.rate)
    for other in (growth.low, growth.high):
        assert best_level(looks, other) < at_best
