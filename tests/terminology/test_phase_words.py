"""What is written beside a variant's name says its phase, or that nobody knows it."""

import pytest

from mdt_board.terminology.phase_words import phase_said

OWN, PARTNER = frozenset({"C797S", "C797X"}), frozenset({"T790M"})


@pytest.mark.parametrize(
    ("written", "phase"),
    [
        ("cis", "cis"),
        ("C797S (cis with T790M)", "cis"),
        ("C797S in cis with p.Thr790Met", "cis"),
        ("C797S in cis with EGFR T790M", "cis"),
        ("C797S，与 T790M 顺式", "cis"),
        ("C797S与T790M为cis", "cis"),
        ("C797S 顺式（同一等位基因）", "cis"),
        ("C797S in trans with T790M", "trans"),
        ("EGFR C797S，与T790M反式", "trans"),
        ("C797S (cis/trans unknown)", "unknown"),
        ("C797S, cis or trans not determined", "unknown"),
        ("C797S not in cis with T790M", "unknown"),
        ("C797S, no cis with T790M", "unknown"),
        ("C797S in cis?", "unknown"),
        ("C797S 顺式？", "unknown"),
        ("C797S in cis with T790M: unknown", "unknown"),
        ("C797S possibly in cis with T790M", "unknown"),
        ("C797S 非顺式", "unknown"),
        ("C797S 顺式未定", "unknown"),
        ("C797S 未见反式", "unknown"),
        ("C797S 不是顺式", "unknown"),
        ("C797S 顺反式未明", "unknown"),
        ("C797S 顺式/反式未知", "unknown"),
        ("C797S 或cis或trans", "unknown"),
        ("C797S, phase not determined", "unknown"),
        ("C797S in cis with L858R, T790M also seen", "unknown"),
        ("C797S in cis with L858R", ""),
        ("C797S，与 L858R 顺式", ""),
        ("C797S in cis with 19del", ""),
        ("C797S in cis with exon 19 deletion", ""),
        ("C797S in cis with the driver", ""),
        ("C797S after cisplatin", ""),
        ("C797S", ""),
        ("", ""),
    ],
)
def test_words_say_the_phase_only_where_they_leave_no_doubt(
    written: str, phase: str
) -> None:
    assert phase_said(written, OWN, PARTNER) == phase
