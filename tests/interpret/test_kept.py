"""What is kept from one interpretation to the next must never show in what is said."""

import json
import random
import sys
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from inspect import signature
from itertools import pairwise

import pytest
from pydantic import TypeAdapter

from mdt_board.interpret import asking, noted
from mdt_board.interpret.ctdna.origin_tables import Part
from mdt_board.interpret.ctdna.origin_words import exact
from mdt_board.interpret.engine import interpret
from mdt_board.interpret.kept import KEPT, kept
from mdt_board.interpret.reading import Reader, same
from mdt_board.interpret.rule import Because
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Interpretation, Tag
from mdt_board.model.oncology import CoMedication, Trend
from mdt_board.model.quantity import Length
from mdt_board.model.text import Number, Percent
from mdt_board.workspace import Workspace, variant_origins
from tests.rules.make_catalogue import written

CHAIN = 60  # edits of each example
TYPED, LEFT_OUT = 0.75, 0.9
ASKED_ANEW = 0.3  # of all questions, at most
VALUES = [Decimal(v) for v in ("0", "0.4", "12.5", "12.50", "88", "410")]
VAFS = [Decimal(v) for v in ("0.0004", "0.012", "0.0120", "0.31", "0.49")]
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


def remembering():
    """Return every function of the program that keeps answers by its arguments.

    They are found by equality, and what is equal may be written otherwise.
    """
    modules = [m for name, m in sys.modules.items() if name.startswith("mdt_board.")]
    every = {id(f): f for m in modules for f in vars(m).values() if is_cache(f)}
    return [f for f in every.values() if signature(f).parameters]


def is_cache(thing):
    return callable(getattr(thing, "cache_clear", None)) and not isinstance(thing, type)


REMEMBERING = remembering()


def afresh(case, workspace, on=None):
    """Return what is said of an equal case of new objects, with nothing kept of it."""
    kept_versions = dict(asking._versions)
    asking._versions.clear()
    for answer in REMEMBERING:
        answer.cache_clear()
    try:
        return said(Case.model_validate_json(case.model_dump_json()), workspace, on)
    finally:
        asking._versions.clear()
        asking._versions.update(kept_versions)


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
            assert said(edited, workspace, on) == afresh(edited, workspace, on)


def test_an_edit_that_moves_a_rule_is_heard(workspace):
    """Examples of one rule differ in what moves it, and in little else."""
    examples = [
        (example["rule"], of_example(example), date.fromisoformat(str(example["on"])))
        for example in written()
    ]
    for (rule, case, on), (next_rule, other, day) in pairwise(examples):
        for edited in mixed(case, other) if rule == next_rule else ():
            said(case, workspace, on)
            assert said(edited, workspace, on) == afresh(edited, workspace, on)
        said(case, workspace, on)
        assert said(case, workspace, day) == afresh(case, workspace, day)


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
            assert said(edited, workspace, on) == afresh(edited, workspace, on)


def test_a_day_later_is_another_day(cases, workspace):
    for case in cases:
        day = workspace.day_for(case)
        earlier = day.replace(year=day.year - 1)
        said(case, workspace)
        assert said(case, workspace, earlier) == afresh(case, workspace, earlier)


def test_the_order_of_cases_changes_nothing(cases, workspace):
    first = [said(case, workspace) for case in cases]
    assert [said(c, workspace) for c in reversed(cases)] == first[::-1]


def test_a_new_diameter_is_heard(cases, workspace):
    case = cases[1]
    measurements = list(case.radiology.measurements)
    at, last = [(i, m) for i, m in enumerate(measurements) if m.diameter][-1]
    measurements[at] = changed(last, diameter=Length.from_mm(90))
    radiology = changed(case.radiology, measurements=tuple(measurements))
    edited = changed(case, radiology=radiology)
    said(case, workspace)
    assert said(edited, workspace) != said(case, workspace)
    assert said(edited, workspace) == afresh(edited, workspace)


def typed(record, chance):
    """Return the record with one thing typed otherwise, or as it was."""
    if getattr(record, "diameter", None):
        return changed(record, diameter=Length(chance.randint(0, 900_000)))
    if getattr(record, "value", None) is not None:
        return changed(record, value=chance.choice(VALUES))
    if getattr(getattr(record, "result", None), "vaf", None) is not None:
        return changed(record, result=changed(record.result, vaf=chance.choice(VAFS)))
    if isinstance(record, CoMedication):
        name = chance.choice(("omeprazole", "rifampicin", "itraconazole", "unlisted"))
        return changed(record, drug=changed(record.drug, name=name))
    return record


def edited_at_random(case, chance):
    """Return the case after one edit: a record typed otherwise, left out or turned."""
    part = chance.choice(("oncology", "radiology", "pathology", "molecular"))
    ours = getattr(case, part)
    lists = [f for f, v in dict(ours).items() if isinstance(v, tuple) and v]
    if not lists:
        return case
    field = chance.choice(lists)
    records = list(getattr(ours, field))
    at = chance.randrange(len(records))
    how = chance.random()
    if how < TYPED:
        records[at] = typed(records[at], chance)
    elif how < LEFT_OUT:
        del records[at]
    else:
        records.append(records.pop(at))
    return changed(case, **{part: changed(ours, **{field: tuple(records)})})


@pytest.mark.parametrize("number", range(6))
def test_a_chain_of_edits_says_what_a_case_read_anew_says(cases, workspace, number):
    case, chance = cases[number], random.Random(number)
    on = workspace.day_for(case)
    versions = [case]
    for _ in range(CHAIN):
        edited = edited_at_random(chance.choice(versions[-3:]), chance)
        assert said(edited, workspace, on) == afresh(edited, workspace, on)
        versions.append(edited)


@pytest.mark.parametrize(
    "within_answer",
    [
        lambda number: number,
        lambda number: (1, [number]),
        lambda number: {"ratio": Percent(number)},
        lambda number: Because(("r",), {"value": Number(number, 1)}),
    ],
)
def test_answers_are_the_same_to_the_last_digit_only(within_answer):
    one, other = within_answer(Decimal("12.5")), within_answer(Decimal("12.50"))
    assert one == other
    assert not same(one, other)
    assert same(one, within_answer(Decimal("12.5")))


def test_a_zero_more_behind_the_point_is_heard(cases, workspace):
    """12.50 equals 12.5 and is written otherwise."""
    case = next(c for c in cases if c.oncology.labs)
    for value in ("12.5", "12.50", "12.500"):
        labs = list(case.oncology.labs)
        labs[-1] = changed(labs[-1], value=Decimal(value))
        edited = changed(case, oncology=changed(case.oncology, labs=tuple(labs)))
        assert said(edited, workspace) == afresh(edited, workspace)


def test_a_zero_more_of_a_fraction_is_heard(cases, workspace):
    """What is kept of a fraction for all cases is told as this one has it."""
    for case in cases:
        on = workspace.day_for(case)
        for edited in map(
            case_with_fractions, [case] * 3, ("0.019", "0.0190", "0.019")
        ):
            assert said(edited, workspace, on) == afresh(edited, workspace, on)
            said(case_with_fractions(case, "0.01900"), workspace, on)


def case_with_fractions(case, text):
    """Return the case with this fraction of every variant that has one."""
    results = [v.result for v in case.molecular.variants]
    variants = tuple(
        changed(v, result=changed(r, vaf=Decimal(text))) if hasattr(r, "vaf") else v
        for v, r in zip(case.molecular.variants, results, strict=True)
    )
    return changed(case, molecular=changed(case.molecular, variants=variants))


def test_zero_has_no_sign_where_it_is_kept_by_its_value():
    """0.0 equals -0.0, so that one answer is kept for both."""
    for first, second in ((0.0, -0.0), (-0.0, 0.0)):
        exact.cache_clear()
        assert [str(exact(first)), str(exact(second))] == ["0.00", "0.00"]
        row = Part("age.61", "ch", second, second, second, Tag.CHECKED, "")
        variant_origins._part.cache_clear()
        assert "=+0.00 (+0.00..+0.00)" in variant_origins._part(row)


def test_what_is_read_in_another_order_is_not_the_same():
    assert same({"a": 1, "b": 2}, {"a": 1, "b": 2})
    assert not same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert same(frozenset({"a", "b"}), frozenset({"b", "a"}))
    assert not same(frozenset({Decimal("1.0")}), frozenset({Decimal("1.00")}))
    assert not same(frozenset({1}), frozenset({1.0}))


def test_a_question_reads_what_the_questions_it_asks_read():
    class OneSituation:
        growth = True

    def inner(situation):
        return situation.growth

    def outer(situation):
        return situation.ask(inner)

    notes = {}
    situation = noted._made(
        noted._NotedSituation,
        of=OneSituation(),
        reader=Reader(),
        notes=notes,
        before={},
    )
    assert situation.ask(outer)
    assert notes[outer].reads == notes[inner].reads != 0


def within(answer):
    """Yield everything that an answer holds, itself included."""
    yield answer
    parts = ()
    if isinstance(answer, tuple | list | set | frozenset):
        parts = answer
    elif isinstance(answer, dict):
        parts = (*answer.keys(), *answer.values())
    elif is_dataclass(answer):
        parts = [getattr(answer, f.name) for f in fields(answer)]
    for part in parts:
        yield from within(part)


def notes_of(case):
    """Return the notes of every question about the case, by question."""
    version = asking._versions[case.id]
    stages = (version.shared, version.rules, version.explanations, version.plans)
    return {question: note for notes in stages for question, note in notes.items()}


def test_no_answer_holds_what_notes_its_reading(cases, workspace):
    """It would tell of a version of the case that is gone."""
    classes = [c for c in vars(noted).values() if isinstance(c, type)]
    noting = tuple(c for c in classes if c.__name__.startswith("_Noted"))
    for case in cases:
        said(case, workspace)
        for question, note in notes_of(case).items():
            held = [p for p in within(note.answer) if isinstance(p, noting)]
            assert not held, question


def longer(case, ticks):
    """Return the case with its last diameter longer."""
    measurements = list(case.radiology.measurements)
    at, last = [(i, m) for i, m in enumerate(measurements) if m.diameter][-1]
    measurements[at] = changed(last, diameter=last.diameter + Length(ticks))
    radiology = changed(case.radiology, measurements=tuple(measurements))
    return changed(case, radiology=radiology)


def test_a_diameter_asks_little_anew(cases, workspace):
    """The first edit asks everything, and notes what is read; the next ones do not."""
    for case in cases[1:]:
        said(case, workspace)
        said(longer(case, 1), workspace)
        before = notes_of(case)
        said(longer(case, 2), workspace)
        notes = notes_of(case)
        again = [q for q, note in notes.items() if note is not before.get(q)]
        assert len(again) < ASKED_ANEW * len(notes), again


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
