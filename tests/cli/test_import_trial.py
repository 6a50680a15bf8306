"""Importing: a trial first, corrections on purpose, progress, and stopping half-way."""

import os
import signal
import subprocess
import sys
import time

import pytest

from mdt_board import logbook, preferences
from mdt_board.workspace.case_files import read_case

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX terminals")


def test_a_trial_shows_what_would_come_in_by_file_and_writes_nothing(
    run, example, tmp_path
):
    case = tmp_path / "case.json"
    files = [example / "markers.csv", example / "imaging.csv", tmp_path / "none.vcf"]
    ran = run("import", "--new", case, *files, "--dry-run", "--lang", "en")
    assert ran.code == 1
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["imaging.csv", "Imaging", "studies", "+7"] in lines
    assert any(line[:2] == ["markers.csv", "Laboratory"] for line in lines)
    assert "nothing was written" in ran.out
    assert "none.vcf" in ran.err
    assert not case.exists()


def test_a_trial_leaves_a_case_as_it_is(run, case_b, example, tmp_path):
    before = case_b.read_bytes()
    table = corrected(example, tmp_path)
    ran = run("import", case_b, table, "--dry-run", "--accept-corrections")
    assert ran.code == 0
    assert case_b.read_bytes() == before


def corrected(example, folder):
    text = (example / "markers.csv").read_text(encoding="utf-8-sig")
    path = folder / "markers.csv"
    path.write_text(text.replace("CEA,6.2", "CEA,6.8"), encoding="utf-8")
    return path


def test_a_corrected_file_is_shown_and_made_only_when_accepted(
    run, case_b, example, tmp_path
):
    table = corrected(example, tmp_path)
    ran = run("import", case_b, table, "--lang", "en")
    assert ran.code == 1
    assert "value: 6.2 → 6.8" in ran.out
    assert "6.2" in values(case_b)
    ran = run("import", case_b, table, "--accept-corrections", "--lang", "en")
    assert ran.code == 0
    assert "Corrected as accepted, value: 6.2 → 6.8" in ran.out
    assert "6.8" in values(case_b)
    assert "6.2" not in values(case_b)


def values(case):
    return {str(x.value) for x in read_case(case).oncology.labs}


@pytest.fixture
def long_file(example, tmp_path):
    """Return a file that takes some seconds to read."""
    text = (example / "plasma-2026-11-10.vcf").read_bytes()
    head, row = text.rstrip().rsplit(b"\n", 1)
    path = tmp_path / "long.vcf"
    path.write_bytes(head + (b"\n" + row) * 120_000)
    return path


@pytest.fixture
def begun(case_b, long_file, tmp_path):
    """Begin a long import on a terminal of its own; return process, terminal, case."""
    import pty

    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        preferences.FOLDER_VARIABLE: str(tmp_path / "config"),
        logbook.FOLDER_VARIABLE: str(tmp_path / "log"),
    }
    arguments = ("import", str(case_b), str(long_file), "--lang", "en")
    process = subprocess.Popen(
        [sys.executable, "-m", "mdt_board", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    yield process, ours, case_b
    process.kill()
    process.wait()
    os.close(ours)


@posix
def test_ctrl_c_stops_the_reading_process_and_leaves_the_case(begun):
    process, terminal, case = begun
    before = case.read_bytes()
    said = read_until(terminal, "Reading long.vcf (1 of 1)")
    assert "%" in said
    (child,) = children_of(process.pid)
    asked = time.monotonic()
    os.kill(process.pid, signal.SIGINT)
    while os.path.exists(f"/proc/{child}"):
        assert time.monotonic() - asked < 5
        time.sleep(0.005)
    assert time.monotonic() - asked < 0.2
    assert process.wait(5) == 130
    assert case.read_bytes() == before


def read_until(terminal, words):
    said = ""
    while words not in said:
        said += os.read(terminal, 4096).decode()
    return said


def children_of(pid):
    folder = f"/proc/{pid}/task/{pid}/children"
    if not os.path.exists(folder):
        pytest.skip("this system does not list a process's children")
    with open(folder, encoding="ascii") as file:
        return [int(child) for child in file.read().split()]
