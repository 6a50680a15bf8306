"""CIViC as downloaded in May 2026: every look-up exact, nothing split, flags kept."""

import csv
import gzip
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from mdt_board.importers.civic import read_civic
from mdt_board.model.civic import CivicLayer
from mdt_board.workspace.civic import named

FILE = (
    Path(__file__).resolve().parents[3]
    / "shared/data/civic_2026_05/civic_evidence.tsv.gz"
)
if not FILE.exists():
    pytest.skip(f"{FILE} is not there", allow_module_level=True)
DATA = FILE.read_bytes()
READ = read_civic(DATA)
ROWS = list(
    csv.DictReader(gzip.decompress(DATA).decode("utf-8").splitlines(), delimiter="\t")
)
LAYER = CivicLayer("civic", "", date(2026, 11, 22), READ.items)


def test_every_item_is_read():
    assert READ.issues == ()
    assert [i.id for i in READ.items] == [r["evidence_id"] for r in ROWS]
    assert len(READ.items) == 4854


def test_what_an_item_says_is_kept_word_by_word():
    for item, row in zip(READ.items, ROWS, strict=True):
        assert item.profile == row["molecular_profile"]
        assert item.statement == row["evidence_statement"]
        assert (item.level, item.significance) == (
            row["evidence_level"],
            row["significance"],
        )
        assert item.reviewed_on is None or row["last_review_date"].startswith(
            item.reviewed_on.isoformat()
        )


def test_flagged_items_are_marked():
    assert Counter(i.is_flagged for i in READ.items) == {False: 4701, True: 153}


def test_combined_profiles_are_never_split():
    for item in READ.items:
        if " OR " in item.profile or "NOT " in item.profile:
            assert item.parts == ()
        elif item.parts:
            assert len(item.parts) == item.profile.count(" AND ") + 1


PLAIN = (
    *("EGFR T790M", "EGFR C797S", "BRAF V600E", "ALK G1202R", "KRAS G12C"),
    *("MET Amplification", "EGFR L858R", "ROS1 G2032R", "ESR1 D538G", "KIT V654A"),
)


@pytest.mark.parametrize("profile", PLAIN)
def test_a_look_up_finds_the_items_of_that_profile_and_no_others(profile):
    wanted = sorted(r["evidence_id"] for r in ROWS if r["molecular_profile"] == profile)
    assert sorted(i.id for i in named(profile, LAYER)) == wanted


def test_spellings_of_a_variant_find_the_same_items():
    assert named("EGFR p.Thr790Met", LAYER) == named("EGFR T790M", LAYER)
    assert named("EGFR 19del", LAYER) == named("EGFR exon 19 deletion", LAYER)
    assert named("EGFR 19del", LAYER)
    assert named("MET 扩增", LAYER) == named("MET Amplification", LAYER)


def test_most_single_profiles_can_be_looked_up():
    """The others are kept under their own name: expression, methylation, groups."""
    single = [i for i in READ.items if " AND " not in i.profile]
    share = sum(bool(i.parts) for i in single) / len(single)
    assert share > 0.5
