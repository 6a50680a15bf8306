from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case
from mdt_board.model.edit import Edit
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.oncology import LabValue, PerformanceStatus
from mdt_board.model.radiology import Lesion
from mdt_board.model.text import Where
from mdt_board.workflow.edit import (
    EditError,
    add,
    adding,
    apply,
    changing,
    inverse,
    removing,
)


@cache
def typed() -> Case:
    return Case.model_validate_json(asset("examples", "b", "case.json").read_bytes())


@cache
def file(name: str) -> ImportResult:
    return importers.read(asset("examples", "b", name))


@cache
def whole() -> Case:
    case = typed()
    for path in sorted(asset("examples", "b").iterdir()):
        if path.suffix != ".json":
            case, issues = add(case, importers.read(path))
            assert issues == ()
    return case


def test_records_go_into_the_list_of_their_kind_and_the_source_is_kept() -> None:
    case, issues = add(typed(), file("markers.csv"))
    assert issues == ()
    assert case.oncology.labs == file("markers.csv").records
    assert case.sources == (file("markers.csv").source,)
    assert case.revision == typed().revision


def test_what_a_file_does_not_touch_stays_the_same_object() -> None:
    case, _ = add(typed(), file("markers.csv"))
    assert case.radiology is typed().radiology
    assert case.oncology.performance is typed().oncology.performance
    assert case.positions is typed().positions


def test_the_same_file_twice_adds_nothing_and_says_so() -> None:
    for path in sorted(asset("examples", "b").iterdir()):
        if path.suffix != ".json":
            case, issues = add(whole(), importers.read(path))
            assert case is whole()
            assert [i.code for i in issues] == ["already-there"]


def test_a_longer_export_of_the_same_table_adds_only_its_new_rows() -> None:
    case, _ = add(typed(), file("markers.csv"))
    (first, *_) = (r for r in file("markers.csv").records if isinstance(r, LabValue))
    source = file("markers.csv").source
    assert source is not None
    again = _lab(first, id="other-1", source="other", place="line 9")
    newer = _lab(first, id="other-2", source="other", on="2026-11-20")
    result = ImportResult(_source(source, "other"), (again, newer), ())
    longer, issues = add(case, result)
    assert [r.id for r in longer.oncology.labs[-1:]] == ["other-2"]
    assert len(longer.oncology.labs) == len(case.oncology.labs) + 1
    assert [(i.code, i.severity) for i in issues] == [("already-there", Severity.NOTED)]


def test_what_a_file_says_twice_is_added_once() -> None:
    (first, *_) = (r for r in file("markers.csv").records if isinstance(r, LabValue))
    twin = _lab(first, id="twin", place="line 99")
    result = replace(file("markers.csv"), records=(first, twin))
    case, issues = add(typed(), result)
    assert case.oncology.labs == (first,)
    assert [i.code for i in issues] == ["already-there"]


def _lab(record: LabValue, **changes: Any) -> LabValue:
    document = record.model_dump(mode="json") | changes
    return LabValue.model_validate(document, strict=False)


def _source(source: Any, name: str) -> Any:
    document = source.model_dump(mode="json") | {"id": name}
    return type(source).model_validate(document, strict=False)


def test_a_record_that_differs_is_kept_as_it_was_and_both_places_are_told() -> None:
    case, _ = add(typed(), file("lesions.csv"))
    (rul, *_) = (r for r in file("lesions.csv").records if isinstance(r, Lesion))
    source = file("lesions.csv").source
    assert source is not None
    liver = rul.model_dump(mode="json") | {"organ": "liver", "place": "line 7"}
    arrived = Lesion.model_validate(liver, strict=False)
    result = ImportResult(_source(source, "other"), (arrived,), ())
    after, issues = add(case, result)
    assert after.radiology.lesions is case.radiology.lesions
    (issue,) = issues
    assert (issue.code, issue.severity, issue.place) == (
        "differs",
        Severity.SKIPPED,
        "line 7",
    )
    assert issue.message.words["place"] == Where("line 2", "lesions.csv")


def test_measurements_of_a_study_that_is_missing_are_added() -> None:
    case, issues = add(typed(), file("lesions.csv"))
    assert len(case.radiology.measurements) == 10
    assert issues == ()


def test_a_refused_file_changes_nothing() -> None:
    refused = replace(file("markers.csv"), source=None)
    assert add(typed(), refused) == (typed(), ())


def test_a_changed_field_is_validated_and_its_siblings_stay() -> None:
    edit = changing(whole(), "measurement-rul-ex-ct-0005", "diameter", "19")
    after = apply(whole(), [edit])
    changed = [m for m in after.radiology.measurements if m.id == edit.record_id]
    assert [str(m.diameter) for m in changed] == ["19"]
    assert edit.before == "18"
    assert after.molecular is whole().molecular
    same = zip(
        after.radiology.measurements, whole().radiology.measurements, strict=True
    )
    assert sum(a is not b for a, b in same) == 1


@pytest.mark.parametrize(
    ("record", "field", "before", "after"),
    [
        ("measurement-rul-ex-ct-0005", "diameter", "17", "19"),  # it is 18
        ("measurement-rul-ex-ct-0005", "diameter", "18", "-1"),
        ("measurement-rul-ex-ct-0005", "diameter", "18", 1.5),
        ("measurement-rul-ex-ct-0005", "volume", None, "1"),
        ("measurement-rul-ex-ct-0005", "id", "measurement-rul-ex-ct-0005", "x"),
        ("nobody", "diameter", "18", "19"),
        ("", "patient.shoe_size", None, "41"),
        ("", "patient.sex", "female", "unheard-of"),
        ("", "patient.sex", "male", "female"),
        ("", "revision", 0, 9),
        ("", "id", "MDT-2026-0412", "other"),
        ("nobody", "", None, {"list": "oncology.labs", "at": 0, "record": {}}),
        ("nobody", "", None, {"list": "oncology.shoes", "at": 0, "record": {}}),
        ("nobody", "", None, {"list": "patient.identifiers", "at": 0, "record": {}}),
        ("nobody", "", None, None),
    ],
)
def test_an_edit_that_does_not_fit_is_refused(
    record: str, field: str, before: Any, after: Any
) -> None:
    edit = Edit(record_id=record, field=field, before=before, after=after)
    with pytest.raises(EditError):
        apply(whole(), [edit])


def test_a_field_of_the_case_itself_is_written_with_points() -> None:
    edit = changing(whole(), "", "decision.summary.zh", "改")
    after = apply(whole(), [edit])
    assert after.decision is not None
    assert after.decision.summary.zh == "改"
    assert after.oncology is whole().oncology
    assert apply(after, [inverse(edit)]) == whole()


def test_a_record_is_added_once_and_taken_out_where_it_stood() -> None:
    record = PerformanceStatus.model_validate_json('{"id":"n","on":"2026-11","ecog":2}')
    added = adding(whole(), "oncology.performance", record)
    after = apply(whole(), [added])
    assert after.oncology.performance[-1] == record
    with pytest.raises(EditError):
        apply(after, [added])
    removed = removing(whole(), "performance-1")
    without = apply(whole(), [removed])
    assert [p.id for p in without.oncology.performance] == ["performance-2"]
    with pytest.raises(EditError):
        apply(without, [removed])
    assert apply(without, [inverse(removed)]) == whole()


def test_an_edit_says_the_same_when_it_is_written_and_read_again() -> None:
    edit = removing(whole(), "assay-b-p1")
    read = Edit.model_validate_json(edit.model_dump_json())
    assert apply(whole(), [read]) == apply(whole(), [edit])


def _records(owner: Any) -> Iterator[ListRecord]:
    for _, value in owner:
        if isinstance(value, tuple):
            yield from (r for r in value if isinstance(r, ListRecord))
        elif hasattr(value, "model_fields_set"):
            yield from _records(value)


TEXTS = st.text(max_size=20)


@given(st.data())
def test_every_edit_and_its_inverse_leave_an_equal_case(data: st.DataObject) -> None:
    case, edits = whole(), []
    for _ in range(data.draw(st.integers(1, 5))):
        record = data.draw(st.sampled_from(list(_records(case))))
        edit = data.draw(st.sampled_from([_renamed, _removed]))(case, record, data)
        case = apply(case, [edit])
        edits.append(edit)
    assert apply(case, [inverse(e) for e in reversed(edits)]) == whole()


def _removed(case: Case, record: ListRecord, data: st.DataObject) -> Edit:
    return removing(case, record.id)


def _renamed(case: Case, record: ListRecord, data: st.DataObject) -> Edit:
    return changing(case, record.id, "place", data.draw(TEXTS))
