"""What is kept from one interpretation to the next must never show in what is said."""

from itertools import pairwise

import pytest
from pydantic import TypeAdapter

from mdt_board.interpret import asking
from mdt_board.interpret.engine import interpret
from mdt_board.interpret.kept import KEPT, kept
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.quantity import Length
from mdt_board.workspace import Workspace

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


def changed(record, **fields):
    return type(record)(**dict(record) | fields)


def mixed(case, other):
    """Yield the case with each field, and each field of its parts, of the other."""
    for name in Case.model_fields:
        yield changed(case, **{name: getattr(other, name)})
    for name in PARTS:
        part, theirs = getattr(case, name), getattr(other, name)
        for field in type(part).model_fields:
            new = changed(part, **{field: getattr(theirs, field)})
            yield changed(case, **{name: new})


def test_a_case_of_which_much_is_kept_is_interpreted_as_one_read_anew(cases, workspace):
    for case, other in pairwise([*cases, cases[0]]):
        on = workspace.day_for(case)
        for edited in mixed(case, other):
            said(case, workspace)
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
