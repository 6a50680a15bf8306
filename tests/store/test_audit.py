"""No change of the audit trail or of the versions goes unnoticed."""

import random
import sqlite3
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from mdt_board.i18n import Translator
from mdt_board.model.audit import AuditEntry, seal_of
from mdt_board.model.canonical import sha256_of
from mdt_board.store.documents import version_sha256
from mdt_board.store.errors import StoreRefusedError
from mdt_board.store.tables import METADATA
from mdt_board.store.trail import entry_of, row_of

ENTRIES = 23
FIELDS = tuple(AuditEntry.model_fields)


def changed_file(path):
    """Open the file as somebody would who knows SQLite and not the program."""
    file = sqlite3.connect(path, isolation_level=None)
    file.row_factory = sqlite3.Row
    for table in ("audit", "versions"):
        for verb in ("UPDATE", "DELETE"):
            file.execute(f"DROP TRIGGER {table}_{verb}")
    return closing(file)


def edit(file, chance):
    sequence, field = chance.randint(1, ENTRIES), chance.choice(FIELDS)
    sql = f'SELECT "{field}" FROM audit WHERE sequence = ?'
    (value,) = file.execute(sql, (sequence,)).fetchone()
    new = another(value, field, chance)
    file.execute(f'UPDATE audit SET "{field}" = ? WHERE sequence = ?', (new, sequence))
    return sequence if field != "sequence" else min(sequence, new)


def another(value, field, chance):
    if field == "sequence":
        return chance.choice((value + 100, -value))
    if field == "revision":
        return None if value is not None and chance.random() < 0.3 else (value or 0) + 1
    if field == "at":
        return value.replace("2026", str(chance.randint(2000, 2025)))
    at = chance.randrange(len(value) + 1)
    return f"{value[:at]}x{value[at + 1 :]}"


def delete(file, chance):
    sequence = chance.randint(1, ENTRIES)
    file.execute("DELETE FROM audit WHERE sequence = ?", (sequence,))
    return sequence


def reorder(file, chance):
    one, two = sorted(chance.sample(range(1, ENTRIES + 1), 2))
    move = "UPDATE audit SET sequence = ? WHERE sequence = ?"
    for new, old in ((-1, one), (one, two), (two, -1)):
        file.execute(move, (new, old))
    return one


def insert(file, chance):
    """Add an entry that is right in itself, without its place in the chain."""
    row = file.execute("SELECT * FROM audit WHERE sequence = ?", (ENTRIES,)).fetchone()
    entry = entry_of(Fields(row))
    added = {**dict(entry), "sequence": ENTRIES + 1, "actor": "somebody"}
    added["previous"] = entry.seal if chance.random() < 0.5 else "0" * 64
    put_row(file, sealed(AuditEntry(**added)))


def cut_tail(file, chance):
    """Take away the last entries and all that they did, the count of them too."""
    kept = chance.randint(1, ENTRIES - 1)
    file.execute("DELETE FROM audit WHERE sequence > ?", (kept,))
    file.execute("DELETE FROM versions WHERE sequence > ?", (kept,))
    end_at(file, kept)


def seal_anew(file, chance):
    """Change an entry, and put all that follows right, as far as the file goes."""
    changed = chance.randint(2, ENTRIES)
    rows = file.execute("SELECT * FROM audit ORDER BY sequence").fetchall()
    entries = [entry_of(Fields(row)) for row in rows]
    previous = entries[changed - 2].seal
    for entry in entries[changed - 1 :]:
        fields = {**dict(entry), "previous": previous}
        if entry.sequence == changed:
            fields["at"] = entry.at - timedelta(days=1)
        new = sealed(AuditEntry(**fields))
        file.execute("DELETE FROM audit WHERE sequence = ?", (entry.sequence,))
        put_row(file, new)
        previous = new.seal
    end_at(file, ENTRIES)


class Fields:
    """A row whose columns are read as attributes."""

    def __init__(self, row):
        self.__dict__.update(dict(row))


def sealed(entry):
    return AuditEntry(**{**dict(entry), "seal": seal_of(entry)})


def put_row(file, entry):
    row = row_of(entry)
    columns = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    file.execute(f"INSERT INTO audit ({columns}) VALUES ({values})", row)


def end_at(file, sequence):
    file.execute(
        "UPDATE state SET (sequence, seal) = "
        "(SELECT sequence, seal FROM audit WHERE sequence = ?)",
        (sequence,),
    )


CHANGES = (edit, delete, reorder, insert, cut_tail, seal_anew)


def report_of(open_at, path):
    with open_at(path, is_read_only=True) as store:
        return store.verify()


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_found(copy_of_busy, open_at, trials, change):
    chance = random.Random(change.__name__)
    path = copy_of_busy()
    pristine = path.read_bytes()
    english = Translator("en")
    refusals = {"damaged"}
    for _ in range(trials(34, 170)):
        path.write_bytes(pristine)
        with changed_file(path) as file:
            first = change(file, chance)
        try:
            report = report_of(open_at, path)
        except StoreRefusedError as refused:
            refusals.add(refused.code)
            continue
        assert not report.is_whole
        trail = next(c for c in report.checks if c.code == "trail")
        if first is not None and trail.holds is False:
            said = english.message(trail.message)
            assert f"entry {max(first, 1)}:" in said or "ends with" in said
    assert refusals == {"damaged"}


def test_an_unchanged_store_is_whole(copy_of_busy, open_at):
    report = report_of(open_at, copy_of_busy())
    assert report.is_whole
    assert report.first_broken is None


def test_the_first_broken_entry_is_named(copy_of_busy, open_at):
    path = copy_of_busy()
    with changed_file(path) as file:
        file.execute("UPDATE audit SET actor = 'somebody' WHERE sequence IN (7, 9)")
    broken = report_of(open_at, path).first_broken
    assert broken.code == "trail"
    assert "第 7 条" in Translator("zh").message(broken.message)


def test_a_cut_tail_shows_by_the_end_mark_alone(copy_of_busy, open_at):
    path = copy_of_busy()
    with changed_file(path) as file:
        file.execute("DELETE FROM audit WHERE sequence = ?", (ENTRIES,))
        file.execute("DROP TRIGGER accounts_DELETE")  # the last entry added a guest
        file.execute("DELETE FROM accounts WHERE id = 'guest-3'")
        end_at(file, ENTRIES - 1)
    wrong = [c.code for c in report_of(open_at, path).checks if c.holds is False]
    assert wrong == ["head"]


def test_whoever_rewrites_everything_is_found_by_a_printed_seal(
    copy_of_busy, open_at, audit
):
    """What the verification says is not proven, and what proves it."""
    path = copy_of_busy()
    with open_at(path, is_read_only=True) as store:
        printed = audit(store)[-1].seal
    with changed_file(path) as file:
        seal_anew(file, random.Random(1))
        (seal,) = file.execute("SELECT seal FROM state").fetchone()
        (store_id,) = file.execute("SELECT substr(mark, 11, 32) FROM state").fetchone()
    said = {"store": store_id, "sequence": ENTRIES, "seal": seal}
    head = {**said, "sha256": sha256_of(said)}
    line = str(head).replace("'", '"').encode().ljust(512)
    Path(f"{path}.head").write_bytes(line + line)
    with open_at(path, is_read_only=True) as store:
        report = store.verify()
        assert report.is_whole
        assert report.unproven
        assert store.entry_with_seal(printed) is None


def change_document(file, and_hash):
    row = file.execute("SELECT * FROM versions ORDER BY random()").fetchone()
    document = row["document"].replace(b"EXAMPLE", b"SAMPLE!")
    sha256 = version_sha256(row["case_id"], row["revision"], document)
    place = (row["case_id"], row["revision"])
    file.execute(
        "UPDATE versions SET document = ?, sha256 = ? "
        "WHERE case_id = ? AND revision = ?",
        (document, sha256 if and_hash else row["sha256"], *place),
    )


@pytest.mark.parametrize("and_hash", [False, True])
def test_a_changed_version_is_found(copy_of_busy, open_at, and_hash):
    path = copy_of_busy()
    with changed_file(path) as file:
        change_document(file, and_hash)
    wrong = [c.code for c in report_of(open_at, path).checks if c.holds is False]
    assert "versions" in wrong


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM versions WHERE case_id = 'C-1' AND revision = 4",
        "DELETE FROM versions WHERE case_id = 'C-1' AND revision = 2",
        "UPDATE versions SET case_id = 'C-9' WHERE case_id = 'C-1'",
        "UPDATE versions SET revision = 9 WHERE case_id = 'C-1' AND revision = 4",
    ],
)
def test_a_version_that_is_gone_or_moved_is_found(copy_of_busy, open_at, sql):
    path = copy_of_busy()
    with changed_file(path) as file:
        file.execute(sql)
    wrong = [c.code for c in report_of(open_at, path).checks if c.holds is False]
    assert "versions" in wrong


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE listing SET summary = replace(summary, 'LUAD', 'SCLC')",
        "UPDATE listing SET revision = 3 WHERE case_id = 'C-1'",
        "DELETE FROM listing WHERE case_id = 'C-1'",
        "INSERT INTO word_index (rowid, words) VALUES (1, 'added')",
    ],
)
def test_a_list_that_says_something_else_is_found(copy_of_busy, open_at, sql):
    path = copy_of_busy()
    with changed_file(path) as file:
        file.execute(sql)
    wrong = [c.code for c in report_of(open_at, path).checks if c.holds is False]
    assert wrong == ["listing"]


def test_the_trail_and_the_versions_are_only_added_to(copy_of_busy):
    with closing(sqlite3.connect(copy_of_busy())) as file:
        for table in ("audit", "versions"):
            for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET revision = 1"):
                with pytest.raises(sqlite3.IntegrityError, match="only added to"):
                    file.execute(sql)


OTHER_KINDS = {"text": "'7'", "number": "7", "bytes": "x'00ff'", "nothing": "NULL"}
COLUMNS = {
    table.name: [column.name for column in table.columns]
    for table in METADATA.sorted_tables
}


@pytest.mark.parametrize("kind", OTHER_KINDS)
@pytest.mark.parametrize("table", COLUMNS)
def test_a_value_of_another_kind_is_damage_and_no_error_of_ours(
    copy_of_busy, open_at, table, kind
):
    for column in COLUMNS[table]:
        path = copy_of_busy()
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for (name,) in file.execute(names).fetchall():
                file.execute(f"DROP TRIGGER {name}")
            one = f"(SELECT max(rowid) FROM {table})"
            change = f'UPDATE {table} SET "{column}" = {OTHER_KINDS[kind]}'
            with suppress(sqlite3.IntegrityError):
                file.execute(f"{change} WHERE rowid = {one}")
        assert raised_by_looking(open_at, path) <= {StoreRefusedError}


def raised_by_looking(open_at, path):
    """Look at everything, and return the kinds of error that were raised."""
    raised = set()
    with noting(raised), open_at(path, is_read_only=True) as store:
        looks = (
            store.verify,
            store.list_cases,
            store.accounts,
            lambda: [store.load(f"C-{n}") for n in range(4)],
            lambda: [store.history(f"C-{n}") for n in range(4)],
        )
        for look in looks:
            with noting(raised):
                look()
    return raised


@contextmanager
def noting(raised):
    try:
        yield
    except Exception as error:  # whatever it is, the test tells it
        raised.add(type(error))


@pytest.mark.parametrize("kind", ["text", "number"])
def test_a_version_that_is_no_bytes_is_named(copy_of_busy, open_at, kind):
    path = copy_of_busy()
    with changed_file(path) as file:
        sql = f"UPDATE versions SET document = {OTHER_KINDS[kind]} WHERE case_id = ?"
        file.execute(sql, ("C-2",))
    with open_at(path) as store:
        wrong = [c.code for c in store.verify().checks if c.holds is False]
        assert "versions" in wrong
        with pytest.raises(StoreRefusedError):
            store.load("C-2")
        assert store.load("C-1").revision == 4
