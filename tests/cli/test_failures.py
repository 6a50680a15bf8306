"""Every failure is one clear line, an exit code that says whose turn it is, no data."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mdt_board import logbook
from mdt_board.cli import main as command_line
from mdt_board.cli.session import NEW_PASSWORD_VARIABLE, visible

CANARY = "欧阳金丝雀"
ROOT = Path(command_line.__file__).resolve().parents[2]

BROKEN = {
    "truncated": b'{"schema_version": 1, "id": "MDT',
    "empty": b"",
    "huge number": b'{"schema_version": 1, "id": "a", "revision": 1e999}',
    "many digits": b'{"schema_version": 1, "revision": ' + b"9" * 5_000 + b"}",
    "nan": b'{"schema_version": 1, "id": "a", "revision": NaN}',
    "duplicate keys": b'{"schema_version": 1, "id": "a", "id": "b"}',
    "deep nesting": b'{"schema_version": ' + b"[" * 100_000,
    "wrong type": b'{"schema_version": 1, "id": 7}',
    "newer schema": b'{"schema_version": 2, "id": "a"}',
    "a list": b"[]",
    "binary": bytes(range(256)),
    "canary": json.dumps({"schema_version": 1, "id": 1, CANARY: CANARY}).encode(),
}


def _is_one_line(err):
    assert err.startswith("mdt-board")
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err
    assert CANARY not in err


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_case_is_one_line(run, tmp_path, content, language):
    case = tmp_path / "case.json"
    case.write_bytes(content)
    ran = run("show", case, "--lang", language)
    assert (ran.code, ran.out) == (2, "")
    _is_one_line(ran.err)
    assert "case.json" in ran.err


@pytest.mark.parametrize("verb", ["show", "interpret"])
@pytest.mark.parametrize("name", ["missing.json", ""])
def test_a_case_that_is_not_there_is_the_persons_mistake(run, tmp_path, verb, name):
    ran = run(verb, tmp_path / name)
    assert ran.code == 2
    _is_one_line(ran.err)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuchverb",),
        ("show",),
        ("show", "a", "b"),
        ("interpret", "a", "--on", "tomorrow"),
        ("interpret", "a", "--on", "9999-12-31"),
        ("window", "--size", "99999x99999"),
        ("show", "a", "\x1b[2J\n\x9b"),
        ("show", "a", "--lang", "fr"),
        ("report", "a"),
        ("report", "a", "--kind", "poem", "--out", "b"),
        ("demo",),
        ("--nonsense",),
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_one_line(run, arguments):
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    _is_one_line(ran.err)
    assert "\x1b" not in ran.err


NO_TEXT = os.fsdecode(b"\xff")


@pytest.mark.skipif(os.name == "nt", reason="arguments of Windows are text")
@pytest.mark.parametrize(
    "arguments",
    [
        ("withdraw", "{case}", "--reason", NO_TEXT),
        ("decide", "{case}", "--summary", NO_TEXT),
        ("decide", "{case}", "--follow-up", "surgery", "2026-12-01", NO_TEXT),
        ("edit", "{case}", "--set", f"patient.bed={NO_TEXT}"),
        ("edit", NO_TEXT, "--new", "--set", "patient.bed=1"),
        ("show", f"{NO_TEXT}.json"),
        ("list", NO_TEXT),
        ("list", "--store", NO_TEXT),
        ("list", "--user", NO_TEXT),
        ("account", "change", "--name", NO_TEXT),
    ],
    ids=ascii,
)
def test_bytes_that_are_no_text_are_the_persons_mistake(
    run, tmp_path, monkeypatch, case_b, arguments
):
    monkeypatch.chdir(tmp_path)
    given = [case_b if a == "{case}" else a for a in arguments]
    ran = run(*given, "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    _is_one_line(ran.err)
    assert "not text in UTF-8" in ran.err


def test_a_password_that_is_no_text_is_the_persons_mistake(run, monkeypatch):
    monkeypatch.setenv(NEW_PASSWORD_VARIABLE, "12345678" + NO_TEXT)
    ran = run("account", "password", "--lang", "en")
    assert ran.code == 2
    _is_one_line(ran.err)


@pytest.mark.parametrize("on", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_of_a_chart_can_be_interpreted(run, case_b, on):
    assert run("interpret", case_b, "--on", on, "--json").code == 0


def test_a_folder_that_is_missing_is_the_persons_mistake(run, case_b, tmp_path):
    out = tmp_path / "missing" / "b.pdf"
    ran = run("report", case_b, "--out", out)
    assert ran.code == 2
    _is_one_line(ran.err)
    assert str(out) in ran.err


def test_a_picture_without_a_folder_is_the_persons_mistake(run, tmp_path):
    ran = run("window", "--screenshot", tmp_path / "missing" / "board.png")
    assert ran.code == 2
    _is_one_line(ran.err)
    assert "missing" in ran.err


def test_a_file_where_a_folder_must_be_is_the_persons_mistake(run, tmp_path):
    (tmp_path / "out").write_text("", encoding="utf-8")
    ran = run("demo", "--out", tmp_path / "out")
    assert ran.code == 2
    _is_one_line(ran.err)


@pytest.mark.skipif(
    getattr(os, "geteuid", int)() == 0, reason="root may write anywhere"
)
def test_a_folder_without_permission_is_the_machines_matter(run, case_b, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o500)
    ran = run("report", case_b, "--out", locked / "b.pdf")
    assert ran.code == 3
    _is_one_line(ran.err)


def test_a_full_disk_is_the_machines_matter():
    if not Path("/dev/full").exists():
        pytest.skip("the full device is Linux only")
    with Path("/dev/full").open("w") as full:
        ran = _start("schema", stdout=full)
    assert ran.returncode == 3
    _is_one_line(ran.stderr)


def test_our_own_error_names_its_type_and_place_and_no_data(capsys):
    def fails(_workspace, _request):
        raise ValueError(CANARY)

    code = command_line.main(["window", "--lang", "en"], fails)
    err = capsys.readouterr().err
    assert code == 70
    _is_one_line(err)
    assert "ValueError" in err
    log = logbook.log_path().read_text(encoding="utf-8")
    assert "type=ValueError" in log
    assert CANARY not in log


def test_an_interruption_is_quiet(capsys):
    def interrupted(_workspace, _request):
        raise KeyboardInterrupt

    assert command_line.main(["window"], interrupted) == 130
    assert capsys.readouterr().err == ""


def test_text_from_data_cannot_act_on_the_terminal():
    assert visible("\x1b[2J\u202eabc\x9b") == "\\u001b[2J\\u202eabc\\u009b"
    assert visible("示例甲\tp.T790M\n") == "示例甲\tp.T790M\n"


def _start(*arguments, **options):
    """Run the program as its own process, in a shell that knows no UTF-8."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    return subprocess.run(
        [sys.executable, "-m", "mdt_board", *arguments],
        env=environment,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        **options,
    )


def test_output_is_utf8_whatever_the_console():
    ran = _start("rules", "--lang", "zh", stdout=subprocess.PIPE)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "最小值" in ran.stdout


def test_a_reader_that_leaves_early_is_no_error():
    program = (
        f"'{sys.executable}' -m mdt_board schema | head -n 1; echo ${{PIPESTATUS[0]}}"
    )
    if os.name == "nt":
        pytest.skip("a pipe of a POSIX shell")
    ran = subprocess.run(
        ["bash", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("{\n0\n", "")


def test_a_closed_output_is_no_error():
    if os.name == "nt":
        pytest.skip("closing an output is POSIX")
    ran = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m mdt_board schema >&-"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
