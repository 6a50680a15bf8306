"""Files are read in a process that may die of them: with real processes that do."""

import os
import shutil
import sys
import threading
import time
from pathlib import Path

import pytest

from mdt_board import importers, logbook
from mdt_board.assets import asset
from mdt_board.importers import child_reader, child_wire
from mdt_board.importers.child_limits import Limits
from mdt_board.importers.child_reader import Reader, ReadingCancelledError
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.mapping import MappedColumn, TableMapping
from mdt_board.workflow.edit import LISTS

PROGRAM = Path(__file__).parent / "programs/hostile.py"
HOSTILE = (sys.executable, str(PROGRAM))
TABLE = asset("examples", "b", "markers.csv")
EXAMPLES = sorted(
    p for p in asset("examples").glob("*/*") if p.suffix not in {".json", ".py"}
)
QUICK = Limits(cpu_seconds=1, wall_seconds=2)
PATIENT = Limits(20, 40, memory_bytes=1_000_000_000, result_bytes=50_000_000)
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


@pytest.fixture(autouse=True)
def log_folder(tmp_path, monkeypatch):
    folder = tmp_path / "log"
    monkeypatch.setenv(logbook.FOLDER_VARIABLE, str(folder))
    logbook._logger.cache_clear()
    yield folder
    for handler in logbook._logger().handlers:
        handler.close()
    logbook._logger.cache_clear()


@pytest.fixture
def harmful(tmp_path, monkeypatch):
    """Return a good table under the name of a harm."""
    monkeypatch.setenv("HARM_FOLDER", str(tmp_path))

    def made(harm):
        path = tmp_path / f"{harm}.csv"
        shutil.copy(TABLE, path)
        return path

    return made


def code_of(result: ImportResult) -> str:
    assert (result.source, result.records) == (None, ())
    (issue,) = result.issues
    assert issue.severity is Severity.REFUSED
    return issue.code


def test_what_is_read_in_a_process_is_what_is_read_here():
    with Reader() as reader:
        for path in EXAMPLES:
            assert reader.read(path) == importers.read(path), path.name


def test_every_kind_of_record_that_a_case_takes_can_be_handed_on():
    assert set(child_wire.KINDS) == set(LISTS)
    for kind in child_wire.KINDS:
        for name, field in kind.model_fields.items():  # None is left out on the way
            assert not field.is_required() or type(None) not in getattr(
                field.annotation, "__args__", ()
            ), (kind, name)


HARMS = [
    pytest.param("loop", "too-slow", marks=posix),
    ("sleep", "too-slow"),
    pytest.param("allocate", "too-much-memory", marks=posix),
    ("allocate-watched", "too-much-memory"),
    pytest.param("killed", "reader-crashed", marks=posix),
    ("segfault", "reader-crashed"),
    ("fail", "reader-failed"),
    pytest.param("write-much", "reader-failed", marks=posix),
    pytest.param("open-many", "reader-failed", marks=posix),
    ("babble", "reader-crashed"),
    ("flood", "too-many-records"),
]


@pytest.mark.parametrize(("harm", "code"), HARMS)
def test_a_harmful_file_is_one_refused_issue_and_the_next_is_read(harmful, harm, code):
    limits = QUICK if code == "too-slow" else PATIENT
    with Reader(command=HOSTILE, limits=limits) as reader:
        assert reader.read(TABLE).records
        assert code_of(reader.read(harmful(harm))) == code
        assert reader.read(TABLE) == importers.read(TABLE)


@posix
def test_what_a_process_writes_is_bounded(harmful, tmp_path):
    with Reader(command=HOSTILE) as reader:
        reader.read(harmful("write-much"))
    assert (tmp_path / "big").stat().st_size <= 2_000_000


def test_what_a_library_prints_does_not_get_among_the_answers(harmful):
    path = harmful("chatter")
    with Reader(command=HOSTILE) as reader:
        assert reader.read(path) == importers.read(path)


def test_our_own_fault_is_logged_without_its_words(harmful, log_folder):
    with Reader(command=HOSTILE) as reader:
        assert code_of(reader.read(harmful("fail"))) == "reader-failed"
    written = (log_folder / "mdt-board.log").read_text(encoding="utf-8")
    assert "file-reader-failed type=RuntimeError" in written
    assert "Zhang" not in written
    assert "fail.csv" not in written


@pytest.mark.parametrize(
    "command", [("no-such-program",), (sys.executable, "-c", "raise SystemExit(3)")]
)
def test_a_process_that_cannot_be_started_is_told(command):
    with Reader(command=command) as reader:
        assert code_of(reader.read(TABLE)) == "reader-not-started"
        assert code_of(reader.read(TABLE)) == "reader-not-started"


def test_cancelling_stops_the_process_within_200_ms(harmful):
    asked = []
    with Reader(command=HOSTILE, is_cancelled=lambda: bool(asked)) as reader:
        assert reader.read(TABLE).records
        process = reader._child._process
        path = harmful("loop")
        threading.Timer(0.3, lambda: asked.append(time.monotonic())).start()
        with pytest.raises(ReadingCancelledError):
            reader.read(path)
        assert time.monotonic() - asked[0] < 0.2
        assert process.returncode is not None


def test_a_long_file_tells_how_far_it_was_read(tmp_path):
    variants = asset("examples", "b", "plasma-2026-11-10.vcf").read_bytes()
    head, data = variants.rstrip().rsplit(b"\n", 1)
    long = tmp_path / "long.vcf"
    long.write_bytes(head + (b"\n" + data) * 10_000)
    told = []
    with Reader() as reader:
        reader.read(long, lambda done, total: told.append((done, total)))
    assert len(told) >= 2
    assert told == sorted(told)
    assert {total for _, total in told} == {long.stat().st_size}


@posix
def test_a_name_that_is_not_unicode_is_read_and_shown_as_text(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd5\xc5.csv"))
    shutil.copy(TABLE, path)
    with Reader() as reader:
        result = reader.read(path)
    assert result.source.name.encode()
    assert result.records == importers.read(TABLE).records


def test_what_is_known_of_a_sender_s_table_reaches_the_process(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("Tag,Wert\n2026-01-02,5\n", encoding="utf-8")
    columns = (
        MappedColumn(header="Tag", field="date"),
        MappedColumn(header="Wert", field="value", unit="ng/mL"),
    )
    mapping = TableMapping(columns=columns)
    with Reader() as reader:
        found = reader.read(path, mappings=[mapping])
    assert found == importers.read(path, None, [mapping])


def test_the_packaged_program_reads_files_when_its_hidden_argument_is_given():
    command = (sys.executable, "-m", "mdt_board", child_reader.HIDDEN_ARGUMENT)
    with Reader(command=command) as reader:
        assert reader.read(TABLE) == importers.read(TABLE)


def test_the_command_is_that_of_python_or_of_the_packaged_program(monkeypatch):
    assert child_reader.own_command()[-2:] == ("-m", "mdt_board.importers.child")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    hidden = (sys.executable, child_reader.HIDDEN_ARGUMENT)
    assert child_reader.own_command() == hidden
