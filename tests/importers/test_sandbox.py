import gzip
import os
from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.importers import sandbox
from mdt_board.model.issue import ImportResult, Severity

VCF = asset("examples", "b", "plasma-2026-11-10.vcf").read_bytes()


def code_of(result: ImportResult) -> str:
    assert result.source is None
    assert result.records == ()
    (issue,) = result.issues
    assert issue.severity is Severity.REFUSED
    return issue.code


def saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.vcf", b"", "empty"),
        ("a.csv", b" \n\n", "empty"),
        ("a.pdf", b"%PDF-1.7 hello", "unknown-type"),
        ("a.vcf", VCF.replace(b"B-P5", b"B\0P5"), "binary"),
        ("a.vcf", VCF.replace(b"B-P5", b"B-\xff\xfe"), "encoding"),
        ("a.csv", b"a,b\n\xff\xff\xff\n", "encoding"),
        ("a.vcf", b"hello\nworld\n", "no-vcf"),
        ("a.csv", b"hello,world\n1,2\n", "unknown-table"),
        ("a.vcf.gz", gzip.compress(VCF)[:-20], "damaged"),
        ("a.vcf.gz", b"\x1f\x8b\x08broken beyond repair", "damaged"),
        ("a.vcf", VCF.decode().encode("utf-16"), "utf-16"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_refused_issue(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    assert code_of(importers.read(saved(tmp_path, name, data))) == code


def test_a_missing_file_a_folder_and_a_device_are_refused(tmp_path: Path) -> None:
    assert code_of(importers.read(tmp_path / "none.vcf")) == "no-file"
    assert code_of(importers.read(tmp_path)) == "not-a-file"
    assert code_of(importers.read(tmp_path / "a\0b.vcf")) == "unreadable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.vcf")
    assert code_of(importers.read(tmp_path / "pipe.vcf")) == "not-a-file"


def test_a_bomb_is_refused_by_the_bytes_that_it_gives(tmp_path: Path) -> None:
    packed = gzip.compress(b"A" * 30_000_000)
    assert code_of(importers.read(saved(tmp_path, "a.vcf.gz", packed))) == "bomb"


def test_more_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "MAX_BYTES", len(VCF) - 1)
    assert code_of(importers.read(saved(tmp_path, "a.vcf", VCF))) == "too-large"
    packed = saved(tmp_path, "a.vcf.gz", gzip.compress(VCF))
    assert code_of(importers.read(packed)) == "too-large"


def test_gzip_is_known_by_its_bytes_and_read_in_all_its_members(tmp_path: Path) -> None:
    half = VCF.index(b"chr7")
    packed = gzip.compress(VCF[:half]) + gzip.compress(VCF[half:])
    plain = importers.read(saved(tmp_path, "a.vcf", VCF))
    zipped = importers.read(saved(tmp_path, "b.vcf.gz", packed))
    assert len(plain.records) == len(zipped.records) == 3


def test_the_source_is_known_by_the_bytes_of_its_file(tmp_path: Path) -> None:
    first = importers.read(saved(tmp_path, "a.vcf", VCF))
    (tmp_path / "other").mkdir()
    again = importers.read(saved(tmp_path / "other", "renamed.vcf", VCF))
    assert first.source is not None
    assert again.source is not None
    assert first.source.id == again.source.id
    assert [r.id for r in first.records] == [r.id for r in again.records]
    assert (first.source.name, again.source.name) == ("a.vcf", "renamed.vcf")
