"""What must hold for every row, whatever the table says."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.facts import derive
from mdt_board.interpret.resistance import adherence, mechanisms
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import Finding, Tag, Unanswered
from mdt_board.model.molecular import AssayKind, Detected, NotDetected
from mdt_board.model.oncology import CoMedication, Drug, Oncology, Treatment
from tests.interpret.resistance.rows import (
    BEFORE,
    BEGUN,
    CODES,
    KNOWLEDGE,
    ON,
    ask,
    case_for,
    driver_for,
    drug_for,
    drugs_of,
    found_in,
    variant_for,
)

ALL = KNOWLEDGE.mechanisms
DRUGS = st.sampled_from(sorted(KNOWLEDGE.drugs))
OTHER_DRUG = "entecavir"  # is no cancer drug


def rows(*kinds):
    found = [r for r in ALL if not kinds or r.kind in kinds]
    return pytest.mark.parametrize("row", found, ids=lambda r: r.id)


GENETIC = rows("small", "amplification", "fusion", "loss", "deletion")
ACQUIRED = pytest.mark.parametrize(
    "row",
    [r for r in ALL if not r.is_primary and r.is_new_alteration],
    ids=lambda r: r.id,
)
SMALL = [r for r in ALL if r.kind == "small"]


@rows()
def test_every_row_speaks_of_its_patient(row):
    found = ask(row, case_for(row))
    assert isinstance(found, Finding)
    assert (found.tag, found.references) == (row.tag, row.references)
    assert found.records[-1] == "tx"


@rows()
def test_no_row_speaks_without_its_drug(row):
    assert ask(row, case_for(row, drug=OTHER_DRUG)) is None


@rows()
def test_no_row_speaks_of_a_patient_with_another_driver_or_cancer(row):
    codes = [c for f, c in CODES.items() if f not in row.tumors]
    other = "KRAS" if row.driver != "KRAS" else "EGFR"
    changed = {"driver": other} if row.driver else {"oncotree": codes[0]}
    assert ask(row, case_for(row, **changed)) is None


@rows()
def test_no_row_speaks_of_a_patient_whose_driver_or_cancer_nobody_knows(row):
    assert not isinstance(ask(row, case_for(row, driver="", oncotree="")), Finding)


@rows()
def test_a_drug_that_must_not_have_been_given_silences_the_row(row):
    for forbidden in row.without:
        for drug in drugs_of(forbidden):
            assert ask(row, case_for(row, earlier=(drug,))) is None


@rows()
def test_a_drug_that_is_not_forbidden_changes_nothing(row):
    for earlier in ("carboplatin", "pemetrexed"):
        found = ask(row, case_for(row, earlier=(earlier,)))
        assert isinstance(found, Finding)


@rows()
def test_an_unknown_inhibitor_may_be_one_that_is_forbidden(row):
    found = ask(row, case_for(row, earlier=("xyzatinib",)))
    assert isinstance(found, Unanswered if row.without else Finding)


@rows()
def test_every_drug_of_the_rows_classes_is_meant(row):
    for term in row.under:
        for drug in drugs_of(term):
            forbidden = KNOWLEDGE.classes[drug].intersection(row.without)
            answer = ask(row, case_for(row, drug=drug))
            assert isinstance(answer, Finding) is not bool(forbidden)


@rows()
def test_a_treatment_that_ended_is_no_current_drug(row):
    case = case_for(row)
    ended = tuple(
        Treatment(id=t.id, drugs=t.drugs, started_on=t.started_on, is_ongoing=False)
        for t in case.oncology.treatments
    )
    over = Case(
        id="x",
        diagnoses=case.diagnoses,
        oncology=Oncology(treatments=ended),
        pathology=case.pathology,
        molecular=case.molecular,
    )
    assert not isinstance(ask(row, over), Finding)


@ACQUIRED
@pytest.mark.parametrize("day", [BEFORE, BEGUN])
def test_what_was_there_before_the_drug_is_not_acquired(row, day):
    assert ask(row, case_for(row, sampled_on=day)) is None


@pytest.mark.parametrize("row", [r for r in ALL if r.is_primary], ids=lambda r: r.id)
def test_what_is_there_from_the_beginning_counts_whenever_it_was_seen(row):
    if row.kind != "stain":
        assert isinstance(ask(row, case_for(row, sampled_on=BEFORE)), Finding)


@ACQUIRED
def test_a_drug_without_its_first_day_leaves_the_question_open(row):
    assert isinstance(ask(row, case_for(row, begun=None)), Unanswered)


@GENETIC
def test_plasma_without_the_driver_is_non_informative(row):
    found = tuple(v for v in found_in(row) if not v.id.startswith("d-"))
    is_ch = row.gene == "IDH2"  # hematopoiesis: never the tumor's in plasma
    if row.driver and row.gene != row.driver and not is_ch:
        assert isinstance(ask(row, case_for(row, variants=found)), Unanswered)


@ACQUIRED
def test_tissue_needs_no_driver_beside_it(row):
    found = tuple(v for v in found_in(row) if not v.id.startswith("d-"))
    case = case_for(row, variants=found, kind=AssayKind.TISSUE)
    assert isinstance(ask(row, case), Finding)


@GENETIC
def test_white_cells_show_no_mechanism(row):
    assert not isinstance(ask(row, case_for(row, kind=AssayKind.WBC)), Finding)


@pytest.mark.parametrize("row", [r for r in ALL if r.is_asked], ids=lambda r: r.id)
def test_what_a_work_up_must_look_for_is_missed_when_nobody_did(row):
    case = case_for(row, variants=(driver_for(row),))
    assert isinstance(ask(row, case), Unanswered)


@pytest.mark.parametrize("row", [r for r in ALL if r.beside], ids=lambda r: r.id)
@pytest.mark.parametrize("phase", ["cis", "trans", "unknown", "absent"])
def test_a_row_about_a_phase_speaks_of_that_phase_only(row, phase):
    found = ask(row, case_for(row, variants=found_in(row, phase=phase)))
    wanted = row.beside.phase
    spoken = ("cis", "unknown") if wanted == "together" else (wanted,)
    assert isinstance(found, Finding) is (phase in spoken)
    is_open = phase == "unknown" and wanted in ("cis", "trans")
    assert isinstance(found, Unanswered) is is_open


def row_of(row_id):
    return KNOWLEDGE.mechanism_by_id[f"resistance.{row_id}"]


def test_without_a_result_of_t790m_nobody_knows_whether_c797s_is_alone():
    row = row_of("egfr-c797s-alone-under-3g")
    variants = (variant_for(row), driver_for(row))
    answer = ask(row, case_for(row, variants=variants))
    assert isinstance(answer, Unanswered)
    assert answer.missing[0].words["variants"].text == "T790M"


def test_t790m_that_is_still_there_was_not_lost():
    row = row_of("egfr-t790m-lost-under-3g")
    still = found_in(row, result=Detected(vaf=Decimal("0.01")))
    assert ask(row, case_for(row, variants=still)) is None


def test_t790m_was_not_lost_in_plasma_without_the_driver():
    row = row_of("egfr-t790m-lost-under-3g")
    blind = (variant_for(row, result=NotDetected()),)
    assert ask(row, case_for(row, variants=blind)) is None


def test_a_fusion_is_found_under_either_partner():
    row = row_of("ret-fusion-under-egfr-3g")
    turned = variant_for(row)
    other = type(turned)(
        **{n: getattr(turned, n) for n in type(turned).model_fields}
        | {"gene": "KIF5B", "partner": "RET", "label": "KIF5B::RET"}
    )
    assert isinstance(
        ask(row, case_for(row, variants=(other, driver_for(row)))), Finding
    )


def test_the_drug_that_is_given_now_decides_which_rows_are_asked():
    """T790M opens a third generation under the first, and nothing under the third."""
    row, third = row_of("egfr-t790m-under-early-tki"), row_of("egfr-t790m-under-3g")
    assert isinstance(ask(row, case_for(row)), Finding)
    assert ask(row, case_for(row, drug="osimertinib")) is None
    assert isinstance(ask(third, case_for(row, drug="osimertinib")), Finding)
    assert ask(third, case_for(third, drug="gefitinib")) is None
    assert ask(row, case_for(row, earlier=("osimertinib",))) is None


@given(st.sampled_from(ALL), st.sampled_from(ALL), DRUGS)
def test_swapping_the_drug_changes_the_answer_as_the_row_says(row, other, drug):
    """For a patient of any row and any drug, those rows speak that are about it."""
    case = case_for(row, drug=drug)
    answer = ask(other, case)
    if isinstance(answer, Finding):
        classes = KNOWLEDGE.classes[drug]
        assert classes.intersection(other.under)
        assert not classes.intersection(other.without)
        assert other.driver in ("", row.driver)


@given(
    st.sampled_from([r for r in ALL if r.without]),
    st.lists(DRUGS, max_size=3),
)
def test_an_earlier_drug_changes_the_answer_exactly_as_the_row_says(row, earlier):
    given_ever = frozenset().union(*(KNOWLEDGE.classes[d] for d in earlier))
    answer = ask(row, case_for(row, earlier=tuple(earlier)))
    assert isinstance(answer, Finding) is not bool(given_ever.intersection(row.without))


@given(st.sampled_from(ALL), st.lists(st.sampled_from(SMALL), max_size=4), st.randoms())
def test_the_order_of_results_changes_nothing(row, others, random):
    extra = [variant_for(r, "S", None, 10 + i) for i, r in enumerate(others)]
    variants = [*found_in(row), *extra]
    shuffled = random.sample(variants, len(variants))
    case = case_for(row, variants=tuple(variants))
    assert ask(row, case) == ask(row, case_for(row, variants=tuple(shuffled)))


def test_only_rows_about_the_drugs_given_are_asked():
    row = row_of("egfr-c797s-under-3g")
    facts = derive(case_for(row), KNOWLEDGE, ON)
    asked = {r.id for r in mechanisms.rules_about(facts)}
    assert row.id in asked
    assert asked == {r.id for r in ALL if {"egfr-tki-3g", "egfr-tki"} & set(r.under)}


@rows()
def test_rows_that_are_not_asked_could_only_be_silent(row):
    facts = derive(case_for(row), KNOWLEDGE, ON)
    asked = {r.id for r in mechanisms.rules_about(facts)}
    others = [r for r in mechanisms.rules_from(KNOWLEDGE) if r.id not in asked]
    assert [r.id for r in others if r.apply(facts) is not None] == []


@pytest.mark.parametrize("row", KNOWLEDGE.interactions, ids=lambda r: r.id)
def test_every_interaction_row_is_spoken_by_the_rule_of_its_tag(row):
    drugs = Treatment(
        id="tx", drugs=(Drug(name=row.drugs[0]),), started_on=BEGUN, is_ongoing=True
    )
    beside = CoMedication(id="cm", drug=Drug(name=drugs_of(row.with_[0])[0]))
    case = Case(
        id="x", oncology=Oncology(treatments=(drugs,), co_medications=(beside,))
    )
    facts = derive(case, KNOWLEDGE, ON)
    spoken = [r for r in adherence.RULES if isinstance(r.apply(facts), Finding)]
    assert len(spoken) == 1
    assert spoken[0].apply(facts).tag is row.tag
    assert (row.tag is Tag.UNVERIFIED) == spoken[0].id.endswith("unverified")


def test_a_later_sample_that_can_tell_decides():
    row = row_of("egfr-t790m-under-early-tki")
    case = case_for(row, variants=(*found_in(row), *found_in(row, "L", NotDetected())))
    later = type(case.molecular.assays[0])(
        id="l", sample="L", kind=AssayKind.TUMOR_NAIVE,
        sampled_on=PartialDate(2026, 11, 20),
    )  # fmt: skip
    molecular = type(case.molecular)(
        assays=(*case.molecular.assays, later), variants=case.molecular.variants
    )
    whole = Case(
        id="x", diagnoses=case.diagnoses, oncology=case.oncology, molecular=molecular
    )
    assert ask(row, whole) is None


def test_a_row_names_a_drug_that_may_be_given_under_it():
    assert all(drug_for(row) for row in ALL)


def test_a_phase_on_which_two_results_disagree_is_unknown():
    row = next(r for r in KNOWLEDGE.mechanisms if r.beside and r.beside.phase == "cis")
    own, driver, beside = found_in(row, phase="trans")
    own = own.model_copy(update={"label": "in cis"})
    case = case_for(row, variants=(own, driver, beside))
    unknown = next(
        r
        for r in KNOWLEDGE.mechanisms
        if r.beside and r.beside.phase == "unknown" and r.under == row.under
    )
    answer = ask(row, case)
    assert isinstance(answer, Unanswered)
    assert "say both cis and trans" in answer.missing[0].text
    assert isinstance(ask(unknown, case), Finding)


def test_a_joint_call_does_not_silence_a_record_of_its_own():
    row = row_of("egfr-c797s-cis-under-3g")
    own, driver, _ = found_in(row, phase="unknown")
    own = own.model_copy(update={"label": "C797S in trans"})
    joint = own.model_copy(update={"id": "j", "hgvs_p": "p.[T790M;C797S]", "label": ""})
    answer = ask(row, case_for(row, variants=(own, driver, joint)))
    assert isinstance(answer, Unanswered)
    assert "say both cis and trans" in answer.missing[0].text
