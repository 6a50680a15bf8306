"""One open case: steps are previewed, made, taken back, drafted and saved."""

from datetime import UTC, datetime

import pytest

from mdt_board.model.refusal import Refused
from mdt_board.model.view import View
from mdt_board.workflow.edit import EditError, changing, removing
from mdt_board.workspace import Workspace
from mdt_board.workspace.archive import Login
from mdt_board.workspace.desk import OpenCase
from mdt_board.workspace.ids import counted_ids
from mdt_board.workspace.records import Kept

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
GROWTH = "MDT-2026-0412"


@pytest.fixture
def at(tmp_path):
    opened = []

    def station(name="one"):
        workspace = Workspace(
            now=lambda: NOON,
            new_id=counted_ids(name),
            store=str(tmp_path / "board.sqlite"),
            login=Login(name="somebody"),
        )
        opened.append(workspace)
        return workspace

    yield station
    for workspace in opened:
        workspace.close()


@pytest.fixture
def practice(at):
    workspace = at()
    workspace.open_example_meeting()
    return OpenCase(workspace, Kept(workspace.open_case(GROWTH)))


@pytest.fixture
def begun(at):
    workspace = at()
    found = OpenCase(workspace, workspace.find_or_begin("P-1"))
    found.commit([bed(found, "1")])
    assert isinstance(found.save(), Kept)
    return found


def bed(open_case, text):
    return changing(open_case.case, "", "patient.bed", text)


def last_measurement(case, lesion):
    days = {s.id: s.on.last for s in case.radiology.studies}
    own = [m for m in case.radiology.measurements if m.lesion == lesion]
    return max(own, key=lambda m: days[m.study])


def growth_to(open_case, mm):
    lesion = open_case.case.radiology.lesions[0].id
    measured = last_measurement(open_case.case, lesion)
    return changing(open_case.case, measured.id, "diameter", mm)


def overall(view):
    return view.interpretation.response[-1].overall


def test_a_keystroke_is_previewed_and_nothing_of_it_is_kept(practice):
    before = practice.case
    seen = practice.preview([growth_to(practice, "21")])
    assert isinstance(seen, View)
    assert (overall(practice.view), overall(seen)) == ("PR", "PD")
    assert practice.case is before
    assert not practice.is_changed


def test_a_preview_that_does_not_fit_is_an_answer(practice):
    assert isinstance(practice.preview([growth_to(practice, "-1")]), EditError)


def test_an_empty_preview_is_the_case_as_it_is(practice):
    assert practice.preview([]) is practice.view


def test_a_step_is_taken_back_and_done_again(practice):
    before = practice.case
    practice.commit([growth_to(practice, "21")])
    assert overall(practice.view) == "PD"
    after = practice.case
    assert practice.undo()
    assert practice.case == before
    assert practice.redo()
    assert practice.case == after
    assert not practice.redo()


def test_a_new_step_forgets_what_was_taken_back(practice):
    practice.commit([growth_to(practice, "21")])
    practice.undo()
    practice.commit([growth_to(practice, "19")])
    assert not practice.can_redo


def test_edits_of_one_step_go_together(practice):
    before = practice.case
    lesion = before.radiology.lesions[0].id
    own = [m for m in before.radiology.measurements if m.lesion == lesion]
    edits = []
    case = before
    for record in (*(m.id for m in own), lesion):
        edits.append(removing(case, record))
        case = practice.preview(edits).case
    practice.commit(edits)
    assert all(m.lesion != lesion for m in practice.case.radiology.measurements)
    practice.undo()
    assert practice.case == before


def test_a_step_that_does_not_fit_changes_nothing(practice):
    before = practice.case
    with pytest.raises(EditError):
        practice.commit([growth_to(practice, "18.5"), growth_to(practice, "-1")])
    assert practice.case is before
    assert not practice.can_undo


def test_saving_makes_one_version_of_all_steps(begun):
    begun.commit([bed(begun, "2")])
    begun.commit([bed(begun, "3")])
    assert [e.after for e in begun.edits] == ["2", "3"]
    answer = begun.save()
    assert isinstance(answer, Kept)
    assert answer.case.revision == begun.case.revision == 2
    assert not begun.is_changed
    assert not begun.undo()


def test_a_colleagues_edit_is_joined_and_undo_does_not_touch_it(begun, at):
    other = at("two")
    theirs = other.find("P-1")
    joined = OpenCase(other, theirs)
    joined.commit([changing(theirs.case, "", "patient.sex", "male")])
    joined.save()
    begun.commit([bed(begun, "7")])
    begun.save()
    assert (begun.case.patient.bed, begun.case.patient.sex) == ("7", "male")
    begun.commit([bed(begun, "8")])
    begun.undo()
    assert (begun.case.patient.bed, begun.case.patient.sex) == ("7", "male")


def test_a_refused_save_keeps_every_step(begun, at):
    other = at("two")
    theirs = OpenCase(other, other.find("P-1"))
    theirs.commit([bed(theirs, "9")])
    theirs.save()
    begun.commit([bed(begun, "7")])
    assert isinstance(begun.save(), Refused)
    assert begun.case.patient.bed == "7"
    assert begun.can_undo


def test_a_draft_is_offered_taken_up_and_gone_after_saving(begun, at):
    begun.commit([bed(begun, "5")])
    begun.keep_draft()
    later = at("after")
    again = OpenCase(later, later.find("P-1"))
    draft = again.offered_draft()
    assert draft is not None
    assert again.take_up(draft) is None
    assert again.case.patient.bed == "5"
    again.save()
    assert again.offered_draft() is None


def test_a_draft_without_steps_is_dropped(begun):
    begun.commit([bed(begun, "5")])
    begun.keep_draft()
    begun.undo()
    begun.keep_draft()
    assert begun.offered_draft() is None


def test_a_draft_is_not_taken_up_over_what_was_typed_meanwhile(begun, at):
    begun.commit([bed(begun, "5")])
    begun.keep_draft()
    later = at("after")
    again = OpenCase(later, later.find("P-1"))
    again.commit([bed(again, "6")])
    assert isinstance(again.take_up(again.offered_draft()), Refused)
    assert again.case.patient.bed == "6"


def test_examples_and_files_keep_no_draft(practice, tmp_path, at):
    practice.commit([growth_to(practice, "21")])
    practice.keep_draft()
    assert practice.offered_draft() is None
    workspace = at()
    file = OpenCase(workspace, workspace.find_or_begin(str(tmp_path / "case.json")))
    file.commit([bed(file, "1")])
    file.keep_draft()
    assert file.offered_draft() is None
    assert not (tmp_path / "board.sqlite").exists()
