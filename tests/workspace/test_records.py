"""Cases kept by several people at once: joined, refused, taken back, drafted."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from mdt_board.assets import asset
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case
from mdt_board.model.person import Role, User, Verb
from mdt_board.model.radiology import Lesion, LesionState, Measurement
from mdt_board.model.refusal import Refused
from mdt_board.model.text import FreeText
from mdt_board.store.errors import StoreRefusedError
from mdt_board.workflow.edit import adding, apply, changing, removing
from mdt_board.workspace import RefusedError, Workspace, file_lock
from mdt_board.workspace.archive import Login, account_id
from mdt_board.workspace.drafts import with_draft
from mdt_board.workspace.file_lock import locked
from mdt_board.workspace.ids import counted_ids
from mdt_board.workspace.passwords import is_outdated, matches
from mdt_board.workspace.records import Kept

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PASSWORD = "correct horse"


@pytest.fixture
def at(tmp_path):
    """Open a station on the same store; all are closed afterwards."""
    opened = []

    def station(
        name: str = "one", person: str = "somebody", now: datetime = NOON
    ) -> Workspace:
        workspace = Workspace(
            now=lambda: now,
            new_id=counted_ids(name),
            store=str(tmp_path / "board.sqlite"),
            login=Login(person, "somebody", lambda _: PASSWORD),
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


def people(workspace: Workspace) -> None:
    """Let somebody and li work in the store, each with the same password."""
    workspace.archive.demand(Verb.EDIT)
    assert isinstance(workspace.set_password("somebody", PASSWORD), User)
    li = User(id="li", name=FreeText(zh="李示例"), roles=(Role.MEMBER,))
    assert isinstance(workspace.add_account(li, PASSWORD), User)


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


def test_an_edit_that_somebody_else_made_too_is_kept_once(at) -> None:
    one, two = at("one"), at("two")
    begun(one)
    mine, theirs = one.find("P-1"), two.find("P-1")
    kept(two.keep(theirs, edited(theirs, "patient.bed", "8"), "edit"))
    same = kept(one.keep(mine, edited(mine, "patient.bed", "8"), "edit"))
    assert (same.case.revision, same.case.patient.bed) == (2, "8")
    assert one.find("P-1").case == same.case


def test_a_conflict_names_values_as_people_write_them(at) -> None:
    one, two = at("one"), at("two")
    begun(one)
    mine, theirs = one.find("P-1"), two.find("P-1")
    name = {"zh": "甲", "en": ""}
    kept(two.keep(theirs, edited(theirs, "patient.name", name), "edit"))
    other = {"zh": "乙", "en": ""}
    answer = one.keep(mine, edited(mine, "patient.name", other), "edit")
    assert isinstance(answer, Refused)
    said = one.translator("en").message(answer.reasons[0])
    assert "changed to 甲 by somebody else" in said
    assert "here to 乙" in said
    assert "{" not in said


def lesion(record_id: str, label: str = "RUL") -> Lesion:
    return Lesion(id=record_id, label=label, organ="lung")


def measured(record_id: str, lesion_id: str) -> Measurement:
    return Measurement(
        id=record_id, lesion=lesion_id, study="ct", state=LesionState.PRESENT
    )


def added(found: Kept, path: str, record: ListRecord) -> Case:
    return apply(found.case, [adding(found.case, path, record)])


def test_a_lesion_that_a_colleague_has_measured_stays(at) -> None:
    one, two = at("one"), at("two")
    found = begun(one)
    kept(one.keep(found, added(found, "radiology.lesions", lesion("l")), "edit"))
    mine, theirs = one.find("P-1"), two.find("P-1")
    after = added(theirs, "radiology.measurements", measured("m", "l"))
    kept(two.keep(theirs, after, "edit"))
    removed = apply(mine.case, [removing(mine.case, "l")])
    answer = one.keep(mine, removed, "edit")
    assert isinstance(answer, Refused)
    said = one.translator("en").message(answer.reasons[0])
    assert said.startswith("l is not taken out: m, which somebody else saved")
    assert one.find("P-1").case.radiology.lesions == (lesion("l"),)


def test_a_record_to_which_another_refers_is_not_taken_out(at, tmp_path) -> None:
    one = at()
    for name in ("P-1", str(tmp_path / "case.json")):
        found = one.find_or_begin(name)
        after = added(found, "radiology.lesions", lesion("l"))
        found = kept(one.keep(found, after, "edit"))
        after = added(found, "radiology.measurements", measured("m", "l"))
        found = kept(one.keep(found, after, "edit"))
        without = apply(found.case, [removing(found.case, "l")])
        answer = one.keep(found, without, "edit")
        assert isinstance(answer, Refused)
        words = {k: getattr(w, "text", "") for k, w in answer.reasons[0].words.items()}
        assert words == {"record": "l", "others": "m"}
        both = apply(without, [removing(without, "m")])
        assert kept(one.keep(found, both, "edit")).case.radiology.lesions == ()


def test_files_are_read_again_into_what_a_colleague_has_typed(at) -> None:
    """The lesion that a colleague typed is the one of the file, not a second one."""
    table = asset("examples", "b", "lesions.csv")
    one, two = at("one"), at("two")
    begun(one)
    mine, theirs = one.find("P-1"), two.find("P-1")
    kept(two.keep(theirs, added(theirs, "radiology.lesions", lesion("typed")), "edit"))

    def read(case: Case) -> Case:
        return one.import_files(case, [table])[0]

    after = read(mine.case)
    assert len(named(after, "RUL")) == 1
    refused = one.keep(mine, after, "import")
    assert isinstance(refused, Refused)
    assert refused.code == "moved"
    found = kept(one.keep(mine, after, "import", read))
    assert [x.id for x in named(found.case, "RUL")] == ["typed"]
    assert [s.name for s in found.case.sources] == ["lesions.csv"]


def named(case: Case, label: str) -> list[Lesion]:
    return [x for x in case.radiology.lesions if x.label == label]


# a case in a file


def test_a_file_that_was_written_meanwhile_is_joined_and_not_overwritten(
    at, tmp_path
) -> None:
    name, one = str(tmp_path / "case.json"), at()
    found = one.find_or_begin(name)
    found = kept(one.keep(found, edited(found, "patient.bed", "1"), "edit"))
    kept(one.keep(found, edited(found, "patient.sex", "male"), "edit"))
    joined = kept(one.keep(found, edited(found, "patient.bed", "7"), "edit"))
    assert (joined.case.patient.bed, joined.case.patient.sex) == ("7", "male")
    assert (one.find(name).case, joined.case.revision) == (joined.case, 3)
    answer = one.keep(found, edited(found, "patient.bed", "8"), "edit")
    assert isinstance(answer, Refused)
    answer = one.keep(found, edited(found, "patient.sex", "female"), "import")
    assert isinstance(answer, Refused)
    assert answer.code == "moved"
    assert one.find(name).case == joined.case


def test_two_who_begin_the_same_file_do_not_overwrite_each_other(at, tmp_path) -> None:
    name, one = str(tmp_path / "case.json"), at()
    mine, theirs = one.find_or_begin(name), one.find_or_begin(name)
    first = kept(one.keep(theirs, edited(theirs, "patient.bed", "8"), "edit"))
    answer = one.keep(mine, edited(mine, "patient.bed", "7"), "edit")
    assert isinstance(answer, Refused)
    assert answer.code == "moved"
    assert one.find(name).case == first.case


def test_a_file_that_another_program_keeps_is_told(at, tmp_path, monkeypatch) -> None:
    name, one = tmp_path / "case.json", at()
    found = one.find_or_begin(str(name))
    monkeypatch.setattr(file_lock, "WAIT_SECONDS", 0)
    with locked(name), pytest.raises(OSError, match=r"case\.json"):
        one.keep(found, edited(found, "patient.bed", "7"), "edit")
    kept(one.keep(found, edited(found, "patient.bed", "7"), "edit"))
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".lock"] == []


# undo


def test_undo_takes_back_and_leaves_what_came_after_it(at) -> None:
    one = at("one")
    people(one)
    found = begun(one)
    kept(one.keep(found, edited(found, "patient.bed", "wrong"), "edit"))
    two = at("two", "li")
    theirs = two.find("P-1")
    kept(two.keep(theirs, edited(theirs, "patient.sex", "male"), "edit"))
    found = kept(one.undo(one.find("P-1")))
    assert (found.case.patient.bed, found.case.revision) == ("1", 4)
    assert found.case.patient.sex == "male"


def test_undo_again_takes_back_the_edit_before(at) -> None:
    one = at()
    found = begun(one)
    for bed in ("2", "3", "4"):
        found = kept(one.keep(found, edited(found, "patient.bed", bed), "edit"))
    for bed in ("3", "2", "1"):
        found = kept(one.undo(found))
        assert found.case.patient.bed == bed
    answer = one.undo(found)
    assert isinstance(answer, Refused)
    assert answer.code == "nothing"


def test_undo_leaves_what_a_colleague_wrote_again(at) -> None:
    """Mine 7, theirs 9, theirs 7: what stands there is theirs."""
    one = at("one")
    people(one)
    found = begun(one)
    kept(one.keep(found, edited(found, "patient.bed", "7"), "edit"))
    two = at("two", "li")
    theirs = two.find("P-1")
    for bed in ("9", "7"):
        theirs = kept(two.keep(theirs, edited(theirs, "patient.bed", bed), "edit"))
    answer = one.undo(one.find("P-1"))
    assert isinstance(answer, Refused)
    assert answer.code == "both-changed"
    assert one.find("P-1").case.patient.bed == "7"


def test_undo_leaves_a_lesion_that_a_colleague_has_measured(at) -> None:
    one = at("one")
    people(one)
    found = begun(one)
    kept(one.keep(found, added(found, "radiology.lesions", lesion("l")), "edit"))
    two = at("two", "li")
    theirs = two.find("P-1")
    after = added(theirs, "radiology.measurements", measured("m", "l"))
    kept(two.keep(theirs, after, "edit"))
    answer = one.undo(one.find("P-1"))
    assert isinstance(answer, Refused)
    assert one.find("P-1").case.radiology.lesions == (lesion("l"),)


def test_undo_of_what_is_so_already_goes_on_to_the_edit_before(at) -> None:
    one = at()
    found = begun(one)
    for bed in ("2", "3"):
        found = kept(one.keep(found, edited(found, "patient.bed", bed), "edit"))
    found = kept(one.keep(found, edited(found, "patient.sex", "male"), "edit"))
    position = edited(found, "patient.sex", None)
    found = kept(one.keep(found, position, "edit"))
    found = kept(one.undo(found))
    assert found.case.patient.sex == "male"


# drafts, people and the store


def test_a_draft_is_offered_after_a_crash_and_never_over_a_newer_revision(at) -> None:
    one = at("one")
    found = begun(one)
    typed = [changing(found.case, "", "patient.bed", "typed")]
    assert one.keep_draft(found.case, typed) is None
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
    assert not isinstance(one.set_password(me, PASSWORD), Refused)
    other = at("two")
    other.archive.login = Login(name="somebody")
    with pytest.raises(RefusedError) as refused:
        other.find("P-1")
    assert refused.value.issues[0].code == "not-logged-in"


def test_a_draft_of_a_closed_account_is_refused(at) -> None:
    one = at("one")
    people(one)
    found = begun(one)
    two = at("two", "li")
    two.find("P-1")
    close(one, "li")
    typed = [changing(found.case, "", "patient.bed", "typed")]
    answer = two.keep_draft(found.case, typed)
    assert isinstance(answer, Refused)
    assert answer.code == "no-account"


def close(workspace: Workspace, account: str) -> None:
    seen = workspace.account(account)
    closed = User(**{**dict(seen), "is_active": False})
    assert isinstance(workspace.change_account(closed, seen), User)


def test_a_closed_account_reads_nothing_more(at) -> None:
    one = at("one")
    people(one)
    begun(one)
    two = at("two", "li")
    assert two.find("P-1").case.revision == 1
    close(one, "li")
    for look in (lambda: two.find("P-1"), two.list_cases, lambda: two.history("P-1")):
        with pytest.raises(RefusedError) as refused:
            look()
        assert refused.value.issues[0].code == "closed"


def test_a_role_that_was_taken_away_is_gone_at_once(at) -> None:
    one = at("one")
    people(one)
    begun(one)
    two = at("two", "li")
    assert two.find("P-1").case.revision == 1
    seen = one.account("li")
    administrator = User(**{**dict(seen), "roles": (Role.ADMINISTRATOR,)})
    assert isinstance(one.change_account(administrator, seen), User)
    with pytest.raises(RefusedError) as refused:
        two.find("P-1")
    assert refused.value.issues[0].code == "role"


def test_an_account_that_was_changed_from_an_old_page_keeps_its_new_password(
    at,
) -> None:
    one = at("one")
    people(one)
    seen = one.account("li")
    new = one.set_password("li", "battery staple")
    assert isinstance(new, User)
    titled = User(**{**dict(seen), "title": FreeText(zh="主任医师")})
    changed = one.change_account(titled, seen)
    assert changed == User(**{**dict(new), "title": FreeText(zh="主任医师")})


def test_a_password_of_little_work_is_hashed_anew_at_the_next_login(at) -> None:
    one = at("one")
    people(one)
    begun(one)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    seen = one.account("li")
    weak = User(**{**dict(seen), "password_hash": cheap})
    assert isinstance(one.archive.keep_account(weak, seen), User)
    at("two", "li").find("P-1")
    now = one.account("li").password_hash
    assert now != cheap
    assert not is_outdated(now)
    assert matches(PASSWORD, now)
    at("three", "li").find("P-1")
    assert one.account("li").password_hash == now


def test_nothing_that_only_reads_makes_a_store(at, tmp_path) -> None:
    one = at()
    for look in (
        lambda: one.find("P-1"),
        one.list_cases,
        one.due,
        one.store_info,
        one.accounts,
        lambda: one.account("me"),
        lambda: one.history("P-1"),
        lambda: one.draft("P-1"),
        one.back_up,
    ):
        with pytest.raises(StoreRefusedError) as refused:
            look()
        assert refused.value.code == "no-store"
    found = one.find_or_begin("P-1")
    assert list(tmp_path.iterdir()) == []
    kept(one.keep(found, edited(found, "patient.bed", "1"), "edit"))
    assert (tmp_path / "board.sqlite").exists()


def test_the_first_account_is_there_before_it_is_looked_up(at) -> None:
    one = at()
    one.archive.store.close()
    assert at("two").account("somebody").id == "somebody"


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
