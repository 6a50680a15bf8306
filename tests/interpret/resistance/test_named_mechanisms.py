"""Every mechanism that the clinical catalogue names, K1 to K8, has its row."""

import pytest

from mdt_board.interpret.engine import rules
from mdt_board.interpret.references import BY_ID
from mdt_board.knowledge import bundled
from mdt_board.model.interpretation import Tag
from mdt_board.terminology.variant_names import names_of

KNOWLEDGE = bundled()
SMALL, AMP, FUSION, LOSS = "small", "amplification", "fusion", "loss"
HISTOLOGY, STAIN, GONE = "histology", "stain", "gone"
# section, disease, a drug, kind, gene, variants by their names
NAMED = """
K1 EGFR gefitinib small EGFR T790M
K1 EGFR afatinib amplification MET -
K1 EGFR gefitinib amplification ERBB2 -
K1 EGFR gefitinib small PIK3CA E545K H1047R
K1 EGFR gefitinib small BRAF V600E
K1 EGFR gefitinib histology - small-cell emt
K1 EGFR osimertinib amplification MET -
K1 EGFR osimertinib small EGFR T790M C797S L718Q L718V G724S G796S L792H
K1 EGFR osimertinib gone EGFR T790M
K1 EGFR osimertinib amplification ERBB2 -
K1 EGFR osimertinib small ERBB2 S310F
K1 EGFR osimertinib small PIK3CA E542K
K1 EGFR osimertinib small KRAS G12D
K1 EGFR osimertinib small BRAF V600E
K1 EGFR osimertinib fusion RET -
K1 EGFR osimertinib fusion ALK -
K1 EGFR osimertinib fusion NTRK1 -
K1 EGFR osimertinib fusion FGFR3 -
K1 EGFR osimertinib fusion BRAF -
K1 EGFR osimertinib histology - small-cell squamous
K1 EGFR osimertinib none none -
K1 EGFR gefitinib small EGFR D770_N771insSVD
K2 ALK crizotinib small ALK L1196M G1269A C1156Y G1202R
K2 ALK crizotinib amplification ALK -
K2 ALK alectinib small ALK G1202R I1171N I1171T V1180L
K2 ALK ceritinib small ALK G1202R F1174C
K2 ALK brigatinib small ALK G1202R
K2 ALK lorlatinib small ALK G1202R I1171N D1203N L1198F
K2 ALK alectinib amplification MET -
K2 ALK alectinib small KRAS G12D
K2 ALK alectinib small MAP2K1 K57N
K2 ALK alectinib small EGFR L858R
K2 ALK alectinib histology - small-cell emt
K3 ROS1 crizotinib small ROS1 G2032R D2033N S1986F
K3 ROS1 lorlatinib small ROS1 L2086F G2032R
K3 ROS1 lorlatinib amplification MET -
K3 ROS1 lorlatinib small KRAS G12C
K3 ROS1 lorlatinib small NRAS Q61K
K3 ROS1 lorlatinib small MAP2K1 Q56P
K3 RET selpercatinib small RET G810R G810S G810C Y806C V738A
K3 RET pralsetinib amplification MET -
K3 RET pralsetinib small KRAS G12D
K3 MET capmatinib small MET D1228N D1228V Y1230H
K3 MET cabozantinib small MET L1195V F1200L
K3 MET tepotinib small KRAS G12D
K3 MET tepotinib amplification KRAS -
K3 MET tepotinib amplification EGFR -
K3 MET tepotinib amplification ERBB3 -
K3 BRAF dabrafenib amplification BRAF -
K3 BRAF dabrafenib small BRAF splice L514V
K3 BRAF dabrafenib small NRAS Q61R
K3 BRAF encorafenib small KRAS G12D
K3 BRAF dabrafenib small MAP2K1 C121S
K3 BRAF vemurafenib loss NF1 -
K3 BRAF encorafenib amplification MET -
K3 KRAS sotorasib small KRAS Y96C Y96D R68S G12D G12R G12V G12W G13D Q61H
K3 KRAS adagrasib small KRAS H95D H95Q H95R
K3 KRAS fulzerasib amplification KRAS -
K3 KRAS glecirasib amplification MET -
K3 KRAS garsorasib small NRAS Q61K
K3 KRAS sotorasib small BRAF V600E
K3 KRAS sotorasib small MAP2K1 K57N
K3 KRAS sotorasib small RET M918T
K3 KRAS sotorasib fusion ALK -
K3 KRAS sotorasib fusion RET -
K3 KRAS sotorasib loss NF1 -
K3 KRAS sotorasib loss PTEN -
K3 KRAS sotorasib histology - squamous
K3 ERBB2 zongertinib small ERBB2 L755S T798I
K3 ERBB2 pyrotinib amplification ERBB2 -
K3 ERBB2 trastuzumab-deruxtecan amplification EGFR -
K3 ERBB2 zongertinib small KRAS G12D
K3 ERBB2 trastuzumab stain ERBB2 lost
K3 ERBB2 trastuzumab stain p95HER2 positive
K3 ERBB2 trastuzumab small PIK3CA H1047R
K3 NTRK1 larotrectinib small NTRK1 G595R G667C
K3 NTRK3 entrectinib small NTRK3 G623R G696A
K3 NTRK1 larotrectinib small KRAS G12D
K3 NTRK1 larotrectinib amplification MET -
K3 NTRK3 larotrectinib small BRAF V600E
K4 KIT imatinib small KIT V654A T670I D816H D820Y N822K Y823D
K4 PDGFRA imatinib small PDGFRA D842V
K4 KIT imatinib stain SDHB lost
K4 ABL1 dasatinib small ABL1 T315I E255K Y253H F317L V299L F359V
K5 BRCA1 olaparib small BRCA1 reversion
K5 BRCA2 niraparib small BRCA2 reversion
K5 PALB2 olaparib small PALB2 reversion
K5 RAD51C olaparib small RAD51C reversion
K5 RAD51D olaparib small RAD51D reversion
K5 BRCA1 pamiparib loss TP53BP1 -
K5 BRCA1 olaparib loss SHLD2 -
K5 BRCA2 olaparib fusion ABCB1 -
K5 BRCA2 olaparib stain RAD51 positive
K5 BRCA1 olaparib stain SLFN11 lost
K5 BRCA1 fuzuloparib small PARP1 -
K6 breast letrozole small ESR1 D538G Y537S Y537N Y537C E380Q L536H
K6 breast fulvestrant small ESR1 F404L
K6 breast letrozole small PIK3CA H1047R
K6 breast letrozole small AKT1 E17K
K6 breast letrozole loss PTEN -
K6 breast alpelisib loss PTEN -
K6 breast alpelisib small PIK3CA W780R Q859K
K6 breast palbociclib loss RB1 -
K6 breast dalpiciclib loss FAT1 -
K6 breast letrozole small ERBB2 L755S
K6 breast letrozole stain ERBB2 equivocal
K7 colorectal cetuximab small KRAS G12D Q61H A146T
K7 colorectal panitumumab small NRAS Q61K
K7 colorectal cetuximab small BRAF V600E
K7 colorectal cetuximab small EGFR S492R G465R S464L
K7 colorectal cetuximab amplification MET -
K7 colorectal cetuximab amplification ERBB2 -
K7 colorectal pembrolizumab loss B2M -
K7 colorectal pembrolizumab loss JAK1 -
K7 FGFR2 pemigatinib small FGFR2 N550K V565F E566A K660M
K7 FGFR2 futibatinib small FGFR2 N550K V565L
K7 FGFR2 pemigatinib small PIK3CA H1047R
K7 FGFR2 pemigatinib loss TSC1 -
K7 FGFR3 erdafitinib small FGFR3 V555M N540K
K7 IDH1 ivosidenib small IDH1 D279N R119P
K7 IDH1 ivosidenib small IDH2 R140Q R172K
K7 prostate abiraterone small AR L702H T878A AR-V7
K7 prostate bicalutamide small AR W742C
K7 prostate enzalutamide small AR F877L AR-V7
K7 prostate enzalutamide amplification AR -
K7 prostate abiraterone histology - neuroendocrine
K7 RET selpercatinib small RET G810R
K7 EGFR sunvozertinib small EGFR C797S T790M
"""
LINES = [line.split() for line in NAMED.strip().splitlines()]


def has_row(disease, drug, kind, gene, variant):
    classes = KNOWLEDGE.classes[drug]
    wanted = {variant}
    if variant and kind == SMALL:
        label = variant if variant in ("splice", "reversion", "AR-V7") else ""
        wanted = names_of(gene, "" if label else f"p.{variant}", label)
    return any(
        disease in (r.driver, *(t.removeprefix("cancer.") for t in r.tumors))
        and classes.intersection(r.under)
        and r.kind == kind
        and gene in (r.gene, "-")
        and (not variant or wanted.intersection(r.variants))
        for r in KNOWLEDGE.mechanisms
    )


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_every_named_mechanism_has_a_row(line):
    _, disease, drug, kind, gene, *variants = line
    for variant in variants:
        name = "" if variant == "-" else variant
        assert has_row(disease, drug, kind, gene, name), variant


@pytest.mark.parametrize("phase", ["cis", "trans", "unknown", "absent"])
def test_c797s_has_a_row_for_every_phase(phase):
    rows = [r for r in KNOWLEDGE.mechanisms if r.beside and r.variants == ("C797S",)]
    assert phase in {r.beside.phase for r in rows}


def test_oligoprogression_has_its_rules():
    """K8 is a question of count and sites, and no row of a gene."""
    assert "resistance.oligoprogression" in rules(KNOWLEDGE)


@pytest.mark.parametrize("row", KNOWLEDGE.mechanisms, ids=lambda r: r.id)
def test_everything_a_row_says_names_a_source_and_says_how_well_it_was_checked(row):
    known = row.detail
    assert row.references
    said = [*known.frequencies, *known.follows]
    cited = [*row.references, *(s.reference for s in said)]
    cited += [r for c in known.conflicts for r in c.references]
    assert set(cited) <= set(BY_ID)
    order = [Tag.UNVERIFIED, Tag.JUDGED, Tag.SECONDARY, Tag.COMPUTED, Tag.CHECKED]
    for part in said:
        assert order.index(part.tag) <= order.index(BY_ID[part.reference].tag)


@pytest.mark.parametrize("row", KNOWLEDGE.mechanisms, ids=lambda r: r.id)
def test_what_plasma_cannot_see_is_said_to_be_missed_by_it(row):
    if row.kind in (AMP, FUSION, HISTOLOGY, STAIN, LOSS):
        assert "test.plasma-ngs" in row.detail.misses
    assert not set(row.detail.sees) & set(row.detail.misses)


@pytest.mark.parametrize("row", KNOWLEDGE.mechanisms, ids=lambda r: r.id)
def test_what_the_headline_calls_a_change_has_a_name(row):
    if row.is_new_alteration and not row.variants and row.kind != SMALL:
        assert f"alteration.{row.gene}-{row.kind}" in KNOWLEDGE.terms


def test_t790m_opens_what_must_never_have_been_given():
    row = KNOWLEDGE.mechanism_by_id["resistance.egfr-t790m-under-early-tki"]
    options = [o for part in row.detail.follows for o in part.options]
    assert options
    assert all(KNOWLEDGE.classes[o] & set(row.without) for o in options)


def test_labels_are_as_of_a_day_and_never_grades_of_a_guideline():
    for row in KNOWLEDGE.mechanisms:
        for label in row.detail.labels:
            assert label.as_of.isoformat() == "2026-11-22"
            assert label.status.startswith("label-status.")
            assert "CSCO" not in label.note.zh + label.note.en
