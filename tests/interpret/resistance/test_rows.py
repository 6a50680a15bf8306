"""What must hold for every row, whatever the table says."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.facts import derive
from mdt_board.interpret.resistance import adherence, mechanisms
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import Finding, Tag, Unanswered
from mdt_board.model.molecular import (
    Assay,
    AssayKind,
    Detected,
    Molecular,
    NotDetected,
    Variant,
    VariantKind,
)
from mdt_board.model.oncology import CoMedication, Drug, Oncology, Treatment

KNOWLEDGE = bundled()
RULES = {r.id: r for r in mechanisms.rules_from(KNOWLEDGE)}
ON = date(2026, 11, 24)
BEGUN = PartialDate(2026, 1, 5)
DRIVERS = {"EGFR": "L858R", "KRAS": "G12C", "": ""}
DRUGS = ["gefitinib", "afatinib", "osimertinib", "pembrolizumab"]
ROWS = pytest.mark.parametrize("row", KNOWLEDGE.mechanisms, ids=lambda r: r.id)


def result_of(row, sample, result=None, number=0):
    return Variant(
        id=f"r{number}-{sample}",
        sample=sample,
        gene=row.gene,
        kind=VariantKind(row.kind),
        hgvs_p=f"p.{row.variant}" if row.variant else "",
        result=result or Detected(vaf=Decimal("0.01")),
    )


def driver_in(sample, result=None):
    return Variant(
        id=f"d-{sample}",
        sample=sample,
        gene="EGFR",
        hgvs_p="p.L858R",
        result=result or Detected(vaf=Decimal("0.05")),
    )


SETTING = {
    "drug": "gefitinib",
    "driver": "EGFR",
    "earlier": (),
    "kind": AssayKind.TUMOR_NAIVE,
    "sampled_on": PartialDate(2026, 11, 10),
    "begun": BEGUN,
}


def case_of(*variants, **changed):
    setting = SETTING | changed
    past = tuple(
        Treatment(id=f"p{i}", drugs=(Drug(name=d),), stopped_on=PartialDate(2025, 6, 1))
        for i, d in enumerate(setting["earlier"])
    )
    now = Treatment(
        id="tx",
        drugs=(Drug(name=setting["drug"]),),
        started_on=setting["begun"],
        is_ongoing=True,
    )
    driver = setting["driver"]
    assay = Assay(
        id="a", sample="S", kind=setting["kind"], sampled_on=setting["sampled_on"]
    )
    return Case(
        id="x",
        diagnoses=(Diagnosis(id="dx", driver_gene=driver, driver=DRIVERS[driver]),),
        oncology=Oncology(treatments=(*past, now)),
        molecular=Molecular(assays=(assay,), variants=variants),
    )


def drug_of(row):
    return "osimertinib" if row.under == ("egfr-tki-3g",) else "gefitinib"


def ask(row, case):
    return RULES[row.id].apply(derive(case, KNOWLEDGE, ON))


@ROWS
def test_a_row_speaks_under_its_drug_beside_its_driver(row):
    found = ask(row, case_of(result_of(row, "S"), driver_in("S"), drug=drug_of(row)))
    assert isinstance(found, Finding)
    assert found.records == ("r0-S", "d-S", "tx")
    assert (found.tag, found.references) == (row.tag, row.references)


@ROWS
def test_a_row_says_nothing_when_its_driver_is_another(row):
    case = case_of(
        result_of(row, "S"), driver_in("S"), drug=drug_of(row), driver="KRAS"
    )
    assert ask(row, case) is None


@ROWS
def test_plasma_without_the_driver_is_non_informative(row):
    case = case_of(result_of(row, "S"), drug=drug_of(row))
    assert isinstance(ask(row, case), Unanswered)


@ROWS
def test_tissue_needs_no_driver_beside_it(row):
    case = case_of(result_of(row, "S"), drug=drug_of(row), kind=AssayKind.TISSUE)
    assert isinstance(ask(row, case), Finding)


@ROWS
@pytest.mark.parametrize("day", [PartialDate(2025, 12, 1), BEGUN])
def test_what_was_there_before_the_drug_is_not_acquired(row, day):
    case = case_of(
        result_of(row, "S"), driver_in("S"), drug=drug_of(row), sampled_on=day
    )
    assert ask(row, case) is None


@ROWS
def test_a_drug_without_its_first_day_leaves_the_question_open(row):
    case = case_of(result_of(row, "S"), driver_in("S"), drug=drug_of(row), begun=None)
    assert isinstance(ask(row, case), Unanswered)


@ROWS
def test_a_drug_that_must_not_have_been_given_silences_the_row(row):
    for forbidden in row.without:
        drug = next(t.id for t in KNOWLEDGE.terms.values() if forbidden in t.parents)
        case = case_of(result_of(row, "S"), driver_in("S"), earlier=[drug])
        assert ask(row, case) is None


def test_a_later_sample_that_can_tell_decides():
    row = next(r for r in KNOWLEDGE.mechanisms if r.variant == "T790M")
    later = Assay(
        id="b", sample="L", kind=AssayKind.TUMOR_NAIVE,
        sampled_on=PartialDate(2026, 11, 20),
    )  # fmt: skip
    case = case_of(
        result_of(row, "S"), driver_in("S"), driver_in("L"),
        result_of(row, "L", NotDetected(), number=1),
    )  # fmt: skip
    molecular = Molecular(
        assays=(*case.molecular.assays, later), variants=case.molecular.variants
    )
    whole = Case(
        id="x", diagnoses=case.diagnoses, oncology=case.oncology, molecular=molecular
    )
    assert ask(row, whole) is None


RESULTS = st.one_of(
    st.builds(Detected, vaf=st.none() | st.decimals("0", "1", places=4)),
    st.builds(NotDetected),
)


SETTINGS = st.fixed_dictionaries(
    {
        "driver": st.sampled_from(list(DRIVERS)),
        "drug": st.sampled_from(DRUGS),
        "earlier": st.lists(st.sampled_from(DRUGS), max_size=2),
        "kind": st.sampled_from(
            [AssayKind.TUMOR_NAIVE, AssayKind.TISSUE, AssayKind.WBC]
        ),
    }
)


@given(
    st.lists(st.tuples(st.sampled_from(KNOWLEDGE.mechanisms), RESULTS), max_size=4),
    SETTINGS,
    st.randoms(use_true_random=False),
)
def test_no_row_speaks_without_its_driver_drug_and_variant(found, setting, random):
    variants = [result_of(r, "S", v, i) for i, (r, v) in enumerate(found)]
    variants.append(driver_in("S"))
    case = case_of(*variants, **setting)
    shuffled = case_of(*random.sample(variants, len(variants)), **setting)
    for row in KNOWLEDGE.mechanisms:
        answer = ask(row, case)
        assert answer == ask(row, shuffled)
        if isinstance(answer, Finding):
            assert setting["driver"] == row.driver
            assert setting["kind"] is not AssayKind.WBC
            record = next(v for v in variants if v.id == answer.records[0])
            assert isinstance(record.result, Detected)
            assert (record.gene, record.kind.value) == (row.gene, row.kind)


def members(term):
    """Return the drugs of a class, or the drug itself."""
    below = [t.id for t in KNOWLEDGE.terms.values() if term in t.parents]
    return [drug for child in below for drug in members(child)] or [term]


@pytest.mark.parametrize("row", KNOWLEDGE.interactions, ids=lambda r: r.id)
def test_every_interaction_row_is_spoken_by_the_rule_of_its_tag(row):
    drugs = Treatment(
        id="tx", drugs=(Drug(name=row.drugs[0]),), started_on=BEGUN, is_ongoing=True
    )
    beside = CoMedication(id="cm", drug=Drug(name=members(row.with_[0])[0]))
    case = Case(
        id="x", oncology=Oncology(treatments=(drugs,), co_medications=(beside,))
    )
    facts = derive(case, KNOWLEDGE, ON)
    spoken = [r for r in adherence.RULES if isinstance(r.apply(facts), Finding)]
    assert len(spoken) == 1
    assert spoken[0].apply(facts).tag is row.tag
    assert (row.tag is Tag.UNVERIFIED) == spoken[0].id.endswith("unverified")
