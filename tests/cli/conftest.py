"""Running the command line inside the tests, with its own folders."""

import logging
from typing import NamedTuple

import pytest

from mdt_board import logbook, preferences
from mdt_board.__main__ import main
from mdt_board.assets import asset


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv(preferences.FOLDER_VARIABLE, str(tmp_path / "config"))
    monkeypatch.setenv(logbook.FOLDER_VARIABLE, str(tmp_path / "log"))
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
def case_b(tmp_path, example, run):
    """A case file into which every source file of the example was imported."""
    typed = example / "case.json"
    case = tmp_path / "b.json"
    case.write_bytes(typed.read_bytes())
    files = sorted(p for p in example.iterdir() if p != typed)
    assert run("import", case, *files).code == 0
    return case
