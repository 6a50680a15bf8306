"""Publications that rows of resistance cite, written once.

A tag says what was seen: V the source itself, v2 a secondary source (most often the
curated evidence of CIViC, May 2026, under this PMID), M neither: named from memory.
"""

from mdt_board.model.interpretation import Reference
from mdt_board.model.tag import Tag
from mdt_board.model.text import N_

NOTES = N_("Clinical notes of this rule base; no publication named")
V, V2, M = Tag.CHECKED, Tag.SECONDARY, Tag.UNVERIFIED


def _paper(
    reference: str, citation: str, year: int, tag: Tag, pmid: str = ""
) -> Reference:
    return Reference(id=reference, citation=citation, year=year, tag=tag, pmid=pmid)


RESISTANCE_REFERENCES = (
    # EGFR
    _paper(
        "yu-2013", "Yu HA et al. 155 rebiopsies after EGFR TKI", 2013, V2, "23470965"
    ),
    _paper("sequist-2011", "Sequist LV et al. Rebiopsies of 37 patients", 2011, M),
    _paper("thress-2015", "Thress KS et al. C797S in plasma", 2015, V2, "25939061"),
    _paper("yu-2015", "Yu HA et al. C797S with T790M, case", 2015, V2, "26181354"),
    _paper("engelman-2007", "Engelman JA et al. MET bypass", 2007, V2, "17463250"),
    _paper("belchis-2016", "Belchis DA et al. Rebiopsies", 2016, V2, "27304188"),
    _paper("balak-2006", "Balak MN et al. EGFR D761Y", 2006, V2, "17085664"),
    _paper("yasuda-2013", "Yasuda H et al. EGFR exon 20", 2013, V2, "24353160"),
    _paper("mu-2020", "Mu Y et al. T790M under osimertinib", 2020, V),
    _paper("egfr-3g-series", NOTES, 2026, M),
    _paper(
        "lee-2017", "Lee JK et al. RB1 and TP53 before transformation. JCO", 2017, M
    ),
    _paper("mariposa-2", "MARIPOSA-2: amivantamab + chemotherapy", 2024, M),
    _paper("orient-31", "ORIENT-31: sintilimab + bevacizumab + chemotherapy", 2022, V),
    _paper("tatton", "TATTON: osimertinib + savolitinib", 2020, M),
    _paper("savannah", "SAVANNAH / SAFFRON: savolitinib + osimertinib", 2024, M),
    _paper("insight-2", "INSIGHT 2: tepotinib + osimertinib", 2024, M),
    _paper("nmpa-savolitinib-2025", "NMPA: savolitinib + osimertinib", 2025, V),
    _paper("fda-sunvozertinib-2025", "FDA: sunvozertinib, accelerated", 2025, V),
    _paper("fda-dato-dxd-2025", "FDA: datopotamab deruxtecan, accelerated", 2025, V),
    _paper(
        "cma-lung-2023", "CMA guideline: lung cancer, drugs to August 2023", 2023, V
    ),
    _paper(
        "egfr-reviews", "Reviews of resistance to EGFR TKI; titles not kept", 2025, V2
    ),
    _paper("china-2025", "Approval news, China 2025", 2025, V2),
    _paper("alk-nda-2026", "News of the neladalkib application", 2026, V2),
    # ALK, ROS1, RET, MET, NTRK
    _paper("gainor-2016", "Gainor JF et al. 103 ALK biopsies. Cancer Discov", 2016, V),
    _paper("gainor-2016-shares", "Gainor JF et al. 2016: shares by drug", 2016, M),
    _paper("katayama-2012", "Katayama R et al. ALK crizotinib", 2012, V2, "22277784"),
    _paper("katayama-2014", "Katayama R et al. I1171T, V1180L", 2014, V, "25228534"),
    _paper("ou-2014", "Ou SH et al. I1171 under alectinib", 2014, V2, "25393796"),
    _paper("shaw-2016", "Shaw AT et al. L1198F. N Engl J Med", 2016, V2, "26698910"),
    _paper("alk-series", NOTES, 2026, M),
    _paper(
        "dagogo-jack-2020",
        "Dagogo-Jack I et al. MET in ALK-positive lung cancer. Clin Cancer Res 26:2535",
        2020,
        V,
    ),
    _paper(
        "lin-2021", "Lin JJ et al. ROS1 resistance. Clin Cancer Res 27:2899", 2021, V
    ),
    _paper("awad-2013", "Awad MM et al. ROS1 G2032R", 2013, V2, "23724914"),
    _paper("fda-taletrectinib-2025", "FDA: taletrectinib", 2025, V),
    _paper(
        "solomon-2020", "Solomon BJ et al. RET G810. JTO 15:541", 2020, V, "31988000"
    ),
    _paper(
        "lin-gainor-2021", "Lin JJ, Gainor JF. RET resistance. Br J Cancer", 2021, V
    ),
    _paper("lin-2020", "Lin JJ et al. RET resistance", 2020, M),
    _paper("heist-2016", "Heist RS et al. MET D1228N", 2016, V2, "27343442"),
    _paper("bahcall-2016", "Bahcall M et al. MET D1228V", 2016, V2, "27694386"),
    _paper("met-series", NOTES, 2026, M),
    _paper("hong-2019", "Hong DS et al. NTRK resistance", 2019, V2, "30624546"),
    _paper("murray-2021", "Murray BW et al. TRK solvent front", 2021, V2, "34625502"),
    _paper(
        "trk-2021", "TRK xDFG mutations and type II inhibitors. Cancer Discov", 2021, V
    ),
    _paper("trk-series", NOTES, 2026, M),
    # BRAF, KRAS, HER2
    _paper("shi-2014", "Shi H et al. BRAF inhibitor resistance", 2014, V2, "24265155"),
    _paper("long-2014", "Long GV et al. Dabrafenib + trametinib", 2014, V2, "25452114"),
    _paper("wagle-2011", "Wagle N et al. MAP2K1 C121S", 2011, V2, "21383288"),
    _paper("whittaker-2013", "Whittaker SR et al. NF1 loss", 2013, V2, "23288408"),
    _paper("ahronian-2015", "Ahronian LG et al. BRAF CRC", 2015, V2, "25673644"),
    _paper("braf-series", NOTES, 2026, M),
    _paper("awad-2021", "Awad MM et al. KRAS G12C resistance. NEJM 384:2382", 2021, M),
    _paper("bose-2013", "Bose R et al. ERBB2 mutations", 2013, V2, "23220880"),
    _paper("her2-series", NOTES, 2026, M),
    _paper("fda-zongertinib-2025", "FDA: zongertinib, 8 August 2025", 2025, V),
    _paper("nmpa-zongertinib-2025", "NMPA: zongertinib, conditional", 2025, V),
    _paper(
        "zongertinib-trade", "Trade page: zongertinib dated 9 August 2024", 2024, V2
    ),
    # GIST, leukemia
    _paper("heinrich-2006", "Heinrich MC et al. Imatinib GIST", 2006, V2, "16954519"),
    _paper("esmo-gist", "ESMO summary: secondary KIT mutations", 2024, V),
    _paper("intrigue-ctdna", "INTRIGUE ctDNA. Nat Med 30:498", 2024, V),
    _paper("intrigue-ctdna-pfs", "INTRIGUE ctDNA: PFS by exon", 2024, M),
    _paper("corless-2005", "Corless CL et al. PDGFRA D842V", 2005, V2, "15928335"),
    _paper("gist-notes", NOTES, 2026, M),
    _paper("eln-2020", "ELN 2020/2025: chronic myeloid leukemia", 2025, M),
    # BRCA, breast, prostate
    _paper("reversion-series", NOTES, 2026, M),
    _paper("toy-2013", "Toy W et al. ESR1 mutations", 2013, V2, "24185512"),
    _paper("serena-6", "SERENA-6: camizestrant switch at ESR1 mutation", 2025, V),
    _paper("ember-3", "EMBER-3: imlunestrant", 2024, V),
    _paper(
        "bidard-2022", "Bidard FC et al. EMERALD: elacestrant", 2022, V2, "35584336"
    ),
    _paper("oleary-2018", "O'Leary B et al. PALOMA-3 ctDNA", 2018, V2, "30206110"),
    _paper("juric-2015", "Juric D et al. PTEN loss", 2015, V2, "25409150"),
    _paper("capitello-291", "CAPItello-291: capivasertib", 2023, V2, "37256976"),
    _paper("breast-series", NOTES, 2026, M),
    _paper("antonarakis-2014", "Antonarakis ES et al. AR-V7", 2014, V2, "25184630"),
    _paper("joseph-2013", "Joseph JD et al. AR F877L", 2013, V2, "23779130"),
    _paper("hara-2003", "Hara T et al. AR W741 bicalutamide", 2003, V2, "12517791"),
    _paper("ar-series", NOTES, 2026, M),
    # colorectal, biliary, bladder, melanoma
    _paper("misale-2012", "Misale S et al. Acquired KRAS", 2012, V2, "22722830"),
    _paper("montagut-2012", "Montagut C et al. EGFR S492R", 2012, V2, "22270724"),
    _paper("sanchez-martin-2016", "EGFR G465R", 2016, V2, "26888827"),
    _paper("bardelli-2013", "Bardelli A et al. MET in CRC", 2013, V2, "23729478"),
    _paper("martin-2013", "Martin V et al. ERBB2 in CRC", 2013, V2, "23348520"),
    _paper("crc-series", NOTES, 2026, M),
    _paper("parseghian-2019", "Parseghian CM et al. Decay of clones", 2019, M),
    _paper("chronos", "CHRONOS: panitumumab rechallenge", 2022, M),
    _paper("zaretsky-2016", "Zaretsky JM et al. JAK1/2, B2M", 2016, V2, "27433843"),
    _paper("facchinetti-2024", "Facchinetti F et al. FGFR. CCR 30:4943", 2024, V),
    _paper("chell-2013", "Chell V et al. FGFR3 V555M", 2013, V2, "22869148"),
    _paper("idh-series", NOTES, 2026, M),
    _paper("fgfr2-notes", NOTES, 2026, M),
    _paper("fgfr3-series", NOTES, 2026, M),
)
