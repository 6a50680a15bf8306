"""Samples cut, flipped, shuffled and reshaped: issues, never exceptions, never hangs.

The ordinary run tries 500 inputs of each format; MDT_BOARD_FUZZ=20000 tries as many.
"""

import io
import os
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.mapping import MappedColumn, TableMapping

INPUTS = int(os.environ.get("MDT_BOARD_FUZZ", "500"))
SLOWEST_SECONDS = 10.0  # of one input; the slowest takes a hundredth
PIECES = (
    *(b"\t", b",", b";", b'"', b"\r", b"\n", b"<", b"%", b"=", b"", b"\xef\xbb\xbf"),
    *(b"NaN", b"Infinity", b"-inf", b"1e999", b"-1", b"0", b"9" * 400, b"\0"),
    *("，".encode(), "丰度".encode(), b"::", b"--", b"&a;", b"<!DOCTYPE a>", b"]]>"),
)
MAF = b"""#version 2.4
Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\t\
Tumor_Seq_Allele1\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tHGVSp_Short\tt_depth\t\
t_ref_count\tt_alt_count\tFILTER
EGFR\t7\t55259515\tMissense_Mutation\tT\tT\tG\tT1\tp.L858R\t1000\t880\t120\tPASS
TP53\t17\t7577120\tSilent\tC\tC\tT\tT1\tp.R273=\t900\t891\t9\tweak
APC\t5\t112174758\tFrame_Shift_Del\tAAGA\tAAGA\t-\tT1\tp.K1x\t20\t12\t8\t.
"""
MAPPING = TableMapping(
    columns=(MappedColumn(header="丰度", field="vaf", unit="%"),), sender="x"
)


def workbook() -> bytes:
    made = openpyxl.Workbook()
    for row in (
        ["日期", "检验项目", "结果", "单位"],
        ["2026-11-10", "CEA", 4.4, "ng/mL"],
        ["2026-11-11", "CEA", "=2+2", "ng/mL"],
    ):
        made.active.append(row)
    second = made.create_sheet()
    for row in (["样本号", "基因", "变异", "丰度"], ["S", "EGFR", "L858R", 0.12]):
        second.append(row)
    second["D2"].number_format = "0.0%"
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def samples(kind: str) -> list[tuple[str, bytes]]:
    if kind == "maf":
        return [("a.maf", MAF)]
    if kind == "xlsx":
        return [("a.xlsx", workbook())]
    names = {
        "vcf": (("b", "plasma-2026-11-10.vcf"), ("a", "plasma-2026-08-11.vcf")),
        "csv": (
            *(("b", "lesions.csv"), ("b", "treatments.csv"), ("b", "imaging.csv")),
            *(("a", "assays.csv"), ("a", "variants.csv"), ("a", "markers.csv")),
        ),
    }[kind]
    found = [(n, asset("examples", c, n).read_bytes()) for c, n in names]
    if kind == "csv":
        found += [
            ("cn.tsv", "样本号\t基因\t拷贝数\t变异类型\nS\tMET\t8.2\t扩增\n".encode()),
            ("fusions.tsv", b"sample\tfusion\tsplit reads\nS\tEML4-ALK\t55\n"),
            ("a.seg", b"chrom\tloc.start\tloc.end\tseg.mean\n7\t1\t9\t2.1\n"),
        ]
    return found


Harm = Callable[[bytes, random.Random], bytes]


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def shuffled(data: bytes, chance: random.Random) -> bytes:
    divider = chance.choice([b"\n", b"\t", b",", b">"])
    parts = data.split(divider)
    chance.shuffle(parts)
    return divider.join(parts)


def reshaped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed))
        changed[at : at + chance.randint(0, 6)] = chance.choice(PIECES)
    return bytes(changed)


def repacked(data: bytes, chance: random.Random) -> bytes:
    """Harm one part within the workbook, where the packing would hide it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        victim = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name == victim:
                part = chance.choice([cut, flipped, shuffled, reshaped])(part, chance)
            new.writestr(name, part)
    return out.getvalue()


def holds(result: ImportResult) -> None:
    refused = [i for i in result.issues if i.severity is Severity.REFUSED]
    assert (result.source is None) == bool(refused)
    assert not (refused and result.records)
    assert len({r.id for r in result.records}) == len(result.records)


@pytest.mark.parametrize("kind", ["vcf", "maf", "csv", "xlsx"])
def test_no_harmed_file_raises_or_hangs(tmp_path: Path, kind: str) -> None:
    sources = samples(kind)
    harms: list[Harm] = [cut, flipped, shuffled, reshaped]
    harms += [repacked] * 4 if kind == "xlsx" else []
    for seed in range(INPUTS):
        chance = random.Random(seed)
        name, data = chance.choice(sources)
        path = tmp_path / name
        path.write_bytes(chance.choice(harms)(data, chance))
        began = time.monotonic()
        holds(importers.read(path, mappings=(MAPPING,)))
        assert time.monotonic() - began < SLOWEST_SECONDS, seed
