import random
from collections.abc import Callable, Collection, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case
from mdt_board.model.edit import Edit, Merge
from mdt_board.model.oncology import LabValue, PerformanceStatus
from mdt_board.model.radiology import Lesion, Measurement
from mdt_board.workflow.edit import (
    EditError,
    adding,
    apply,
    changing,
    inverse,
    removing,
)
from mdt_board.workflow.merge import Later, difference, three_way, undo

RUL = "measurement-rul-ex-ct-0005"
UNITS = ("patient.bed", "summary.zh", "decision.summary.en")
CaseOf = Callable[[str], Case]
Draw = Callable[..., Any]


def records(owner: Any) -> Iterator[ListRecord]:
    for _, value in owner:
        if isinstance(value, tuple):
            yield from (r for r in value if isinstance(r, ListRecord))
        elif hasattr(value, "model_fields_set"):
            yield from records(value)


def some(case: Case) -> list[ListRecord]:
    return sorted(records(case), key=lambda r: r.id)[::4]


@st.composite
def edits(draw: Draw, case: Case, name: str, most: int = 4) -> tuple[Edit, ...]:
    """Draw edits that follow one another; ``name`` keeps new ids apart."""
    made: list[Edit] = []
    for number in range(draw(st.integers(0, most))):
        edit = draw(one_edit(case, f"{name}-{number}"))
        case = apply(case, [edit])
        made.append(edit)
    return tuple(made)


@st.composite
def one_edit(
    draw: Draw, case: Case, new_id: str, values: tuple[str, ...] = ("a", "b")
) -> Edit:
    kind = draw(st.sampled_from(["field", "field", "unit", "add", "remove"]))
    if kind == "unit":
        field = draw(st.sampled_from(UNITS))
        return changing(case, "", field, draw(st.sampled_from(values)))
    if kind == "add":
        return adding(case, *draw(new_record(new_id)))
    record = draw(st.sampled_from(some(case)))
    if kind == "remove":
        return removing(case, record.id)
    field = draw(st.sampled_from(["place", "source"]))
    return changing(case, record.id, field, draw(st.sampled_from(values)))


@st.composite
def new_record(draw: Draw, new_id: str) -> tuple[str, ListRecord]:
    on = draw(st.sampled_from(["2026", "2026-11"]))
    if draw(st.booleans()):
        status = {"id": new_id, "on": on, "ecog": 1}
        return "oncology.performance", PerformanceStatus.model_validate(status)
    lab = {"id": new_id, "on": on, "analyte": "cea", "value": "1.0"}
    return "oncology.labs", LabValue.model_validate(lab, strict=False)


def by_place(edits: tuple[Edit, ...]) -> dict[tuple[str, str], Any]:
    """Return what the edits say, without positions in lists."""
    return {
        (e.record_id, e.field): (_content(e.before), _content(e.after)) for e in edits
    }


def _content(value: Any) -> Any:
    return value["record"] if isinstance(value, dict) and "record" in value else value


@given(st.data())
def test_the_difference_turns_one_version_into_the_other(
    whole: CaseOf, data: st.DataObject
) -> None:
    before = apply(whole("b"), data.draw(edits(whole("b"), "x")))
    after = apply(whole("b"), data.draw(edits(whole("b"), "y", 8)))
    assert apply(before, difference(before, after)) == after
    assert difference(before, before) == ()


@given(order=st.permutations(range(6)), twice=st.booleans())
def test_records_that_moved_or_share_an_id_are_told_too(
    whole: CaseOf, with_fields: Callable[..., Case], order: list[int], twice: bool
) -> None:
    before = whole("b")
    attendance = before.model_dump(mode="json")["attendance"]
    moved = [attendance[i] for i in order if i < len(attendance)]
    after = with_fields(before, attendance=moved + moved[: 1 if twice else 0])
    assert apply(before, difference(before, after)) == after
    assert apply(after, difference(after, before)) == before


def test_a_record_that_went_to_another_list_is_told(
    whole: CaseOf, with_fields: Callable[..., Case]
) -> None:
    before = whole("b")
    positions = before.model_dump(mode="json")["positions"]
    renamed = [{**p, "id": "performance-1"} for p in positions[:1]]
    after = with_fields(before, positions=renamed)
    assert apply(before, difference(before, after)) == after
    assert apply(after, difference(after, before)) == before


def test_a_decision_that_is_first_written_is_one_edit(
    whole: CaseOf, with_fields: Callable[..., Case]
) -> None:
    before = with_fields(whole("b"), decision=None)
    (edit,) = difference(before, whole("b"))
    assert (edit.record_id, edit.field, edit.before) == ("", "decision", None)


def test_the_same_number_written_otherwise_is_a_difference(whole: CaseOf) -> None:
    cea = whole("b").oncology.labs[-1].id
    after = apply(whole("b"), [changing(whole("b"), cea, "value", "4.40")])
    (edit,) = difference(whole("b"), after)
    assert (edit.record_id, edit.field, edit.after) == (cea, "value", "4.40")


def test_the_revision_is_no_difference(
    whole: CaseOf, with_fields: Callable[..., Case]
) -> None:
    assert difference(whole("b"), with_fields(whole("b"), revision=7)) == ()


def test_two_cases_have_no_difference(whole: CaseOf) -> None:
    with pytest.raises(ValueError, match="two cases"):
        difference(whole("a"), whole("b"))


@settings(max_examples=300)
@given(st.data())
def test_joined_edits_keep_both_sides_and_overwrite_nothing(
    whole: CaseOf, data: st.DataObject
) -> None:
    base = whole("b")
    mine = data.draw(edits(base, "m"))
    theirs = data.draw(edits(base, "t"))
    head = apply(base, theirs)
    merge = three_way(base, mine, theirs)
    joined = apply(head, merge.edits)
    wanted = by_place(difference(base, apply(base, mine)))
    there = by_place(difference(base, head))
    result = by_place(difference(base, joined))
    blocked = {(c.mine.record_id, c.mine.field) for c in merge.conflicts}
    assert there.items() <= result.items()
    assert {
        k: v for k, v in wanted.items() if k not in blocked
    }.items() <= result.items()
    assert result.keys() == there.keys() | (wanted.keys() - blocked)


@settings(max_examples=300)
@given(st.data())
def test_the_same_field_is_a_conflict_for_either_side(
    whole: CaseOf, data: st.DataObject
) -> None:
    base = whole("b")
    mine, theirs = data.draw(edits(base, "m")), data.draw(edits(base, "t"))
    one, other = three_way(base, mine, theirs), three_way(base, theirs, mine)
    assert pairs(one) == {(t, m) for m, t in pairs(other)}
    both = by_place(difference(base, apply(base, mine))).items()
    there = dict(by_place(difference(base, apply(base, theirs))))
    differing = {k for k, v in both if k in there and there[k] != v}
    assert differing <= {(c.mine.record_id, c.mine.field) for c in one.conflicts}


def pairs(merge: Merge) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    return {
        ((c.mine.record_id, c.mine.field), (c.theirs.record_id, c.theirs.field))
        for c in merge.conflicts
    }


@settings(max_examples=300)
@given(st.data())
def test_undo_after_a_colleagues_edits_removes_only_ones_own(
    whole: CaseOf, data: st.DataObject
) -> None:
    """Two people edit in a random order; then one takes everything back.

    They write the same few values over and over, so that either may write what the
    other one, or what stood there before.
    """
    cases, theirs = [whole("b")], []
    own: list[bool] = []
    made: set[str] = set()
    for number in range(data.draw(st.integers(1, 8))):
        edit = data.draw(one_edit(cases[-1], f"n-{number}"))
        if edit.before != edit.after:
            own.append(data.draw(st.booleans()))
            theirs += [] if own[-1] else [edit]
            if own[-1] and edit.before is None and not edit.field:
                made.add(edit.record_id)
            cases.append(apply(cases[-1], [edit]))
    mine = [number for number, is_own in enumerate(own) if is_own]
    is_clear = True
    for number in reversed(mine):
        since = later(cases[number + 2 :], own[number + 1 :])
        merge = undo(cases[number], cases[number + 1], since)
        back = by_place(difference(cases[number + 1], cases[number]))
        after = apply(cases[-1], merge.edits)
        assert by_place(difference(cases[-1], after)).items() <= back.items()
        is_clear = is_clear and not merge.conflicts
        cases.append(after)
        own.append(True)
    if is_clear:
        left = by_place(difference(whole("b"), cases[-1]))
        assert left == alone(whole("b"), theirs, made)


def later(cases: list[Case], own: list[bool]) -> list[Later]:
    return [Later(case, is_own) for case, is_own in zip(cases, own, strict=True)]


def undone(case: Case, mine: Edit, *theirs: Edit) -> Merge:
    """Take ``mine`` back after a colleague's edits, each a version of its own."""
    cases = [apply(case, [mine])]
    for edit in theirs:
        cases.append(apply(cases[-1], [edit]))
    return undo(case, cases[0], [Later(c, False) for c in cases[1:]])


def alone(
    case: Case, edits: list[Edit], made: Collection[str] = ()
) -> dict[tuple[str, str], Any]:
    """Return what the edits come to when nobody else was there.

    ``made`` are the records that only the other added.
    """
    now = case
    for edit in edits:
        if edit.record_id in made:
            continue
        if edit.field:
            again = changing(now, edit.record_id, edit.field, edit.after)
        elif edit.after is None:
            again = removing(now, edit.record_id)
        else:
            again = edit.model_copy(update={"after": _at_the_end(now, edit.after)})
        now = apply(now, [again])
    return by_place(difference(case, now))


def _at_the_end(case: Case, value: Any) -> Any:
    area, name = value["list"].split(".")
    return {**value, "at": len(getattr(getattr(case, area), name))}


def test_undo_takes_back_one_own_edit_among_a_colleagues(whole: CaseOf) -> None:
    case = whole("b")
    mine = changing(case, RUL, "diameter", "19")
    theirs = (
        changing(case, "", "patient.bed", "14"),
        removing(case, "performance-1"),
        changing(case, RUL, "reader", "R2"),
    )
    merge = undone(case, mine, *theirs)
    assert merge == Merge((inverse(mine),), ())
    after = apply(apply(case, [mine, *theirs]), merge.edits)
    assert after == apply(case, theirs)


def test_undo_of_a_field_that_a_colleague_changed_again_shows_both(
    whole: CaseOf,
) -> None:
    mine = changing(whole("b"), RUL, "diameter", "19")
    theirs = changing(apply(whole("b"), [mine]), RUL, "diameter", "20")
    merge = undone(whole("b"), mine, theirs)
    assert merge.edits == ()
    (conflict,) = merge.conflicts
    assert (conflict.mine.after, conflict.theirs.after) == ("18", "20")


def test_undo_leaves_a_value_that_a_colleague_wrote_again(whole: CaseOf) -> None:
    """Mine 19, theirs 20, theirs 19: what stands there is theirs."""
    mine = changing(whole("b"), RUL, "diameter", "19")
    case = apply(whole("b"), [mine])
    other = changing(case, RUL, "diameter", "20")
    merge = undone(whole("b"), mine, other, inverse(other))
    assert merge.edits == ()
    (conflict,) = merge.conflicts
    assert (conflict.mine.after, conflict.theirs.after) == ("18", "19")


def test_undo_after_ones_own_other_edits_is_no_conflict(whole: CaseOf) -> None:
    mine = changing(whole("b"), RUL, "diameter", "19")
    case = apply(whole("b"), [mine])
    bed = changing(case, "", "patient.bed", "14")
    there, back = apply(case, [bed]), case
    since = [Later(there, True), Later(back, True)]
    assert undo(whole("b"), case, since) == Merge((inverse(mine),), ())


def test_undo_of_a_record_to_which_a_colleague_refers_is_a_conflict(
    whole: CaseOf,
) -> None:
    case = whole("b")
    lesion = Lesion(id="lesion-new", label="new", organ="lung")
    mine = adding(case, "radiology.lesions", lesion)
    measured = measurement(case, "lesion-new")
    theirs = adding(case, "radiology.measurements", measured)
    merge = undone(case, mine, theirs)
    assert merge.edits == ()
    (conflict,) = merge.conflicts
    assert (conflict.mine.record_id, conflict.theirs.record_id) == ("lesion-new", "m")


def measurement(case: Case, lesion: str) -> Measurement:
    first = case.radiology.measurements[0]
    return Measurement(**{**dict(first), "id": "m", "lesion": lesion})


@pytest.mark.parametrize("is_mine_the_removal", [True, False])
@pytest.mark.parametrize("is_new", [True, False])
def test_a_record_is_not_taken_out_under_one_that_refers_to_it(
    whole: CaseOf, is_mine_the_removal: bool, is_new: bool
) -> None:
    """A new reference counts, and one that was there and whose record is edited."""
    case = whole("b")
    kept = case.radiology.measurements[0]
    lesion = kept.lesion
    edit = changing(case, kept.id, "reader", "R9")
    if is_new:
        edit = adding(case, "radiology.measurements", measurement(case, lesion))
    removal = removing(case, lesion)
    mine, theirs = (removal, edit) if is_mine_the_removal else (edit, removal)
    merge = three_way(case, [mine], [theirs])
    assert merge.edits == ()
    assert {c.mine.record_id for c in merge.conflicts} == {mine.record_id}


def test_a_lesion_that_was_moved_in_its_list_is_still_there(
    whole: CaseOf, with_fields: Callable[..., Case]
) -> None:
    case = whole("b")
    radiology = case.model_dump(mode="json")["radiology"]
    turned = {**radiology, "lesions": radiology["lesions"][::-1]}
    moved = difference(case, with_fields(case, radiology=turned))
    lesion = case.radiology.lesions[0].id
    theirs = adding(case, "radiology.measurements", measurement(case, lesion))
    merge = three_way(case, moved, [theirs])
    assert merge.conflicts == ()


def test_undo_of_a_removal_puts_the_record_back_beside_its_neighbor(
    whole: CaseOf,
) -> None:
    case = whole("b")
    labs = [v.id for v in case.oncology.labs]
    mine, theirs = removing(case, labs[2]), removing(case, labs[0])
    since = removing(apply(case, [mine]), labs[0])
    merge = undone(case, mine, since)
    after = apply(apply(case, [mine, since]), merge.edits)
    assert after == apply(case, [theirs])


def test_the_same_change_made_by_both_is_made_once(whole: CaseOf) -> None:
    edit = changing(whole("b"), RUL, "diameter", "19")
    assert three_way(whole("b"), [edit], [edit]) == Merge((), ())
    gone = removing(whole("b"), RUL)
    assert three_way(whole("b"), [gone], [gone]) == Merge((), ())


def test_what_both_took_out_stands_against_no_other_edit_of_either(
    whole: CaseOf,
) -> None:
    """One of them also edited a measurement that refers to the study."""
    case = whole("b")
    study = removing(case, case.radiology.studies[0].id)
    measured = case.radiology.measurements[0]
    assert measured.study == study.record_id
    edit = changing(case, measured.id, "place", "a")
    assert three_way(case, [study], [edit, study]) == Merge((), ())
    merge = three_way(case, [edit, study], [study])
    assert (merge.edits, merge.conflicts) == ((edit,), ())


@settings(max_examples=100)
@given(data=st.data())
def test_a_removal_stands_against_a_mere_reordering(
    whole: CaseOf, with_fields: Callable[..., Case], data: st.DataObject
) -> None:
    case = whole("b")
    attendance = case.model_dump(mode="json")["attendance"]
    order = data.draw(st.permutations(attendance))
    gone = data.draw(st.sets(st.sampled_from([a["id"] for a in attendance])))
    moved = difference(case, with_fields(case, attendance=order))
    removed = [a for a in attendance if a["id"] not in gone]
    removals = difference(case, with_fields(case, attendance=removed))
    for mine, theirs in ((moved, removals), (removals, moved)):
        merge = three_way(case, mine, theirs)
        assert merge.conflicts == ()
        joined = apply(apply(case, theirs), merge.edits).attendance
        assert {a.id for a in joined} == {a["id"] for a in removed}


@pytest.mark.parametrize("is_mine_the_removal", [True, False])
def test_a_record_put_back_corrected_is_a_conflict_with_its_removal(
    whole: CaseOf, is_mine_the_removal: bool
) -> None:
    case = whole("b")
    lab = case.oncology.labs[0]
    gone = removing(case, lab.id)
    other = lab.model_copy(update={"value": lab.value + 1})
    back = adding(apply(case, [gone]), "oncology.labs", other)
    both = [gone], [gone, back]
    mine, theirs = both if is_mine_the_removal else both[::-1]
    merge = three_way(case, mine, theirs)
    assert merge.edits == ()
    (conflict,) = merge.conflicts
    sides = conflict.mine, conflict.theirs
    assert [s.after is None for s in sides] == [
        is_mine_the_removal,
        not is_mine_the_removal,
    ]


def test_an_added_record_that_a_colleague_took_out_is_undone_already(
    whole: CaseOf,
) -> None:
    case = whole("b")
    status = PerformanceStatus.model_validate_json(
        '{"id": "n", "on": "2026", "ecog": 1}'
    )
    mine = adding(case, "oncology.performance", status)
    there = apply(case, [mine])
    assert undone(case, mine, removing(there, "n")) == Merge((), ())


@pytest.mark.parametrize("is_mine_the_removal", [True, False])
def test_removing_a_record_that_the_other_edited_is_a_conflict(
    whole: CaseOf, is_mine_the_removal: bool
) -> None:
    both = [removing(whole("b"), RUL)], [changing(whole("b"), RUL, "diameter", "19")]
    mine, theirs = both if is_mine_the_removal else both[::-1]
    merge = three_way(whole("b"), mine, theirs)
    assert merge.edits == ()
    assert len(merge.conflicts) == 1


def test_edits_of_one_text_in_two_languages_are_a_conflict(whole: CaseOf) -> None:
    mine = changing(whole("b"), "", "summary.zh", "a")
    theirs = changing(whole("b"), "", "summary.en", "b")
    assert len(three_way(whole("b"), [mine], [theirs]).conflicts) == 1


def test_a_decision_is_not_changed_under_a_proposal(whole: CaseOf) -> None:
    mine = changing(whole("b"), "", "decision.next_assessment_on", "2027-01-05")
    theirs = changing(whole("b"), "", "decision.state", "proposed")
    for one, other in ((mine, theirs), (theirs, mine)):
        merge = three_way(whole("b"), [one], [other])
        assert (merge.edits, len(merge.conflicts)) == ((), 1)


def test_edits_that_do_not_fit_the_base_are_refused(whole: CaseOf) -> None:
    stale = Edit(record_id=RUL, field="diameter", before="17", after="19")
    with pytest.raises(EditError):
        three_way(whole("b"), [stale], [])


def test_a_move_of_which_one_half_is_blocked_is_blocked_whole(
    whole: CaseOf, with_fields: Callable[..., Case]
) -> None:
    case = whole("b")
    attendance = case.model_dump(mode="json")["attendance"]
    moved = difference(case, with_fields(case, attendance=attendance[::-1]))
    first = attendance[-1]["id"]
    theirs = [changing(case, r["id"], "place", "x") for r in attendance]
    merge = three_way(case, moved, theirs)
    assert {c.mine.record_id for c in merge.conflicts} == {
        r["id"] for r in attendance if r["id"] != first
    }
    assert merge.edits == ()


def test_shuffled_lists_join(whole: CaseOf, with_fields: Callable[..., Case]) -> None:
    case = whole("b")
    dealt = random.Random(7)  # one order, the same each time
    attendance = case.model_dump(mode="json")["attendance"]
    dealt.shuffle(attendance)
    moved = with_fields(case, attendance=attendance)
    bed = changing(case, "", "patient.bed", "14")
    merge = three_way(case, difference(case, moved), [bed])
    assert apply(apply(case, [bed]), merge.edits) == apply(moved, [bed])
