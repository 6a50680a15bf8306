"""Running the command line inside the tests, with its own folders."""

import logging
import re
from typing import NamedTuple

import pytest

from mdt_board import logbook, preferences
from mdt_board.__main__ import main
from mdt_board.assets import asset
from mdt_board.cli.session import NEW_PASSWORD_VARIABLE, PASSWORD_VARIABLE
from mdt_board.workspace import archive

CASE_B = "MDT-2026-0412"
PATIENT = ("--name", "EXAMPLE-B", "--number", "EX-10023")


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv(preferences.FOLDER_VARIABLE, str(tmp_path / "config"))
    monkeypatch.setenv(logbook.FOLDER_VARIABLE, str(tmp_path / "log"))
    monkeypatch.setenv(archive.VARIABLE, str(tmp_path / "store" / "board.sqlite"))
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    monkeypatch.delenv(NEW_PASSWORD_VARIABLE, raising=False)
    logbook._logger.cache_clear()
    yield
    for handler in logging.getLogger("mdt_board").handlers:
        handler.close()
    logbook._logger.cache_clear()


@pytest.fixture
def run(capsys):
    """Run the program in this process; arguments may be paths."""

    def run_it(*arguments):
        code = main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run_it


@pytest.fixture
def example():
    """The folder of the example with the growing lesion."""
    return asset("examples", "b")


@pytest.fixture
def signing(run):
    """Sign or amend as a person does: look at the words, then name their revision."""

    def sign_it(verb, case, *arguments):
        given = (*PATIENT, *arguments, "--lang", "en")
        shown = run(verb, case, *given)
        assert shown.code == 2, shown
        revision = re.search(r"--revision (\d+)", shown.err)
        return run(verb, case, *given, "--revision", revision[1])

    return sign_it


@pytest.fixture
def stored(run, example):
    """The example in the store with its files, its signer named; return its id."""
    assert run("store", "add", example / "case.json").code == 0
    files = sorted(p for p in example.iterdir() if p.name != "case.json")
    assert run("import", CASE_B, *files).code == 0
    who = run("account", "list", "--lang", "en").out.splitlines()[1].split()[0]
    named = ("--name", "示例医师", "--title", "主任医师")
    assert run("account", "change", who, *named).code == 0
    return CASE_B


@pytest.fixture
def signed(run, stored, signing):
    """The example in the store, its decision proposed as it stands and signed."""
    assert run("decide", stored).code == 0
    assert signing("sign", stored).code == 0
    return stored


@pytest.fixture
def case_b(tmp_path, example, run):
    """A case file into which every source file of the example was imported."""
    typed = example / "case.json"
    case = tmp_path / "b.json"
    case.write_bytes(typed.read_bytes())
    files = sorted(p for p in example.iterdir() if p != typed)
    assert run("import", case, *files).code == 0
    return case
