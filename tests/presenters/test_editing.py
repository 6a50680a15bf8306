"""What typed words become: edits of the case, or what is wrong and what is expected."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.i18n import Translator
from mdt_board.model.molecular import Detected, Failed, NotAnalyzed, NotDetected
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import LesionState
from mdt_board.model.text import Message
from mdt_board.presenters.editing import CellEdit, Choice, Reader, parsed
from mdt_board.presenters.typed_records import result_text, seen_text
from mdt_board.terminology.completion import cancers, genes, listed, matches
from mdt_board.workflow.edit import apply


@pytest.fixture(scope="module")
def case(growth):
    return growth.case


def measured(case):
    return next(m for m in case.radiology.measurements if m.diameter)


def size_cell(case, text="18"):
    return CellEdit(measured(case).id, "diameter", text, "length-mm", unit="mm")


def after(case, cell, text, tr=None):
    edits = parsed(cell, text, case, tr or Translator("en"))
    assert not isinstance(edits, Message), edits
    return apply(case, edits)


def refused(case, cell, text):
    found = parsed(cell, text, case, Translator("en"))
    assert isinstance(found, Message), found
    return Translator("en").message(found)


def seen(case, record):
    return next(m for m in case.radiology.measurements if m.id == record)


@pytest.mark.parametrize(
    ("typed", "mm"),
    [("21", "21"), ("18.25 mm", "18.25"), ("1.8cm", "18"), ("２１", "21")],
)
def test_a_diameter_is_read_exactly(case, typed, mm):
    now = seen(after(case, size_cell(case, "x"), typed), measured(case).id)
    assert (now.state, now.diameter) == (LesionState.MEASURED, Length.from_mm(mm))


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("NE", LesionState.NOT_EVALUABLE),
        ("不可评价", LesionState.NOT_EVALUABLE),
        ("gone", LesionState.ABSENT),
        ("消失", LesionState.ABSENT),
        ("0", LesionState.ABSENT),
        ("too small", LesionState.TOO_SMALL),
        ("still seen", LesionState.PRESENT),
        ("unequivocal progression", LesionState.UNEQUIVOCAL_PROGRESSION),
    ],
)
def test_a_state_takes_the_place_of_the_diameter(case, typed, state):
    now = seen(after(case, size_cell(case), typed), measured(case).id)
    assert (now.state, now.diameter) == (state, None)


def test_a_lesion_that_split_keeps_each_part(case):
    now = seen(after(case, size_cell(case), "12+8.5"), measured(case).id)
    assert now.state is LesionState.SPLIT
    assert now.fragments == (Length.from_mm("12"), Length.from_mm("8.5"))


def test_a_merged_lesion_names_the_other_by_its_label(case):
    other = next(x for x in case.radiology.lesions if x.id != measured(case).lesion)
    for typed in (f"->{other.label}", f"并入 {other.label.lower()}"):
        now = seen(after(case, size_cell(case), typed), measured(case).id)
        assert (now.state, now.merged_into) == (LesionState.MERGED, other.id)
    assert "label" in refused(case, size_cell(case), "->nothing")


def test_an_emptied_diameter_is_unknown_and_not_zero(case):
    left = after(case, size_cell(case), "")
    assert all(m.id != measured(case).id for m in left.radiology.measurements)


def test_a_lesion_is_measured_at_a_study_for_the_first_time(case):
    case = after(case, size_cell(case), "")
    first = next(iter(case.radiology.lesions))
    study = next(
        s.id
        for s in case.radiology.studies
        if all(
            (m.lesion, m.study) != (first.id, s.id) for m in case.radiology.measurements
        )
    )
    cell = CellEdit(first.id, f"at:{study}", "", "length-mm")
    now = after(case, cell, "17.5").radiology.measurements[-1]
    assert (now.lesion, now.study, str(now.diameter)) == (first.id, study, "17.5")
    assert parsed(cell, "", case, Translator("en")) == ()


@pytest.mark.parametrize("typed", ["abc", "-3", "2001", "18..2", "1,234", "12+", "1e3"])
def test_what_is_no_diameter_is_said_with_what_is_expected(case, typed):
    assert "mm" in refused(case, size_cell(case), typed)


@given(st.text(max_size=12))
def test_no_typed_words_ever_fail(growth, typed):
    for cell in (
        size_cell(growth.case),
        CellEdit(growth.case.molecular.variants[0].id, "result", "1", "vaf"),
        CellEdit("", "patient.birth_date", "", "day"),
    ):
        found = parsed(cell, typed, growth.case, Translator("zh"))
        if isinstance(found, Message):
            assert Translator("zh").message(found)
        else:
            assert apply(growth.case, found).id == growth.case.id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_shown_of_a_lesion_can_be_typed_again(case, language):
    tr = Translator(language)
    for m in case.radiology.measurements:
        cell = CellEdit(m.id, "diameter", "?", "length-mm")
        assert parsed(cell, seen_text(m, case, tr), case, tr) == ()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_shown_of_a_result_can_be_typed_again(case, language):
    tr = Translator(language)
    for variant in case.molecular.variants:
        cell = CellEdit(variant.id, "result", "?", "vaf")
        again = after(case, cell, result_text(variant.result, tr), tr)
        result = next(v for v in again.molecular.variants if v.id == variant.id).result
        assert result.status == variant.result.status
        assert getattr(result, "vaf", 0) == getattr(variant.result, "vaf", 0)
        if isinstance(result, NotDetected) and variant.result.lod:
            assert result.lod == variant.result.lod


def variant_of(case, kind):
    return next(v for v in case.molecular.variants if isinstance(v.result, kind))


def result_after(case, typed, kind=Detected):
    variant = variant_of(case, kind)
    cell = CellEdit(variant.id, "result", "?", "vaf", unit="%")
    changed = after(case, cell, typed)
    return next(v for v in changed.molecular.variants if v.id == variant.id).result


def test_a_share_is_a_percentage_with_or_without_its_sign(case):
    for typed in ("0.31", "0.31 %", "0,31"):
        found = result_after(case, typed)
        assert isinstance(found, Detected)
        assert found.vaf == Decimal("0.0031")
        assert found.alt_reads is None


def test_reads_give_the_share(case):
    found = result_after(case, "8/2500")
    assert (found.vaf, found.alt_reads, found.total_reads) == (
        Decimal("0.0032"),
        8,
        2500,
    )


def test_not_detected_keeps_or_takes_a_limit(case):
    assert result_after(case, "<0.04").lod == Decimal("0.0004")
    variant = variant_of(case, Detected)
    limits = [a.lod for a in case.molecular.assays if a.sample == variant.sample]
    assert result_after(case, "ND").lod == limits[0]


def test_nobody_looked_and_it_failed_are_results_of_their_own(case):
    assert isinstance(result_after(case, "not analyzed"), NotAnalyzed)
    assert isinstance(result_after(case, "检测失败"), Failed)


@pytest.mark.parametrize("typed", ["0", "101", "high", "9/8", "0/100", ""])
def test_a_result_is_never_zero_and_never_guessed(case, typed):
    cell = CellEdit(variant_of(case, Detected).id, "result", "?", "vaf")
    assert refused(case, cell, typed)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026/3/9", "2026-03-09"),
        ("20260309", "2026-03-09"),
        ("2026年3月", "2026-03"),
        ("2026", "2026"),
    ],
)
def test_days_are_read_as_people_write_them(case, typed, day):
    cell = CellEdit("", "patient.birth_date", "?", "day")
    assert str(after(case, cell, typed).patient.birth_date) == day


def test_a_day_that_no_calendar_has_is_refused(case):
    cell = CellEdit("", "patient.birth_date", "?", "day")
    assert "2026-11-24" in refused(case, cell, "2026-02-30")
    assert after(case, cell, "").patient.birth_date is None


def test_a_choice_is_read_by_any_of_its_names(case):
    choices = (Choice("female", "女", ("female", "F")), Choice("male", "男", ("male",)))
    cell = CellEdit("", "patient.sex", "?", "choice", choices=choices)
    assert after(case, cell, "男").patient.sex == "male"
    assert after(case, cell, "").patient.sex is None
    assert "女 / 男" in refused(case, cell, "x")


def test_what_a_record_needs_cannot_be_emptied(case):
    lab = case.oncology.labs[0]
    cell = CellEdit(lab.id, "on", str(lab.on), "day")
    assert refused(case, cell, "")


def test_a_value_may_be_a_bound(case):
    lab = case.oncology.labs[0]
    cell = CellEdit(lab.id, "value", "?", "bounded")
    now = after(case, cell, "<0.5").oncology.labs[0]
    assert (now.comparator, now.value) == ("<", Decimal("0.5"))
    assert refused(case, cell, "≤0.5")


def test_drugs_are_read_with_dose_and_schedule_in_both_languages(case):
    line = case.oncology.treatments[0]
    cell = CellEdit(line.id, "drugs", "?", "drugs", choices=listed("zh", "drug"))
    now = after(case, cell, "培美曲塞 500 mg/m2 q3w + Carboplatin").oncology.treatments[
        0
    ]
    first, second = now.drugs
    assert (first.name, first.dose, first.dose_unit) == ("pemetrexed", 500, "mg/m2")
    assert (first.schedule, second.name) == ("q3w", "carboplatin")


def test_words_go_to_the_language_they_are_in(case):
    cell = CellEdit("", "question.text", "?", "text")
    assert after(case, cell, "是否进展？").question.text.zh == "是否进展？"
    assert after(case, cell, "Progression?").question.text.en == "Progression?"


def test_a_number_of_the_patient_is_set_and_taken_away(case):
    cell = CellEdit("", "patient.identifiers.record-number", "?", "identifier")
    now = after(case, cell, "99").patient.identifiers
    assert [i.value for i in now if i.kind == "record-number"] == ["99"]
    left = after(case, cell, "").patient.identifiers
    assert all(i.kind != "record-number" for i in left)


def test_a_part_that_is_not_known_yet_is_begun(case):
    bare = after(case, CellEdit(case.diagnoses[0].id, "stage", "?", "term"), "")
    assert bare.diagnoses[0].stage is None
    cell = CellEdit(case.diagnoses[0].id, "stage.t", "", "text")
    assert after(bare, cell, "2b").diagnoses[0].stage.t == "2b"


def test_the_same_words_change_nothing(case):
    assert parsed(size_cell(case), " 18 ", case, Translator("en")) == ()


def test_a_reader_words_its_refusals(case):
    said = Reader(case, Translator("zh"))(size_cell(case), "x")
    assert isinstance(said, str)
    assert "18.2" in said


def test_names_are_found_in_both_languages():
    drugs = listed("en", "drug")
    assert matches(drugs, "奥希")[0].value == "osimertinib"
    assert matches(listed("zh", "drug"), "osim")[0].text == "奥希替尼"
    assert matches(genes(), "egf")[0].value == "EGFR"
    assert matches(cancers("zh"), "LUAD")[0].text == "肺腺癌"
    assert matches(listed("zh", "organ"), "liver")[0].value == "liver"


def choice_cell(case, number):
    """A cell of so many choices; the first one is real."""
    more = (Choice(f"v{n}", f"choice {n}") for n in range(number - 1))
    lesion = case.radiology.lesions[0].id
    named = (Choice("target", "target lesion"), *more)
    return CellEdit(lesion, "role", "", "choice", choices=named)


def test_a_short_list_of_choices_is_named_whole(case):
    said = refused(case, choice_cell(case, 12), "tagret")
    assert said.startswith("Not one of these: target lesion / choice 0 / ")
    assert said.endswith(" / choice 10.")


def test_of_a_long_list_of_choices_the_closest_are_named(case):
    said = refused(case, choice_cell(case, 13), "tagret lesion")
    assert said.startswith("Not in the list; the closest in it: target lesion / ")
    assert said.count("/") == 2
