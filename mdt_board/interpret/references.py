"""Every publication that rules cite, written once. Facts are quoted, sentences not."""

from mdt_board.interpret.resistance_references import RESISTANCE_REFERENCES
from mdt_board.model.interpretation import Reference, Tag
from mdt_board.model.text import N_

RECIST_2009 = Reference(
    id="recist-1-1",
    citation="Eisenhauer EA et al. RECIST 1.1. Eur J Cancer 45:228-247",
    year=2009,
    tag=Tag.CHECKED,
    pmid="19097774",
    doi="10.1016/j.ejca.2008.10.026",
)
YOON_2016 = Reference(
    id="yoon-2016",
    citation="Yoon SH et al. Observer variability in RECIST. Eur J Cancer 53:5-15",
    year=2016,
    tag=Tag.CHECKED,
    pmid="26687017",
)
OXNARD_2011 = Reference(
    id="oxnard-2011",
    citation="Oxnard GR et al. Same-day repeat CT in NSCLC. J Clin Oncol 29:3114",
    year=2011,
    tag=Tag.CHECKED,
    pmid="21730273",
)
MOK_2017 = Reference(
    id="aura3-2017",
    citation="Mok TS et al. AURA3. N Engl J Med 376:629-640",
    year=2017,
    tag=Tag.SECONDARY,
)
APPLE_2023 = Reference(
    id="apple-2023",
    citation="Remon J et al. APPLE (EORTC 1613). Phase II",
    year=2023,
    tag=Tag.CHECKED,
)
MAGEE_2025 = Reference(
    id="magee-2025",
    citation="Magee D et al. Clonal hematopoiesis in plasma. Clin Cancer Res 31:2710",
    year=2025,
    tag=Tag.CHECKED,
    pmid="39932457",
)
CHAFT_2011 = Reference(
    id="chaft-2011",
    citation="Chaft JE et al. Flare after stopping EGFR TKI. Clin Cancer Res",
    year=2011,
    tag=Tag.CHECKED,
    pmid="21856766",
)
ESMO_CTDNA_2022 = Reference(
    id="esmo-ctdna-2022",
    citation="ESMO recommendations on ctDNA assays. Ann Oncol",
    year=2022,
    tag=Tag.CHECKED,
    doi="10.1016/j.annonc.2022.05.520",
)
HENRIKSEN_2020 = Reference(
    id="henriksen-2020",
    citation="Henriksen TV et al. Surgical trauma and ctDNA. Mol Oncol",
    year=2020,
    tag=Tag.CHECKED,
    pmid="32471011",
)
GALAXY_2024 = Reference(
    id="galaxy-2024",
    citation="GALAXY: tumor-informed MRD in colorectal cancer. Nat Med",
    year=2024,
    tag=Tag.CHECKED,
    pmid="39284954",
)
ZHANG_2022 = Reference(
    id="zhang-2022",
    citation="Zhang JT et al. Longitudinal MRD in resected NSCLC (n=261). PMC9394392",
    year=2022,
    tag=Tag.CHECKED,
)
CTDNA_ARITHMETIC = Reference(
    id="mdt-board-ctdna-arithmetic",
    citation=N_("Poisson limits of molecule counts: 303 genome equivalents per ng"),
    year=2026,
    tag=Tag.COMPUTED,
)
RAZAVI_2019 = Reference(
    id="razavi-2019",
    citation="Razavi P et al. High-intensity sequencing of plasma. Nat Med 25:1928",
    year=2019,
    tag=Tag.CHECKED,
    pmid="31768066",
)
BOARD_JUDGMENT = Reference(
    id="mdt-board-judgment",
    citation=N_(
        "Judgment of the rule base's clinical review, without a numeric source"
    ),
    year=2026,
    tag=Tag.JUDGED,
)
CHMIELECKI_2023 = Reference(
    id="chmielecki-2023",
    citation="Chmielecki J et al. Resistance to first-line osimertinib (FLAURA ctDNA)",
    year=2023,
    tag=Tag.CHECKED,
    pmid="36849494",
)
SACHI_2025 = Reference(
    id="sachi-2025",
    citation="SACHI: savolitinib + osimertinib, MET amplified after EGFR TKI (III)",
    year=2025,
    tag=Tag.CHECKED,
)
INSIGHT_2020 = Reference(
    id="insight-2020",
    citation="INSIGHT: tepotinib + gefitinib, MET amplified after EGFR TKI (Ib/II)",
    year=2020,
    tag=Tag.CHECKED,
)
MARCOUX_2019 = Reference(
    id="marcoux-2019",
    citation="Marcoux N et al. EGFR-mutant cancers that transform to small-cell. JCO",
    year=2019,
    tag=Tag.CHECKED,
)
TANG_2017 = Reference(
    id="tang-2017",
    citation="Tang W et al. Gastric pH and gefitinib. CPDD 6:517-523",
    year=2017,
    tag=Tag.CHECKED,
    pmid="28176470",
)
GEFITINIB_LABEL = Reference(
    id="gefitinib-label",
    citation="Product information of gefitinib: interactions",
    year=2023,
    tag=Tag.CHECKED,
)
COBRA_2024 = Reference(
    id="cobra-2024",
    citation="COBRA: plasma-only ctDNA in stage IIA colon cancer, stopped early",
    year=2024,
    tag=Tag.CHECKED,
)
IRECIST_2017 = Reference(
    id="irecist-2017",
    citation="Seymour L et al. iRECIST. Lancet Oncol 18:e143",
    year=2017,
    tag=Tag.CHECKED,
    pmid="28271869",
)
IRECIST_CLARIFIED = Reference(
    id="irecist-clarified",
    citation="RECIST working group. iRECIST: questions and clarifications. EORTC",
    year=2017,
    tag=Tag.CHECKED,
)
CURB_2024 = Reference(
    id="curb-2024",
    citation="Tsai CJ et al. CURB: SBRT of oligoprogression (phase II). Lancet",
    year=2024,
    tag=Tag.CHECKED,
)
TUXEN_1999 = Reference(
    id="tuxen-1999",
    citation="Tuxen MK et al. Biological variation of CEA and CA 125",
    year=1999,
    tag=Tag.CHECKED,
    pmid="10385546",
)
ERDEN_2008 = Reference(
    id="erden-2008",
    citation="Erden G et al. Biological variation of tumor markers",
    year=2008,
    tag=Tag.CHECKED,
)
IMPRESS_2017 = Reference(
    id="impress-2017",
    citation="IMPRESS: gefitinib beside chemotherapy after progression. J Clin Oncol",
    year=2017,
    tag=Tag.CHECKED,
)
COMPEL_2024 = Reference(
    id="compel",
    citation="COMPEL: osimertinib beside chemotherapy (n=98). ESMO Open",
    year=2025,
    tag=Tag.CHECKED,
    doi="10.1016/j.esmoop.2025.105807",
)

AVANZINI_2020 = Reference(
    id="avanzini-2020",
    citation="Avanzini S et al. A model of ctDNA release. Sci Adv 6:eabc4308",
    year=2020,
    tag=Tag.CHECKED,
    pmid="33310847",
)
KOH_2009 = Reference(
    id="koh-2009",
    citation="Koh JL et al. CT of peritoneal metastases, by size",
    year=2009,
    tag=Tag.CHECKED,
)
MARIN_2010 = Reference(
    id="marin-2010",
    citation="Marin D et al. CT of peritoneal metastases, by size",
    year=2010,
    tag=Tag.CHECKED,
)
LEPTOMENINGES_2023 = Reference(
    id="leptomeninges-2023",
    citation="Leptomeningeal metastases: MRI, cytology, CSF ctDNA (meta-analysis)",
    year=2023,
    tag=Tag.CHECKED,
    pmid="36968290",
)
HCV_METHYLATION_2023 = Reference(
    id="hcv-methylation-2023",
    citation="Methylation MRD positive in hepatitis C. Case Rep Oncol 16:1536",
    year=2023,
    tag=Tag.CHECKED,
    pmid="38058505",
)
PATHFINDER_2023 = Reference(
    id="pathfinder-2023",
    citation="PATHFINDER: 35 of 92 positive multi-cancer tests were cancer. Lancet",
    year=2023,
    tag=Tag.CHECKED,
    pmid="37805216",
)
BRATMAN_2020 = Reference(
    id="bratman-2020",
    citation="Bratman SV et al. INSPIRE: ctDNA and RECIST under pembrolizumab",
    year=2020,
    tag=Tag.CHECKED,
)
PARK_2020 = Reference(
    id="park-2020",
    citation="Park HJ et al. Pseudoprogression under immunotherapy. Radiology 297:87",
    year=2020,
    tag=Tag.CHECKED,
    pmid="32749204",
)
KANAOKA_2023 = Reference(
    id="kanaoka-2023",
    citation="Kanaoka K et al. Bone reaction under osimertinib. BMC Cancer 23:834",
    year=2023,
    tag=Tag.CHECKED,
    pmid="37674153",
)
PCWG3_2016 = Reference(
    id="pcwg3-2016",
    citation="Scher HI et al. PCWG3. J Clin Oncol 34:1402",
    year=2016,
    tag=Tag.CHECKED,
    doi="10.1200/JCO.2015.64.2702",
)
OSIMERTINIB_EFFUSION_2017 = Reference(
    id="osimertinib-effusion-2017",
    citation="Effusion rising under osimertinib while the tumor shrank: one case",
    year=2017,
    tag=Tag.CHECKED,
    pmid="29285395",
)
TAPO_REVIEW = Reference(
    id="tapo-review",
    citation="Transient asymptomatic pulmonary opacities: Fleischner position paper",
    year=2021,
    tag=Tag.SECONDARY,
)
GIST_CYSTIC_2008 = Reference(
    id="gist-cystic-2008",
    citation="GIST responding with new cystic lesions. PMC2687056",
    year=2008,
    tag=Tag.CHECKED,
)

REFERENCES = (
    PARK_2020,
    KANAOKA_2023,
    PCWG3_2016,
    OSIMERTINIB_EFFUSION_2017,
    TAPO_REVIEW,
    GIST_CYSTIC_2008,
    RAZAVI_2019,
    AVANZINI_2020,
    KOH_2009,
    MARIN_2010,
    LEPTOMENINGES_2023,
    HCV_METHYLATION_2023,
    PATHFINDER_2023,
    BRATMAN_2020,
    IMPRESS_2017,
    COMPEL_2024,
    RECIST_2009,
    YOON_2016,
    OXNARD_2011,
    MOK_2017,
    APPLE_2023,
    MAGEE_2025,
    CHAFT_2011,
    ESMO_CTDNA_2022,
    HENRIKSEN_2020,
    GALAXY_2024,
    ZHANG_2022,
    CHMIELECKI_2023,
    SACHI_2025,
    INSIGHT_2020,
    MARCOUX_2019,
    TANG_2017,
    GEFITINIB_LABEL,
    COBRA_2024,
    IRECIST_2017,
    IRECIST_CLARIFIED,
    CURB_2024,
    TUXEN_1999,
    ERDEN_2008,
    CTDNA_ARITHMETIC,
    BOARD_JUDGMENT,
    *RESISTANCE_REFERENCES,
)
BY_ID = {r.id: r for r in REFERENCES}
