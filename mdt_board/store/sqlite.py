"""All that is particular to SQLite: connections, transactions, the word index.

synchronous=FULL, because with NORMAL a power loss takes acknowledged saves with it;
``begin immediate``, because a reader that begins to write late may find that it cannot.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text

from mdt_board.model.text import Message
from mdt_board.store.errors import REPLACED, StoreUnavailableError
from mdt_board.store.statement import Statement

APPLICATION_ID = 0x4D445442  # "MDTB"
BUSY_SECONDS = 10
_PRAGMAS = (
    "synchronous = FULL",
    "fullfsync = ON",  # macOS: fsync alone leaves the data in the drive's cache
    "checkpoint_fullfsync = ON",
    "foreign_keys = ON",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
)
Connect = Callable[[Path, bool], Any]
FileId = tuple[int, int]  # device and inode


def connect(path: Path, is_read_only: bool) -> sqlite3.Connection:
    """Connect to the file, which has to be there."""
    mode = "ro" if is_read_only else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,  # transactions begin where `_begin` says
        check_same_thread=False,  # a connection moves between threads by the pool only
    )
    connection.text_factory = _decoded
    return connection


def _decoded(data: bytes) -> str:
    """Read damaged text too: an error would quote it, and its hash tells anyway."""
    return data.decode(errors="replace")


def engine_for(path: Path, is_read_only: bool, connect_to: Connect = connect) -> Engine:
    """Return the engine of one database file; nothing is opened yet.

    Its transactions raise StoreUnavailableError when another file took its place.
    """
    same = _SameFile(path)
    engine = create_engine(
        "sqlite+pysqlite://",
        creator=lambda: same.reached(lambda: connect_to(path, is_read_only)),
        poolclass=QueuePool,
        hide_parameters=True,  # an error's text would quote a patient
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "begin", same.check)
    return engine


class _SameFile:
    """The file that an engine reached first, which its path has to name for ever.

    A connection that waits for a file while it is replaced goes on with the old one:
    what it saved would be gone, and its log would be taken for the new one's.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._first: FileId | None = None

    def reached(self, connect_to: Callable[[], Any]) -> Any:
        """Connect; the file stayed the same while that was done."""
        while True:
            before = file_id(self._path)
            connection = connect_to()
            if before is not None and before == file_id(self._path):
                break
            connection.close()
        self._first = self._first or before
        if before != self._first:
            connection.close()
            raise StoreUnavailableError("replaced", Message(REPLACED))
        return connection

    def check(self, connection: Connection) -> None:
        """Raise when the path names another file; a write holds its lock by now."""
        if file_id(self._path) != self._first:
            connection.exec_driver_sql("ROLLBACK")
            raise StoreUnavailableError("replaced", Message(REPLACED))


def file_id(path: Path) -> FileId | None:
    """Return what tells a file from another one of its name; None when it is gone."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def writing(engine: Engine) -> Engine:
    """Return the engine whose transactions take the write lock as they begin."""
    return engine.execution_options(is_write=True)


def _set_up(connection: Any, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    is_write = connection.get_execution_options().get("is_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")


def prepare_file(engine: Engine) -> None:
    """Say in an empty file whose it is, and that its second page is a table's."""
    with engine.connect() as connection:
        raw = connection.connection
        for pragma in (f"application_id = {APPLICATION_ID:d}", "auto_vacuum = NONE"):
            raw.cursor().execute(f"PRAGMA {pragma}")


def use_log(engine: Engine) -> None:
    """Let the database work with a write-ahead log from now on."""
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA journal_mode = WAL").fetchall()


def take_alone(connection: Connection) -> None:
    """Bring the log into the file and keep every other program out.

    It stays so until the engine is disposed of, or this process closes the file
    however else it opened it: POSIX lets go of all locks then.

    Raises:
        sqlalchemy.exc.DBAPIError: when another program has it.
    """
    raw = connection.connection
    for command in (
        "PRAGMA busy_timeout = 0",
        "PRAGMA locking_mode = EXCLUSIVE",
        "BEGIN EXCLUSIVE",
        "COMMIT",
        "PRAGMA wal_checkpoint (TRUNCATE)",
    ):
        raw.cursor().execute(command).fetchall()


def copy_into(source: Connection, target: Connection) -> None:
    """Copy the whole database with the online backup, as one file without a log."""
    raw = target.connection.driver_connection
    source.connection.driver_connection.backup(raw)  # type: ignore[union-attr]
    target.connection.cursor().execute("PRAGMA journal_mode = DELETE").fetchall()


def schema_version(connection: Connection) -> int:
    """Return the number of migration steps that the database has behind it."""
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def set_schema_version(connection: Connection, version: int) -> None:
    """Write the number into the file's header, in the same transaction."""
    connection.exec_driver_sql(f"PRAGMA user_version = {version:d}")


def page_faults(connection: Connection, is_quick: bool) -> list[str]:
    """Return what SQLite finds wrong with its pages and indexes; empty when whole."""
    pragma = "quick_check(1)" if is_quick else "integrity_check(1)"
    found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalars().all()
    return [] if found == ["ok"] else [str(line) for line in found]


# the word index: it holds `listing.words` by the sequence number of the save

_ADD = Statement(
    text("INSERT INTO word_index (rowid, words) VALUES (:sequence, :words)")
)
_TAKE = Statement(
    text(
        "INSERT INTO word_index (word_index, rowid, words) "
        "VALUES ('delete', :sequence, :words)"
    )
)
# in this form the index is read from its end and no further than is asked for
MATCHING = text(
    "SELECT listing.* FROM word_index JOIN listing "
    "ON listing.sequence = word_index.rowid WHERE word_index MATCH :query "
    "ORDER BY word_index.rowid DESC LIMIT :limit"
)
NO_LIMIT = -1
_READ_INDEX = text(
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.indexed USING "
    "fts5vocab ('main', 'word_index', 'instance')"
)
_INDEXED = text('SELECT term, doc, "offset" FROM temp.indexed')
_LISTED = text("SELECT sequence, words FROM listing")


def add_words(connection: Connection, sequence: int, words: str) -> None:
    """Put the words of a row of the listing into the index."""
    _ADD.run(connection, {"sequence": sequence, "words": words})


def take_words(connection: Connection, sequence: int, words: str) -> None:
    """Take the words of a row out of the index, which were put in as they are here."""
    _TAKE.run(connection, {"sequence": sequence, "words": words})


def is_word_index_whole(connection: Connection) -> bool:
    """Compare the index with the listing, word by word and without writing."""
    connection.execute(_READ_INDEX)
    sums: dict[int, int] = defaultdict(int)  # of each row; the words come by word
    for word, row, at in connection.execute(_INDEXED):
        sums[row] += hash((at, word))
    for row, words in connection.execute(_LISTED):
        sums[row] -= sum(hash(numbered) for numbered in enumerate(words.split()))
    return not any(sums.values())


def match_query(phrases: Sequence[str]) -> str:
    """Return the query that every phrase matches, the last word of each as a beginning.

    The words are letters, digits and underscores only, so nothing in them is syntax.
    """
    return " AND ".join(f'"{phrase}" *' for phrase in phrases)
