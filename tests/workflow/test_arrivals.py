"""Corrected files: shown field by field, and made only where they are accepted."""

import json
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.i18n import Translator
from mdt_board.importers.child_wire import KINDS
from mdt_board.interpret.response.recist_1_1 import time_points
from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.issue import ImportResult, Issue, Severity
from mdt_board.model.molecular import Assay, Detected, Variant
from mdt_board.model.oncology import (
    CoMedication,
    Comparator,
    LabValue,
    Response,
    Treatment,
)
from mdt_board.model.pathology import Stain
from mdt_board.model.provenance import Source
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion, Measurement, ReRead
from mdt_board.workflow import arrivals, fields
from mdt_board.workflow.edit import LISTS, add
from mdt_board.workflow.loose_ends import loose_ends
from mdt_board.workflow.merge import difference

EXAMPLE = asset("examples", "b")
ENGLISH = Translator("en")
TODAY = date(2026, 11, 22)
LABS = "date,analyte,value,unit,laboratory\n"


@cache
def whole() -> Case:
    case = Case.model_validate_json((EXAMPLE / "case.json").read_bytes())
    for path in sorted(EXAMPLE.iterdir()):
        if path.suffix != ".json":
            case, _ = add(case, importers.read(path))
    return case


@pytest.fixture
def copy(tmp_path):
    """Return a source file of the example with some of its text replaced."""

    def made(name: str, old: str, new: str, encoding: str = "utf-8") -> ImportResult:
        text = (EXAMPLE / name).read_bytes().decode(encoding)
        assert text.count(old) == 1
        path = tmp_path / name
        path.write_bytes(text.replace(old, new).encode(encoding))
        return importers.read(path)

    return made


@pytest.fixture
def table(tmp_path):
    """Return what a table of laboratory values says."""

    def made(*rows: str, name: str = "a.csv") -> ImportResult:
        path = Path(tmp_path, name)
        path.write_text(LABS + "\n".join(rows) + "\n", encoding="utf-8")
        return importers.read(path)

    return made


def told(issues: tuple[Issue, ...]) -> list[str]:
    return [ENGLISH.message(i.message) for i in issues if i.code == "corrected"]


def test_a_corrected_value_is_shown_and_changes_nothing(copy):
    result = copy("markers.csv", "2026-02-05,CEA,6.2", "2026-02-05,CEA,6.8")
    case, issues = add(whole(), result)
    assert case.oncology is whole().oncology
    assert [(i.code, i.severity, i.place) for i in issues] == [
        ("corrected", Severity.SKIPPED, "line 3"),
        ("already-there", Severity.NOTED, ""),
    ]
    (line,) = told(issues)
    assert line.startswith("Corrected by this file, value: 6.2 → 6.8.")
    assert "from markers.csv line 3" in line


def test_an_accepted_correction_is_an_edit_of_the_record_that_was_there(copy):
    result = copy("markers.csv", "2026-02-05,CEA,6.2", "2026-02-05,CEA,6.8")
    case, issues = add(whole(), result, accept_corrections=True)
    assert told(issues) == ["Corrected as accepted, value: 6.2 → 6.8."]
    assert {i.severity for i in issues} == {Severity.NOTED}
    edits = [e for e in difference(whole(), case) if e.field]
    (lab,) = {e.record_id for e in edits}
    assert {e.field: e.after for e in edits} == {
        "value": "6.8",
        "source": result.source.id,
    }
    assert len(case.oncology.labs) == len(whole().oncology.labs)
    assert add(case, result, accept_corrections=True)[0] is case
    assert lab in {x.id for x in case.oncology.labs}


def test_a_corrected_fraction_of_a_variant_is_shown(copy):
    result = copy("variants.csv", "142,7889", "150,7889")
    case, issues = add(whole(), result)
    assert case.molecular is whole().molecular
    lines = told(issues)
    assert any("mutant reads: 142 → 150" in line for line in lines)
    accepted, _ = add(whole(), result, accept_corrections=True)
    assert len(accepted.molecular.variants) == len(whole().molecular.variants)
    results = [v.result for v in accepted.molecular.variants]
    reads = {r.alt_reads for r in results if isinstance(r, Detected)}
    assert reads & {142, 150} == {150}


def test_a_corrected_diameter_is_shown_in_the_reader_s_words(copy):
    row = "EX-CT-0001,2025-12-10,RUL,右肺上叶,right upper lobe,肺,靶病灶,"
    result = copy("lesions.csv", f"{row}31", f"{row}33", "gb18030")
    _, issues = add(whole(), result)
    (line,) = told(issues)
    assert "diameter: 31 → 33" in line
    (issue,) = [i for i in issues if i.code == "corrected"]
    assert "径线：31 → 33" in Translator("zh").message(issue.message)


def test_a_second_value_of_the_day_is_no_correction_of_the_first(table):
    first = table("2026-01-02,CEA,5,ng/mL,A")
    case, _ = add(Case(id="a"), first)
    later = table("2026-01-02,CEA,5,ng/mL,A", "2026-01-02,CEA,7,ng/mL,A", name="b.csv")
    case, issues = add(case, later)
    assert [str(x.value) for x in case.oncology.labs] == ["5", "7"]
    assert [i.code for i in issues] == ["already-there"]


@pytest.mark.parametrize(
    "other",
    [
        "2026-01-02,CEA,7,ng/mL,B",
        "2026-01-03,CEA,7,ng/mL,A",
        "2026-01-02,NSE,7,ng/mL,A",
        "2026-01,CEA,7,ng/mL,A",
    ],
)
def test_another_laboratory_day_or_marker_is_another_value(table, other):
    case, _ = add(Case(id="a"), table("2026-01-02,CEA,5,ng/mL,A"))
    case, issues = add(case, table(other, name="b.csv"))
    assert len(case.oncology.labs) == 2
    assert issues == ()


def test_what_a_file_leaves_empty_corrects_nothing(table):
    case, _ = add(Case(id="a"), table("2026-01-02,CEA,5,ng/mL,A"))
    again, issues = add(case, table("2026-01-02,CEA,5,,A", name="b.csv"))
    assert again.oncology is case.oncology
    assert [i.code for i in issues] == ["already-there"]


def test_measurements_of_a_file_that_names_a_known_lesion_hang_on_the_known_one():
    """A report may know a lesion by an id of its own."""
    (lesion, *_) = whole().radiology.lesions
    measured = next(m for m in whole().radiology.measurements if m.lesion == lesion.id)
    study = next(s for s in whole().radiology.studies if s.id == measured.study)
    own = {"source": "sr", "place": "item 1"}
    records = (
        type(study)(**{**dict(study), **own, "id": "s9"}),
        Lesion(**{**dict(lesion), **own, "id": "l9"}),
        type(measured)(
            **{**dict(measured), **own, "id": "m9", "lesion": "l9", "study": "s9"}
        ),
    )
    source = Source(id="sr", name="sr.dcm", format="dicom-sr", sha256="0")
    case, issues = add(whole(), ImportResult(source, records, ()))
    assert case.radiology is whole().radiology
    assert [i.code for i in issues] == ["already-there"]
    changed = {**dict(records[2]), "diameter": Length.from_mm(99)}
    records = (*records[:2], type(measured)(**changed))
    case, issues = add(whole(), ImportResult(source, records, ()))
    assert case.radiology is whole().radiology
    (line,) = told(issues)
    assert "diameter" in line
    assert "→ 99" in line


def test_a_correction_of_what_was_typed_says_so():
    typed = Diagnosis(id="d", oncotree="LUAD", driver="L858R")
    arrived = Diagnosis(id="x", source="f", oncotree="LUAD", driver="19del")
    source = Source(id="f", name="f.json", format="fhir", sha256="0")
    case = Case(id="a", diagnoses=(typed,))
    after, issues = add(case, ImportResult(source, (arrived,), ()))
    assert after.diagnoses == (typed,)
    (line,) = told(issues)
    assert line.startswith("This file differs from what was typed, driver: L858R")


def test_every_field_of_a_record_has_a_name_in_both_languages():
    names = {name for kind in KINDS for name in kind.model_fields}
    for name in names - {"id", "source", "place"}:
        for language in ("en", "zh"):
            assert Translator(language).term(f"field.{name}") != f"field.{name}", name


@given(st.data())
def test_whatever_a_later_file_says_nothing_is_changed_unless_accepted(data):
    """Random corrections, whether of one field or of many, never lose a record."""
    markers = importers.read(EXAMPLE / "markers.csv")
    rows = []
    for record in markers.records:
        value = data.draw(st.sampled_from(["1", "2", str(record.value)]))
        document = record.model_dump(mode="json") | {
            "id": f"n{record.id}",
            "source": "n",
            "value": value,
        }
        rows.append(type(record).model_validate(document, strict=False))
    source = Source(id="n", name="n.csv", format="table", sha256="0")
    result = ImportResult(source, tuple(rows), ())
    case, issues = add(whole(), result)
    assert case.oncology is whole().oncology
    accepted, _ = add(whole(), result, accept_corrections=True)
    said = sorted(str(x.value) for x in accepted.oncology.labs)
    assert said == sorted(str(x.value) for x in rows)
    both = zip(whole().oncology.labs, accepted.oncology.labs, strict=True)
    changed = sum(a != b for a, b in both)
    assert changed == len(told(issues))


def test_every_kind_has_a_name():
    assert set(LISTS) == {*arrivals._NAMES, Measurement}


@pytest.fixture
def lesions(tmp_path):
    """Return what a table of lesions says."""

    def made(name: str, *rows: str) -> ImportResult:
        path = Path(tmp_path, name)
        head = "lesion,role,organ,部位,date,modality,diameter (mm),state\n"
        path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
        return importers.read(path)

    return made


BEFORE = (
    "L1,target,lung,,2026-01-01,CT,20,",
    "L2,target,liver,,2026-01-01,CT,30,",
    "L1,target,lung,,2026-03-01,CT,20,",
    "L2,target,liver,,2026-03-01,CT,30,",
)


@pytest.mark.parametrize(
    ("said", "response"), [("absent", Response.PR), ("not evaluable", Response.NE)]
)
def test_a_lesion_that_a_correction_says_is_gone_keeps_no_diameter(
    lesions, said, response
):
    case, _ = add(Case(id="a"), lesions("a.csv", *BEFORE))
    row = f"L1,target,lung,,2026-03-01,CT,,{said}"
    corrected = lesions("b.csv", *BEFORE[:2], row, BEFORE[3])
    shown, issues = add(case, corrected)
    assert shown.radiology is case.radiology
    assert any("diameter: 20 → –" in line for line in told(issues))
    accepted, _ = add(case, corrected, accept_corrections=True)
    seen = time_points(accepted.radiology)[-1]
    assert seen.overall is response
    assert seen.total == (Length.from_mm(30) if said == "absent" else None)
    again, issues = add(accepted, corrected, accept_corrections=True)
    assert again is accepted
    assert [i.code for i in issues] == ["already-there"]


def test_a_corrected_value_takes_its_own_unit_and_sign(table):
    case, _ = add(Case(id="a"), table("2026-01-02,CEA,5,ng/mL,A"))
    later = table("2026-01-02,CEA,<0.5,,A", name="b.csv")
    case, _ = add(case, later, accept_corrections=True)
    (lab,) = case.oncology.labs
    assert (str(lab.value), lab.comparator, lab.unit) == ("0.5", Comparator.BELOW, "")


def test_accepting_twice_adds_nothing_where_the_file_says_only_less():
    """The accepted record keeps what the file leaves empty, and its own id."""
    source = Source(id="f", name="f.json", format="fhir", sha256="0")
    typed = LabValue.model_validate_json(
        '{"id": "t", "on": "2026-01-02", "analyte": "cea", "value": "5",'
        ' "method": "ECLIA"}'
    )
    arrived = LabValue.model_validate_json(
        '{"id": "x", "source": "f", "place": "entry 1", "on": "2026-01-02",'
        ' "analyte": "cea", "value": "7"}'
    )
    case = Case.model_validate({"id": "a", "oncology": {"labs": (typed,)}})
    result = ImportResult(source, (arrived,), ())
    case, _ = add(case, result, accept_corrections=True)
    again, issues = add(case, result, accept_corrections=True)
    assert again is case
    (lab,) = again.oncology.labs
    assert (lab.id, str(lab.value), lab.method) == ("t", "7", "ECLIA")
    assert [i.code for i in issues] == ["already-there"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("lung,", "liver,"), ("lung,左肺上叶", "lung,右肺上叶")],
)
def test_nothing_is_measured_on_a_lesion_that_only_shares_the_name(
    lesions, first, second
):
    case, _ = add(
        Case(id="a"), lesions("a.csv", f"L1,target,{first},2026-01-01,CT,20,")
    )
    other = lesions("b.csv", f"L1,target,{second},2026-03-01,CT,45,")
    after, issues = add(case, other)
    assert after.radiology.measurements == case.radiology.measurements
    assert after.radiology.lesions == case.radiology.lesions
    assert {i.code for i in issues} == {"corrected", "other-lesion"}
    (left_out,) = [i for i in issues if i.code == "other-lesion"]
    assert (left_out.severity, left_out.place) == (Severity.SKIPPED, "line 2")
    accepted, issues = add(case, other, accept_corrections=True)
    assert len(accepted.radiology.measurements) == 2
    assert {i.code for i in issues} == {"corrected"}


def test_another_wording_of_the_site_does_not_hold_measurements_back(lesions):
    case, _ = add(
        Case(id="a"), lesions("a.csv", "L1,target,lung,右肺上叶,2026-01-01,CT,20,")
    )
    later = lesions("b.csv", "L1,target,lung,右上肺,2026-03-01,CT,25,")
    after, _ = add(case, later)
    assert len(after.radiology.measurements) == 2


def test_words_of_a_closed_list_are_told_in_the_reader_s_language(lesions):
    case, _ = add(Case(id="a"), lesions("a.csv", *BEFORE))
    corrected = lesions("b.csv", "L1,non-target,lung,,2026-03-01,CT,,absent")
    _, issues = add(case, corrected)
    chinese = [Translator("zh").message(i.message) for i in issues]
    assert any("状态：已测量 → 消失" in line for line in chinese)
    assert any("靶病灶 → 非靶病灶" in line for line in chinese)


def words_of(kind) -> set[str]:
    """Return the ids of the words that the fields of a record can hold."""
    found = set()
    for name, field in kind.model_fields.items():
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, Enum):
                found |= {f"said.{name}.{member.value}" for member in part}
    return found


def test_every_word_of_a_closed_list_has_a_name_in_both_languages():
    ids = set().union(*(words_of(kind) for kind in KINDS))
    statuses = ("detected", "not-detected", "not-analyzed", "failed")
    ids |= {f"said.status.{s}" for s in statuses} | {"said.yes", "said.no"}
    assert "said.comparator.<" in ids
    for term in ids:
        assert term.split(".")[1] in arrivals.VALUE_FIELDS | {"yes", "no"}
        for language in ("en", "zh"):
            assert Translator(language).term(term) != term


def test_what_fills_an_empty_field_is_taken_and_told_without_being_asked(table):
    case, _ = add(Case(id="a"), table("2026-01-02,CEA,5,,A"))
    (before,) = case.oncology.labs
    after, issues = add(case, table("2026-01-02,CEA,5,ng/mL,A", name="b.csv"))
    assert [(i.code, i.severity, i.place) for i in issues] == [
        ("completed", Severity.NOTED, "line 2")
    ]
    assert ENGLISH.message(issues[0].message) == (
        "Completed by this file, where the case had nothing: unit."
    )
    (lab,) = after.oncology.labs
    assert lab == type(before)(**{**dict(before), "unit": "ng/mL"})
    again, issues = add(after, table("2026-01-02,CEA,5,,A"))
    assert again.oncology is after.oncology
    assert [i.code for i in issues] == ["already-there"]


def test_a_file_that_fills_one_field_and_changes_another_is_a_correction(table):
    """Whether it is the same value is open: nothing of it is taken."""
    case, _ = add(Case(id="a"), table("2026-01-02,CEA,5,,A"))
    after, issues = add(case, table("2026-01-02,CEA,6,ng/mL,A", name="b.csv"))
    assert after.oncology is case.oncology
    assert {i.code for i in issues} == {"corrected"}


TREATMENT = {"drugs": [{"name": "osimertinib"}], "started_on": "2026-01-01"}
CO_MEDICATION = {"drug": {"name": "omeprazole"}, "started_on": "2026-01-01"}
LESION = {"label": "L1", "organ": "lung"}
SEEN = {"lesion": "lesion", "study": "study", "state": "measured", "diameter": "12"}
ABSENT = {**SEEN, "state": "absent", "diameter": None}
STAIN = {"marker": "PD-L1", "clone": "22C3"}
REREAD = {"study": "study", "asked_on": "2026-02-01"}


def later_file(kind, known, said) -> tuple[Case, Case, tuple[Issue, ...]]:
    """Return the case before and after a file says more, and what is told."""
    there = kind.model_validate_json(json.dumps({"id": "r", "source": "f", **known}))
    more = {"id": "r", "source": "g", **known, **said}
    arrived = kind.model_validate_json(json.dumps(more))
    area, name = LISTS[kind]
    case = Case.model_validate({"id": "a", area: {name: (there,)}})
    source = Source(id="g", name="g.csv", format="table", sha256="0")
    return case, *add(case, ImportResult(source, (arrived,), ()))


@pytest.mark.parametrize(
    ("kind", "known", "said"),
    [
        (Lesion, LESION, {"role": "target"}),
        (Lesion, LESION, {"role": "new"}),
        (Measurement, ABSENT, {"diameter": "12"}),
        (Measurement, {**ABSENT, "state": "too-small"}, {"diameter": "12"}),
        (Measurement, {**ABSENT, "state": "not-evaluable"}, {"diameter": "12"}),
        (Measurement, {**ABSENT, "state": "split"}, {"diameter": "12"}),
        (Measurement, {**ABSENT, "state": "split"}, {"fragments": ["5", "6"]}),
        (Measurement, {**ABSENT, "state": "merged"}, {"diameter": "12"}),
        (Measurement, {**ABSENT, "state": "merged"}, {"merged_into": "other"}),
        (Treatment, TREATMENT, {"is_ongoing": False}),
        (Treatment, TREATMENT, {"last_given_on": "2026-03-01"}),
        (Treatment, TREATMENT, {"stopped_on": "2026-03-01"}),
        (Treatment, TREATMENT, {"stop_reason": "progression"}),
        (Treatment, TREATMENT, {"best_response": "PD"}),
        (Treatment, {**TREATMENT, "is_ongoing": True}, {"stop_reason": "toxicity"}),
        (CoMedication, CO_MEDICATION, {"stopped_on": "2026-03-01"}),
        (Stain, STAIN, {"specimen": "s"}),
        (Assay, {"sample": "S"}, {"specimen": "s"}),
        (ReRead, REREAD, {"prior": "s"}),
    ],
)
def test_what_decides_is_a_correction_even_where_nothing_was_known(kind, known, said):
    case, after, issues = later_file(kind, known, said)
    area, _ = LISTS[kind]
    assert getattr(after, area) is getattr(case, area)
    assert [i.code for i in issues] == ["corrected"]


@pytest.mark.parametrize(
    ("kind", "known", "said"),
    [
        (Lesion, LESION, {"tracking_uid": "1.2.3"}),
        (Measurement, SEEN, {"reader": "R2", "accession": "A1", "suv_max": "3"}),
        (Measurement, {**SEEN, "diameter": None}, {"diameter": "12"}),
        (Measurement, {**ABSENT, "state": "present"}, {"diameter": "12"}),
        (Treatment, TREATMENT, {"line": 1, "cycles": 4}),
        (CoMedication, CO_MEDICATION, {"is_self_bought": True}),
        (Stain, STAIN, {"percent": "60"}),
        (Assay, {"sample": "S"}, {"laboratory": "B", "lod": "0.001"}),
        (ReRead, REREAD, {"reader": "R2"}),
    ],
)
def test_what_does_not_decide_fills_what_was_empty(kind, known, said):
    _, after, issues = later_file(kind, known, said)
    assert [i.code for i in issues] == ["completed"]
    area, name = LISTS[kind]
    (record,) = getattr(getattr(after, area), name)
    filled = record.model_dump(mode="json")
    assert {field: filled[field] for field in said} == said


def test_fields_that_decide_are_fields_of_their_records():
    for kind, names in (*fields.DECIDING.items(), *fields.REFERENCES.items()):
        assert set(names) <= set(kind.model_fields)


@pytest.mark.parametrize("state", ["absent", "not-evaluable", "merged"])
def test_a_diameter_beside_a_state_that_has_none_is_told(state):
    said = {**SEEN, "id": "m", "source": "f", "state": state}
    told = [i.code for i in loose_ends(measured(said), TODAY)]
    assert "size-of-none" in told
    for other in ({**said, "diameter": None}, {**said, "state": "measured"}):
        told = [i.code for i in loose_ends(measured(other), TODAY)]
        assert "size-of-none" not in told


def measured(said) -> Case:
    record = Measurement.model_validate_json(json.dumps(said))
    return Case.model_validate({"id": "a", "radiology": {"measurements": (record,)}})


def test_a_call_that_passed_is_not_completed_with_filters():
    """A variant without filters is one that passed, not one of unknown filters."""
    there = Variant(id="v", source="f", sample="S", gene="KRAS", result=Detected())
    held = {"id": "x", "source": "g", "filters": ("low-depth",)}
    arrived = Variant(**{**dict(there), **held})
    case = Case.model_validate({"id": "a", "molecular": {"variants": (there,)}})
    source = Source(id="g", name="g.vcf", format="vcf", sha256="0")
    after, issues = add(case, ImportResult(source, (arrived,), ()))
    assert after.molecular is case.molecular
    assert [i.code for i in issues] == ["corrected"]
