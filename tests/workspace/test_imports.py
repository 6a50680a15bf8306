"""Imports through the workspace: when, by whom, from which file, and only once."""

import json
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mdt_board.assets import asset
from mdt_board.importers.child_reader import ReadingCancelledError
from mdt_board.model.case import Case
from mdt_board.model.issue import Severity
from mdt_board.workspace import Workspace
from mdt_board.workspace.imports import How

NOON = datetime(2026, 11, 22, 20, tzinfo=timezone(timedelta(hours=8)))
TABLE = asset("examples", "b", "markers.csv")


@pytest.fixture
def workspace():
    return Workspace(now=lambda: NOON, user="示例药师")


def test_a_source_says_when_and_by_whom_it_came_in(workspace):
    case, _ = workspace.import_files(Case(id="a"), [TABLE])
    (source,) = case.sources
    assert (source.name, source.imported_by) == ("markers.csv", "示例药师")
    assert source.imported_at == NOON
    assert source.imported_at.tzinfo is UTC
    assert {lab.source for lab in case.oncology.labs} == {source.id}


def test_importing_again_later_adds_nothing(workspace):
    case, _ = workspace.import_files(Case(id="a"), [TABLE])
    later = Workspace(now=lambda: NOON + timedelta(days=1), user="other")
    again, issues = later.import_files(case, [TABLE, TABLE])
    assert again == case
    assert [i.code for i in issues] == ["already-there"] * 2


def test_issues_name_their_file_and_nothing_stops_the_others(workspace, tmp_path):
    broken = tmp_path / "broken.vcf"
    broken.write_bytes(b"##fileformat=VCFv4.2\n\x00\x00")
    files = [tmp_path / "missing.vcf", tmp_path, broken, TABLE]
    case, issues = workspace.import_files(Case(id="a"), files)
    assert case.oncology.labs
    named = {i.place.split(":")[0] for i in issues}
    assert {"missing.vcf", tmp_path.name, "broken.vcf"} <= named


def test_the_case_that_was_given_is_not_changed(workspace):
    before = Case(id="a")
    workspace.import_files(before, [TABLE])
    assert before == Case(id="a")


def test_a_sample_without_assay_is_noted_once_and_no_more_when_it_has_one(workspace):
    plasma, tissue = (
        asset("examples", "b", n) for n in ("plasma-2026-11-10.vcf", "variants.csv")
    )
    case, issues = workspace.import_files(Case(id="a"), [plasma, tissue])
    noted = [i for i in issues if i.code == "no-assay"]
    samples = {i.message.words["sample"].text for i in noted}
    assert samples == {v.sample for v in case.molecular.variants}
    assert len(noted) == len(samples)
    assert {i.place for i in noted} <= {plasma.name, tissue.name}
    _, issues = workspace.import_files(case, [asset("examples", "b", "assays.csv")])
    assert "no-assay" not in {i.code for i in issues}


def test_measurements_without_study_are_one_note_whatever_the_order(workspace):
    lesions, imaging = (
        asset("examples", "b", n) for n in ("lesions.csv", "imaging.csv")
    )
    _, issues = workspace.import_files(Case(id="a"), [lesions])
    (note,) = issues
    assert (note.code, note.place) == ("no-study", "lesions.csv")
    assert note.message.words["count"].value == 10
    _, issues = workspace.import_files(Case(id="a"), [lesions, imaging])
    assert "no-study" not in {i.code for i in issues}


def test_variants_without_gene_are_one_note_with_their_number(workspace, tmp_path):
    file = tmp_path / "bare.vcf"
    file.write_text(
        "##fileformat=VCFv4.2\n"
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="reads">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\n"
        "7\t55191822\t.\tT\tG\t.\tPASS\t.\tAD\t90,10\n"
        "7\t55181378\t.\tC\tT\t.\tPASS\t.\tAD\t95,5\n",
        encoding="utf-8",
    )
    _, issues = workspace.import_files(Case(id="a"), [file])
    assert [i.code for i in issues] == ["no-gene", "no-assay"]
    assert issues[0].message.words["count"].value == 2


def fhir_of(folder, name, number, **more):
    """Write a bundle that names a patient and one diagnosis of theirs."""
    who = {
        "resourceType": "Patient",
        "id": "p",
        "name": [{"text": name}],
        "identifier": [
            {
                "type": {"coding": [{"system": MR_SYSTEM, "code": "MR"}]},
                "value": number,
            }
        ],
        **more,
    }
    what = {
        "resourceType": "Condition",
        "id": "c",
        "subject": {"reference": "Patient/p"},
        "code": {"text": "adenocarcinoma"},
    }
    entries = [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} for r in (who, what)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    path = folder / f"{number}.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    return path


MR_SYSTEM = "http://terminology.hl7.org/CodeSystem/v2-0203"


def codes(issues):
    return [i.code for i in issues]


def test_a_case_of_nobody_takes_the_patient_of_its_first_file(workspace, tmp_path):
    file = fhir_of(tmp_path, "示例甲", "EX-1", birthDate="1960-01-02")
    case, issues = workspace.import_files(Case(id="a"), [file])
    assert "patient-taken-over" in codes(issues)
    (number,) = case.patient.identifiers
    assert number.value == "EX-1"
    again, issues = workspace.import_files(case, [file])
    assert again == case
    assert "patient-taken-over" not in codes(issues)


def test_a_file_of_another_patient_adds_nothing_and_the_next_is_read(
    workspace, tmp_path
):
    mine, other = (fhir_of(tmp_path, "示例甲", n) for n in ("EX-1", "EX-2"))
    before, _ = workspace.import_files(Case(id="a"), [mine])
    case, issues = workspace.import_files(before, [other, TABLE])
    (stopped,) = [i for i in issues if i.code == "patient-differs"]
    assert stopped.severity is Severity.REFUSED
    assert stopped.place == "EX-2.json"
    assert (case.patient, case.diagnoses) == (before.patient, before.diagnoses)
    assert case.oncology.labs
    assert [s.name for s in case.sources] == ["EX-1.json", "markers.csv"]


@pytest.fixture
def corrected(tmp_path):
    text = TABLE.read_text(encoding="utf-8")
    path = tmp_path / "corrected.csv"
    path.write_text(text.replace("CEA,6.2", "CEA,6.8"), encoding="utf-8")
    return path


def test_a_corrected_file_changes_the_case_only_when_accepted(workspace, corrected):
    before, _ = workspace.import_files(Case(id="a"), [TABLE])
    case, issues = workspace.import_files(before, [corrected])
    assert case.oncology == before.oncology
    assert codes(issues) == ["corrected", "already-there"]
    case, _ = workspace.import_files(before, [corrected], How(accept_corrections=True))
    assert [str(x.value) for x in case.oncology.labs if str(x.value) == "6.8"]
    assert len(case.oncology.labs) == len(before.oncology.labs)


def test_progress_counts_files_and_names_the_present_one(workspace, corrected):
    told = []
    how = How(on_progress=lambda *said: told.append(said))
    workspace.import_files(Case(id="a"), [TABLE, corrected], how)
    assert [said for said in told if said[0] == int(said[0])] == [
        (0, 2, "markers.csv"),
        (1, 2, "corrected.csv"),
    ]


def test_a_cancelled_import_leaves_no_process(workspace):
    before = threading.active_count()
    asked = []
    how = How(
        is_cancelled=lambda: len(asked) > 0, on_progress=lambda *_: asked.append(1)
    )
    with pytest.raises(ReadingCancelledError):
        workspace.import_files(Case(id="a"), [TABLE], how)
    assert threading.active_count() == before
