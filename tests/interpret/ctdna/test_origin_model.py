"""Properties of the origin model that hold whatever the numbers are."""

from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdt_board.interpret.ctdna.origin_model import OriginModel
from mdt_board.interpret.ctdna.origin_parts import (
    CANCER,
    NO_CANCER,
    NOT_STATED,
    TREATED,
    Seen,
)
from mdt_board.interpret.ctdna.origin_tables import origin_tables
from mdt_board.interpret.ctdna.origin_white_cells import Reads
from mdt_board.knowledge import bundled
from mdt_board.model.interpretation import OriginAnswer

MODEL = OriginModel(origin_tables(bundled()))
ANSWERS = {
    "tumor": OriginAnswer.TUMOR_LIKELY,
    "ch": OriginAnswer.CH_LIKELY,
    "germline": OriginAnswer.GERMLINE_LIKELY,
    "technical": OriginAnswer.TECHNICAL_LIKELY,
}
TINY = 1e-9
few = settings(max_examples=40, deadline=None)


def counted(most):
    return st.integers(1, most).flatmap(
        lambda total: st.builds(Reads, st.integers(0, total), st.just(total))
    )


@st.composite
def seen(draw):
    reads = draw(st.none() | counted(20_000).filter(lambda r: r.alt))
    vaf = reads.alt / reads.total if reads else None
    return Seen(
        gene=draw(st.sampled_from(["TP53", "DNMT3A", "KRAS", "ATM", "BRCA2", "XYZ1"])),
        name=draw(st.sampled_from(["", "G12D", "R882H", "R175H"])),
        vaf=vaf if reads else draw(st.none() | st.floats(1e-5, 1)),
        reads=reads,
        wbc=draw(st.none() | counted(20_000)),
        tissue=draw(st.none() | counted(2_000)),
        others_in_tissue=draw(st.booleans()),
        age=draw(st.none() | st.integers(0, 110)),
        history=draw(st.sampled_from([CANCER, NO_CANCER, NOT_STATED, TREATED])),
        had_genotoxic=draw(st.none() | st.booleans()),
        fragment_ratio=draw(st.none() | st.floats(0, 5)),
        samples=draw(st.integers(1, 4)),
        is_driver=draw(st.booleans()),
        course=draw(st.sampled_from(["", "stable", "parallel", "fast"])),
    )


PATIENT = st.lists(seen(), min_size=1, max_size=6)


def weigh(*variants):
    return MODEL.weigh(variants)


def tumor_odds(weighed):
    return weighed.tumor / max(1 - weighed.tumor, 1e-300)


@few
@given(PATIENT)
def test_the_probabilities_sum_to_one_and_the_range_holds_the_leading_one(patient):
    for weighed in weigh(*patient):
        shares = weighed[:4]
        assert abs(sum(shares) - 1) < TINY
        assert all(0 <= s <= 1 for s in shares)
        assert weighed.low - TINY <= max(shares) <= weighed.high + TINY


@few
@given(PATIENT, st.randoms(use_true_random=False))
def test_the_order_of_a_patients_variants_changes_nothing(patient, random):
    order = random.sample(range(len(patient)), len(patient))
    shuffled = weigh(*[patient[i] for i in order])
    straight = weigh(*patient)
    for position, i in enumerate(order):
        assert shuffled[position][:4] == pytest.approx(straight[i][:4], abs=TINY)
        assert shuffled[position].answer is straight[i].answer


@settings(deadline=None)
@given(seen(), st.integers(1, 20_000), st.data())
def test_more_reads_in_white_cells_never_raise_the_tumor_odds(one, total, data):
    fewer = data.draw(st.integers(0, total))
    more = data.draw(st.integers(fewer, total))
    low, high = (weigh(one._replace(wbc=Reads(alt, total)))[0] for alt in (fewer, more))
    assert high.tumor <= low.tumor + TINY


@few
@given(seen(), st.integers(1, 200))
def test_a_match_never_raises_tumor_against_hematopoiesis_over_no_test(one, reads):
    """As many reads of white cells as of plasma, at plasma's fraction or above."""
    plasma = Reads(reads, 5_000)
    one = one._replace(reads=plasma, vaf=reads / 5_000, course="", age=None)
    one = one._replace(fragment_ratio=None, had_genotoxic=None, history=NO_CANCER)
    alone = weigh(one._replace(wbc=None))[0]
    matched = weigh(one._replace(wbc=plasma))[0]
    assert matched.tumor * alone.ch <= alone.tumor * matched.ch + TINY


@few
@given(PATIENT)
def test_what_is_missing_is_no_contribution(patient):
    for one, weighed in zip(patient, weigh(*patient), strict=True):
        ids = {p.id for p in weighed.parts}
        if one.wbc is None:
            assert not ids & {"wbc", "wbc-germline"}
        if one.tissue is None:
            assert not any(i.startswith("tissue.") for i in ids)
        if one.age is None:
            assert not any(i.startswith("age.") for i in ids)
        if one.fragment_ratio is None:
            assert "fragments" not in ids
        if one.vaf is None:
            assert not ids & {"fraction", "others"}


@few
@given(PATIENT)
def test_a_likely_answer_is_the_leading_one_and_an_open_one_names_a_test(patient):
    for weighed in weigh(*patient):
        shares = dict(zip(ANSWERS, weighed[:4], strict=True))
        leading = max(shares, key=shares.get)
        if weighed.answer is OriginAnswer.UNDETERMINED:
            assert weighed.deciding_test
        else:
            assert weighed.answer is ANSWERS[leading]
            assert weighed.low >= 0.5 or weighed.white_cells.log_ratio >= log(100)


@few
@given(seen().filter(lambda s: s.vaf))
def test_deep_white_cells_replace_the_weaker_clues(one):
    deep = one._replace(wbc=Reads(0, 10_000_000), vaf=max(one.vaf, 1e-5))
    ids = {p.id for p in weigh(deep)[0].parts}
    assert "wbc" in ids
    assert not ids & {"fraction", "others", "fragments", "therapy.genotoxic"}
    assert not any(i.startswith(("age.", "course.", "hotspot.")) for i in ids)


@settings(deadline=None)
@given(
    st.integers(1, 5_000),
    st.lists(st.floats(0, 10), min_size=2, max_size=2).map(sorted),
)
def test_more_short_fragments_never_raise_hematopoiesis_over_tumor(alt, ratios):
    reads = Reads(alt, 50_000)
    one = Seen("XYZ1", vaf=alt / 50_000, reads=reads, history=CANCER)
    fewer, more = (weigh(one._replace(fragment_ratio=r))[0] for r in ratios)
    assert more.ch * fewer.tumor <= fewer.ch * more.tumor + TINY


def test_fragments_of_few_reads_say_little_and_of_many_more():
    """Of eight mutant reads two or three have a length that is counted."""
    said = [
        next(p for p in weigh(one)[0].parts if p.id == "fragments")
        for one in (plasma(alt=n, fragment_ratio=3) for n in (8, 80, 800))
    ]
    assert 0 > said[0].value > -1 > -2 > said[1].value >= said[2].value


def plasma(gene="TP53", alt=27, total=6_000, **fields):
    reads = Reads(alt, total)
    return Seen(gene, vaf=alt / total, reads=reads, history=CANCER, **fields)


def test_plasma_and_tumor_cells_in_the_buffy_coat_are_no_hematopoiesis():
    for alt, total, wbc in ((500, 5_000, 20), (300, 1_000, 60), (2_000, 10_000, 100)):
        found = weigh(plasma(alt=alt, total=total, wbc=Reads(wbc, 5_000)))[0]
        assert found.answer is OriginAnswer.TUMOR_LIKELY


@pytest.mark.parametrize("history", [CANCER, NO_CANCER, NOT_STATED, TREATED])
@pytest.mark.parametrize("gene", ["KRAS", "EGFR", "PIK3CA"])
def test_what_white_cells_carry_is_hematopoiesis_in_whomever(gene, history):
    one = plasma(gene, alt=20, total=5_000, wbc=Reads(32, 8_000))
    found = weigh(one._replace(history=history))[0]
    assert found.answer is OriginAnswer.CH_LIKELY
    assert found.deciding_test == ""


def test_white_cells_too_shallow_to_show_it_say_nothing():
    alone, shallow = weigh(plasma())[0], weigh(plasma(wbc=Reads(0, 500)))[0]
    assert shallow[:4] == alone[:4]
    assert not shallow.white_cells.is_used


def test_reads_beyond_the_genomes_copies_do_not_tear_a_clone_from_its_cells():
    deep = plasma(alt=20_000, total=1_000_000, wbc=Reads(19_000, 1_000_000))
    assert weigh(deep)[0].answer is OriginAnswer.CH_LIKELY


def test_variants_of_one_patient_tell_about_each_other():
    alone = weigh(plasma("XYZ1", alt=600, total=10_000))[0]
    tumors = [plasma(g, alt=580 + i, total=10_000) for i, g in enumerate(
        ("KRAS", "APC", "PIK3CA", "SMAD4"))]  # fmt: skip
    beside = weigh(plasma("XYZ1", alt=600, total=10_000), *tumors)[0]
    assert beside.tumor > alone.tumor


def test_a_variant_listed_twice_tells_the_others_only_once():
    one = plasma("XYZ1", alt=60, total=10_000, key=("a",))
    peer = plasma("KRAS", alt=62, total=10_000, key=("b",))
    assert weigh(one, peer)[0][:4] == weigh(one, peer, peer)[0][:4]


def test_a_call_that_the_caller_refused_is_doubted():
    single = plasma(alt=2, total=5_000, is_filtered=True)
    assert weigh(single)[0].technical > weigh(plasma(alt=2, total=5_000))[0].technical


def test_places_stand_in_for_names_in_either_genome_build():
    named = weigh(plasma("KRAS", name="G12D"))[0]
    for place in (("12", 25398284), ("12", 25245350)):
        assert weigh(plasma("KRAS", place=place))[0][:4] == named[:4]
    assert weigh(plasma("KRAS", place=("12", 1)))[0][:4] != named[:4]


@few
@given(st.integers(1, 400), st.integers(400, 20_000))
def test_all_clues_of_an_axis_add_up_to_its_odds(alt, total):
    from math import isclose

    weighed = weigh(plasma("KRAS", alt=alt, total=total))[0]
    by_parts = sum(p.value for p in weighed.parts if p.axis == "ch")
    assert isclose(by_parts, log(weighed.ch / weighed.tumor), abs_tol=1e-6)
