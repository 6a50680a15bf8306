"""kill -9 at any moment: what was acknowledged is there, the rest whole or absent."""

import os
import random
import select
import shutil
import signal
import sqlite3
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from mdt_board.model.stored import Saved
from mdt_board.store import store as stores
from mdt_board.store.head import Head, head_path, write_head
from mdt_board.store.migrations import STEPS
from mdt_board.store.sqlite import connect

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and kill"),
    pytest.mark.filterwarnings("ignore:This process:DeprecationWarning"),  # of threads
]
LONGEST_SECONDS = 0.02
LINE = 80
FIRST = Path(__file__).parent.parent / "data" / "store" / "v1.sqlite"
AT = datetime(2026, 11, 24, 6, tzinfo=UTC)


def in_child(work):
    """Run ``work`` in a copy of this process, which then ends; return its id."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
        os._exit(0)
    return child


def killed_after(seconds, work, is_at_work):
    """Kill the child a while after its start, or after it wrote something first.

    Return what it had written into the pipe.
    """
    reads, writes = os.pipe()
    child = in_child(lambda: work(writes))
    os.close(writes)
    if is_at_work:
        select.select([reads], [], [], 10)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert status == signal.SIGKILL  # and not an error of its own
    with os.fdopen(reads, "rb") as pipe:
        return pipe.read()


@pytest.fixture
def saving(place, open_at, asking, save):
    """Save draft after draft and version after version, and tell of each."""

    def work(pipe):
        chance = random.Random()
        with open_at(place) as store:
            there = store.load("C-1")
            for revision in count(there.revision if there else 0):
                text = f"{revision} " + "x" * chance.randrange(20_000)
                action = "import" if revision % 3 == 0 else "edit"
                store.save_draft(
                    "C-1", base_revision=revision, by="tester", at=AT, edits=()
                )
                done = save(
                    store, asking(text), expected=revision, action=action,
                    save_id=f"s-{os.getpid()}-{revision}",
                )  # fmt: skip
                line = f"{done.entry.revision} {done.entry.after_sha256}"
                os.write(pipe, line.encode().ljust(LINE))

    return work


def test_no_acknowledged_version_is_lost(place, open_at, saving, trials):
    chance = random.Random(40)
    acknowledged = {}
    for _ in range(trials(100, 1000)):
        seconds = chance.random() * LONGEST_SECONDS
        told = killed_after(seconds, saving, is_at_work=chance.random() < 0.8)
        for at_byte in range(0, len(told), LINE):
            revision, sha256 = told[at_byte : at_byte + LINE].split()
            acknowledged[int(revision)] = sha256.decode()
    with open_at(place) as store:
        kept = {e.revision: e.after_sha256 for e in store.history("C-1")}
        assert {n: kept.get(n) for n in acknowledged} == acknowledged
        assert len(acknowledged) > trials(50, 500)  # fewer on a busy machine
        assert store.verify().is_whole


def stopping_at(number):
    """Connect so that the process kills itself as it begins the n-th statement."""
    seen = count(1)

    def stop(_statement):
        if next(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def connect_to(path, is_read_only):
        connection = connect(path, is_read_only)
        connection.set_trace_callback(stop)
        return connection

    return connect_to


def second_step(connection):
    for statement in (
        "ALTER TABLE drafts ADD COLUMN station VARCHAR",
        "CREATE TABLE stations (name VARCHAR PRIMARY KEY)",
        "INSERT INTO stations VALUES ('one')",
        "UPDATE drafts SET station = 'one'",
    ):
        connection.exec_driver_sql(statement)


def test_a_migration_happens_whole_or_not_at_all(copy_of_busy, open_at, put, audit):
    steps = (*STEPS, second_step)
    stopped_in = set()
    for number in range(1, 200):
        path = copy_of_busy()

        def work(at=number, path=path):
            open_at(path, steps=steps, connect=stopping_at(at)).close()

        _, status = os.waitpid(in_child(work), 0)
        with open_at(path, steps=steps) as store:
            stopped_in.add(audit(store)[-1].action)
            assert [e.action for e in audit(store)].count("migrate-store") == 1
            assert store.verify().is_whole
            assert len(store.backups()) in (1, 2)
            put(store, "after the migration")
        if status == 0:
            break
    assert status == 0
    assert number > 10


@pytest.fixture
def old_store(tmp_path):
    """Take the file that the first schema left into use, as its program did."""
    numbers = count()

    def copy():
        folder = tmp_path / f"old-{next(numbers)}"
        folder.mkdir()
        path = folder / "board.sqlite"
        shutil.copyfile(FIRST, path)
        with closing(sqlite3.connect(path)) as file:
            sql = "SELECT substr(mark, 11, 32), sequence, seal FROM state"
            head = Head(*file.execute(sql).fetchone())
        write_head(head_path(path), head)
        return path

    return copy


def test_the_released_migrations_happen_whole_or_not_at_all(
    old_store, open_at, open_without_accounts, put, audit
):
    versions = set()
    for number in range(1, 200):
        path = old_store()

        def work(at=number, path=path):
            open_without_accounts(path, connect=stopping_at(at)).close()

        _, status = os.waitpid(in_child(work), 0)
        version = version_of(path)
        versions.add(version)
        if version == 1:  # the old program can go on
            with open_without_accounts(path, steps=STEPS[:1]) as store:
                assert store.load("V1-1").revision == 3
        with open_at(path) as store:
            assert [e.action for e in audit(store)].count("migrate-store") == 1
            assert [a.id for a in store.accounts()] == ["tester", "wu"]
            assert store.load("V1-1").revision == 3
            assert store.verify().is_whole
            assert len(store.backups()) in (1, 2)
            assert isinstance(put(store, "after the migration"), Saved)
        if status == 0:
            break
    assert status == 0
    assert versions == {1, len(STEPS)}
    assert number > 10


def version_of(path):
    with closing(sqlite3.connect(path)) as file:
        return file.execute("PRAGMA user_version").fetchone()[0]


def test_an_old_program_reads_on_when_the_migration_was_stopped(copy_of_busy, open_at):
    path = copy_of_busy()
    steps = (*STEPS, second_step, failing_step)
    with pytest.raises(ZeroDivisionError):
        open_at(path, steps=steps)
    with open_at(path) as store:
        assert store.load("C-1").revision == 4
        assert store.verify().is_whole
        assert len(store.backups()) == 1


def failing_step(_connection):
    raise ZeroDivisionError


def stopping_at_call(number):
    """Kill this process at the n-th call that touches files, in any library."""
    seen = count(1)
    kinds = ("open", "sqlite3.connect", "os.rename", "os.link", "os.remove")

    def stop(event, _arguments):
        if event in kinds and next(seen) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(stop)


def test_a_store_is_created_whole_or_not_at_all(tmp_path, open_at, put):
    for number in range(1, 200):
        place = tmp_path / str(number) / "board.sqlite"

        def work(at=number, place=place):
            stopping_at_call(at)
            open_at(place).close()

        _, status = os.waitpid(in_child(work), 0)
        with open_at(place) as store:
            put(store, "first")
            assert store.verify().is_whole
        if status == 0:
            break
    assert status == 0
    assert number > 5


def test_a_restore_happens_whole_or_not_at_all(copy_of_busy, open_at, put, at, audit):
    outcomes = set()
    for number in range(1, 200):
        path = copy_of_busy()
        with open_at(path) as store:
            source = store.backup()
            put(store, "after the backup")

        def work(stop_at=number, path=path, source=source):
            stopping_at_call(stop_at)
            stores.restore(source, path, by="li", at=at)

        _, status = os.waitpid(in_child(work), 0)
        with open_at(path) as store:
            last = audit(store)[-1].action
            outcomes.add(last)
            assert store.verify().is_whole
            assert store.load("C-1").revision == (4 if last == "restore-store" else 5)
        if status == 0:
            break
    assert status == 0
    assert outcomes == {"edit", "restore-store"}
