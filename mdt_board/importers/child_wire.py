"""How the process that reads a file hands on what it found: frames of JSON in a pipe.

A frame is a letter, the length of its content and the content. Nothing that arrives is
run or unpickled, and every record is validated again on arrival.
"""

import gc
import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import IO, Any, NamedTuple

from pydantic import TypeAdapter

from mdt_board.model.base import ListRecord
from mdt_board.model.case import Diagnosis
from mdt_board.model.issue import ImportResult
from mdt_board.model.mapping import TableMapping
from mdt_board.model.molecular import Assay, Variant
from mdt_board.model.oncology import (
    Adherence,
    CoMedication,
    FamilyHistory,
    LabValue,
    PastIllness,
    PerformanceStatus,
    Symptom,
    Treatment,
)
from mdt_board.model.pathology import FailedBiopsy, Specimen, Stain
from mdt_board.model.radiology import Lesion, Measurement, ReRead, Study

READY = b"R"  # the limits are set
PROGRESS = b"P"  # bytes read, bytes in all
RECORDS = b"D"  # a run of records of one kind
RESULT = b"E"  # the rest of the result: the file is done

HEAD = struct.Struct(">cI")
MAX_FRAME_BYTES = 50_000_000
RUN_RECORDS = 2_000  # so that one end validates while the other still writes
KINDS: tuple[type[ListRecord], ...] = (
    Diagnosis, Treatment, CoMedication, Adherence, PerformanceStatus, Symptom, LabValue,
    FamilyHistory, PastIllness, Study, Lesion, Measurement, ReRead, Specimen, Stain,
    FailedBiopsy, Assay, Variant,
)  # fmt: skip
_BY_NAME = {kind.__name__: kind for kind in KINDS}


class Frame(NamedTuple):
    """One thing said, as bytes."""

    letter: bytes
    content: bytes


class Request(NamedTuple):
    """A file to read: its whole path, and what is known of its sender's tables."""

    path: str
    mappings: tuple[TableMapping, ...] = ()


class Progress(NamedTuple):
    """How far the present file was read."""

    done_bytes: int
    total_bytes: int


Said = Progress | tuple[ListRecord, ...] | ImportResult


def write(frame: Frame, stream: IO[bytes]) -> None:
    """Send a frame at once."""
    stream.write(HEAD.pack(frame.letter, len(frame.content)) + frame.content)
    stream.flush()


def read(stream: IO[bytes]) -> Frame | None:
    """Return the next frame; None at the end, or when it is cut off or too long."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    letter, length = HEAD.unpack(head)
    if length > MAX_FRAME_BYTES:
        return None
    content = stream.read(length)
    return Frame(letter, content) if len(content) == length else None


def request_of(request: Request) -> bytes:
    """Return the request as one line of plain letters, whatever its path is."""
    mappings = [m.model_dump(mode="json") for m in request.mappings]
    return json.dumps((request.path, mappings)).encode()


def request_in(line: bytes) -> Request:
    """Return what is asked for in a line of `request_of`."""
    path, mappings = json.loads(line)
    known = (TableMapping.model_validate_json(json.dumps(m)) for m in mappings)
    return Request(path, tuple(known))


def frames_of(result: ImportResult) -> Iterator[Frame]:
    """Yield what was found: its records in their order, then all else."""
    for kind, same in groupby(result.records, type):
        records = tuple(same)
        for first in range(0, len(records), RUN_RECORDS):
            run = records[first : first + RUN_RECORDS]
            written = _run_of(kind).dump_json(run, exclude_none=True)
            yield Frame(RECORDS, kind.__name__.encode() + b"\n" + written)
    rest = replace(result, records=())
    yield Frame(RESULT, _rest().dump_json(rest))


def understood(frame: Frame) -> Said:
    """Return what a frame says; the result comes last and without its records.

    Raises:
        ValueError: when it makes no sense.
    """
    letter, content = frame
    if letter == READY:
        return ()
    if letter == PROGRESS:
        done, total = json.loads(content)
        return Progress(int(done), int(total))
    if letter == RECORDS:
        return _records_in(content)
    if letter == RESULT:
        return _rest().validate_json(content)
    raise ValueError("there is no such letter")


def _records_in(content: bytes) -> tuple[ListRecord, ...]:
    name, _, written = content.partition(b"\n")
    kind = _BY_NAME.get(name.decode())
    if kind is None:
        raise ValueError("there is no such kind of record")
    with _uncollected():
        found: tuple[ListRecord, ...] = _run_of(kind).validate_json(written)
    return found


@cache
def _run_of(kind: type[ListRecord]) -> TypeAdapter[Any]:
    return TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]  # a kind at a time


@cache
def _rest() -> TypeAdapter[ImportResult]:
    return TypeAdapter(ImportResult)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make many records at once without looking for garbage: there is none.

    Looking through 50,000 records again and again took two thirds of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
