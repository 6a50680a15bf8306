"""Cases kept by several people at once: joined, refused, taken back, drafted."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mdt_board.model.case import Case
from mdt_board.model.refusal import Refused
from mdt_board.workflow.edit import apply, changing
from mdt_board.workspace import RefusedError, Workspace
from mdt_board.workspace.archive import Login, account_id
from mdt_board.workspace.ids import counted_ids
from mdt_board.workspace.records import Kept, with_draft

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def at(tmp_path):
    """Open a station on the same store; all are closed afterwards."""
    opened = []

    def station(name: str = "one") -> Workspace:
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


def kept(answer: Kept | Refused) -> Kept:
    assert isinstance(answer, Kept), answer
    return answer


def edited(found: Kept, field: str, value: object) -> Case:
    return apply(found.case, [changing(found.case, "", field, value)])


def begun(workspace: Workspace) -> Kept:
    found = workspace.find_or_begin("P-1")
    return kept(workspace.keep(found, edited(found, "patient.bed", "1"), "edit"))


def test_the_first_version_is_kept_and_found_again(at) -> None:
    one = at()
    assert begun(one).case.revision == 1
    assert one.find("P-1").case == at("two").find("P-1").case


def test_edits_of_different_fields_join(at) -> None:
    one, two = at("one"), at("two")
    begun(one)
    mine, theirs = one.find("P-1"), two.find("P-1")
    kept(two.keep(theirs, edited(theirs, "patient.sex", "female"), "edit"))
    joined = kept(one.keep(mine, edited(mine, "patient.bed", "7"), "edit"))
    assert joined.case.revision == 3
    assert joined.case.patient.bed == "7"
    assert joined.case.patient.sex == "female"


def test_edits_of_the_same_field_are_shown_and_not_saved(at) -> None:
    one, two = at("one"), at("two")
    begun(one)
    mine, theirs = one.find("P-1"), two.find("P-1")
    kept(two.keep(theirs, edited(theirs, "patient.bed", "8"), "edit"))
    answer = one.keep(mine, edited(mine, "patient.bed", "7"), "edit")
    assert isinstance(answer, Refused)
    assert answer.code == "both-changed"
    said = {name: str(word) for name, word in answer.reasons[0].words.items()}
    assert "7" in said["mine"]
    assert "8" in said["theirs"]
    assert one.find("P-1").case.patient.bed == "8"


def test_a_decision_is_never_joined_with_what_its_author_did_not_see(at) -> None:
    one, two = at("one"), at("two")
    begun(one)
    mine, theirs = one.find("P-1"), two.find("P-1")
    kept(two.keep(theirs, edited(theirs, "patient.bed", "8"), "edit"))
    answer = one.keep(mine, edited(mine, "patient.sex", "male"), "position")
    assert isinstance(answer, Refused)
    assert one.find("P-1").case.patient.sex is None


def test_two_who_begin_the_same_case_do_not_overwrite_each_other(at) -> None:
    one, two = at("one"), at("two")
    mine, theirs = one.find_or_begin("P-1"), two.find_or_begin("P-1")
    kept(two.keep(theirs, edited(theirs, "patient.bed", "8"), "edit"))
    answer = one.keep(mine, edited(mine, "patient.bed", "7"), "edit")
    assert isinstance(answer, Refused)
    assert answer.code == "moved"


def test_undo_leaves_what_came_after_it(at) -> None:
    one = at()
    found = begun(one)
    found = kept(one.keep(found, edited(found, "patient.bed", "wrong"), "edit"))
    found = kept(one.undo(found))
    assert (found.case.patient.bed, found.case.revision) == ("1", 3)
    assert isinstance(one.undo(found), Refused)


def test_a_draft_is_offered_after_a_crash_and_never_over_a_newer_revision(at) -> None:
    one = at("one")
    found = begun(one)
    typed = [changing(found.case, "", "patient.bed", "typed")]
    one.keep_draft(found.case, typed)
    after_crash = at("two")
    offered = after_crash.draft("P-1")
    assert offered is not None
    restored = with_draft(after_crash.find("P-1").case, offered)
    assert isinstance(restored, Case)
    assert restored.patient.bed == "typed"
    later = after_crash.find("P-1")
    another = Workspace(
        now=lambda: NOON,
        new_id=counted_ids("three"),
        store=str(one.archive.place),
        login=Login(name="somebody"),
    )
    try:
        # a save by the same person drops the draft, so it is typed once more
        kept(another.keep(later, edited(later, "patient.sex", "male"), "edit"))
    finally:
        another.close()
    assert after_crash.draft("P-1") is None
    assert isinstance(with_draft(after_crash.find("P-1").case, offered), Refused)


def test_a_store_is_not_made_by_looking_at_a_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("MDT_BOARD_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    workspace = Workspace(now=lambda: NOON, user="somebody")
    found = workspace.find_or_begin(str(tmp_path / "case.json"))
    kept(workspace.keep(found, edited(found, "patient.bed", "1"), "edit"))
    assert not (tmp_path / "data").exists()


def test_several_people_have_to_say_who_they_are(at) -> None:
    one = at()
    begun(one)
    me = one.accounts()[0].id
    assert not isinstance(one.set_password(me, "correct horse"), Refused)
    with pytest.raises(RefusedError) as refused:
        at("two").find("P-1")
    assert refused.value.issues[0].code == "not-logged-in"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Li Wei", "li-wei"),
        ("root", "root"),
        ("", "me"),
        ("李", "me"),
        ("a" * 99, "a" * 64),
    ],
)
def test_the_name_of_the_machine_becomes_an_account(name: str, expected: str) -> None:
    assert account_id(name) == expected


def test_all_drafts_of_a_person_are_found_and_none_makes_a_store(at, tmp_path) -> None:
    one = at()
    assert one.drafts() == ()
    assert not (tmp_path / "board.sqlite").exists()
    found = begun(one)
    one.keep_draft(found.case, [changing(found.case, "", "patient.bed", "typed")])
    new = Case(id="P-2")
    one.keep_draft(new, [changing(new, "", "patient.bed", "7")])
    drafts = {d.case_id: d for d in at("two").drafts()}
    assert set(drafts) == {"P-1", "P-2"}
    assert not any(d.is_behind for d in drafts.values())
    one.keep_draft(new, ())
    assert [d.case_id for d in one.drafts()] == ["P-1"]
