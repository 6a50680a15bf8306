"""A fraction and the reads beside it that do not fit each other."""

from decimal import Decimal
from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.importers.plasma_table import read_plasma
from mdt_board.importers.sandbox import content_of
from mdt_board.model.molecular import Detected, Variant
from mdt_board.model.text import Count, Percent

FIT = [("3", 180, 6000), ("3.6", 180, 6000), ("0", 0, 6000), ("1", 1, 200), ("", 5, 9)]


def table(folder: Path, *rows: tuple[str, int, int]) -> Path:
    path = folder / "plasma.csv"
    lines = (f"S,DNMT3A,R882H,{v},{alt},{total}\n" for v, alt, total in rows)
    head = "patient,gene,hgvs_p,vaf (%),alt_reads,total_reads\n"
    path.write_text(head + "".join(lines), encoding="utf-8")
    return path


def variants(path: Path):
    text = path.read_text(encoding="utf-8").replace("patient,", "sample,")
    path.write_text(text, encoding="utf-8")
    return importers.read(path)


def test_a_fraction_that_its_reads_contradict_is_told_and_both_are_kept(tmp_path):
    result = variants(table(tmp_path, ("3.0", 180, 6000), ("18.0", 180, 6000)))
    (issue,) = result.issues
    assert issue.code == "fraction-against-reads"
    assert issue.place == "line 3, column vaf (%)"
    words = issue.message.words
    assert words["vaf"] == Percent(Decimal("0.18"))
    assert (words["alt"], words["total"]) == (Count(180), Count(6000))
    kept = [r.result for r in result.records if isinstance(r, Variant)]
    assert kept[1] == Detected(vaf=Decimal("0.18"), alt_reads=180, total_reads=6000)


def test_the_table_of_origins_tells_it_with_its_line(tmp_path):
    path = table(tmp_path, ("3.0", 180, 6000), ("18.0", 180, 6000))
    found = read_plasma(content_of(path))
    assert [(i.code, i.place) for i in found.issues] == [
        ("fraction-against-reads", "line 3")
    ]
    assert found.rows[1].vaf == pytest.approx(0.18)


@pytest.mark.parametrize("row", FIT)
def test_rounding_chance_and_consensus_reads_are_no_contradiction(tmp_path, row):
    codes = {i.code for i in variants(table(tmp_path, row)).issues}
    assert "fraction-against-reads" not in codes
