"""The only door to the log file: error types, places and case ids; never any data.

Messages of exceptions and of libraries may quote a patient's data, so no message is
ever written, whoever logs it: the formatter takes only what cannot carry data.
"""

import logging
import os
import re
import time
import traceback
from functools import cache
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

FOLDER_VARIABLE = "MDT_BOARD_LOG_DIR"
MAX_BYTES = 1_000_000
OLD_FILES = 3
_OWN = Path(__file__).resolve().parent
_NOT_PLAIN = re.compile(r"[^\w.:/<>\-]", re.ASCII)
_LOGGER = "mdt_board"


def log_path() -> Path:
    """Return where the log is kept for this user."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if not folder:
        from platformdirs import user_log_dir  # late: most runs never log

        folder = user_log_dir("mdt-board", appauthor=False)
    return Path(folder) / "mdt-board.log"


def record(
    event: str,
    *,
    error: BaseException | None = None,
    case_id: str = "",
    field: str = "",
) -> None:
    """Write one line: what happened, the error's type and place, case and field.

    Args:
        event: a fixed name such as ``verb-failed``; never text from data.
        error: its type and place are kept, its message is not.
        case_id: the program's own id of the case.
        field: the path of a field, as ``patient.birth_date``.
    """
    facts = {"event": event, "case": case_id, "field": field}
    _logger().error("", exc_info=error, extra={"facts": facts})


def place_of(error: BaseException) -> str:
    """Return the innermost place in this program, as ``interpret/engine.py:120``."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if Path(f.filename).is_relative_to(_OWN)]
    if not own:
        return "-"
    file = Path(own[-1].filename).relative_to(_OWN).as_posix()
    return f"{file}:{own[-1].lineno}"


class _Redacting(logging.Formatter):
    """Format a record without its message and without the exception's text."""

    default_time_format = "%Y-%m-%dT%H:%M:%SZ"
    default_msec_format = None

    def format(self, record: logging.LogRecord) -> str:
        facts = {**getattr(record, "facts", {"event": record.name})}
        error = record.exc_info[1] if record.exc_info else None
        if error:
            facts |= {"type": type(error).__name__, "at": place_of(error)}
        known = " ".join(f"{k}={_plain(v)}" for k, v in facts.items() if v)
        return f"{self.formatTime(record)} {record.levelname} {known}"


class _QuietFile(RotatingFileHandler):
    """A log file of its owner's that never prints its own failures.

    Those would quote the record.
    """

    def _open(self) -> TextIOWrapper:
        stream = super()._open()  # also the file that follows a full one
        Path(self.baseFilename).chmod(0o600)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # stdlib
        """Lose the line rather than show it."""


def _plain(value: str) -> str:
    """Keep a value on one line and free of anything but an id's characters."""
    return _NOT_PLAIN.sub("_", value)[:200]


@cache
def _logger() -> logging.Logger:
    logger = logging.getLogger(_LOGGER)
    logger.propagate = False  # a root handler would print the message
    logger.handlers[:] = [_handler()]
    return logger


def _handler() -> logging.Handler:
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = _QuietFile(
            path, maxBytes=MAX_BYTES, backupCount=OLD_FILES, encoding="utf-8"
        )
    except OSError:  # no place for a log is no reason to stop
        handler = logging.NullHandler()
    formatter = _Redacting()
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    return handler
