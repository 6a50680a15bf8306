"""One whole interpretation of the case that has lesions, plasma and a question.

Targets: p50 at most 150 µs without the measurement model; with it p99 at most 2 ms.
The baseline is reading the same case as bare JSON, without any check.
"""

import json

import pytest

from mdt_board.interpret import facts
from mdt_board.interpret.engine import interpret
from mdt_board.model.case import Case
from mdt_board.workspace import Workspace
from mdt_board.workspace.case_files import case_bytes

CASE = "MDT-2026-0412"


@pytest.fixture(scope="module")
def workspace():
    workspace = Workspace()
    workspace.open_example_meeting()
    return workspace


@pytest.mark.benchmark(group="interpretation")
def test_interpretation_with_the_measurement_model(benchmark, against, workspace):
    case = workspace.open_case(CASE)
    found = benchmark(interpret, case, workspace.knowledge, workspace.day_for(case))
    assert found.error_band
    document = case_bytes(case)
    against(lambda: json.loads(document), target=None)


@pytest.mark.benchmark(group="interpretation")
def test_interpretation_without_the_measurement_model(
    benchmark, against, workspace, monkeypatch
):
    monkeypatch.setattr(facts.measurement_error, "error_band", lambda *_: None)
    case = workspace.open_case(CASE)
    found = benchmark(interpret, case, workspace.knowledge, workspace.day_for(case))
    assert found.error_band is None
    document = case_bytes(case)
    against(lambda: json.loads(document), target=None)


@pytest.mark.benchmark(group="case file")
def test_reading_a_case_at_the_border(benchmark, against, workspace, tmp_path):
    file = tmp_path / "case.json"
    case = workspace.open_case(CASE)
    workspace.write_case(case, file)
    assert benchmark(workspace.read_case, file) == case
    document = file.read_bytes()
    against(lambda: Case.model_validate_json(document), target=None)
