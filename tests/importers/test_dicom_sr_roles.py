"""A lesion without a role counts in no sum, and is named wherever one would look."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.cli.contents import value_lines
from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.interpret.engine import interpret
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.view import View
from mdt_board.presenters import radiology
from mdt_board.workflow.edit import add, apply, changing
from mdt_board.workflow.loose_ends import loose_ends
from mdt_board.workspace import Workspace
from tests.importers import dicom_sr_reports as sr

TODAY = date(2026, 11, 24)
LESION = "lesion-1-2-3-4"


@pytest.fixture
def with_report(tmp_path: Path) -> Case:
    """Return case B with a report, a week later, of a lesion that has no role."""
    case = Case.model_validate_json(asset("examples", "b", "case.json").read_bytes())
    for name in ("imaging.csv", "lesions.csv"):
        case, _ = add(case, importers.read(asset("examples", "b", name)))
    case, _ = add(case, importers.read(report(tmp_path)))
    return case


def report(folder: Path) -> Path:
    dataset = sr.report(
        sr.group(sr.number(sr.LONG_AXIS, "40"), label="Liver S8"),
        library_of=sr.library("20261117"),
    )
    path = folder / "report.dcm"
    path.write_bytes(sr.written(dataset))
    return path


def without_report(case: Case) -> Case:
    kept = [x.id for x in case.radiology.lesions if x.id != LESION]
    lesions = {"lesions": [x for x in case.radiology.lesions if x.id in kept]}
    seen = [m for m in case.radiology.measurements if m.lesion in kept]
    found = dict(case.radiology) | lesions | {"measurements": seen}
    return Case(**{**dict(case), "radiology": {k: tuple(v) for k, v in found.items()}})


def view_of(case: Case) -> View:
    workspace = Workspace()
    workspace.open_example_meeting()
    example = workspace.view(workspace.case_ids()[0])
    return replace(example, case=case, interpretation=interpret(case, bundled(), TODAY))


def test_it_counts_in_no_sum_and_makes_no_visit(with_report: Case) -> None:
    found = interpret(with_report, bundled(), TODAY).response
    assert found == interpret(without_report(with_report), bundled(), TODAY).response
    assert [str(p.total) for p in found] == ["48", "25", "25", "25", "27"]


def test_it_counts_once_it_is_a_target(with_report: Case) -> None:
    edit = changing(with_report, LESION, "role", "target")
    found = interpret(apply(with_report, [edit]), bundled(), TODAY).response
    assert found[-1].until == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("language", "title"),
    [(ENGLISH, "Role not assigned"), (CHINESE, "未指定类别的病灶")],
)
def test_the_panel_and_the_terminal_name_it(
    with_report: Case, language: str, title: str
) -> None:
    view, tr = view_of(with_report), Translator(language)
    facts = {f.name: f.value for f in radiology.present(view, tr).notes}
    assert facts[title] == "Liver S8"
    lines = list(value_lines(view, tr))
    assert "Liver S8" in lines[lines.index(title) + 1]


def test_where_every_lesion_has_a_role_nothing_is_said_of_it(
    with_report: Case,
) -> None:
    view, tr = view_of(without_report(with_report)), Translator(ENGLISH)
    facts = {f.name for f in radiology.present(view, tr).notes}
    assert "Role not assigned" not in facts | set(value_lines(view, tr))


def test_the_checklist_lacks_it(with_report: Case) -> None:
    def has_roles(case: Case) -> bool:
        items = interpret(case, bundled(), TODAY).completeness["radiology"]
        (found,) = [i for i in items if i.message.text == "role of each lesion"]
        return found.is_present

    assert not has_roles(with_report)
    assert has_roles(without_report(with_report))


def test_it_is_told_once_files_are_in(with_report: Case) -> None:
    (issue,) = [i for i in loose_ends(with_report, TODAY) if i.code == "no-role"]
    assert issue.place == "report.dcm"
    assert (
        Translator(ENGLISH)
        .message(issue.message)
        .startswith("Lesions without a role: 1.")
    )


def test_with_nothing_but_such_lesions_the_response_is_unknown(tmp_path: Path) -> None:
    case, _ = add(Case(id="c"), importers.read(report(tmp_path)))
    found = interpret(case, bundled(), TODAY)
    assert found.response == ()
    said = [m for u in found.unknown for m in u.missing]
    assert "which lesions are target lesions" in {m.text for m in said}
