"""The bytes of a DICOM file, looked over before pydicom reads them.

pydicom descends into sequences by calling itself and takes a stated length at its word.
So every length is first held against what is there, without recursion; what does not
fit, lies too deep or is too much is refused by name.
"""

import io
import zlib
from dataclasses import dataclass
from struct import unpack_from
from typing import TYPE_CHECKING, NamedTuple

from mdt_board.importers import sandbox
from mdt_board.importers.sandbox import Content, refused
from mdt_board.model.issue import Issue
from mdt_board.model.text import N_, Count, Plain

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

PREAMBLE_BYTES = 128
MAGIC = b"DICM"
MAX_DEPTH = 64  # sequences within sequences; reports have about ten
MAX_ELEMENTS = 250_000  # a report of 1,600 radiomics features has 96,000
SR_CLASSES = "1.2.840.10008.5.1.4.1.1.88."  # begins the UIDs of all kinds of SR
ASCII_NAMES = ("", "ISO_IR 6", "ISO 2022 IR 6")
IMPLICIT = "1.2.840.10008.1.2"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
META_GROUP = 0x0002
CLASS_TAG = 0x00020002
SYNTAX_TAG = 0x00020010
ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
MARKS_GROUP = 0xFFFE
UNDEFINED = 0xFFFFFFFF
HEADER_BYTES = 8
LONG_VRS = frozenset(
    {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR"}
    | {b"UT", b"UV"}
)  # PS3.5 table 7.1-1: a length of four bytes

NO_DICOM = N_("The file is not DICOM; export the report again as a DICOM file.")
DAMAGED = N_("The DICOM file is cut off or damaged; export it again.")
TOO_DEEP = N_(
    "The DICOM file nests deeper than {limit} levels; it is not a measurement report."
)
TOO_MANY = N_(
    "The DICOM file holds more than {limit} elements; export a report of one patient's "
    "measurements."
)
NO_REPORT = N_(
    "This DICOM file is not a structured report but: {kind}. Export the measurement "
    "report (SR, TID 1500) that belongs to it."
)


class _Header(NamedTuple):
    """The tag, VR and length of one element, and where its value begins."""

    tag: int
    vr: bytes  # empty where it is not written
    length: int
    start: int


@dataclass(slots=True)
class _Frame:
    """A dataset, or a sequence of items, that ends at ``end`` or at its own mark."""

    end: int
    is_sequence: bool
    is_implicit: bool
    is_marked: bool  # of undefined length: ends at a delimiter


class _BadError(ValueError):
    """The bytes are not what a DICOM file has there."""


def report_of(content: Content) -> "Dataset | Issue":
    """Return the dataset of a structured report, or why the file is none."""
    if not is_dicom(content.data):
        return refused("no-dicom", NO_DICOM)
    try:
        return _report(content.data)
    except _BadError:
        return refused("damaged", DAMAGED)


def is_dicom(data: bytes) -> bool:
    """Say whether the bytes begin as a DICOM file does (PS3.10 section 7.1)."""
    return data.startswith(MAGIC, PREAMBLE_BYTES)


def _report(data: bytes) -> "Dataset | Issue":
    kind, syntax, start = _meta(data)
    if kind and not kind.startswith(SR_CLASSES):
        return _no_report(kind)
    body = _inflated(data[start:]) if syntax == DEFLATED else data[start:]
    if isinstance(body, Issue):
        return body
    issue = _structure(body, syntax == IMPLICIT, syntax != BIG_ENDIAN)
    if issue:
        return issue
    found = _dataset(body, syntax == IMPLICIT, syntax != BIG_ENDIAN)
    said = str(found.get("SOPClassUID", ""))
    return found if said.startswith(SR_CLASSES) else _no_report(said)


def _dataset(body: bytes, is_implicit: bool, is_little: bool) -> "Dataset":
    """Let pydicom read what was looked over.

    Without a stated character set only ASCII is allowed (PS3.5 section 6.1.2.1).
    pydicom would take other bytes for Latin letters; here they become U+FFFD.
    """
    from pydicom.charset import python_encoding  # late: start-up never needs it
    from pydicom.filereader import read_dataset

    python_encoding.update(dict.fromkeys(ASCII_NAMES, "ascii"))
    stream = io.BytesIO(body)
    try:
        return read_dataset(stream, is_implicit, is_little, parent_encoding=["ascii"])
    except Exception as error:  # the parser raises whatever it stumbles over
        raise _BadError from error


def _no_report(class_uid: str) -> Issue:
    from pydicom.uid import UID

    uid = UID(class_uid, validation_mode=0)
    return refused("no-report", NO_REPORT, kind=Plain(uid.name or "?"))


def _meta(data: bytes) -> tuple[str, str, int]:
    """Return the class and the transfer syntax, and where the dataset begins."""
    at = PREAMBLE_BYTES + len(MAGIC)
    found = {CLASS_TAG: "", SYNTAX_TAG: ""}
    while at + HEADER_BYTES <= len(data):
        head = _header(data, at, is_implicit=False, order="<")
        if head.tag >> 16 != META_GROUP:
            break
        at = head.start + head.length
        if at > len(data):
            raise _BadError
        if head.tag in found:
            found[head.tag] = data[head.start : at].decode("latin-1").rstrip("\0 ")
    return found[CLASS_TAG], found[SYNTAX_TAG], at


def _inflated(packed: bytes) -> bytes | Issue:
    """Unpack the deflated syntax, counting what it really gives."""
    allowed = max(sandbox.SMALL_BYTES, sandbox.MAX_RATIO * len(packed))
    limit = min(sandbox.MAX_BYTES, allowed)
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        body = stream.decompress(packed, limit + 1)
    except zlib.error as error:
        raise _BadError from error
    if len(body) > limit:
        return refused("bomb", sandbox.BOMB, ratio=Count(sandbox.MAX_RATIO))
    if not stream.eof:
        raise _BadError
    return body


def _header(data: bytes, at: int, is_implicit: bool, order: str) -> _Header:
    if at + HEADER_BYTES > len(data):
        raise _BadError
    group, element = unpack_from(f"{order}HH", data, at)
    tag = group << 16 | element
    vr = data[at + 4 : at + 6]
    is_written = b"AA" <= vr <= b"ZZ" and group != MARKS_GROUP
    if is_implicit or not is_written:  # some writers turn implicit within sequences
        (length,) = unpack_from(f"{order}L", data, at + 4)
        return _Header(tag, b"", length, at + HEADER_BYTES)
    if vr not in LONG_VRS:
        (length,) = unpack_from(f"{order}H", data, at + 6)
        return _Header(tag, vr, length, at + HEADER_BYTES)
    if at + HEADER_BYTES + 4 > len(data):
        raise _BadError
    (length,) = unpack_from(f"{order}L", data, at + HEADER_BYTES)
    return _Header(tag, vr, length, at + HEADER_BYTES + 4)


def _structure(data: bytes, is_implicit: bool, is_little: bool) -> Issue | None:
    """Walk every element once; return the limit that it passes, if any.

    Raises:
        _BadError: when a length or a delimiter does not fit where it stands.
    """
    order = "<" if is_little else ">"
    frames = [_Frame(len(data), False, is_implicit, False)]
    at = count = 0
    while frames:
        frame = frames[-1]
        if at == frame.end:
            if frame.is_marked:
                raise _BadError
            frames.pop()
            continue
        count += 1
        if count > MAX_ELEMENTS:
            return refused("too-many", TOO_MANY, limit=Count(MAX_ELEMENTS))
        at = _step(_header(data, at, frame.is_implicit, order), frames)
        if len(frames) > 2 * MAX_DEPTH + 1:  # a sequence and its item, each a frame
            return refused("too-deep", TOO_DEEP, limit=Count(MAX_DEPTH))
    return None


def _step(head: _Header, frames: list[_Frame]) -> int:
    """Enter, leave or pass one element; return where the next one begins."""
    frame = frames[-1]
    if head.tag in (ITEM_END, SEQUENCE_END):
        own = SEQUENCE_END if frame.is_sequence else ITEM_END
        if not frame.is_marked or head.tag != own:
            raise _BadError
        frames.pop()
        return head.start
    is_marked = head.length == UNDEFINED
    end = frame.end if is_marked else head.start + head.length
    if (
        head.start > frame.end
        or end > frame.end
        or frame.is_sequence != (head.tag == ITEM)
    ):
        raise _BadError
    if not frame.is_sequence and not is_marked and not _holds_items(head):
        return end
    is_implicit = frame.is_implicit or head.vr == b"UN"  # PS3.5 6.2.2
    frames.append(_Frame(end, not frame.is_sequence, is_implicit, is_marked))
    return head.start


def _holds_items(head: _Header) -> bool:
    """Say whether the value is a sequence, by its VR or else by the dictionary."""
    if head.vr not in (b"", b"UN"):
        return head.vr == b"SQ"
    from pydicom.datadict import dictionary_VR

    try:
        return dictionary_VR(head.tag) == "SQ"
    except KeyError:
        return False
