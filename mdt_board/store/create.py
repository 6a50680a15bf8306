"""A new store, and an older one brought to the present schema."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, insert

from mdt_board.model.audit import AuditEntry, next_entry
from mdt_board.store import sqlite, trail
from mdt_board.store.errors import speaking
from mdt_board.store.head import head_of, head_path, place_head
from mdt_board.store.mark import Mark
from mdt_board.store.migrations import Step
from mdt_board.store.tables import state

PROGRAM = "mdt-board"  # who acts when no person does


def create(path: Path, at: datetime, new_id: str, steps: Sequence[Step]) -> None:
    """Make an empty store at ``path``; when another program is faster, its one stays.

    It is made whole under another name, so that an empty file is never one of ours.

    Raises:
        StoreUnavailableError: when the machine does not let us.
        OSError: as for files.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".mdt-board-")
    os.close(handle)
    made = Path(name)
    try:
        with speaking():
            store, entry = _fill(made, at, new_id, steps)
        _put(made, path)
    except FileExistsError:
        return
    finally:
        made.unlink(missing_ok=True)
    place_head(head_path(path), head_of(store, entry))
    sync_folder(path.parent)


def _fill(
    made: Path, at: datetime, new_id: str, steps: Sequence[Step]
) -> tuple[str, AuditEntry]:
    store = hashlib.sha256(new_id.encode()).hexdigest()[:32]
    entry = next_entry(None, at=at, actor=PROGRAM, action=trail.CREATE, subject=store)
    engine = sqlite.engine_for(made, is_read_only=False)
    try:
        sqlite.prepare_file(engine)
        with sqlite.writing(engine).begin() as connection:
            run(connection, 0, steps)
            mark = Mark.first(store)
            row = {"only": 1, "mark": str(mark), "sequence": 0, "seal": ""}
            connection.execute(insert(state), row)
            trail.append(connection, mark, entry)
        sqlite.use_log(engine)
    finally:
        engine.dispose()
    return store, entry


def _put(made: Path, path: Path) -> None:
    """Give the file its name, unless there is one; raises FileExistsError."""
    if hasattr(os, "link") and os.name != "nt":
        os.link(made, path)
    else:
        made.rename(path)  # Windows refuses to replace a file


def run(connection: Connection, done: int, steps: Sequence[Step]) -> None:
    """Run the steps that are not done yet, and note how many are."""
    for step in steps[done:]:
        step(connection)
    sqlite.set_schema_version(connection, len(steps))


def migrate(engine: Engine, at: datetime, steps: Sequence[Step]) -> AuditEntry:
    """Bring a store to the present schema, in one transaction with its audit entry.

    Raises:
        sqlalchemy.exc.DBAPIError: see `errors.speaking`.
    """
    with sqlite.writing(engine).begin() as connection:
        mark, last = trail.last_entry(connection)
        done = sqlite.schema_version(connection)
        if done == len(steps):
            return last  # another program was faster
        run(connection, done, steps)
        entry = next_entry(
            last, at=at, actor=PROGRAM, action=trail.MIGRATE, subject=mark.store
        )
        trail.append(connection, mark, entry)
    return entry


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
