import json
from datetime import date

import pytest

from mdt_board.interpret.engine import interpret
from mdt_board.interpret.red_flags import URGENT_SYMPTOMS
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case

TODAY = date(2026, 11, 24)


def interpreted(**oncology):
    case = Case.model_validate_json(json.dumps({"id": "x", "oncology": oncology}))
    return interpret(case, bundled(), TODAY)


def symptom(name, trend="new", on="2026-11-20"):
    return {"id": "s", "on": on, "name": name, "trend": trend}


ON_DRUG = [{"id": "t", "drugs": [{"name": "gefitinib"}], "is_ongoing": True}]


@pytest.mark.parametrize("name", sorted(URGENT_SYMPTOMS))
def test_an_urgent_symptom_comes_before_any_plan(name):
    found = interpreted(symptoms=[symptom(name)])
    assert [f.id for f in found.red_flags] == ["urgent-symptom"]
    assert found.next_steps[0].id == "urgent-pathway"
    assert found.next_steps[0].due_on == TODAY
    assert found.headline == tuple(f.message for f in found.red_flags)


def test_a_symptom_of_unknown_course_still_counts():
    found = interpreted(symptoms=[symptom("hemoptysis", trend=None)])
    assert found.red_flags


@pytest.mark.parametrize("trend", ["gone", "better"])
def test_a_symptom_that_is_gone_raises_no_flag(trend):
    assert not interpreted(symptoms=[symptom("hemoptysis", trend)]).red_flags


def test_an_old_symptom_belongs_to_the_history():
    assert not interpreted(symptoms=[symptom("seizure", on="2026-01-01")]).red_flags


def test_new_dyspnea_under_a_drug_is_suspected_pneumonitis_and_holds_it():
    found = interpreted(treatments=ON_DRUG, symptoms=[symptom("dyspnea")])
    assert [f.id for f in found.red_flags] == ["ild"]
    assert [s.id for s in found.next_steps][:2] == ["urgent-pathway", "hold-drug"]
    assert "continue-current" not in [s.id for s in found.next_steps]
    assert "tki-stopped-while-waiting" not in [g.id for g in found.guardrails]


def test_new_dyspnea_without_a_drug_is_not_pneumonitis():
    assert not interpreted(symptoms=[symptom("dyspnea")]).red_flags


def test_two_steps_of_performance_status_are_a_rapid_decline():
    statuses = [
        {"id": "p1", "on": "2026-10-01", "ecog": 1},
        {"id": "p2", "on": "2026-11-20", "ecog": 3},
    ]
    assert [f.id for f in interpreted(performance=statuses).red_flags] == [
        "rapid-decline"
    ]
    assert not interpreted(performance=statuses[:1]).red_flags


def test_an_empty_case_is_unknown_and_alarms_nobody():
    found = interpreted()
    assert not found.red_flags
    assert not found.differential
    assert not found.next_steps
    assert found.unknown
