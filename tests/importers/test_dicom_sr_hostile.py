"""Damaged and hostile DICOM gives records or one refusal: soon, and never an exception.

MDT_BOARD_FUZZ=20000 tries that many damaged copies instead of 500.
"""

import os
import random
import struct
import time
import zlib
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom.uid import DeflatedExplicitVRLittleEndian, ImplicitVRLittleEndian

from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.importers import dicom_sr
from mdt_board.importers.dicom_sr_bytes import MAX_DEPTH, MAX_ELEMENTS
from mdt_board.importers.found import Found
from mdt_board.importers.sandbox import Content
from mdt_board.model.issue import Severity
from mdt_board.model.provenance import Source
from mdt_board.model.quantity import MAX_MM
from mdt_board.model.radiology import Measurement
from tests.importers import dicom_sr_reports as sr

INPUTS = int(os.environ.get("MDT_BOARD_FUZZ", "500"))
SLOWEST_SECONDS = 2.0  # of processor: others use the machine too
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "dicom_sr"
CONTENT = struct.pack("<HH", 0x0040, 0xA730)
ITEM = struct.pack("<HH", 0xFFFE, 0xE000)
ENDS = struct.pack("<HHLHHL", 0xFFFE, 0xE00D, 0, 0xFFFE, 0xE0DD, 0)
UNDEFINED = b"\xff" * 4
SPACE = 0x20


def read(data: bytes) -> Found:
    """Read without a file: the disk would take longer than the reading."""
    return dicom_sr.read(
        Content("report.dcm", "0" * 64, data),
        Source(id="s", name="report.dcm", format="dicom-sr", sha256="0" * 64),
    )


def refusal(data: bytes) -> str:
    (issue,) = read(data).issues
    assert issue.severity is Severity.REFUSED
    return issue.code


@cache
def originals() -> tuple[bytes, ...]:
    """Return our own reports in each encoding, and the real ones beside the code."""
    syntaxes = (
        "1.2.840.10008.1.2.1",
        ImplicitVRLittleEndian,
        DeflatedExplicitVRLittleEndian,
    )
    ours = [sr.written(full_report(), syntax) for syntax in syntaxes]
    real = [SHARED / "dcmqi" / "result.dcm", *SHARED.glob("highdicom/sr_*.dcm")]
    return (*ours, *(p.read_bytes() for p in sorted(real) if p.is_file()))


def full_report() -> sr.Dataset:
    maximum = sr.derived(("SRT", "G-A437", "Maximum"))
    unit = ("UCUM", "{SUVbw}g/ml", "SUV")
    dataset = sr.report(
        sr.group(sr.number(sr.LONG_AXIS, "1.82", sr.CM), sr.image()),
        sr.group(
            sr.number(sr.SHORT_AXIS, "9"),
            sr.number(sr.SUV, "4.2", unit, maximum),
            label="淋巴结",
            tracking="1.2.3.5",
            site=sr.NODE,
        ),
        sr.group(sr.no_number(sr.DIAMETER, ("DCM", "114006", "Failed")), tracking=""),
    )
    dataset.SpecificCharacterSet = "GB18030"
    dataset.PatientName = "Shili^Jia=示例^甲"
    return dataset


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def shuffled(data: bytes, chance: random.Random) -> bytes:
    """Cut the dataset into pieces and put them together in another order."""
    cuts = sorted(chance.randrange(132, len(data)) for _ in range(chance.randint(1, 4)))
    pieces = [data[a:b] for a, b in zip([132, *cuts], [*cuts, len(data)], strict=True)]
    chance.shuffle(pieces)
    return data[:132] + b"".join(pieces)


def stretched(data: bytes, chance: random.Random) -> bytes:
    """Write hostile lengths, delimiters and numbers over what is there."""
    hostile = [UNDEFINED, b"\xfe\xff\xff\x7f", b"\0\0\0\0", ITEM, ENDS[:8], CONTENT]
    hostile += [b"NaN ", b"1e999 ", b"SQ\0\0", b"UN\0\0", b"\x1b$)A", b"\\\\\\\\"]
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at, piece = chance.randrange(132, len(changed)), chance.choice(hostile)
        changed[at : at + len(piece)] = piece
    return bytes(changed)


def reworded(data: bytes, chance: random.Random) -> bytes:
    """Change letters within texts: the structure holds, and the damage goes deeper."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 40)):
        at = chance.randrange(133, len(changed) - 2)
        if all(b > SPACE for b in changed[at - 2 : at + 3]):
            changed[at] = chance.randrange(256)
    return bytes(changed)


def deflated_harm(data: bytes, chance: random.Random) -> bytes:
    """Harm the dataset and pack it, so that the damage is reached at all."""
    harmed = chance.choice([cut, flipped, stretched])(data, chance)
    return repacked(harmed[132:])


def repacked(body: bytes) -> bytes:
    head = deflated_head()
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return head + packer.compress(body) + packer.flush()


@cache
def deflated_head() -> bytes:
    """Return the beginning of a deflated file, up to its dataset."""
    data = sr.written(sr.report(), DeflatedExplicitVRLittleEndian)
    length = struct.unpack_from("<L", data, 140)[0]  # of the group that comes first
    return data[: 144 + length]


def explicit_head() -> bytes:
    data = sr.written(sr.report())
    return data[: 144 + struct.unpack_from("<L", data, 140)[0]]


HARMS: list[Callable[[bytes, random.Random], bytes]] = [
    *(cut, flipped, shuffled, stretched, reworded, deflated_harm)
]


def holds(found: Found) -> None:
    """Hold what must hold of any file: all or one refusal, and lengths in bounds."""
    refused = [i for i in found.issues if i.severity is Severity.REFUSED]
    assert len(refused) <= 1
    assert not (refused and (found.records or found.patient))
    assert len({r.id for r in found.records}) == len(found.records)
    for record in found.records:
        if isinstance(record, Measurement) and record.diameter:
            assert 0 < record.diameter.mm <= Decimal(MAX_MM)
    for language in (ENGLISH, CHINESE):
        translate = Translator(language)
        assert all(translate.message(i.message) for i in found.issues)


def test_damaged_reports_never_raise_and_never_hang() -> None:
    """Each input is made from its number: a failure can be made again."""
    slowest = (0.0, 0)
    for seed in range(INPUTS):
        chance = random.Random(seed)
        harmed = chance.choice(HARMS)(chance.choice(originals()), chance)
        began = time.process_time()
        found = read(harmed)
        slowest = max(slowest, (time.process_time() - began, seed))
        holds(found)
    assert slowest[0] < SLOWEST_SECONDS, f"input {slowest[1]} took {slowest[0]:.1f} s"


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(body=st.binary(max_size=300))
def test_any_bytes_after_the_head_never_raise(body: bytes) -> None:
    holds(read(explicit_head() + body))


@settings(max_examples=60)
@given(value=st.text(st.characters(codec="ascii"), max_size=15))
def test_any_text_as_a_number_never_raises(value: str) -> None:
    holds(read(sr.written(sr.report(sr.group(sr.number(sr.LONG_AXIS, value))))))


def nested(depth: int, item_length: bytes = UNDEFINED) -> bytes:
    opened = (CONTENT + b"SQ\0\0" + UNDEFINED + ITEM + item_length) * depth
    return explicit_head() + opened + ENDS * depth


def nested_with_lengths(depth: int, vr: bytes) -> bytes:
    """Nest with stated lengths; what lies within UN is written without VRs."""
    body = b""
    for level in range(depth, 0, -1):
        item = ITEM + struct.pack("<L", len(body)) + body
        is_bare = vr == b"UN" and level > 1
        head = CONTENT if is_bare else CONTENT + vr + b"\0\0"
        body = head + struct.pack("<L", len(item)) + item
    return explicit_head() + body


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 3_000, 100_000])
def test_nesting_is_refused_at_once(depth: int) -> None:
    began = time.process_time()
    assert refusal(nested(depth)) == "too-deep"
    assert time.process_time() - began < 1


@pytest.mark.parametrize("vr", [b"SQ", b"UN"])
def test_nesting_with_stated_lengths_is_refused_at_once(vr: bytes) -> None:
    data = nested_with_lengths(3_000, vr)
    began = time.process_time()
    assert refusal(data) == "too-deep"
    assert time.process_time() - began < 1


def test_the_deepest_nesting_that_is_allowed_is_read() -> None:
    assert refusal(nested(MAX_DEPTH)) == "no-report"  # it has no class, but was read


def test_a_deflated_bomb_is_refused_by_what_it_gives() -> None:
    bomb = repacked(b"\0" * 300_000_000)
    assert len(bomb) < 1_000_000
    began = time.process_time()
    assert refusal(bomb) == "bomb"
    assert time.process_time() - began < 2


def test_a_deflated_file_that_is_cut_off_is_refused() -> None:
    data = sr.written(full_report(), DeflatedExplicitVRLittleEndian)
    assert refusal(data[:-9]) == "damaged"


def test_too_many_elements_are_refused_by_their_number() -> None:
    element = struct.pack("<HH2sH", 0x0009, 0x0010, b"LO", 0)
    data = explicit_head() + element * (MAX_ELEMENTS + 1)
    assert refusal(data) == "too-many"


def test_thousands_of_numbers_are_all_listed() -> None:
    """As many as radiomics gives for some lesions, in one group."""
    numbers = [sr.number(("99TEST", str(n), f"Feature {n}"), "1") for n in range(3_000)]
    found = read(sr.written(sr.report(sr.group(*numbers))))
    listed = [i for i in found.issues if i.code == "no-field"]
    assert len(listed) == 3_000


@pytest.mark.parametrize(
    "body",
    [
        CONTENT + b"SQ\0\0" + UNDEFINED,  # never ends
        CONTENT + b"SQ\0\0" + b"\xfe\xff\xff\x7f",  # longer than the file
        CONTENT + b"SQ\0\0" + UNDEFINED + ITEM + UNDEFINED,
        ENDS,  # ends what never began
        struct.pack("<HH2sHL", 0x7FE0, 0x0010, b"OW", 0, 0xFFFFFFFF),
        struct.pack("<HH2sH", 0x0010, 0x0010, b"PN", 60_000) + b"A",
        b"\x10\0\x10\0P",
    ],
)
def test_lengths_that_do_not_fit_are_refused(body: bytes) -> None:
    assert refusal(explicit_head() + body) == "damaged"


@pytest.mark.parametrize("data", [b"", b"DICM", b"\0" * 128 + b"DIC", b"\0" * 500])
def test_what_does_not_begin_as_dicom_is_refused(data: bytes) -> None:
    assert refusal(data) == "no-dicom"


@pytest.mark.parametrize("length", [132, 140, 200])
def test_a_file_that_ends_in_its_head_is_refused(length: int) -> None:
    assert refusal(sr.written(full_report())[:length]) in ("damaged", "no-report")


def test_every_cut_of_a_report_is_refused() -> None:
    """What is cut off must not look like a shorter report."""
    data = sr.written(full_report())
    for length in range(400, len(data) - 1, 41):
        found = read(data[:length])
        whole = any(i.severity is Severity.REFUSED for i in found.issues)
        assert whole or not found.records, length
