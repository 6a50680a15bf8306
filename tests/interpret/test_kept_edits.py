"""Whatever field of whatever record is edited: what is kept must never show."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from mdt_board.interpret.derived import CLINICAL
from mdt_board.model.base import Record
from mdt_board.model.case import Case
from mdt_board.workspace import Workspace
from tests.interpret.test_kept import afresh, changed, of_example, said
from tests.rules.make_catalogue import written

CASES, EDITS = 20, 10  # 200 edits
DAYS = [timedelta(days) for days in (0, 0, 0, 0, 1, 30, -30)]
INTO_RECORD, NAMES = 0.6, {"id", "schema_version", "revision"}
TURN, DROP, JOIN = 0.2, 0.35, 0.5  # of the edits of a list; the rest edit one record


def collected(cases):
    """Return everything that the cases say in each field of each kind of record."""
    values = {}

    def look(thing):
        if isinstance(thing, tuple):
            for part in thing:
                look(part)
        elif isinstance(thing, Record):
            for name in type(thing).model_fields:
                value = getattr(thing, name)
                values.setdefault((type(thing), name), []).append(value)
                look(value)

    look(tuple(cases))
    return values


class Typist:
    """Edits any field of any record, with what another case says there."""

    def __init__(self, values, seed):
        self.values = values
        self.chance = random.Random(seed)

    def edited(self, record, names=None):
        names = names or [n for n in type(record).model_fields if n not in NAMES]
        name = self.chance.choice(names)
        value, others = getattr(record, name), self.values[type(record), name]
        if isinstance(value, Record) and self.chance.random() < INTO_RECORD:
            return changed(record, **{name: self.edited(value)})
        if isinstance(value, tuple) and value and isinstance(value[0], Record):
            return changed(record, **{name: self.listed(list(value), others)})
        return changed(record, **{name: self.chance.choice(others)})

    def listed(self, records, others):
        how, at = self.chance.random(), self.chance.randrange(len(records))
        if how < TURN:
            self.chance.shuffle(records)
        elif how < DROP:
            del records[at]
        elif how < JOIN:
            ids = {getattr(r, "id", None) for r in records}
            other = self.chance.choice(others)
            records += [r for r in other if getattr(r, "id", None) not in ids][:2]
        else:
            records[at] = self.edited(records[at])
        return tuple(records)


def as_written(case):
    """Return the case where a file may hold it, None otherwise."""
    try:
        Case.model_validate_json(case.model_dump_json())
    except ValidationError:
        return None
    return case


@pytest.fixture(scope="module")
def workspace():
    workspace = Workspace()
    workspace.open_example_meeting()
    return workspace


@pytest.fixture(scope="module")
def examples(workspace):
    """Return the example cases and those of the rules, each with its day."""
    cases = [workspace.open_case(f"MDT-2026-041{n}") for n in range(1, 7)]
    of_rules = [
        (of_example(example), date.fromisoformat(str(example["on"])))
        for example in written()
    ]
    return [(case, workspace.day_for(case)) for case in cases], of_rules


@pytest.fixture(scope="module")
def values(examples):
    return collected(case for some in examples for case, _ in some)


@settings(max_examples=CASES, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_edit_says_what_a_case_read_anew_says(workspace, examples, values, seed):
    typist = Typist(values, seed)
    case, on = typist.chance.choice(typist.chance.choice(examples))
    versions = [case]
    said(case, workspace, on)
    for _ in range(EDITS):
        before = typist.chance.choice(versions[-2:])
        edited = as_written(typist.edited(before, CLINICAL))
        if edited is not None:
            day = on + typist.chance.choice(DAYS)
            assert said(edited, workspace, day) == afresh(edited, workspace, day)
            versions.append(edited)
