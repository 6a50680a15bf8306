"""A reader of files whose own name says what reading it does to the process.

It stands for a parser with a fault: started as the program itself starts its own.
"""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mdt_board import importers
from mdt_board.importers import child, child_limits
from mdt_board.importers.sandbox import OnBytes
from mdt_board.model.issue import ImportResult
from mdt_board.model.mapping import TableMapping


def read(
    path: Path, on_bytes: OnBytes, mappings: Sequence[TableMapping]
) -> ImportResult:
    """Do the harm that the file's name tells, or read it as it is."""
    harm = HARMS.get(path.stem)
    if harm:
        harm()
    return importers.read(path, on_bytes, mappings)


def loop() -> None:
    """Compute for ever."""
    while True:
        pass


def sleep() -> None:
    """Wait for ever without computing."""
    while True:
        time.sleep(1)


def allocate() -> None:
    """Take all memory there is."""
    held = []
    while True:
        held.append(bytearray(50_000_000))


def allocate_watched() -> None:
    """Take memory where the system sets no bound, so that the process has to look."""
    child_limits.watch(child_limits.peak_bytes() + 200_000_000)
    held = []
    while True:
        held.append(bytearray(b"x" * 5_000_000))
        time.sleep(0.01)


def killed() -> None:
    """Be killed from outside, as by the system when memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)


def segfault() -> None:
    """Read where there is no memory, as a native library might."""
    ctypes.string_at(0)


def fail() -> None:
    """Have a fault of our own, whose message quotes a patient."""
    raise RuntimeError("Zhang San")


def chatter() -> None:
    """Print where the answers go."""
    sys.stdout.write("E" * 10_000)
    os.write(1, b"R\0\0\0\0" * 1000)


def write_much() -> None:
    """Fill the disk."""
    with Path(os.environ["HARM_FOLDER"], "big").open("wb") as file:
        while True:
            file.write(bytes(1_000_000))
            file.flush()


def open_many() -> None:
    """Take all descriptors there are."""
    held = []
    while True:
        held.append(Path(os.devnull).open("rb"))  # noqa: SIM115  # never closed


def babble() -> None:
    """Answer with what is no answer."""
    for number in range(3, 64):  # one of them is the pipe
        try:
            os.write(number, b"E\0\0\0\2{]")
        except OSError:
            continue


def flood() -> None:
    """Say more than anybody can hold."""
    head = b"D" + (10_000_000).to_bytes(4, "big")
    frame = head + b"LabValue\n[" + b" " * (10_000_000 - 10 - 1) + b"]"
    for number in range(3, 64):
        try:
            while True:
                sent = 0
                while sent < len(frame):
                    sent += os.write(number, frame[sent:])
        except OSError:
            continue


HARMS = {
    f.__name__.replace("_", "-"): f
    for f in (
        loop, sleep, allocate, allocate_watched, killed, segfault, fail, chatter,
        write_much, open_many, babble, flood,
    )
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(child.serve(read))
