import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.ctdna.evidence import wilson
from mdt_board.interpret.ctdna.kinetics import series_of
from mdt_board.interpret.ctdna.origin import origins_of
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import OriginAnswer
from mdt_board.model.molecular import (
    Assay,
    AssayKind,
    Detected,
    Molecular,
    NotDetected,
    Variant,
)

KNOWLEDGE = bundled()
DAY = PartialDate(2026, 11, 10)
TUMOR, CH = OriginAnswer.TUMOR_LIKELY, OriginAnswer.CH_LIKELY
GERMLINE, OPEN = OriginAnswer.GERMLINE_LIKELY, OriginAnswer.UNDETERMINED
ASSAYS = (
    Assay(id="p", sample="P", kind=AssayKind.TUMOR_NAIVE, sampled_on=DAY),
    Assay(id="q", sample="Q", kind=AssayKind.TUMOR_NAIVE,
          sampled_on=PartialDate(2026, 11, 20)),
    Assay(id="t", sample="T", kind=AssayKind.TISSUE, sampled_on=DAY),
    Assay(id="w", sample="W", kind=AssayKind.WBC, sampled_on=DAY),
)  # fmt: skip


def reads(alt, total):
    return Detected(alt_reads=alt, total_reads=total)


def absent(total=None):
    return NotDetected(total_reads=total)


def variant(sample, result, gene="TP53", hgvs_p="p.R175H", **fields):
    return Variant(
        id=f"{sample}-{gene}-{hgvs_p}", sample=sample, gene=gene, hgvs_p=hgvs_p,
        result=result, **fields,
    )  # fmt: skip


def origins(*variants, oncotree="", driver_gene="", driver="", assays=ASSAYS):
    diagnosis = Diagnosis(
        id="d", oncotree=oncotree, driver_gene=driver_gene, driver=driver
    )
    case = Case(
        id="x",
        diagnoses=(diagnosis,),
        molecular=Molecular(assays=assays, variants=variants),
    )
    by_sample = {a.sample: a for a in assays}
    return origins_of(case, by_sample, series_of(case, by_sample), KNOWLEDGE)


def origin(*variants, **fields):
    (only,) = origins(*variants, **fields).values()
    return only


@pytest.mark.parametrize(
    ("plasma", "wbc", "answer"),
    [
        (reads(27, 6000), reads(31, 7949), CH),
        (reads(100, 5000), reads(150, 5000), CH),
        (reads(500, 5000), reads(20, 5000), TUMOR),
        (reads(115, 1000), reads(640, 8000), OPEN),
        (reads(2500, 5000), reads(1000, 5000), OPEN),
        (reads(2500, 5000), reads(1500, 5000), GERMLINE),
        (reads(2500, 5000), reads(2450, 5000), GERMLINE),
        (reads(27, 6000), absent(500), OPEN),
        (reads(27, 6000), absent(), OPEN),
    ],
)
def test_white_cells_decide_by_their_intervals(plasma, wbc, answer):
    assert origin(variant("P", plasma), variant("W", wbc)).answer is answer


def test_twenty_and_thirty_percent_of_white_cells_are_exact_limits():
    plasma = variant("P", reads(600, 3000))
    assert origin(plasma, variant("W", reads(599, 3000))).answer is CH
    assert origin(plasma, variant("W", reads(600, 3000))).answer is OPEN
    assert origin(plasma, variant("W", reads(899, 3000))).answer is OPEN
    assert origin(plasma, variant("W", reads(900, 3000))).answer is GERMLINE


def test_a_gene_of_hematopoiesis_without_white_cells_asks_for_them():
    found = origin(variant("P", reads(100, 5000), "ATM", "p.R337C"))
    assert (found.answer, found.is_ch_prone) == (OPEN, True)
    assert found.deciding_test == "paired-wbc"


def test_a_deep_negative_of_white_cells_is_not_tumor_for_a_canonical_gene():
    pair = [variant(s, reads(100, 5000), "DNMT3A", "p.R882H") for s in ("P", "Q")]
    wbc = variant("W", absent(9000), "DNMT3A", "p.R882H")
    assert origin(*pair, wbc).answer is OPEN


def test_seen_twice_with_clean_white_cells_is_tumor_for_a_shared_gene():
    pair = [variant(s, reads(100, 5000)) for s in ("P", "Q")]
    twice = origin(*pair, variant("W", absent(9000)))
    once = origin(pair[0], variant("W", absent(9000)))
    assert twice.answer is once.answer is TUMOR
    assert twice.odds.technical < once.odds.technical


def test_tissue_speaks_for_tumor_but_little_for_a_canonical_gene_at_low_fraction():
    def dnmt3a(sample, vaf):
        return variant(sample, Detected(vaf=Decimal(vaf)), "DNMT3A", "p.R882H")

    tissue = variant("T", Detected(vaf=Decimal("0.24")))
    assert origin(variant("P", reads(27, 6000)), tissue).answer is TUMOR
    clonal = origin(dnmt3a("P", "0.02"), dnmt3a("T", "0.10"))
    infiltrated = origin(dnmt3a("P", "0.02"), dnmt3a("T", "0.0999"))
    assert (clonal.answer, infiltrated.answer) == (OPEN, CH)
    assert infiltrated.odds.hematopoiesis > Decimal("0.7") > clonal.odds.hematopoiesis


def test_a_hotspot_in_white_cells_is_hematopoiesis_whatever_its_gene():
    for gene, name in (("KRAS", "p.G12D"), ("EGFR", "p.L858R"), ("PIK3CA", "p.H1047R")):
        plasma = variant("P", reads(50, 5000), gene, name)
        carried = variant("W", reads(60, 6000), gene, name)
        assert origin(plasma, carried).answer is CH
        assert origin(plasma).answer is TUMOR


def test_tissue_against_white_cells_stays_open():
    pair = [variant("P", reads(27, 6000)), variant("T", Detected(vaf=Decimal("0.3")))]
    assert origin(*pair, variant("W", reads(31, 7949))).answer is OPEN


def test_the_driver_is_tumor():
    found = origin(
        variant("P", reads(30, 5000), "EGFR", "p.L858R"),
        driver_gene="EGFR", driver="L858R",
    )  # fmt: skip
    assert found.answer is TUMOR


def test_a_resistance_mutation_is_more_surely_tumor_beside_its_driver():
    t790m = variant("P", reads(6, 5000), "EGFR", "p.T790M")
    driver = variant("P", reads(15, 5000), "EGFR", "p.L858R")
    known = {"driver_gene": "EGFR", "driver": "L858R"}
    beside = origins(t790m, driver, **known)["variant:EGFR T790M"]
    assert beside.answer is TUMOR
    assert beside.is_backed is False
    texts = {c.message.text for c in beside.clues}
    assert any(t.startswith("Same gene as the driver") for t in texts)


@pytest.mark.parametrize(
    ("vaf", "answer"),
    [
        ("0.3999", OPEN),
        ("0.40", GERMLINE),
        ("0.60", GERMLINE),
        ("0.6001", OPEN),
        ("0.8999", OPEN),
        ("0.90", GERMLINE),
    ],
)
def test_half_or_all_of_a_germline_gene_is_germline_range(vaf, answer):
    found = origin(variant("P", Detected(vaf=Decimal(vaf)), "BRCA2", "p.S1982fs"))
    assert found.answer is answer
    assert found.deciding_test == "germline-test"
    assert found.needs_consent


@pytest.mark.parametrize(
    ("gene", "hgvs_p", "oncotree", "is_prone"),
    [
        ("STAG2", "p.R216*", "", True),
        ("STAG2", "p.R216*", "BLCA", False),
        ("IDH1", "p.R132H", "DIFG", False),
        ("IDH1", "p.R132H", "ASTR4", False),  # a kind of a kind
        ("IDH1", "p.R132H", "GBM", False),  # a code of before
        ("IDH1", "p.R132H", "PHCH", False),
        ("IDH1", "p.R132H", "LUAD", True),
        ("IDH1", "p.R132H", "BRAIN", True),  # what it is a kind of says nothing
        ("U2AF1", "p.S34F", "LUAD", False),
        ("IDH2", "p.R140Q", "", True),
        ("IDH2", "p.R172K", "", False),
        ("KRAS", "p.G12D", "", False),
    ],
)
def test_hematopoiesis_is_a_matter_of_variant_and_tumor(
    gene, hgvs_p, oncotree, is_prone
):
    found = origin(variant("P", reads(50, 5000), gene, hgvs_p), oncotree=oncotree)
    assert found.is_ch_prone is is_prone


def test_a_panel_made_from_the_tumor_is_tumor_unless_white_cells_carry_its_loci():
    panel = Assay(id="m", sample="M", kind=AssayKind.TUMOR_INFORMED, name="panel",
                  sampled_on=DAY, result=Detected(vaf=Decimal("0.00012")))  # fmt: skip
    tissue = variant("T", Detected(vaf=Decimal("0.24")))
    clean = origins(tissue, variant("W", absent(7930)), assays=(*ASSAYS, panel))
    carried = origins(tissue, variant("W", reads(40, 7930)), assays=(*ASSAYS, panel))
    assert clean["assay:panel"].answer is TUMOR
    assert len(clean["assay:panel"].clues) == 2
    assert carried["assay:panel"].answer is OPEN


def test_what_was_never_detected_has_no_origin():
    assert origins(variant("P", absent(5000)), variant("W", absent(5000))) == {}


@given(st.integers(1, 20_000), st.data())
def test_an_interval_is_a_part_of_zero_to_one_around_the_fraction(total, data):
    alt = data.draw(st.integers(0, total))
    low, high = wilson(alt, total)
    assert 0 <= low <= high <= 1
    assert low - 1e-12 <= alt / total <= high + 1e-12


RESULT = st.one_of(
    st.builds(reads, st.integers(0, 400), st.integers(400, 9000)),
    st.builds(absent, st.none() | st.integers(100, 9000)),
)
GENES = st.sampled_from(["TP53", "DNMT3A", "KRAS", "BRCA2", "EGFR", "NOSUCH"])


@given(
    st.dictionaries(st.tuples(GENES, st.sampled_from("PQTW")), RESULT, max_size=12),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_variants_changes_nothing(results, random):
    variants = [variant(s, r, gene, "p.A1B") for (gene, s), r in results.items()]
    shuffled = random.sample(variants, len(variants))
    assert origins(*variants) == origins(*shuffled)


@given(st.dictionaries(st.sampled_from("PQTW"), RESULT, max_size=4))
def test_every_answer_that_is_not_open_has_a_clue_and_an_open_one_a_test(results):
    found = origins(*[variant(s, r) for s, r in results.items()])
    for one in found.values():
        speaking = {c.speaks_for for c in one.clues}
        assert one.answer is OPEN or one.answer in speaking
        assert one.deciding_test or one.answer not in (OPEN, GERMLINE)


def test_plasma_alone_backs_nothing_however_sure_it_is():
    """A PARP inhibitor waits for white cells or tissue in a gene that CH carries."""
    brca2 = variant("P", reads(900, 5000), "BRCA2", "p.S1982fs")
    beside = [
        variant("P", reads(900 + i, 5000), gene, "p.A1B")
        for i, gene in enumerate(("KRAS", "APC", "SMAD4"))
    ]
    alone = origins(brca2, *beside)["variant:BRCA2 S1982fs"]
    assert (alone.answer, alone.is_backed) == (TUMOR, False)
    tissue = variant("T", reads(300, 1000), "BRCA2", "p.S1982fs")
    assert origins(brca2, tissue)["variant:BRCA2 S1982fs"].is_backed


def test_consent_to_germline_takes_the_flag_away():
    half = variant("P", Detected(vaf=Decimal("0.49")), "BRCA2", "p.S1982fs")
    assert origin(half).needs_consent
    assert not origin(variant("P", reads(60, 5000), "KRAS", "p.G12D")).needs_consent


PPM1D = {"gene": "PPM1D", "hgvs_p": "p.R552*"}
CHEMOTHERAPY = {"drugs": [{"name": "carboplatin"}]}


def therapy_raises(treatments, *samples):
    """Say whether treatment before the sample counts for hematopoiesis."""
    samples = samples or ("P",)
    known = {"diagnoses": [{"id": "d", "oncotree": "OV"}]}
    recorded = {"id": "x", **known, "oncology": {"treatments": treatments}}
    case = Case.model_validate_json(json.dumps(recorded))
    found = tuple(variant(s, reads(40, 4000), **PPM1D) for s in samples)
    molecular = Molecular(assays=ASSAYS, variants=found)
    case = case.model_copy(update={"molecular": molecular})
    by_sample = {a.sample: a for a in ASSAYS}
    series = series_of(case, by_sample)
    (only,) = origins_of(case, by_sample, series, KNOWLEDGE).values()
    words = {c.message.text for c in only.clues}
    return any("selects such clones" in w for w in words)


@pytest.mark.parametrize(
    ("dates", "raises"),
    [
        ({"started_on": "2026-01-05"}, True),
        ({"started_on": "2026-11-09"}, True),
        ({"started_on": "2026-11-10"}, False),  # on the day, not before
        ({"started_on": "2026-11-18"}, False),
        ({}, False),  # nobody wrote when: not known to be before
        ({"started_on": "2026"}, False),  # may be December
        ({"started_on": "2025"}, True),
        ({"stopped_on": "2026-03-01"}, True),
        ({"last_given_on": "2026-03"}, True),
    ],
)
def test_only_treatment_before_the_sample_speaks_for_hematopoiesis(dates, raises):
    one = {"id": "t", **CHEMOTHERAPY, **dates}
    assert therapy_raises([one]) is raises
    radiotherapy = {"id": "t", "kind": "radiotherapy", **dates}
    assert therapy_raises([radiotherapy]) is raises


def test_treatment_after_the_first_sample_did_not_bring_what_was_there():
    between = {"id": "t", **CHEMOTHERAPY, "started_on": "2026-11-12"}
    assert not therapy_raises([between], "P", "Q")
    assert therapy_raises([between], "Q")
