"""The log tells where it failed, and never what the data were."""

import logging
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from mdt_board import logbook
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate

CANARY = "欧阳金丝雀"


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setenv(logbook.FOLDER_VARIABLE, str(tmp_path))
    logbook._logger.cache_clear()
    yield tmp_path / "mdt-board.log"
    for handler in logging.getLogger("mdt_board").handlers:
        handler.close()
    logbook._logger.cache_clear()


def _raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


def _validation_error():
    try:
        Case.model_validate_json(f'{{"id": 3, "bed": "{CANARY}"}}')
    except ValidationError as error:
        return error
    raise AssertionError("the model took a wrong case")


ERRORS = [
    ValueError(CANARY),
    KeyError(CANARY),
    OSError(28, CANARY, f"/home/{CANARY}.json"),
    UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY),
    RuntimeError({"name": CANARY}),
    ExceptionGroup(CANARY, [ValueError(CANARY)]),
]


@pytest.mark.parametrize("error", [*ERRORS, _validation_error()], ids=repr)
def test_an_exception_is_logged_without_its_message(log, error):
    logbook.record("verb-failed", error=_raised(error))
    written = log.read_text(encoding="utf-8")
    assert f"type={type(error).__name__}" in written
    assert CANARY not in written


def test_a_chained_exception_stays_out_of_the_log(log):
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as first:
            raise RuntimeError(CANARY) from first
    except RuntimeError as error:
        logbook.record("verb-failed", error=error)
    assert CANARY not in log.read_text(encoding="utf-8")


def test_a_message_logged_behind_the_door_is_dropped(log):
    logbook.record("started")
    logging.getLogger("mdt_board").error("patient %s", CANARY)
    written = log.read_text(encoding="utf-8")
    assert len(written.splitlines()) == 2
    assert CANARY not in written


def test_the_control_a_plain_formatter_would_have_leaked(log):
    record = logging.LogRecord("x", logging.ERROR, "", 1, "%s", (CANARY,), None)
    assert CANARY in logging.Formatter().format(record)


def test_case_and_field_are_named_on_one_line(log):
    logbook.record("field-refused", case_id="MDT-1\nforged line", field="patient.sex")
    lines = log.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1
    assert "case=MDT-1_forged_line field=patient.sex" in lines[0]


def test_the_place_is_inside_the_program(log):
    with pytest.raises(ValueError, match="a date is") as caught:
        PartialDate.from_text(CANARY)
    assert logbook.place_of(caught.value).startswith("model/day.py:")


def test_a_folder_that_cannot_be_made_does_not_stop_the_program(tmp_path, monkeypatch):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    monkeypatch.setenv(logbook.FOLDER_VARIABLE, str(in_the_way / "log"))
    logbook._logger.cache_clear()
    logbook.record("started")
    logbook._logger.cache_clear()
    assert in_the_way.read_text(encoding="utf-8") == ""


@pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX only")
def test_the_log_is_private_to_its_owner(log):
    logbook.record("started")
    assert log.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX only")
def test_the_file_that_follows_a_full_one_is_private_too(log, monkeypatch):
    monkeypatch.setattr(logbook, "MAX_BYTES", 50)
    for _ in range(3):
        logbook.record("started")
    files = sorted(log.parent.iterdir())
    assert len(files) > 1
    assert [f.name for f in files if f.stat().st_mode & 0o077] == []


def test_without_a_variable_the_log_is_in_the_users_own_folder(monkeypatch):
    monkeypatch.delenv(logbook.FOLDER_VARIABLE, raising=False)
    assert Path.home() in logbook.log_path().parents
