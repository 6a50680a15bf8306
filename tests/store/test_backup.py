import os
import shutil
import subprocess
import sys

import pytest

from mdt_board.model.stored import Saved
from mdt_board.store import backup as backups
from mdt_board.store import sqlite
from mdt_board.store import store as stores
from mdt_board.store.errors import StoreRefusedError, StoreUnavailableError


@pytest.fixture
def restore(at):
    return lambda source, path: stores.restore(source, path, by="wu", at=at)


def spoil(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 64] = b"\xff" * 64
    path.write_bytes(data)


def test_a_backup_is_one_whole_file_with_all_that_was_saved(store, put, open_at):
    put(store, "one")
    backup = store.backup()
    with open_at(backup, is_read_only=True) as copy:
        assert copy.load("C-1") == store.load("C-1")
        assert copy.store_id == store.store_id
        assert copy.verify().is_whole
    assert [p.name for p in backup.parent.iterdir()] == [backup.name]


def test_a_backup_is_not_opened_for_writing(store, put, open_at):
    put(store, "one")
    with pytest.raises(StoreRefusedError) as refused:
        open_at(store.backup())
    assert refused.value.code == "store-copied"


def test_the_oldest_backups_go_when_there_are_enough(store, put):
    made = []
    for text in ("one", "two", "three", "four"):
        put(store, text)
        made.append(store.backup(keep=3))
    assert store.backups() == tuple(reversed(made[1:]))


def test_a_damaged_store_does_not_push_out_a_good_backup(
    copy_of_busy, open_at, restore
):
    path = copy_of_busy()
    with open_at(path) as store:
        good = store.backup(keep=1)
    spoil(path)
    with open_at(path) as store:
        with pytest.raises(StoreRefusedError):
            store.backup(keep=1)
        assert store.backups() == (good,)
        assert [p.name for p in good.parent.iterdir()] == [good.name]


def test_a_restore_brings_back_the_backup_and_keeps_the_old_store(
    copy_of_busy, open_at, put, restore, audit
):
    path = copy_of_busy()
    with open_at(path) as store:
        backup = store.backup()
        lost = put(store, "after the backup")
    kept = restore(backup, path)
    with open_at(path) as store:
        assert store.load("C-1").revision == 4
        entry = audit(store)[-1]
        assert (entry.action, entry.actor) == ("restore-store", "wu")
        assert entry.before_sha256 == lost.entry.seal
        assert store.verify().is_whole
        assert isinstance(put(store, "goes on"), Saved)
    with open_at(kept, is_read_only=True) as old:
        assert old.load("C-1") == lost.case
        assert old.verify().is_whole


def test_when_the_newest_backup_is_damaged_the_next_one_is_restored(
    copy_of_busy, open_at, put, restore
):
    path = copy_of_busy()
    with open_at(path) as store:
        store.backup()
        put(store, "later")
        newest, older = store.backup(), store.backups()[1]
    before = path.read_bytes()
    spoil(newest)
    with pytest.raises(StoreRefusedError):
        restore(newest, path)
    assert path.read_bytes() == before
    with open_at(path) as store:
        assert store.load("C-1").revision == 5
    restore(older, path)
    with open_at(path) as store:
        assert store.load("C-1").revision == 4
        assert store.verify().is_whole


@pytest.mark.parametrize("harm", ["spoil", "truncate", "empty", "text", "newer"])
def test_what_is_no_whole_store_is_not_restored(copy_of_busy, open_at, restore, harm):
    path, source = copy_of_busy(), copy_of_busy()
    data = bytearray(source.read_bytes())
    harmed = {
        "truncate": data[: len(data) // 2],
        "empty": b"",
        "text": b"hello " * 1000,
        "newer": data[:63] + b"\x09" + data[64:],
    }
    if harm == "spoil":
        spoil(source)
    else:
        source.write_bytes(harmed[harm])
    files = {p: p.read_bytes() for p in path.parent.iterdir()}
    with pytest.raises(StoreRefusedError):
        restore(source, path)
    assert {p: p.read_bytes() for p in path.parent.iterdir()} == files
    with open_at(path) as store:
        assert store.verify().is_whole


def test_a_store_in_use_is_not_replaced(copy_of_busy, open_at, restore):
    path = copy_of_busy()
    with open_at(path) as store:
        backup = store.backup()
        with pytest.raises(StoreUnavailableError) as refused:
            restore(backup, path)
        assert refused.value.code == "busy"
        assert store.load("C-1").revision == 4
    assert not list(path.parent.glob("*replaced*"))


def test_a_store_that_is_saved_to_during_a_restore_is_not_replaced(
    copy_of_busy, open_at, put, at, monkeypatch
):
    path = copy_of_busy()
    with open_at(path) as store:
        source = store.backup()
    take_alone = sqlite.take_alone

    def saved_meanwhile(connection):
        with open_at(path) as other:
            put(other, "meanwhile")
        take_alone(connection)

    monkeypatch.setattr(sqlite, "take_alone", saved_meanwhile)
    with pytest.raises(StoreUnavailableError) as refused:
        stores.restore(source, path, by="wu", at=at)
    assert refused.value.code == "busy"
    with open_at(path) as store:
        assert store.load("C-1").question.text.en == "meanwhile"
        assert store.verify().is_whole


SAVING = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    file.execute("BEGIN IMMEDIATE")
    print("saved")
except sqlite3.OperationalError as error:
    print(error.sqlite_errorname)
"""


def test_nothing_is_saved_between_the_last_look_and_the_replacement(
    copy_of_busy, open_at, restore, monkeypatch
):
    path = copy_of_busy()
    with open_at(path) as store:
        source = store.backup()
    swap, answers = backups._swap, []

    def saving_first(made, into):
        ran = subprocess.run(
            [sys.executable, "-c", SAVING, path],
            capture_output=True,
            text=True,
            check=True,
        )
        answers.append(ran.stdout.strip())
        return swap(made, into)

    monkeypatch.setattr(backups, "_swap", saving_first)
    old = restore(source, path)
    assert answers == ["SQLITE_BUSY"]
    assert [p.name for p in path.parent.glob("*-wal")] == []
    for there in (path, old):
        with open_at(there, is_read_only=True) as store:
            assert store.verify().is_whole
            assert store.load("C-1").revision == 4


@pytest.mark.skipif(sys.platform == "win32", reason="no open file is replaced")
def test_what_is_open_when_it_is_replaced_saves_and_shows_nothing_more(
    copy_of_busy, open_at, put, asking
):
    path, other = copy_of_busy(), copy_of_busy()
    with open_at(path) as store:
        before = store.load("C-1")
        os.replace(other, path)
        for work in (lambda: put(store, "lost"), lambda: store.load("C-1")):
            with pytest.raises(StoreUnavailableError) as refused:
                work()
            assert refused.value.code == "replaced"
    with open_at(path, is_read_only=True) as store:
        assert store.load("C-1") == before
        assert store.verify().is_whole


def test_a_file_system_without_links_keeps_the_old_store_too(
    copy_of_busy, open_at, put, restore, monkeypatch
):
    def no_links(*_names):
        raise OSError

    path = copy_of_busy()
    with open_at(path) as store:
        source = store.backup()
        put(store, "later")
    monkeypatch.setattr(os, "link", no_links)
    old = restore(source, path)
    monkeypatch.undo()
    with open_at(old, is_read_only=True) as store:
        assert store.load("C-1").question.text.en == "later"
    with open_at(path) as store:
        assert store.load("C-1").revision == 4


def test_another_store_s_copy_is_restored_only_when_that_is_meant(
    copy_of_busy, open_at, put, place, at
):
    path = copy_of_busy()
    with open_at(place) as other:
        put(other, "of the other")
        source = other.backup()
    before = path.read_bytes()
    for harm in ("none", "damaged"):
        if harm == "damaged":
            path.write_bytes(b"garbled" * 999)
        with pytest.raises(StoreRefusedError) as refused:
            stores.restore(source, path, by="wu", at=at)
        assert refused.value.code == "other-store"
        assert path.read_bytes() == (before if harm == "none" else b"garbled" * 999)
    stores.restore(source, path, by="wu", at=at, is_other_store=True)
    with open_at(path) as store:
        assert store.load("C-1").question.text.en == "of the other"


def test_a_backup_bears_the_instant_that_it_is_given(store, put, at):
    put(store, "one")
    assert store.backup(at=at).stat().st_mtime == at.timestamp()


@pytest.mark.parametrize("harm", ["spoiled", "emptied", "gone", "garbled"])
def test_a_restore_takes_the_place_of_a_damaged_store(
    copy_of_busy, open_at, restore, harm
):
    path = copy_of_busy()
    with open_at(path) as store:
        backup = store.backup()
    if harm == "spoiled":
        spoil(path)
    elif harm == "gone":
        path.unlink()
    else:
        path.write_bytes(b"" if harm == "emptied" else b"garbled" * 999)
    kept = restore(backup, path)
    assert (kept is None) == (harm == "gone")
    with open_at(path) as store:
        assert store.verify().is_whole
        assert store.load("C-1").revision == 4


def test_a_copy_is_taken_into_use_by_restoring_it(
    copy_of_busy, open_at, restore, put, tmp_path
):
    alone = tmp_path / "alone.sqlite"
    shutil.copyfile(copy_of_busy(), alone)
    new = tmp_path / "elsewhere" / "board.sqlite"
    assert restore(alone, new) is None
    with open_at(new) as store:
        assert store.load("C-1").revision == 4
        assert isinstance(put(store, "goes on"), Saved)
        assert store.verify().is_whole


def test_two_restores_keep_both_old_stores(copy_of_busy, open_at, restore, audit):
    path = copy_of_busy()
    with open_at(path) as store:
        backup = store.backup()
    assert restore(backup, path) != restore(backup, path)
    with open_at(path) as store:
        actions = [e.action for e in audit(store)]
        assert actions.count("restore-store") == 1
        assert store.verify().is_whole
