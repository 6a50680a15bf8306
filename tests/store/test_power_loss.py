"""Power loss and disk errors, with a file system that forgets what was not synced.

SQLite itself runs over it, by way of apsw; the store does not know the difference.
"""

import random
import shutil
import sqlite3
from itertools import count
from pathlib import Path

import apsw
import pytest

from mdt_board.store.errors import StoreRefusedError, StoreUnavailableError

SECTOR = 512
SAVES = 40
WRITES_OF_A_SAVE = 10
OFTEN_PAGES = 60  # so that the log is also brought into the file during the test
CODES = {apsw.IOError: "disk-error", apsw.FullError: "disk-full"}
NAMES = {apsw.IOError: "SQLITE_IOERR", apsw.FullError: "SQLITE_FULL"}


class Disk(apsw.VFS):
    """Remembers of each file what is safe, and what was written since.

    ``at_write`` is called before each write and sync.
    """

    numbers = count()

    def __init__(self, at_write):
        self.name = f"disk-{next(self.numbers)}"
        self.safe = {}
        self.pending = {}
        self.at_write = at_write
        super().__init__(self.name, "")

    def xOpen(self, name, flags):  # noqa: N802
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        if path not in self.safe:
            self.safe[path] = path.read_bytes() if path.exists() else b""
            self.pending[path] = []
        return Remembering(self, path, name, flags)

    def xDelete(self, name, sync_folder):  # noqa: N802
        for known in (self.safe, self.pending):
            known.pop(Path(name), None)
        super().xDelete(name, sync_folder)

    def after_power_loss(self, chance):
        """Return what the files may hold: any part of what was not synced."""
        return {path: self._torn(path, chance) for path in self.safe}

    def _torn(self, path, chance):
        data = bytearray(self.safe[path])
        for change in self.pending[path]:
            if chance.random() < 0.5:
                apply(data, change, chance)
        return bytes(data)


def apply(data, change, chance=None):
    """Make a change to the bytes; when there is chance in it, perhaps a part only."""
    at, written = change
    if written is None:
        del data[at:]
        return
    if chance and chance.random() < 0.3:
        written = written[: SECTOR * chance.randrange(len(written) // SECTOR + 1)]
    if len(data) < at + len(written):
        data.extend(bytes(at + len(written) - len(data)))
    data[at : at + len(written)] = written


class Remembering(apsw.VFSFile):
    def __init__(self, disk, path, name, flags):
        self.disk, self.path = disk, path
        super().__init__("", name, flags)

    def xWrite(self, data, offset):  # noqa: N802
        self.disk.at_write()
        super().xWrite(data, offset)
        self.disk.pending[self.path].append((offset, bytes(data)))

    def xTruncate(self, size):  # noqa: N802
        super().xTruncate(size)
        self.disk.pending[self.path].append((size, None))

    def xSync(self, flags):  # noqa: N802
        self.disk.at_write()
        super().xSync(flags)
        data = bytearray(self.disk.safe[self.path])
        for change in self.disk.pending[self.path]:
            apply(data, change)
        self.disk.safe[self.path] = bytes(data)
        self.disk.pending[self.path].clear()


class Cursor:
    """A cursor as Python's own sqlite3 has them."""

    arraysize = 1
    description = None
    lastrowid = 0
    rowcount = -1

    def __init__(self, connection):
        self.connection = connection
        self.rows = []

    def execute(self, statement, parameters=()):
        cursor = self.connection.cursor()
        self.description = None
        cursor.exec_trace = self._describe
        try:
            self.rows = list(cursor.execute(statement, parameters))
        except tuple(NAMES) as error:
            raised = sqlite3.OperationalError("disk")
            raised.sqlite_errorname = NAMES[type(error)]
            raise raised from None
        self.lastrowid = self.connection.last_insert_rowid()
        return self

    def _describe(self, cursor, _statement, _bindings):
        columns = cursor.get_description()
        self.description = [(n, *(None,) * 6) for n, _ in columns] or None
        return True

    def fetchone(self):
        return self.rows.pop(0) if self.rows else None

    def fetchall(self):
        rows, self.rows = self.rows, []
        return rows

    def fetchmany(self, size=1):
        rows, self.rows = self.rows[:size], self.rows[size:]
        return rows

    def close(self):
        self.rows = []


class Connection:
    """A connection as Python's own sqlite3 has them, over our file system."""

    def __init__(self, path, disk, synchronous):
        flags = apsw.SQLITE_OPEN_READWRITE
        self.file = apsw.Connection(str(path), flags=flags, vfs=disk.name)
        self.synchronous = synchronous
        self.cursor().execute(f"PRAGMA wal_autocheckpoint = {OFTEN_PAGES}")

    def cursor(self):
        return Cursor(self.file)

    def execute(self, statement):
        if statement == "PRAGMA synchronous = FULL":
            statement = f"PRAGMA synchronous = {self.synchronous}"
        return self.cursor().execute(statement)

    def commit(self):
        if self.file.in_transaction:
            self.cursor().execute("COMMIT")

    def rollback(self):
        if self.file.in_transaction:
            self.cursor().execute("ROLLBACK")

    def create_function(self, *_arguments, **_options):
        """SQLAlchemy offers a function that the store does not use."""

    def close(self):
        self.file.close()


def connecting(disk, synchronous="FULL"):
    return lambda path, _is_read_only: Connection(path, disk, synchronous)


class Watch:
    """Takes pictures of what the disk would hold, at random moments of a run."""

    def __init__(self, path, moments, chance):
        self.path, self.moments, self.chance = path, moments, chance
        self.writes = 0
        self.acknowledged = 0
        self.pictures = []
        self.disk = Disk(self._at_write)

    def _at_write(self):
        self.writes += 1
        if self.writes in self.moments:
            files = self.disk.after_power_loss(self.chance)
            head = self.path.with_name(f"{self.path.name}.head")
            files[head] = head.read_bytes()  # at worst all of it is there
            self.pictures.append((self.acknowledged, files))


@pytest.fixture
def lost_saves(copy_of_busy, open_at, put, tmp_path):
    """Count in how many power losses an acknowledged save, or more, is lost."""

    def run(synchronous, trials):
        chance = random.Random(2)
        lost = 0
        for turn in range(trials // 15):
            moments = set(chance.sample(range(20, SAVES * WRITES_OF_A_SAVE), 15))
            path = copy_of_busy()
            size = path.stat().st_size
            watch = Watch(path, moments, chance)
            with open_at(path, connect=connecting(watch.disk, synchronous)) as store:
                for number in range(1, SAVES + 1):
                    put(store, f"after {number}")
                    watch.acknowledged = number
                assert path.stat().st_size > size  # the log was brought in, too
            assert len(watch.pictures) == len(moments)
            for at, (acknowledged, files) in enumerate(watch.pictures):
                folder = tmp_path / f"{turn}-{at}"
                lay_out(files, folder)
                lost += is_lost(open_at, folder / path.name, acknowledged)
                shutil.rmtree(folder)
        return lost

    return run


def lay_out(files, folder):
    folder.mkdir()
    for file, data in files.items():
        (folder / file.name).write_bytes(data)


def is_lost(open_at, path, acknowledged):
    try:
        with open_at(path) as store:
            saved = store.load("C-1").revision - 4
            return saved < acknowledged or not store.verify().is_whole
    except StoreRefusedError:
        return True


def test_no_acknowledged_save_is_lost_with_the_power(lost_saves, trials):
    assert lost_saves("FULL", trials(30, 300)) == 0


def test_the_control_that_syncs_less_loses_saves(lost_saves):
    assert lost_saves("NORMAL", 30) > 0


@pytest.mark.parametrize("failure", NAMES)
def test_a_failing_disk_never_acknowledges(copy_of_busy, open_at, put, trials, failure):
    for failing_at in range(1, trials(30, 200)):
        path = copy_of_busy()
        disk = failing_disk(failure, failing_at)
        acknowledged = 0
        try:
            with open_at(path, connect=connecting(disk)) as store:
                for number in range(1, 30):
                    put(store, f"after {number}")
                    acknowledged = number
        except StoreUnavailableError as error:
            assert error.code == CODES[failure]  # noqa: PT017
        with open_at(path) as store:
            assert store.load("C-1").revision - 4 in (acknowledged, acknowledged + 1)
            assert store.verify().is_whole


def failing_disk(failure, failing_at):
    writes = count(1)

    def fail():
        if next(writes) == failing_at:
            raise failure

    return Disk(fail)


def test_after_a_disk_error_nothing_more_is_written(copy_of_busy, open_at, put):
    path = copy_of_busy()
    failing = []

    def fail():
        if failing:
            raise failing.pop()

    with open_at(path, connect=connecting(Disk(fail))) as store:
        put(store, "one")
        failing.append(apsw.IOError("disk"))
        for _ in range(2):
            with pytest.raises(StoreUnavailableError) as refused:
                put(store, "two")
            assert refused.value.code == "disk-error"
        assert store.load("C-1").question.text.en == "one"


def test_after_space_was_freed_the_same_save_goes_in(copy_of_busy, open_at, put):
    path = copy_of_busy()
    failing = [apsw.FullError("disk")]

    def fail():
        if failing and is_open:
            raise failing.pop()

    is_open = []
    with open_at(path, connect=connecting(Disk(fail))) as store:
        is_open.append(True)
        with pytest.raises(StoreUnavailableError) as refused:
            put(store, "one")
        assert refused.value.code == "disk-full"
        put(store, "one")
        assert store.verify().is_whole
