"""The process that reads files for another one and may be killed at any moment.

It is told the limits and then one file a line, as JSON, and answers in frames. It runs
no code but ours, needs no network, writes nothing but the log, and leaves after a file
that did it harm: whoever asked starts another one.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from mdt_board import importers, logbook
from mdt_board.importers import child_wire as wire
from mdt_board.importers.child_limits import (
    BUG,
    OUT_OF_MEMORY,
    Limits,
    allow_time,
    enforce,
)
from mdt_board.importers.child_wire import Frame
from mdt_board.importers.sandbox import OnBytes
from mdt_board.model.issue import ImportResult
from mdt_board.model.mapping import TableMapping

Read = Callable[[Path, OnBytes, Sequence[TableMapping]], ImportResult]

PROGRESS_SECONDS = 0.1
# records hold no cycles; looking through them for garbage took half of the time
COLLECTED_AFTER = 5_000_000


def main() -> int:
    """Read files until there are no more requests, and return the exit code."""
    return serve(importers.read)


def serve(read: Read) -> int:
    """Answer each request with what ``read`` makes of the file."""
    requests, answers = _own_pipes()
    with requests, answers:
        limits = Limits(*json.loads(requests.readline()))
        enforce(limits)
        gc.freeze()
        gc.set_threshold(COLLECTED_AFTER)
        wire.write(Frame(wire.READY, b""), answers)
        for request in requests:
            allow_time(limits.cpu_seconds)
            try:
                _answer(wire.request_in(request), read, answers)
            except MemoryError:
                return OUT_OF_MEMORY
            except Exception as error:
                logbook.record("file-reader-failed", error=error)
                return BUG
    return 0


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes to ourselves: what a library prints must not get among frames."""
    pipes = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    os.close(nothing)
    return os.fdopen(pipes[0], "rb"), os.fdopen(pipes[1], "wb")


def _answer(request: wire.Request, read: Read, answers: BinaryIO) -> None:
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if now - told >= PROGRESS_SECONDS:
            told = now
            content = json.dumps((done, total)).encode()
            wire.write(Frame(wire.PROGRESS, content), answers)

    result = read(Path(request.path), tell, request.mappings)
    for frame in wire.frames_of(result):
        wire.write(frame, answers)


if __name__ == "__main__":
    sys.exit(main())
