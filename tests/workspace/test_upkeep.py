"""The store looked after: a backup a day, a quick look, and who may restore."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from mdt_board.model.person import Role, User
from mdt_board.model.refusal import Refused
from mdt_board.model.text import FreeText
from mdt_board.store.errors import StoreRefusedError
from mdt_board.workflow.edit import apply, changing
from mdt_board.workspace import RefusedError, Workspace, upkeep
from mdt_board.workspace.archive import Login
from mdt_board.workspace.ids import counted_ids

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PASSWORD = "correct horse"
BACKUPS_KEPT = 10


@pytest.fixture
def at(tmp_path):
    """Open a workspace on a store; all are closed afterwards."""
    opened = []

    def station(name="one", now=NOON, person="somebody", file="board.sqlite"):
        workspace = Workspace(
            now=lambda: now,
            new_id=counted_ids(name),
            store=str(tmp_path / file),
            login=Login(person, "somebody", lambda _: PASSWORD),
        )
        opened.append(workspace)
        return workspace

    yield station
    for workspace in opened:
        workspace.close()


def edit(workspace, bed, name="P-1"):
    found = workspace.find_or_begin(name)
    after = apply(found.case, [changing(found.case, "", "patient.bed", bed)])
    answer = workspace.keep(found, after, "edit")
    assert not isinstance(answer, Refused)
    return answer.case


def backups(workspace):
    return workspace.store_info().backups


def test_the_first_save_of_a_day_leaves_a_backup_and_the_next_ones_none(at):
    one = at("one")
    edit(one, "1")
    assert backups(one) == ()  # the save does not wait for it
    one.close()
    (made,) = backups(at("two"))
    again = at("three", NOON + timedelta(hours=5))
    edit(again, "2")
    again.close()
    assert backups(at("four")) == (made,)
    tomorrow = at("five", NOON + timedelta(days=1))
    edit(tomorrow, "3")
    tomorrow.close()
    newest, oldest = backups(at("six"))
    assert oldest == made
    with_copy = at("seven", file=str(newest)).verify_other_store(newest)
    assert with_copy.is_whole


def test_reading_leaves_no_backup(at):
    one = at("one")
    edit(one, "1")
    one.close()
    for number, day in enumerate((1, 2)):
        reader = at(f"reader-{number}", NOON + timedelta(days=day))
        reader.find("P-1")
        reader.close()
    assert len(backups(at("last"))) == 1


def test_ten_days_are_kept(at):
    for day in range(BACKUPS_KEPT + 3):
        one = at(f"day-{day}", NOON + timedelta(days=day))
        edit(one, str(day))
        one.close()
    found = backups(at("last"))
    assert len(found) == BACKUPS_KEPT
    days = {datetime.fromtimestamp(p.stat().st_mtime, UTC).date() for p in found}
    assert min(days) == (NOON + timedelta(days=3)).date()


def test_a_window_that_is_open_for_days_makes_each_day_s_backup(at):
    clock = [NOON]
    one = at("one")
    one.archive.now = lambda: clock[0]
    for day in range(3):
        clock[0] = NOON + timedelta(days=day)
        edit(one, str(day))
        assert upkeep.back_up_today(one.archive) is not None
        assert upkeep.back_up_today(one.archive) is None
    assert len(backups(one)) == 3


def test_a_backup_that_fails_leaves_the_save_as_it_is(at, tmp_path):
    one = at("one")
    edit(one, "1")
    (tmp_path / "board.sqlite.backups").write_text("in the way")
    one.close()
    assert at("two").find("P-1").case.patient.bed == "1"


def test_an_open_store_is_looked_at_once(at):
    one = at("one")
    assert upkeep.quick_check(one.archive) is None  # nothing is opened for it
    edit(one, "1")
    report = upkeep.quick_check(one.archive)
    assert report is not None
    assert report.is_whole
    assert upkeep.quick_check(one.archive) is None


# restoring


def people(workspace):
    workspace.set_password("somebody", PASSWORD)
    li = User(id="li", name=FreeText(zh="李示例"), roles=(Role.MEMBER,))
    assert isinstance(workspace.add_account(li, PASSWORD), User)


def restored_by(workspace):
    store = workspace.archive.look()
    return store.history(store.store_id)[-1].actor


def test_who_does_not_keep_the_store_does_not_restore_it(at):
    one = at("one")
    edit(one, "1")
    people(one)
    one.back_up()
    edit(one, "2")
    one.close()
    with pytest.raises(RefusedError) as refused:
        at("two", person="li").restore()
    assert refused.value.issues[0].code == "role"
    nobody = at("three")
    nobody.archive.login = Login("somebody", "", lambda _: "wrong password")
    with pytest.raises(RefusedError) as refused:
        nobody.restore()
    assert refused.value.issues[0].code == "not-logged-in"
    assert at("four").find("P-1").case.patient.bed == "2"


def test_who_restores_an_open_store_is_named_and_the_program_a_broken_one(at, tmp_path):
    one = at("one")
    edit(one, "1")
    made = one.back_up()
    one.close()
    at("two").restore()
    assert restored_by(at("three")) == "somebody"
    (tmp_path / "board.sqlite").write_bytes(b"garbled" * 999)
    at("four", person="chief").restore(made)
    assert restored_by(at("five")) == "mdt-board"


def test_another_store_is_restored_only_when_it_is_named(at, tmp_path):
    one, other = at("one"), at("other", file="other.sqlite")
    edit(one, "1")
    edit(other, "of the other")
    source = other.back_up()
    one.close()
    with pytest.raises(StoreRefusedError) as refused:
        at("two").restore(source)
    assert refused.value.code == "other-store"
    three = at("three")
    assert three.find("P-1").case.patient.bed == "1"
    three.close()
    shutil.copyfile(source, tmp_path / "copy.sqlite")
    four = at("four")
    four.restore(tmp_path / "copy.sqlite", is_other_store=True)
    assert at("five").find("P-1").case.patient.bed == "of the other"
