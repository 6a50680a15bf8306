"""Names of variants as laboratories, records and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.terminology.haplotypes import haplotypes, phase_in
from mdt_board.terminology.variant_names import names_of, read


@pytest.mark.parametrize(
    ("written", "gene"),
    [
        ("T790M", "EGFR"),
        ("p.T790M", "EGFR"),
        ("p.Thr790Met", "EGFR"),
        ("p.(Thr790Met)", "EGFR"),
        ("EGFR T790M", ""),
        ("EGFR:p.T790M", ""),
        ("EGFR p.Thr790Met", "EGFR"),
        ("NP_005219.2:p.Thr790Met", "EGFR"),
        (" T790M ", "EGFR"),
        ("Ｔ７９０Ｍ", "EGFR"),  # full width, as a Chinese keyboard writes it
    ],
)
def test_the_same_substitution_has_one_name(written: str, gene: str) -> None:
    name = read(written, gene)
    assert (name.gene, name.hgvs_p, name.kind) == ("EGFR", "p.T790M", "small")
    assert name.text == written
    assert name.is_read


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("19del", "19del"),
        ("del19", "19del"),
        ("外显子19缺失", "19del"),
        ("第19外显子缺失", "19del"),
        ("19号外显子缺失突变", "19del"),
        ("exon 19 deletion", "19del"),
        ("EGFR 19del", "19del"),
        ("ex20ins", "exon 20 insertion"),
        ("20ins", "exon 20 insertion"),
        ("第20外显子插入", "exon 20 insertion"),
        ("exon 14 skipping", "exon 14 skipping"),
        ("14号外显子跳跃", "exon 14 skipping"),
        ("exon 17 mutation", "exon 17 mutation"),
        ("AR-V7", "AR-V7"),
        ("BRCA2 回复突变", "reversion"),
    ],
)
def test_names_by_exon_and_by_effect_have_one_label(written: str, label: str) -> None:
    name = read(written)
    assert (name.label, name.hgvs_p, name.is_read) == (label, "", True)


@pytest.mark.parametrize(
    "written", ["EML4-ALK", "EML4::ALK", "ALK/EML4", "EML4-ALK融合", "ALK::EML4 fusion"]
)
@pytest.mark.parametrize("gene", ["", "ALK"])
def test_a_fusion_is_named_for_its_driver_whichever_partner_comes_first(
    written: str, gene: str
) -> None:
    name = read(written, gene)
    assert (name.gene, name.partner, name.kind) == ("ALK", "EML4", "fusion")


def test_a_fusion_in_the_row_of_its_partner_stays_the_partners() -> None:
    name = read("EML4-ALK", "EML4")
    assert (name.gene, name.partner, name.kind) == ("EML4", "ALK", "fusion")


@pytest.mark.parametrize(
    ("written", "gene", "kind"),
    [
        ("MET 扩增", "MET", "amplification"),
        ("MET扩增", "MET", "amplification"),
        ("c-MET amplification", "MET", "amplification"),
        ("HER2 amp", "ERBB2", "amplification"),
        ("CDKN2A 纯合缺失", "CDKN2A", "deletion"),
        ("ALK 融合", "ALK", "fusion"),
        ("ROS1 rearrangement", "ROS1", "fusion"),
    ],
)
def test_structural_changes_are_read_with_their_gene(
    written: str, gene: str, kind: str
) -> None:
    name = read(written)
    assert (name.gene, name.kind, name.is_read) == (gene, kind, True)


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("p.Glu746_Ala750del", "p.E746_A750del"),
        ("E746_A750del", "p.E746_A750del"),
        ("L747_P753delinsS", "p.L747_P753delinsS"),
        ("D770_N771insSVD", "p.D770_N771insSVD"),
        ("p.A767_V769dup", "p.A767_V769dup"),
        ("R579*", "p.R579*"),
        ("p.Glu1234fs", "p.E1234fs"),
        ("E1234Vfs*7", "p.E1234Vfs*7"),
    ],
)
def test_protein_changes_are_checked_as_hgvs(written: str, short: str) -> None:
    assert read(written, "EGFR").hgvs_p == short


def test_a_coding_change_is_read_as_such() -> None:
    assert read("NM_005228.5:c.2369C>T", "EGFR").hgvs_c == "c.2369C>T"
    assert not read("c.2369C>Q", "EGFR").is_read


@pytest.mark.parametrize(
    "written",
    ["C797S (cis with T790M)", "C797S，与 T790M 顺式", "EGFR C797S，与T790M反式"],
)
def test_words_of_phase_do_not_hide_the_change(written: str) -> None:
    assert read(written, "EGFR").hgvs_p == "p.C797S"


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("p.[T790M;C797S]", "p.[T790M;C797S]"),
        ("p.[T790M;C797S];[=]", "p.[T790M;C797S]"),
        ("NP_005219.2:p.[(Thr790Met);(Cys797Ser)]", "p.[T790M;C797S]"),
        ("EGFR p.［T790M；C797S］", "p.[T790M;C797S]"),
        ("p.[Thr790Met];[Cys797Ser]", "p.[T790M];[C797S]"),
        ("p.[T790M(;)C797S]", "p.[T790M(;)C797S]"),
        ("p.[T790M](;)[C797S]", "p.[T790M(;)C797S]"),
        ("T790M;C797S", "p.[T790M(;)C797S]"),
        ("EGFR p.Thr790Met、p.Cys797Ser", "p.[T790M(;)C797S]"),
    ],
)
def test_several_changes_in_one_name_keep_their_copies(
    written: str, short: str
) -> None:
    name = read(written, "EGFR")
    assert (name.hgvs_p, name.is_read) == (short, True)
    assert {"T790M", "C797S"} <= names_of("EGFR", name.hgvs_p, "")


@pytest.mark.parametrize(
    "written", ["c.[2369C>T;2390G>C]", "c.[2369C>T];[2390G>C]", "c.[2369C>T(;)2390G>C]"]
)
def test_several_coding_changes_in_one_name_keep_their_copies(written: str) -> None:
    name = read(f"NM_005228.5:{written}", "EGFR")
    assert (name.hgvs_c, name.is_read) == (written, True)


@pytest.mark.parametrize(
    "written",
    ["p.[T790M]", "p.[T790M;]", "p.[;]", "p.[T790M;X]", "p.[T790M];[=]", "p.[=]",
     "T790M;high", "c.[2369C>T;2390+1G>C]"],
)  # fmt: skip
def test_a_name_without_two_changes_is_no_haplotype(written: str) -> None:
    assert haplotypes(written) is None
    assert "[" not in read(written, "EGFR").hgvs_p


def test_a_joint_call_names_both_of_its_ends() -> None:
    joint = "p.T790_C797delinsMQLMPFGS"
    assert {"T790M", "C797S", "T790X"} <= names_of("EGFR", joint, "")
    assert not names_of("EGFR", "p.T790_C797delinsM", "") & {"T790M", "C797M"}
    assert "E746E" not in names_of("EGFR", "p.E746_L747delinsEP", "")


@pytest.mark.parametrize(
    ("name", "phase"),
    [
        ("p.[T790M;C797S]", "cis"),
        ("p.[T790M;C797S];[=]", "cis"),
        ("p.[T790M];[C797S]", "trans"),
        ("c.[2369C>T;2390G>C]", "cis"),
        ("NM_005228.5:c.[2369C>T];[2389T>A]", "trans"),
        ("c.[2369C>T(;)2390G>C]", "unknown"),
        ("c.[2369C>T;2573T>G]", ""),
        ("T790M;C797S", "unknown"),
        ("p.[L858R;T790M];[L858R;C797S]", "trans"),
        ("p.[L858R;T790M;C797S];[L858R]", "cis"),
        ("p.[T790M(;)C797S]", "unknown"),
        ("p.T790_C797delinsMQLMPFGS", "cis"),
        ("p.[T790M;L858R]", ""),
        ("p.C797S", ""),
    ],
)
def test_the_phase_of_two_changes_is_read_from_the_name_that_holds_both(
    name: str, phase: str
) -> None:
    assert phase_in(name, frozenset({"C797S"}), frozenset({"T790M"})) == phase


@pytest.mark.parametrize(
    "written", ["T790", "L858R/T790M", "阳性", "p.Z12Q", "hotspot"]
)
def test_what_cannot_be_read_is_kept_as_typed_and_marked(written: str) -> None:
    name = read(written, "EGFR")
    assert (name.text, name.label, name.is_read) == (written, written, False)
    assert not name.hgvs_p


@given(st.text(max_size=60), st.sampled_from(["", "EGFR", "ALK"]))
def test_any_text_is_kept_and_never_refused(text: str, gene: str) -> None:
    name = read(text, gene)
    assert name.text == text
    assert name.is_read or (not name.hgvs_p and name.label == text)


@given(st.text(max_size=60))
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    name = read(text, "EGFR")
    if name.hgvs_p:
        assert read(name.hgvs_p, "EGFR").hgvs_p == name.hgvs_p


@pytest.mark.parametrize(
    ("gene", "hgvs_p", "label", "name"),
    [
        ("ALK", "p.I1171N", "", "I1171X"),
        ("KIT", "p.V654A", "", "exon 13"),
        ("KIT", "p.D820Y", "", "exon 17"),
        ("KIT", "", "ex17 mutation", "exon 17"),
        ("RB1", "p.R579*", "", "loss"),
        ("BRCA2", "p.E1234Vfs*7", "", "loss"),
        ("AR", "", "AR-V7", "AR-V7"),
    ],
)
def test_rows_may_call_a_variant_by_residue_exon_or_effect(
    gene: str, hgvs_p: str, label: str, name: str
) -> None:
    assert name in names_of(gene, hgvs_p, label)


def test_an_unchanged_residue_is_no_other_residue() -> None:
    assert "S406X" not in names_of("EGFR", "p.S406=", "")
    assert "S406X" not in names_of("EGFR", "p.S406S", "")
