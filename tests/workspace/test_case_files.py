"""Case files: what is written is read back, and what is wrong is told, not quoted."""

import json
import os
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from mdt_board.i18n import Translator
from mdt_board.model.case import Case, Patient, Sex
from mdt_board.model.day import PartialDate
from mdt_board.model.molecular import Detected, Molecular, NotDetected, Variant
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import LesionState, Measurement, Radiology
from mdt_board.model.text import FreeText
from mdt_board.workspace import RefusedError
from mdt_board.workspace.case_files import case_bytes, read_case, write_case

CANARY = "欧阳金丝雀"

CASE = Case(
    id="MDT-1",
    patient=Patient(
        name=FreeText(zh="示例甲"), birth_date=PartialDate(1965, 3), sex=Sex.FEMALE
    ),
    radiology=Radiology(
        measurements=(
            Measurement(
                id="m1",
                lesion="l1",
                study="s1",
                state=LesionState.MEASURED,
                diameter=Length.from_mm("18.2"),
            ),
        )
    ),
    molecular=Molecular(
        variants=(
            Variant(id="v1", sample="p1", result=Detected(vaf=Decimal("0.00120"))),
            Variant(id="v2", sample="p1", result=NotDetected(lod=Decimal("0.0004"))),
        )
    ),
)


def _refused(tmp_path, content):
    file = tmp_path / "case.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(RefusedError) as caught:
        read_case(file)
    return caught.value.issues


def _document(**fields):
    return json.dumps({"schema_version": 1, "id": "MDT-1", **fields})


def test_a_case_comes_back_as_it_was_written(tmp_path):
    write_case(CASE, tmp_path / "case.json")
    assert read_case(tmp_path / "case.json") == CASE


def test_the_same_case_gives_the_same_bytes(tmp_path):
    write_case(CASE, tmp_path / "case.json")
    again = read_case(tmp_path / "case.json")
    assert case_bytes(again) == (tmp_path / "case.json").read_bytes()


def test_what_is_not_detected_has_no_value_in_the_file():
    second = json.loads(case_bytes(CASE))["molecular"]["variants"][1]["result"]
    assert second == {"status": "not-detected", "lod": "0.0004"}


def test_a_byte_order_mark_is_accepted(tmp_path):
    file = tmp_path / "case.json"
    file.write_bytes(b"\xef\xbb\xbf" + _document().encode())
    assert read_case(file).id == "MDT-1"


BROKEN = {
    "file-empty": b"",
    "not-json": b'{"schema_version": 1, "id": "MDT',
    "not-utf8": '{"id": "示例"}'.encode("gb18030"),
    "too-deep": b"[" * 100_000,
    "key-twice": b'{"schema_version": 1, "id": "a", "id": "b"}',
    "not-finite": b'{"schema_version": 1, "id": "a", "revision": NaN}',
    "not-a-record": b"[1, 2]",
    "schema-version": b'{"id": "a"}',
    "schema-newer": b'{"schema_version": 2, "id": "a"}',
}


@pytest.mark.parametrize(("code", "content"), BROKEN.items(), ids=BROKEN)
def test_a_broken_file_is_refused_with_its_reason(tmp_path, code, content):
    assert [i.code for i in _refused(tmp_path, content)] == [code]


@pytest.mark.parametrize("number", ["Infinity", "-Infinity", "1e999", "9" * 5_000])
def test_a_number_without_bounds_is_refused(tmp_path, number):
    content = f'{{"schema_version": 1, "id": "a", "revision": {number}}}'
    assert [i.code for i in _refused(tmp_path, content)] == ["not-finite"]


@pytest.mark.parametrize("version", ["1", 1.0, True, 0, -1, None, [1]])
def test_a_schema_version_that_is_no_whole_number_is_refused(tmp_path, version):
    content = json.dumps({"schema_version": version, "id": "a"})
    assert [i.code for i in _refused(tmp_path, content)] == ["schema-version"]


def test_brackets_inside_text_are_not_nesting(tmp_path):
    text = "[" * 200 + '"\\' + "{" * 200
    file = tmp_path / "case.json"
    file.write_text(_document(summary={"en": text}), encoding="utf-8")
    assert read_case(file).summary.en == text


def test_sixty_four_levels_are_read_and_one_more_is_refused(tmp_path):
    nested = "[" * 63 + "]" * 63
    codes = [i.code for i in _refused(tmp_path, f'{{"schema_version": {nested}}}')]
    assert codes == ["schema-version"]
    codes = [i.code for i in _refused(tmp_path, f'{{"schema_version": [{nested}]}}')]
    assert codes == ["too-deep"]


def test_an_id_that_stands_twice_is_refused_with_its_second_place(tmp_path):
    lab = {"id": "x", "on": "2026", "analyte": "cea", "value": "1"}
    sample = {"id": "x", "sample": "p", "result": {"status": "failed"}}
    content = _document(oncology={"labs": [lab]}, molecular={"variants": [sample]})
    (issue,) = _refused(tmp_path, content)
    assert (issue.code, issue.place) == ("id-twice", "molecular.variants[0].id")


WRONG = [
    ({"patient": {"birth_date": "2026-02-30"}}, "patient.birth_date", "date"),
    ({"patient": {"birth_date": "12/11/1965"}}, "patient.birth_date", "date"),
    ({"patient": {"sex": CANARY}}, "patient.sex", "female"),
    ({"patient": {"name": CANARY}}, "patient.name", "braces"),
    ({"patient": {"name": {"zh": 7}}}, "patient.name.zh", "text"),
    ({"revision": "1"}, "revision", "whole number"),
    ({"revision": -1}, "revision", "range"),
    ({"is_example": 1}, "is_example", "true nor false"),
    (
        {"oncology": {"smoking": {"pack_years": "1E-400"}}},
        "oncology.smoking.pack_years",
        "range",
    ),
    ({"fitness": {"g8_score": 18}}, "fitness.g8_score", "range"),
    ({"patient": {"birth_date": "0001-01-01"}}, "patient.birth_date", "date"),
    ({"diagnoses": CANARY}, "diagnoses", "list"),
    ({"diagnoses": [{}]}, "diagnoses[0].id", "missing"),
    ({"id": ""}, "id", "empty"),
    (
        {"molecular": {"variants": [{"id": "v", "sample": "s", "result": {}}]}},
        "molecular.variants[0].result",
        "form",
    ),
    (
        {
            "radiology": {
                "measurements": [
                    {
                        "id": "m",
                        "lesion": "l",
                        "study": "s",
                        "state": "measured",
                        "diameter": 18.2,
                    }
                ]
            }
        },
        "radiology.measurements[0].diameter",
        "length",
    ),
]


@pytest.mark.parametrize(("fields", "place", "word"), WRONG, ids=str)
def test_a_wrong_field_is_told_with_its_path_and_remedy(tmp_path, fields, place, word):
    (issue,) = _refused(tmp_path, _document(**fields))
    said = Translator("en").message(issue.message)
    assert issue.place == place
    assert word in said
    assert CANARY not in said


def test_an_unknown_field_is_told_by_its_position_not_by_its_name(tmp_path):
    content = _document(patient={"bed": "12", CANARY: 1})
    (issue,) = _refused(tmp_path, content)
    assert issue.place == "patient"
    said = Translator("en").message(issue.message)
    assert "field 2" in said
    assert CANARY not in said


def test_an_unknown_field_inside_a_typed_result_is_told(tmp_path):
    result = {"status": "detected", "vaf": "0.1", CANARY: 1}
    variant = {"id": "v", "sample": "s", "result": result}
    (issue,) = _refused(tmp_path, _document(molecular={"variants": [variant]}))
    assert issue.place.startswith("molecular.variants[0].result")
    assert "field 3" in Translator("en").message(issue.message)


def test_every_error_is_told_in_both_languages(tmp_path):
    (issue,) = _refused(tmp_path, _document(revision="1"))
    english, chinese = (Translator(n).message(issue.message) for n in ("en", "zh"))
    assert english != chinese


def test_a_file_that_is_too_large_is_refused(tmp_path):
    file = tmp_path / "case.json"
    with file.open("wb") as sparse:
        sparse.truncate(50_000_001)
    with pytest.raises(RefusedError) as caught:
        read_case(file)
    assert caught.value.issues[0].code == "too-large"


@pytest.mark.parametrize("name", ["missing.json", "folder", "pipe", "file/inside.json"])
def test_what_is_no_ordinary_file_is_refused(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    if name == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("named pipes are POSIX only")
        os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RefusedError) as caught:
        read_case(tmp_path / name)
    assert caught.value.issues[0].code in ("no-file", "not-a-file")


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read anything")
def test_a_file_without_permission_is_the_machines_matter(tmp_path):
    file = tmp_path / "case.json"
    file.write_text(_document(), encoding="utf-8")
    file.chmod(0)
    with pytest.raises(PermissionError):
        read_case(file)


def test_a_signature_without_a_time_zone_is_refused(tmp_path):
    sign_off = {
        "id": "s", "person": {"en": "EXAMPLE"}, "at": "2026-11-24T14:00:00+08:00",
        "meaning": "chair", "revision": 1, "language": "en", "ruleset": "1",
        "case_sha256": "", "interpretation_sha256": "", "wording_sha256": "",
    }  # fmt: skip
    file = tmp_path / "signed.json"
    file.write_text(_document(sign_offs=[sign_off]), encoding="utf-8")
    assert read_case(file).sign_offs[0].at == datetime(2026, 11, 24, 6, tzinfo=UTC)
    local = {**sign_off, "at": "2026-11-24T14:00:00"}
    (issue,) = _refused(tmp_path, _document(sign_offs=[local]))
    assert issue.place == "sign_offs[0].at"
