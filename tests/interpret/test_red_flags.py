import json
from datetime import date

import pytest

from mdt_board.interpret.engine import interpret
from mdt_board.interpret.next_dose import cycle_days, next_dose_on
from mdt_board.interpret.red_flags import URGENT_SYMPTOMS, WORK_UP
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import Drug, Treatment

TODAY = date(2026, 11, 24)


def interpreted(diagnoses=(), **oncology):
    document = {"id": "x", "diagnoses": list(diagnoses), "oncology": oncology}
    case = Case.model_validate_json(json.dumps(document))
    return interpret(case, bundled(), TODAY)


def symptom(name, trend="new", on="2026-11-20"):
    return {"id": "s", "on": on, "name": name, "trend": trend}


ON_DRUG = [{"id": "t", "drugs": [{"name": "gefitinib"}], "is_ongoing": True}]


@pytest.mark.parametrize("name", sorted(URGENT_SYMPTOMS))
def test_an_urgent_symptom_comes_before_any_plan(name):
    found = interpreted(symptoms=[symptom(name)])
    group = next(g for g, (names, _) in WORK_UP.items() if name in names)
    assert [f.id for f in found.red_flags] == [group]
    first = found.next_steps[0]
    assert (first.id, first.due_on) == ("urgent-pathway", TODAY)
    assert first.message == found.red_flags[0].work_up
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


ON_IMMUNOTHERAPY = [
    {
        "id": "t",
        "drugs": [{"name": "pembrolizumab", "schedule": "q3w"}],
        "started_on": "2026-09-08",
        "last_given_on": "2026-11-10",
        "is_ongoing": True,
    }
]


def lab(analyte, value, on="2026-11-20", unit="%", **more):
    return {"id": f"{analyte}-{on}", "on": on, "analyte": analyte, "value": value} | {
        "unit": unit,
        **more,
    }


def flags(found):
    return [f.id for f in found.red_flags]


def test_what_needs_the_same_hour_comes_before_what_needs_the_same_day():
    both = [symptom("seizure"), symptom("adrenal-crisis") | {"id": "s2"}]
    assert flags(interpreted(symptoms=both)) == ["adrenal-crisis", "brain"]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("98", "95", ["ild"]),
        ("98", "96", []),
        ("94", "93", ["ild"]),
        ("98", "89", ["ild", "respiratory-failure"]),
    ],
)
def test_less_oxygen_under_a_drug_is_suspected_pneumonitis(before, now, expected):
    labs = [lab("spo2", before, "2026-09-01"), lab("spo2", now)]
    assert flags(interpreted(treatments=ON_DRUG, labs=labs)) == expected


def test_less_oxygen_without_a_drug_is_a_flag_only_when_it_is_too_little():
    labs = [lab("spo2", "98", "2026-09-01"), lab("spo2", "92")]
    assert not interpreted(labs=labs).red_flags
    assert flags(interpreted(labs=[lab("spo2", "88")])) == ["respiratory-failure"]


@pytest.mark.parametrize(
    "odd",
    [
        lab("spo2", "0.88", unit="fraction"),
        lab("spo2", "8.8"),
        lab("spo2", "88", "2026-01-01"),
        lab("spo2", "80", comparator=">"),
    ],
)
def test_a_saturation_that_cannot_be_read_as_one_raises_nothing(odd):
    assert not interpreted(treatments=ON_DRUG, labs=[odd]).red_flags


def test_a_saturation_below_what_the_meter_shows_is_too_little():
    below = lab("spo2", "89", comparator="<")
    assert flags(interpreted(labs=[below])) == ["respiratory-failure"]


def test_raised_troponin_under_immunotherapy_is_suspected_myocarditis():
    high = lab("troponin", "80", unit="ng/L", reference_high="14")
    found = interpreted(treatments=ON_IMMUNOTHERAPY, labs=[high])
    assert flags(found) == ["myocarditis"]
    assert [s.id for s in found.next_steps][:2] == ["urgent-pathway", "hold-drug"]
    assert "myocarditis" in found.next_steps[1].message.text
    assert not interpreted(treatments=ON_DRUG, labs=[high]).red_flags
    normal = high | {"value": "9"}
    assert not interpreted(treatments=ON_IMMUNOTHERAPY, labs=[normal]).red_flags


def test_headache_with_vomiting_in_cancer_is_raised_pressure_until_imaged():
    both = [symptom("headache"), symptom("vomiting") | {"id": "s2"}]
    cancer = [{"id": "d", "oncotree": "LUAD"}]
    assert flags(interpreted(cancer, symptoms=both)) == ["brain"]
    assert not interpreted(symptoms=both).red_flags
    assert not interpreted(cancer, symptoms=both[:1]).red_flags


def test_suspected_pneumonitis_asks_for_tuberculosis_unless_it_is_excluded():
    cough = {"oncology": {"treatments": ON_DRUG, "symptoms": [symptom("dyspnea")]}}
    for excluded in (None, False, True):
        fitness = {"is_tuberculosis_excluded": excluded}
        case = Case.model_validate_json(
            json.dumps({"id": "x", "fitness": fitness, **cough})
        )
        first = interpret(case, bundled(), TODAY).next_steps[0]
        assert ("tuberculosis" in first.message.text) is (excluded is not True)


def test_the_next_dose_of_the_held_drug_is_named():
    found = interpreted(treatments=ON_IMMUNOTHERAPY, symptoms=[symptom("dry-cough")])
    assert found.next_steps[1].message.words["on"].day == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("schedule", "days"),
    [
        ("q3w", 21),
        ("Q2W", 14),
        ("q21d", 21),
        ("every 6 weeks", 42),
        ("每3周", 21),
        ("每 21 天", 21),
        ("qd", None),
        ("bid", None),
        ("", None),
        ("q0w", None),
    ],
)
def test_a_cycle_is_read_from_its_schedule(schedule, days):
    assert cycle_days(Drug(name="x", schedule=schedule)) == days


@pytest.mark.parametrize(
    "last", [None, PartialDate(2026, 11), PartialDate(2026, 10, 1)]
)
def test_a_dose_that_is_not_known_or_was_due_before_is_no_next_dose(last):
    given = Treatment(
        id="t", drugs=(Drug(name="x", schedule="q3w"),), last_given_on=last
    )
    assert next_dose_on([given], TODAY) is None
