"""The door through which files from outside come in: a process that may die of them.

A file that crashes its reader, hangs it or fills the memory is one refused issue; the
next file gets a new process. Nothing that a file contains makes `Reader.read` raise.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Self

from mdt_board import logbook
from mdt_board.importers import child_wire as wire
from mdt_board.importers.child_limits import BUG, OUT_OF_MEMORY, Limits
from mdt_board.importers.child_wire import Frame, Request
from mdt_board.importers.sandbox import OnBytes, refused
from mdt_board.model.base import ListRecord
from mdt_board.model.issue import ImportResult
from mdt_board.model.mapping import TableMapping
from mdt_board.model.text import N_, Count, Word

HIDDEN_ARGUMENT = "--read-files-for-parent"  # the packaged program: see __main__
POLL_SECONDS = 0.05  # a person who cancels waits no longer
LEAVING_SECONDS = 5.0
WAITING_FRAMES = 4  # the child waits when so many were not taken
GB = 1_000_000_000
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # each thread would reserve memory
if sys.platform == "win32":
    _NO_CONSOLE = subprocess.CREATE_NO_WINDOW
else:
    _NO_CONSOLE = 0

TOO_SLOW = N_(
    "Reading the file took longer than {limit} seconds and was stopped; nothing of it "
    "was added. Import only this patient's part of it."
)
TOO_MUCH_MEMORY = N_(
    "Reading the file took more than {limit} GB of memory and was stopped; nothing of "
    "it was added. Import only this patient's part of it."
)
TOO_MANY_RECORDS = N_(
    "The file holds more records than one case can; nothing of it was added. Import "
    "only this patient's part of it."
)
CRASHED = N_(
    "The file stopped the program's part that reads files; nothing of it was added. "
    "Export it again; if that changes nothing, report its format."
)
FAILED = N_(
    "The program failed to read the file, which is its own fault; nothing of it was "
    "added. Please report it with the log, which holds no patient data."
)
NOT_STARTED = N_(
    "The program's part that reads files could not be started; try again, or ask "
    "whoever looks after this machine."
)


class ReadingCancelledError(Exception):
    """The person wants no more of it."""


class _LostError(Exception):
    """The process is of no more use; the issue stands for the file."""

    def __init__(self, code: str, text: str, **words: Word) -> None:
        self.issue = refused(code, text, "", **words)
        super().__init__(code)


def _ignore(done_bytes: int, total_bytes: int) -> None:
    """Tell nobody."""


class Reader:
    """Reads files one after the other in a process of its own; a context manager."""

    def __init__(
        self,
        *,
        command: Sequence[str] = (),
        limits: Limits = Limits(),  # noqa: B008  # a tuple: nothing can change it
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Start nothing yet.

        Args:
            command: the program that reads, instead of this one's own.
            limits: what the reading of one file may take.
            is_cancelled: asked twenty times a second while a file is read.
        """
        self._command = tuple(command) or own_command()
        self._limits = limits
        self._is_cancelled = is_cancelled
        self._child: _Child | None = None

    def __enter__(self) -> Self:
        """Start the process now: it gets ready while the caller does other things."""
        self._started()
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, whatever it is doing."""
        self._stop()

    def read(
        self,
        path: Path,
        on_bytes: OnBytes = _ignore,
        mappings: Sequence[TableMapping] = (),
    ) -> ImportResult:
        """Return what the file says, or one refused issue.

        Args:
            path: the file.
            on_bytes: told the bytes read and the bytes in all, while it takes long.
            mappings: what is known of the tables of senders.

        Raises:
            ReadingCancelledError: when ``is_cancelled`` said so.
        """
        try:
            request = Request(os.path.abspath(path), tuple(mappings))
            return self._read(request, on_bytes)
        except _LostError as lost:
            self._stop()
            logbook.record("file-reader-lost", field=lost.issue.code)
            return ImportResult(None, (), (lost.issue,))
        except BaseException:  # cancelled, or Ctrl-C: nobody waits for an answer
            self._stop()
            raise

    def _read(self, request: Request, on_bytes: OnBytes) -> ImportResult:
        child = self._started()
        if child is None:
            raise _LostError("reader-not-started", NOT_STARTED)
        child.say(wire.request_of(request))
        records: list[ListRecord] = []
        left_bytes = self._limits.result_bytes
        for frame in self._frames(child):
            left_bytes -= len(frame.content)
            if left_bytes < 0:
                raise _LostError("too-many-records", TOO_MANY_RECORDS)
            said = _understood(frame)
            if isinstance(said, ImportResult):
                return replace(said, records=tuple(records))
            if isinstance(said, wire.Progress):
                on_bytes(*said)
            else:
                records += said
        raise self._loss(child)

    def _frames(self, child: "_Child") -> Iterator[Frame]:
        """Yield what the process says until it ends; raise when it takes too long.

        The time waited is counted in steps, so that a laptop that slept meanwhile does
        not count its night.
        """
        waited_seconds = 0.0
        while True:
            if self._is_cancelled():
                raise ReadingCancelledError
            before = time.monotonic()
            frame = child.said(POLL_SECONDS)
            waited_seconds += min(time.monotonic() - before, POLL_SECONDS)
            if isinstance(frame, Frame):
                yield frame
            elif child.is_silent:
                return
            elif waited_seconds > self._limits.wall_seconds:
                raise self._too_slow()

    def _loss(self, child: "_Child") -> _LostError:
        code = child.left()
        if not child.is_ready:
            return _LostError("reader-not-started", NOT_STARTED)
        if code == OUT_OF_MEMORY:
            limit = Count(self._limits.memory_bytes // GB)
            return _LostError("too-much-memory", TOO_MUCH_MEMORY, limit=limit)
        if code == BUG:
            return _LostError("reader-failed", FAILED)
        if sys.platform != "win32" and code == -signal.SIGXCPU:
            return self._too_slow()
        return _LostError("reader-crashed", CRASHED)

    def _too_slow(self) -> _LostError:
        limit = Count(self._limits.cpu_seconds)
        return _LostError("too-slow", TOO_SLOW, limit=limit)

    def _started(self) -> "_Child | None":
        if self._child is None:
            try:
                self._child = _Child(self._command, self._limits)
            except OSError:
                return None
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.end()


def _understood(frame: Frame) -> wire.Said:
    try:
        return wire.understood(frame)
    except ValueError:  # what it says makes no sense, so it is of no use
        raise _LostError("reader-crashed", CRASHED) from None


class _Child:
    """One process, and a thread that takes what it says out of the pipe."""

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self.is_ready = False
        self.is_silent = False
        self._frames: Queue[Frame | None] = Queue(WAITING_FRAMES)
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries quote what they stumble over
            env={**os.environ, **ONE_THREAD},
            creationflags=_NO_CONSOLE,
            start_new_session=True,  # Ctrl-C is for the parent, who then ends it
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError("a pipe is missing")
        self._requests, self._answers = self._process.stdin, self._process.stdout
        self._pump = Thread(target=self._take, daemon=True)
        self._pump.start()
        self.say(json.dumps(limits).encode())

    def said(self, seconds: float) -> Frame | None:
        """Return what it says within so many seconds, if anything."""
        try:
            frame = self._frames.get(timeout=seconds)
        except Empty:
            return None
        self.is_silent = frame is None
        self.is_ready = self.is_ready or frame is not None
        return frame

    def left(self) -> int | None:
        """Return the exit code of a process that says nothing any more."""
        try:
            return self._process.wait(LEAVING_SECONDS)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """End it now, and close what was open to it."""
        self._process.kill()
        self._process.wait()
        while self._pump.is_alive():  # it may wait for room
            self.said(POLL_SECONDS)
        self._answers.close()
        with suppress(OSError):  # what was not sent is lost with the process
            self._requests.close()

    def say(self, line: bytes) -> None:
        """Hand in a line: the limits first, then requests."""
        with suppress(OSError):  # it is gone, which its silence tells
            self._requests.write(line + b"\n")
            self._requests.flush()

    def _take(self) -> None:
        while frame := wire.read(self._answers):
            self._frames.put(frame)
        self._frames.put(None)


def own_command() -> tuple[str, ...]:
    """Return how this program starts the process: from Python, or as packaged."""
    if getattr(sys, "frozen", False):
        return (sys.executable, HIDDEN_ARGUMENT)
    return (sys.executable, "-P", "-m", "mdt_board.importers.child")
