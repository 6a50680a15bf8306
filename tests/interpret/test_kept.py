"""What is kept from one interpretation to the next must never show in what is said."""

import json
from datetime import date
from itertools import pairwise

import pytest
from pydantic import TypeAdapter

from mdt_board.interpret import asking
from mdt_board.interpret.engine import interpret
from mdt_board.interpret.kept import KEPT, kept
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.oncology import Trend
from mdt_board.model.quantity import Length
from mdt_board.workspace import Workspace
from tests.rules.make_catalogue import written

AS_JSON = TypeAdapter(Interpretation).dump_json
PARTS = ("oncology", "radiology", "pathology", "molecular", "patient", "fitness")


@pytest.fixture(scope="module")
def workspace():
    workspace = Workspace()
    workspace.open_example_meeting()
    return workspace


@pytest.fixture(scope="module")
def cases(workspace):
    return [workspace.open_case(f"MDT-2026-041{n}") for n in range(1, 7)]


def said(case, workspace, on=None):
    on = on or workspace.day_for(case)
    return AS_JSON(interpret(case, workspace.knowledge, on))


def afresh(case):
    """Return an equal case of new objects, for which nothing was kept."""
    return Case.model_validate_json(case.model_dump_json())


def of_example(example):
    """Return the case of one rule's example."""
    return Case.model_validate_json(json.dumps({"id": "x", **example["case"]}))


def changed(record, **fields):
    """Return the record as an edit leaves it: what is not changed stays the same."""
    return record.model_copy(update=fields)


def mixed(case, other):
    """Yield the case with each field, and each field of its parts, of the other."""
    for name in Case.model_fields:
        ours, theirs = getattr(case, name), getattr(other, name)
        if ours == theirs:
            continue
        yield changed(case, **{name: theirs})
        for field in type(ours).model_fields if name in PARTS else ():
            if getattr(ours, field) != getattr(theirs, field):
                part = changed(ours, **{field: getattr(theirs, field)})
                yield changed(case, **{name: part})


def test_a_case_of_which_much_is_kept_is_interpreted_as_one_read_anew(cases, workspace):
    for case, other in pairwise([*cases, cases[0]]):
        on = workspace.day_for(case)
        for edited in mixed(case, other):
            said(case, workspace)
            assert said(edited, workspace, on) == said(afresh(edited), workspace, on)


def test_an_edit_that_moves_a_rule_is_heard(workspace):
    """Examples of one rule differ in what moves it, and in little else."""
    examples = [
        (example["rule"], of_example(example), date.fromisoformat(str(example["on"])))
        for example in written()
    ]
    for (rule, case, on), (next_rule, other, day) in pairwise(examples):
        for edited in mixed(case, other) if rule == next_rule else ():
            said(case, workspace, on)
            assert said(edited, workspace, on) == said(afresh(edited), workspace, on)
        said(case, workspace, on)
        assert said(case, workspace, day) == said(afresh(case), workspace, day)


def told_otherwise(case):
    """Yield the case with what its rules' examples seldom vary: consent, symptoms."""
    for consents in (True, False):
        yield changed(case, wishes=changed(case.wishes, consents_to_germline=consents))
    for trend in (Trend.NEW, Trend.STABLE):
        of_trend = tuple(changed(s, trend=trend) for s in case.oncology.symptoms)
        yield changed(case, oncology=changed(case.oncology, symptoms=of_trend))


def test_consent_and_symptoms_are_heard(cases, workspace):
    every = [(case, workspace.day_for(case)) for case in cases]
    every += [
        (of_example(example), date.fromisoformat(str(example["on"])))
        for example in written()
        if "origin" in example["rule"] or "immunotherapy" in example["rule"]
    ]
    for case, on in every:
        for edited in told_otherwise(case):
            said(case, workspace, on)
            assert said(edited, workspace, on) == said(afresh(edited), workspace, on)


def test_a_day_later_is_another_day(cases, workspace):
    for case in cases:
        day = workspace.day_for(case)
        earlier = day.replace(year=day.year - 1)
        said(case, workspace)
        assert said(case, workspace, earlier) == said(afresh(case), workspace, earlier)


def test_the_order_of_cases_changes_nothing(cases, workspace):
    first = [said(case, workspace) for case in cases]
    assert [said(c, workspace) for c in reversed(cases)] == first[::-1]


def test_what_is_known_of_rules_changes_nothing(cases, workspace, monkeypatch):
    before = [said(afresh(case), workspace) for case in cases]
    monkeypatch.setattr(asking, "_looks_at_measurements", set())
    assert [said(afresh(case), workspace) for case in cases] == before


def test_a_new_diameter_is_heard(cases, workspace):
    case = cases[1]
    measurements = list(case.radiology.measurements)
    at, last = [(i, m) for i, m in enumerate(measurements) if m.diameter][-1]
    measurements[at] = changed(last, diameter=Length.from_mm(90))
    radiology = changed(case.radiology, measurements=tuple(measurements))
    edited = changed(case, radiology=radiology)
    said(case, workspace)
    assert said(edited, workspace) != said(case, workspace)
    assert said(edited, workspace) == said(afresh(edited), workspace)


def test_only_another_object_is_calculated_anew():
    asked = []

    @kept(lambda part, _: (part,))
    def count(part, note):
        asked.append(note)
        return len(asked)

    one, two = [1], [1]
    assert [count(one, "a"), count(one, "b"), count(two, "c")] == [1, 1, 2]
    assert asked == ["a", "c"]


def test_no_more_than_a_few_answers_are_kept():
    asked = []
    count = kept(lambda part: (part,))(asked.append)
    parts = [[n] for n in range(KEPT + 1)]
    for part in (*parts, parts[-1], parts[0]):
        count(part)
    assert asked == [*parts, parts[0]]
