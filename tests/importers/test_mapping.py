"""A sender's own headers: proposed, mapped, and known again by their signature."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board import importers
from mdt_board.importers import mapping
from mdt_board.importers.mapping import MappingError, mapped_column, propose, signature
from mdt_board.model.issue import ImportResult
from mdt_board.model.mapping import MappedColumn, TableMapping
from mdt_board.model.molecular import Detected, Variant

HEADERS = ["编号", "靶点", "改变", "比例"]
TABLE = ",".join(HEADERS) + "\nP1,EGFR,p.L858R,0.123\n"
COLUMNS = ("编号=sample", "靶点=基因", "改变=hgvs_p", "比例=vaf[fraction]")


def chosen(*columns: str, sender: str = "lab") -> TableMapping:
    return TableMapping(columns=tuple(mapped_column(c) for c in columns), sender=sender)


def read(folder: Path, text: str, *mappings: TableMapping) -> ImportResult:
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    return importers.read(path, mappings=mappings)


def codes(result: ImportResult) -> list[str]:
    return [i.code for i in result.issues]


def test_unknown_headers_are_read_as_mapped(tmp_path: Path) -> None:
    assert codes(read(tmp_path, TABLE)) == ["unknown-table"]
    result = read(tmp_path, TABLE, chosen(*COLUMNS))
    (found,) = result.records
    assert isinstance(found, Variant)
    assert (found.sample, found.gene, found.hgvs_p) == ("P1", "EGFR", "p.L858R")
    assert found.result == Detected(vaf=Decimal("0.123"))
    assert result.issues == ()


def test_what_was_mapped_is_remembered_for_the_same_headers_only(
    tmp_path: Path,
) -> None:
    (form,) = read(tmp_path, TABLE, chosen(*COLUMNS)).forms
    assert (form.kind, form.sender) == ("variants", "lab")
    assert form.header_sha256 == signature(HEADERS)
    again = read(tmp_path, TABLE.replace("0.123", "0.5"), form)
    assert len(again.records) == 1
    assert codes(again) == ["mapped"]
    assert again.forms == ()
    other = read(tmp_path, TABLE.replace("比例", "比率"), form)
    assert codes(other) == ["unknown-table"]


def test_a_mapping_survives_json() -> None:
    form = TableMapping(
        kind="labs",
        columns=(MappedColumn(header="Wert", field="value", unit="ng/mL"),),
        sender="某医院",
        header_sha256="0" * 64,
    )
    assert TableMapping.model_validate_json(form.model_dump_json()) == form


def test_two_senders_who_mean_different_things_are_not_guessed(tmp_path: Path) -> None:
    percent = (*COLUMNS[:3], "比例=vaf[%]")
    first, second = (
        read(tmp_path, TABLE, chosen(*columns, sender=sender)).forms[0]
        for columns, sender in ((COLUMNS, "one"), (percent, "two"))
    )
    assert codes(read(tmp_path, TABLE, first, second)) == ["two-senders"]
    assert len(read(tmp_path, TABLE, second).records) == 1


def test_a_mapping_adds_to_the_headers_that_are_known(tmp_path: Path) -> None:
    text = "日期,检验项目,Wert\n2026-11-10,CEA,4.4\n"
    (found,) = read(tmp_path, text, chosen("Wert=value[ng/mL]")).records
    assert getattr(found, "unit", "") == "ng/mL"


def test_a_mapping_for_another_table_is_left_aside(tmp_path: Path) -> None:
    text = "日期,检验项目,结果,单位\n2026-11-10,CEA,4.4,ng/mL\n"
    result = read(tmp_path, text, chosen(*COLUMNS))
    assert (len(result.records), result.issues, result.forms) == (1, (), ())


def test_a_proposal_names_its_gaps_and_what_it_lacks() -> None:
    proposed = propose(["日期", "检验项目", "Wert"])
    assert proposed is not None
    assert proposed.gaps == ("Wert",)
    assert (proposed.kind, mapping.lacking(proposed)) == ("", ())
    bound = proposed.model_copy(update={"kind": "labs"})
    assert mapping.lacking(bound) == (frozenset({"value"}),)
    whole = propose(["日期", "检验项目", "结果(ng/mL)"])
    assert whole is not None
    assert (whole.kind, whole.gaps) == ("labs", ())
    assert propose(["", " "]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("频率=vaf[%]", ("频率", "vaf", "%")),
        ("频率 = 丰度(%)", ("频率", "vaf", "%")),
        ("a=b=vaf", ("a=b", "vaf", "")),
        ("Wert=value[ng/mL]", ("Wert", "value", "ng/mL")),
        ("d=直径[毫米]", ("d", "diameter", "mm")),
    ],
)
def test_a_mapping_is_written_on_one_line(
    text: str, expected: tuple[str, str, str]
) -> None:
    found = mapped_column(text)
    assert (found.header, found.field, found.unit) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("no divider", "no divider"),
        ("=vaf", "=vaf"),
        ("频率=nonsense", "nonsense"),
        ("频率=vaf[kg]", "kg"),
        ("n=input[g/L]", "g/L"),
    ],
)
def test_a_mapping_to_nothing_of_ours_says_which_part(text: str, part: str) -> None:
    with pytest.raises(MappingError) as caught:
        mapped_column(text)
    assert caught.value.part == part


@given(st.lists(st.text(), max_size=6))
def test_a_signature_is_of_the_headers_and_not_of_their_spacing(
    headers: list[str],
) -> None:
    assert signature(headers) == signature([f" {h}  " for h in headers])
    assert signature(headers) != signature([*headers, "x"])
