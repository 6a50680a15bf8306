"""Values that cannot be, and names that are not ids, in what the rules read."""

from dataclasses import replace
from datetime import date

import pytest

from mdt_board.i18n import LANGUAGES, Translator
from mdt_board.interpret.engine import interpret
from mdt_board.interpret.facts import derive
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case, Patient
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import LabValue, Oncology
from mdt_board.presenters import case_strip
from mdt_board.reports.words import patient_line
from mdt_board.workflow.loose_ends import loose_ends
from mdt_board.workspace import Workspace

ON = date(2026, 11, 24)


def case_with(*labs, born=None):
    values = tuple(
        LabValue.model_validate(
            {"id": f"lab-{n}", "on": on, "analyte": analyte, "value": value}
            | {"unit": "ng/mL"},
            strict=False,
        )
        for n, (on, analyte, value) in enumerate(labs)
    )
    patient = Patient(birth_date=PartialDate.from_text(born) if born else None)
    return Case(id="c", patient=patient, oncology=Oncology(labs=values))


def missing(case, on=ON):
    found = interpret(case, bundled(), on).completeness["oncology"]
    return [item.message.text for item in found if not item.is_present]


@pytest.mark.parametrize(
    "name", ["CEA", "Cea", "ＣＥＡ", "癌胚抗原", "carcinoembryonic antigen", " cea "]
)
def test_an_analyte_typed_by_its_name_is_the_listed_one(name):
    case = case_with(("2026-01-03", "cea", "4"), ("2026-02-03", name, "5"))
    (series,) = derive(case, bundled(), ON).series.values()
    assert series.id == "lab:cea"
    assert [str(p.value) for p in series.points] == ["4", "5"]
    assert case.oncology.labs[1].analyte == name


def test_a_name_that_is_not_listed_stays_as_typed():
    case = case_with(("2026-01-03", "Factor Seventeen", "4"))
    assert list(derive(case, bundled(), ON).series) == ["lab:Factor Seventeen"]


def test_every_name_of_an_analyte_leads_to_one_that_is_listed():
    knowledge = bundled()
    assert knowledge.analytes["ca199"] == "ca19-9"
    assert {knowledge.terms[i].kind for i in knowledge.analytes.values()} == {"analyte"}


def test_a_value_of_the_future_is_no_point_and_is_noted():
    case = case_with(("2026-01-03", "cea", "4"), ("2026-11-25", "cea", "900"))
    (series,) = derive(case, bundled(), ON).series.values()
    assert [str(p.value) for p in series.points] == ["4"]
    (issue,) = loose_ends(case, ON)
    assert (issue.code, issue.message.words["count"].value) == ("to-come", 1)
    assert loose_ends(case, date(2026, 11, 25)) == ()


def test_a_value_below_zero_is_noted_and_on_the_checklist():
    case = case_with(("2026-01-03", "CEA", "-4"))
    (issue,) = loose_ends(case, ON)
    assert issue.code == "below-zero"
    assert "plausible laboratory values, none below zero" in missing(case)


@pytest.mark.parametrize(("analyte", "value"), [("base excess", "-4"), ("cea", "0")])
def test_what_can_be_below_zero_or_is_zero_lacks_nothing(analyte, value):
    case = case_with(("2026-01-03", analyte, value))
    assert not [m for m in missing(case) if m.startswith("plausible")]


@pytest.mark.parametrize(
    ("born", "ages"),
    [
        ("1968-03-01", (58, 58)),
        ("1968", (57, 58)),
        ("2026-11-24", (0, 0)),
        ("2026", (0, 0)),
        ("2026-11-25", None),
        ("2150", None),
        (None, None),
    ],
)
def test_an_age_is_never_below_zero(born, ages):
    assert case_with(born=born).patient.ages_on(ON) == ages


def test_nobody_is_older_than_130():
    patient = case_with(born="1900-01-01").patient
    assert patient.ages_on(date(2030, 6, 1)) == (130, 130)
    assert patient.ages_on(date(2031, 1, 1)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_birth_date_that_cannot_be_is_an_unknown_age(language):
    tr = Translator(language)
    workspace = Workspace()
    workspace.open_example_meeting()
    view = replace(workspace.view("MDT-2026-0412"), case=case_with(born="2150-01-01"))
    unknown = tr("age unknown")
    assert case_strip.present(view, tr).about.endswith(unknown)
    assert patient_line(view, tr).endswith(unknown)


def test_a_birth_date_that_cannot_be_is_on_the_checklist():
    assert "plausible date of birth" in missing(case_with(born="2150-01-01"))
    assert "plausible date of birth" not in missing(case_with(born="1968-03-01"))
    assert "plausible date of birth" not in missing(case_with())
