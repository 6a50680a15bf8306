"""A file that is not a whole store of this program is recognized and never written."""

import os
import random
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

import pytest

from mdt_board.store.errors import StoreRefusedError, StoreUnavailableError
from mdt_board.store.migrations import STEPS
from mdt_board.store.network import is_remote

MOUNTS = """/dev/vda / ext4 rw 0 0
ward:/cases /mnt/ward nfs4 rw 0 0
me@host: /mnt/my\\040disk fuse.sshfs rw 0 0
/dev/vdb /mnt/ward/local ext4 rw 0 0
"""


def bytes_of(folder):
    """Return the files with their bytes; the index of the log is scratch."""
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p: p.read_bytes() for p in files if not p.name.endswith("-shm")}


def refusal(open_at, path, **options):
    before = bytes_of(path.parent)
    with pytest.raises(StoreRefusedError) as refused:
        open_at(path, **options)
    after = bytes_of(path.parent)
    if after.get(log := path.with_name(path.name + "-wal")) == b"":
        del after[log]  # left by a connection that could not write
        before.pop(log, None)
    assert after == before
    assert "C-1" not in str(refused.value)
    return refused.value.code


def change(path, at, data):
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def sql(path, *statements):
    with sqlite3.connect(path) as file:
        for statement in statements:
            file.execute(statement)
    file.close()


def test_an_empty_file_is_not_taken_for_a_new_store(open_at, copy_of_busy):
    path = copy_of_busy()
    path.write_bytes(b"")
    assert refusal(open_at, path) == "store-empty"


def test_a_file_that_is_no_database_is_refused(open_at, tmp_path):
    path = tmp_path / "letter.sqlite"
    path.write_bytes("病例讨论记录".encode() * 100)
    assert refusal(open_at, path) == "not-a-database"


def test_another_program_s_database_is_refused(open_at, tmp_path):
    path = tmp_path / "other.sqlite"
    sql(path, "CREATE TABLE t (x)")
    assert refusal(open_at, path) == "not-a-store"


def test_a_folder_is_refused(open_at, tmp_path):
    assert refusal(open_at, tmp_path) == "not-a-file"


@pytest.mark.parametrize("share", [0.001, 0.3, 0.7, 0.99])
def test_a_truncated_file_is_refused(open_at, copy_of_busy, share):
    path = copy_of_busy()
    os.truncate(path, int(path.stat().st_size * share))
    assert refusal(open_at, path) == "truncated"


def test_a_newer_schema_is_refused_even_to_be_read(open_at, copy_of_busy):
    path = copy_of_busy()
    sql(path, f"PRAGMA user_version = {len(STEPS) + 1:d}")
    assert refusal(open_at, path) == "store-newer"
    assert refusal(open_at, path, is_read_only=True) == "store-newer"


def test_a_newer_schema_that_is_still_in_the_log_is_refused(open_at, copy_of_busy):
    path = copy_of_busy()
    mark = "SELECT mark FROM state"
    with open_at(path), sqlite3.connect(path, isolation_level=None) as other:
        (text,) = other.execute(mark).fetchone()
        parts = text.split(":")
        moved = ":".join((*parts[:2], f"{int(parts[2]) + 1:012d}", parts[4], "f" * 16))
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE state SET mark = ?", (moved,))
        other.execute(f"PRAGMA user_version = {len(STEPS) + 1:d}")
        other.execute("COMMIT")
        copied = path.parent.parent / "with-log"
        shutil.copytree(path.parent, copied)
    other.close()
    assert refusal(open_at, copied / path.name) == "store-newer"


def test_a_database_that_was_copied_alone_is_only_read(
    open_at, copy_of_busy, tmp_path, at
):
    alone = tmp_path / "alone.sqlite"
    shutil.copyfile(copy_of_busy(), alone)
    assert refusal(open_at, alone) == "store-copied"
    with open_at(alone, is_read_only=True) as store:
        assert store.load("C-1").revision == 4
        assert [c.holds for c in store.verify().checks if c.code == "head"] == [None]
        with pytest.raises(StoreUnavailableError):
            store.keep_account(store.account("wu"), by="tester", at=at)


def test_a_database_that_was_copied_while_in_use_lacks_what_the_log_holds(
    open_at, copy_of_busy, put, tmp_path
):
    path = copy_of_busy()
    folder = tmp_path / "moved"
    folder.mkdir()
    with open_at(path) as store:
        put(store, "later")
        for name in (path.name, f"{path.name}.head"):
            shutil.copyfile(path.parent / name, folder / name)
    assert refusal(open_at, folder / path.name) == "store-behind"


def test_an_older_copy_in_the_place_of_the_store_is_refused(open_at, copy_of_busy, put):
    path, older = copy_of_busy(), copy_of_busy()
    with open_at(path) as store:
        put(store, "later")
    shutil.copyfile(older, path)
    assert refusal(open_at, path) == "store-behind"


def test_the_end_mark_of_another_store_is_refused(open_at, copy_of_busy, place, put):
    path = copy_of_busy()
    with open_at(place) as other:
        put(other, "other")
    shutil.copyfile(f"{place}.head", f"{path}.head")
    assert refusal(open_at, path) == "store-copied"


def test_a_store_that_is_gone_is_not_replaced_by_an_empty_one(open_at, copy_of_busy):
    path = copy_of_busy()
    path.unlink()
    assert refusal(open_at, path) == "store-missing"
    assert not path.exists()


def test_nothing_is_created_to_be_read(open_at, tmp_path):
    assert refusal(open_at, tmp_path / "none.sqlite", is_read_only=True) == "no-store"


def test_an_unreadable_end_mark_is_put_on_record(open_at, copy_of_busy, audit):
    path = copy_of_busy()
    Path(f"{path}.head").write_bytes(b"\0" * 1024)
    with open_at(path) as store:
        assert audit(store)[-1].action == "renew-head"
        assert store.verify().is_whole
    with open_at(path) as store:
        assert [e.action for e in audit(store)].count("renew-head") == 1


@pytest.fixture
def copy_in_use(open_at, put, tmp_path):
    """Save, and copy the store with its log while it is open: as when it crashed."""

    def copy(path, text):
        with open_at(path) as store:
            put(store, text)
            shutil.copytree(path.parent, tmp_path / text)
        return tmp_path / text / path.name

    return copy


def test_the_store_s_own_log_is_taken_up(open_at, copy_of_busy, copy_in_use):
    crashed = copy_in_use(copy_of_busy(), "later")
    assert crashed.with_name(crashed.name + "-wal").stat().st_size > 0
    with open_at(crashed) as store:
        assert store.load("C-1").question.text.en == "later"
        assert store.verify().is_whole


def test_the_log_of_another_store_is_refused(open_at, copy_of_busy, place, copy_in_use):
    path = copy_of_busy()
    other = copy_in_use(place, "other")
    shutil.copyfile(f"{other}-wal", f"{path}-wal")
    assert refusal(open_at, path) == "foreign-log"
    assert refusal(open_at, path, is_read_only=True) == "foreign-log"


def test_the_log_of_a_twin_is_refused(open_at, copy_of_busy, put, copy_in_use):
    one, two = copy_of_busy(), copy_of_busy()
    with open_at(one) as store:
        put(store, "of one")
    twin = copy_in_use(two, "of two")
    shutil.copyfile(f"{twin}-wal", f"{one}-wal")
    assert refusal(open_at, one) == "foreign-log"


def test_the_log_of_an_earlier_time_is_refused(open_at, copy_of_busy, put, copy_in_use):
    path = copy_of_busy()
    earlier = copy_in_use(path, "earlier")
    with open_at(path) as store:
        put(store, "later")
    shutil.copyfile(f"{earlier}-wal", f"{path}-wal")
    assert refusal(open_at, path) == "foreign-log"


def test_a_rollback_journal_beside_the_store_is_refused(open_at, copy_of_busy):
    path = copy_of_busy()
    Path(f"{path}-journal").write_bytes(
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 504
    )
    assert refusal(open_at, path) == "foreign-log"


def test_no_flipped_bit_is_shown_or_overlooked(open_at, copy_of_busy, trials):
    """Refused, found by the verification, or without any effect."""
    pristine = copy_of_busy()
    with open_at(pristine, is_read_only=True) as store:
        told = told_by(store)
    data = bytearray(pristine.read_bytes())
    chance = random.Random(7)
    found = 0
    for _ in range(trials(60, 500)):
        at, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
        data[at] ^= bit
        pristine.write_bytes(data)
        found += is_found(open_at, pristine, told)
        data[at] ^= bit
    assert found > trials(20, 200)


def told_by(store):
    cases = [store.load(f"C-{n}", r) for n in range(4) for r in (1, 2, 3, 4)]
    trail = [store.history(f"C-{n}") for n in range(4)]
    return cases, store.list_cases(), store.list_cases("病例"), trail


def is_found(open_at, path, told):
    try:
        with open_at(path, is_read_only=True) as store:
            if not store.verify().is_whole:
                return True
            assert told_by(store) == told
            return False
    except StoreRefusedError:
        return True


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_store_that_cannot_be_written_is_shown(open_at, busy_store, case, save):
    with tempfile.TemporaryDirectory() as outside:
        folder = Path(outside) / "ward"
        shutil.copytree(busy_store, folder)
        path = folder / "board.sqlite"
        as_nobody(Path(outside), folder, lambda: show(open_at, path, case, save))
        folder.chmod(0o700)
        assert {p.name for p in folder.iterdir()} == {path.name, f"{path.name}.head"}


def show(open_at, path, case, save):
    with open_at(path) as store:
        assert store.read_only_because
        assert store.load("C-2").revision == 4
        assert store.verify().is_whole
        with pytest.raises(StoreUnavailableError) as refused:
            save(store, case)
        assert refused.value.code == "read-only"


def as_nobody(outside, folder, work):
    """Work in another process that may read the folder and not write it."""
    for path in (*folder.iterdir(), folder, outside):
        os.chmod(path, 0o555 if path.is_dir() else 0o444)
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            work()
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    outside.chmod(0o755)
    assert os.waitstatus_to_exitcode(status) == 0


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/mnt/ward/a.sqlite", True),
        ("/mnt/my disk/a.sqlite", True),
        ("/mnt/ward/local/a.sqlite", False),
        ("/home/li/a.sqlite", False),
    ],
)
def test_a_network_share_is_recognized(path, expected):
    assert is_remote(Path(path), MOUNTS) is expected
