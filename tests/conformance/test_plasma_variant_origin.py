"""The origin model on plasma variants whose origin white cells or tissue had shown.

755 variants of 61 patients (Razavi 2019). The figures of the manual come from the
script; here stands what must hold of the half of the patients that nothing was fitted
on, with the program's own verb. That half was read eight or nine times in all, once
for the fragment likelihood as it is now; what was learned from it stands in the manual.
"""

import csv
import math
from pathlib import Path

import pytest

from mdt_board.importers.plasma_table import COLUMNS
from mdt_board.knowledge import bundled
from mdt_board.workspace.variant_origins import Beside, origins_in

FILE = Path(__file__).parents[3] / "shared/data/plasma_variant_origin/variants.csv"
SCRIPT = Path(__file__).parents[2] / "packaging/variant_origin.py"
SOLID = {"EGFR", "KRAS", "PIK3CA", "APC"}

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="no plasma_variant_origin")


def half_of(patient):
    from hashlib import sha256

    return sha256(b"plasma-variant-origin:" + patient.encode()).digest()[0] % 2


def known():
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(row, is_with_fragments, wbc=None):
    mutant, other = row["width_Md_mut"], row["width_Md_wild"]
    has_both = mutant not in ("", "NaN") and other not in ("", "NaN", "0")
    is_asked = is_with_fragments and has_both
    return {
        "patient": row["patient.id"],
        "gene": row["Gene"],
        "chrom": row["Chr"],
        "pos": row["Start_hg19"],
        "ref": row["Base_from"],
        "alt": row["Base_to"],
        "vaf": row["MAF"],
        "alt_reads": row["distinct.mutant.reads"],
        "total_reads": row["distinct.total.reads"],
        "cancer_history": "yes",
        "fragment_ratio": float(mutant) / float(other) if is_asked else "",
        "wbc_alt_reads": row["distinct.mutant.reads"] if wbc else "",
        "wbc_total_reads": row["distinct.total.reads"] if wbc else "",
    }


def answered(tmp_path, rows, is_with_fragments=False, wbc=None):
    path = tmp_path / "variants.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(cells(r, is_with_fragments, wbc) for r in rows)
    found = origins_in(path, Beside(), bundled())
    assert found.issues == ()
    return list(csv.DictReader(found.table.decode().splitlines()))


@pytest.fixture(params=[False, True], ids=["no-fragments", "fragments"])
def both(request, tmp_path):
    """The reporting half: what is known, and what the program answers."""
    rows = [r for r in known() if half_of(r["patient.id"]) == 1]
    return rows, answered(tmp_path, rows, is_with_fragments=request.param)


def precision(rows, found, answer, is_right):
    called = [r for r, f in zip(rows, found, strict=True) if f["answer"] == answer]
    return sum(map(is_right, called)) / len(called)


def is_ch(row):
    return row["Mutation_type"] == "WBC_matched"


def is_tumor(row):
    return not is_ch(row)


def auc(truth, scores):
    """Return the chance that a hematopoiesis scores over a tumor; ties count half."""
    ch = [s for t, s in zip(truth, scores, strict=True) if t]
    tumor = [s for t, s in zip(truth, scores, strict=True) if not t]
    pairs = [(a > b) + (a == b) / 2 for a in ch for b in tumor]
    return sum(pairs) / len(pairs)


def test_what_is_called_likely_is_right_nine_times_in_ten(both):
    rows, found = both
    assert precision(rows, found, "ch_likely", is_ch) >= 0.90
    assert precision(rows, found, "tumor_likely", is_tumor) >= 0.90
    answers = {"ch_likely", "tumor_likely"}
    assert sum(f["answer"] in answers for f in found) >= 0.45 * len(found)


def test_the_odds_tell_apart_what_gene_list_and_fraction_do_not(both):
    rows, found = both
    truth = [is_ch(r) for r in rows]
    canonical = {
        r.gene
        for r in bundled().clonal_hematopoiesis
        if r.tier == "T1" and not r.variants
    }
    by_list = auc(truth, [r["Gene"] in canonical for r in rows])
    odds = [float(f["p_ch"]) / max(float(f["p_tumor"]), 1e-4) for f in found]
    regression = 0.871  # gene list and log fraction, in the manual's table
    assert auc(truth, odds) > regression > by_list


def test_plasma_alone_calls_no_gene_hematopoiesis_that_no_list_names(both):
    listed = {r.gene for r in bundled().clonal_hematopoiesis}
    called = {f["gene"] for f in both[1] if f["answer"] == "ch_likely"}
    assert called
    assert called <= listed


def test_the_halves_share_no_patient_and_are_those_of_the_script():
    halves = {r["patient.id"]: half_of(r["patient.id"]) for r in known()}
    assert len(halves) == 61
    assert sum(halves.values()) == 32
    assert 'SALT = "plasma-variant-origin:"' in SCRIPT.read_text(encoding="utf-8")


def test_no_driver_of_a_biopsy_is_called_hematopoiesis(tmp_path):
    rows = known()
    for fragments in (False, True):
        found = answered(tmp_path, rows, is_with_fragments=fragments)
        wrong = [
            r["Gene"]
            for r, f in zip(rows, found, strict=True)
            if r["Gene"] in SOLID and not is_ch(r) and f["answer"] == "ch_likely"
        ]
        assert wrong == []


def test_the_same_driver_in_deep_white_cells_is_called_hematopoiesis(tmp_path):
    rows = [
        r
        for r in known()
        if r["Gene"] in ("KRAS", "EGFR")
        and float(r["distinct.mutant.reads"]) >= 10
        and float(r["MAF"]) < 0.2
    ]
    found = answered(tmp_path, rows, wbc=True)
    assert len(found) >= 10
    assert {f["answer"] for f in found} == {"ch_likely"}


def test_probabilities_sum_to_one_whatever_the_variant(both):
    for row in both[1]:
        shares = [row[f"p_{x}"] for x in ("tumor", "ch", "germline", "technical")]
        assert math.isclose(sum(map(float, shares)), 1, abs_tol=1e-9)
