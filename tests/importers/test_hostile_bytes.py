"""Files cut, flipped and shuffled give records and issues, never exceptions."""

import gzip
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.model.issue import ImportResult, Severity

FILES = [
    ("b", "plasma-2026-11-10.vcf"),
    ("a", "plasma-2026-08-11.vcf"),
    ("b", "lesions.csv"),
    ("b", "imaging.csv"),
    ("b", "treatments.csv"),
    ("a", "assays.csv"),
    ("a", "variants.csv"),
    ("a", "markers.csv"),
]
EXAMPLES = 60


@cache
def original(case: str, name: str) -> bytes:
    return asset("examples", case, name).read_bytes()


def holds(result: ImportResult) -> None:
    """A refused file brings nothing; every issue can be said in both languages."""
    refused = [i for i in result.issues if i.severity is Severity.REFUSED]
    assert (result.source is None) == bool(refused)
    assert len(refused) <= 1
    assert not (refused and result.records)
    assert len({r.id for r in result.records}) == len(result.records)
    for language in (ENGLISH, CHINESE):
        translate = Translator(language)
        assert all(translate.message(i.message) for i in result.issues)


def cut(data: bytes, seed: int) -> bytes:
    return data[: seed % (len(data) + 1)]


def flipped(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def shuffled(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


def reshaped(data: bytes, seed: int) -> bytes:
    """Put delimiters, quotes and hostile numbers where cells were."""
    chance = random.Random(seed)
    pieces = [b"\t", b",", b'"', b"NaN", b"1e999", b"-1", b"\r", b"<", b"", b"9" * 5000]
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed))
        changed[at : at + chance.randint(0, 5)] = chance.choice(pieces)
    return bytes(changed)


@pytest.mark.parametrize("harm", [cut, flipped, shuffled, reshaped])
@pytest.mark.parametrize(("case", "name"), FILES)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_a_harmed_file_never_raises(
    tmp_path: Path, case: str, name: str, harm: Callable[[bytes, int], bytes], seed: int
) -> None:
    path = tmp_path / name
    path.write_bytes(harm(original(case, name), seed))
    holds(importers.read(path))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), harm=st.sampled_from([cut, flipped]))
def test_a_harmed_archive_never_raises(
    tmp_path: Path, seed: int, harm: Callable[[bytes, int], bytes]
) -> None:
    path = tmp_path / "plasma.vcf.gz"
    packed = gzip.compress(original("b", "plasma-2026-11-10.vcf"), mtime=0)
    path.write_bytes(harm(packed, seed))
    holds(importers.read(path))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.vcf", "a.csv", "a.gz"]))
def test_any_bytes_never_raise(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    holds(importers.read(path))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cell=st.text(max_size=30))
def test_any_text_in_a_cell_never_raises(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "a.csv"
    text = f"date,analyte,value,unit,reference\n{cell},{cell},{cell},{cell},{cell}\n"
    path.write_bytes(text.encode("utf-8", "ignore"))
    holds(importers.read(path))
