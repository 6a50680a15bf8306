"""Where a plasma variant comes from: tumor, clonal hematopoiesis, germline, or unknown.

A first honest set: each clue is named with its records and how well it is founded, and
the answer follows a fixed order. Where clues conflict, or the deciding test is missing,
the answer is undetermined. Published data: Magee 2025; order and sizes are judgment.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from mdt_board.interpret.ctdna.driver import drivers_of, is_driver
from mdt_board.interpret.ctdna.evidence import (
    Reads,
    Wbc,
    judge_wbc,
    reads_of,
    wbc_clue,
)
from mdt_board.interpret.ctdna.kinetics import day_of, fraction_of, series_id
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Clue, Origin, OriginAnswer, Series, Tag
from mdt_board.model.knowledge import ChRow, Knowledge
from mdt_board.model.molecular import Assay, AssayKind, Detected, Variant, VariantKind
from mdt_board.model.text import N_, Count, Gene, Message, Percent, Plain, Span, Word

PAIRED_WBC = "paired-wbc"
REPEAT_PLASMA = "repeat-plasma"
GERMLINE_TEST = "germline-test"
# Genes whose heterozygous or homozygous germline variants appear in plasma (F5)
GERMLINE_GENES = frozenset(
    {"BRCA1", "BRCA2", "PALB2", "ATM", "CHEK2", "TP53", "RET", "VHL", "MET"}
    | {"MLH1", "MSH2", "MSH6", "PMS2", "SDHA", "SDHB", "SDHC", "SDHD"}
)
HALF = (Decimal("0.40"), Decimal("0.60"))
NEARLY_ALL = Decimal("0.90")
# A canonical CH gene this rare in tissue may be white cells inside the tumor.
INFILTRATE = Decimal("0.10")
LOW_PRIOR = Decimal("0.10")
CONFIRMING_SAMPLES = 2


@dataclass(frozen=True, slots=True)
class _Question:
    """One plasma variant with everything that bears on its origin."""

    series: Series
    seen: tuple[Variant, ...]
    wbc: Variant | None
    tissue: Variant | None
    case: Case
    assays: dict[str, Assay]
    row: ChRow | None

    @property
    def latest(self) -> Variant:
        return self.seen[-1]

    @property
    def vaf(self) -> Decimal | None:
        return fraction_of(self.latest.result)


def origins_of(
    case: Case,
    assays: dict[str, Assay],
    series: dict[str, Series],
    knowledge: Knowledge,
) -> dict[str, Origin]:
    """Return the origin of each small variant and panel seen in plasma, by series."""
    by_key = _grouped(case.molecular.variants, assays)
    origins = {}
    for key, one in series.items():
        if question := _question(one, by_key, case, assays, knowledge):
            origins[key] = _answer(question)
        elif key.startswith("assay:") and _was_detected(one):
            origins[key] = _panel(one, by_key)
    return origins


def is_canonical(row: ChRow | None) -> bool:
    """Say whether the variant belongs to the canonical genes of CH."""
    return row is not None and row.tier == "T1"


def is_ch_prone(row: ChRow | None) -> bool:
    """Say whether clonal hematopoiesis often carries this gene or variant."""
    return row is not None and row.tier in ("T1", "T2")


def ch_row(gene: str, name: str, case: Case, knowledge: Knowledge) -> ChRow | None:
    """Return the row for a variant, the more special first; not in its own tumors."""
    tumors = {d.oncotree for d in case.diagnoses}
    rows = [
        r
        for r in knowledge.clonal_hematopoiesis
        if r.gene == gene and _covers(r, name) and not tumors & set(r.except_tumors)
    ]
    return next(iter(sorted(rows, key=lambda r: not r.variants)), None)


def _covers(row: ChRow, name: str) -> bool:
    """R140 covers R140Q, not R1401; no variants cover them all."""
    codes = [re.escape(v) + r"(?!\d)" for v in row.variants]
    return not codes or any(re.match(code, name) for code in codes)


_ByKey = dict[tuple[str, AssayKind], list[Variant]]


def _grouped(variants: Iterable[Variant], assays: dict[str, Assay]) -> _ByKey:
    """Sort dated and undated results by variant and material, oldest first."""
    grouped: _ByKey = {}
    for v in variants:
        assay = assays.get(v.sample)
        if assay and assay.kind:
            grouped.setdefault((series_id(v), assay.kind), []).append(v)
    for rows in grouped.values():
        rows.sort(key=lambda v: (str(day_of(assays[v.sample]) or ""), v.id))
    return grouped


def _was_detected(series: Series) -> bool:
    return any(p.status == "detected" for p in series.points)


def _question(
    series: Series,
    by_key: _ByKey,
    case: Case,
    assays: dict[str, Assay],
    knowledge: Knowledge,
) -> _Question | None:
    records = {p.record for p in series.points if p.status == "detected"}
    plasma = [
        v
        for kind in (AssayKind.TUMOR_INFORMED, AssayKind.TUMOR_NAIVE)
        for v in by_key.get((series.id, kind), ())
        if v.id in records and v.kind is VariantKind.SMALL
    ]
    if not plasma:
        return None
    order = [p.record for p in series.points]
    plasma.sort(key=lambda v: order.index(v.id))
    latest = plasma[-1]
    tissue = by_key.get((series.id, AssayKind.TISSUE), [])
    return _Question(
        series=series,
        seen=tuple(plasma),
        wbc=next(iter(reversed(by_key.get((series.id, AssayKind.WBC), []))), None),
        tissue=next((v for v in tissue if isinstance(v.result, Detected)), None),
        case=case,
        assays=assays,
        row=ch_row(latest.gene, latest.name, case, knowledge),
    )


def _answer(question: _Question) -> Origin:
    """Weigh white cells, tissue and driver; they outrank frequency and prior."""
    said, wbc = _ask_wbc(question)
    tumor = _tumor_clues(question)
    germline = () if said in (Wbc.ABSENT, Wbc.SAME, Wbc.LESS) else _germline(question)
    clues = (*wbc, *tumor, *germline, *_twice_clue(question), *_prior_clues(question))
    answer = _weigh(question, said, bool(tumor), bool(germline))
    return Origin(
        series=question.series.id,
        gene=question.latest.gene,
        variant=question.latest.name,
        answer=answer,
        clues=clues,
        is_ch_prone=is_ch_prone(question.row),
        deciding_test=_deciding_test(question, said, answer, bool(germline)),
    )


def _weigh(
    question: _Question, said: Wbc, has_tumor_clue: bool, in_germline_range: bool
) -> OriginAnswer:
    """Answer in this order: white cells, germline range, tumor, prior."""
    if said in (Wbc.GERMLINE, Wbc.SAME, Wbc.UNCLEAR):
        return _weigh_carried(question, said, has_tumor_clue)
    if in_germline_range:
        conflict = has_tumor_clue
        return OriginAnswer.UNDETERMINED if conflict else OriginAnswer.GERMLINE_LIKELY
    if has_tumor_clue or said is Wbc.LESS:
        return OriginAnswer.TUMOR_LIKELY
    is_confirmed = len(question.seen) >= CONFIRMING_SAMPLES
    is_rare = question.row is not None and question.row.tier == "T3"
    has_no_source = said is Wbc.ABSENT and not is_canonical(question.row)
    if is_confirmed and (is_rare or has_no_source):
        return OriginAnswer.TUMOR_LIKELY
    return OriginAnswer.UNDETERMINED


def _weigh_carried(
    question: _Question, said: Wbc, has_tumor_clue: bool
) -> OriginAnswer:
    """White cells carry it: a tumor clue beside them makes a conflict, not a tumor."""
    if said is Wbc.UNCLEAR:
        return OriginAnswer.UNDETERMINED
    if said is Wbc.GERMLINE:
        return OriginAnswer.GERMLINE_LIKELY
    if has_tumor_clue and not is_canonical(question.row):
        return OriginAnswer.UNDETERMINED
    return OriginAnswer.CH_LIKELY


def _deciding_test(
    question: _Question, said: Wbc, answer: OriginAnswer, in_germline_range: bool
) -> str:
    if answer is OriginAnswer.GERMLINE_LIKELY or in_germline_range:
        return GERMLINE_TEST
    is_wbc_open = said in (Wbc.NOT_TESTED, Wbc.TOO_SHALLOW)
    if answer is not OriginAnswer.UNDETERMINED:
        is_without_cancer = not question.case.diagnoses
        return PAIRED_WBC if is_wbc_open and is_without_cancer else ""
    if is_wbc_open and (is_ch_prone(question.row) or len(question.seen) > 1):
        return PAIRED_WBC
    return REPEAT_PLASMA


def _ask_wbc(question: _Question) -> tuple[Wbc, tuple[Clue, ...]]:
    wbc = question.wbc
    if wbc is None:
        return Wbc.NOT_TESTED, ()
    plasma: Reads | None = reads_of(
        question.latest, question.assays[question.latest.sample]
    )
    reads = reads_of(wbc, question.assays[wbc.sample])
    said = judge_wbc(wbc, reads, plasma)
    if said is Wbc.NOT_TESTED:
        return said, ()
    return said, (wbc_clue(said, wbc, reads, question.vaf),)


def _tumor_clues(question: _Question) -> tuple[Clue, ...]:
    made = (_tissue_clue(question), _driver_clue(question), _same_gene_clue(question))
    return tuple(c for c in made if c)


def _tissue_clue(question: _Question) -> Clue | None:
    """The same variant in tumor tissue; not when it may be white cells inside it."""
    if question.tissue is None:
        return None
    vaf = fraction_of(question.tissue.result)
    is_maybe_infiltrate = vaf is None or vaf < INFILTRATE
    if is_canonical(question.row) and is_maybe_infiltrate:
        return None
    message = Message(N_("The same variant is in the tumor tissue"))
    return Clue(message, (question.tissue.id,), Tag.JUDGED, OriginAnswer.TUMOR_LIKELY)


def _driver_clue(question: _Question) -> Clue | None:
    if not is_driver(question.latest, question.case):
        return None
    message = Message(N_("It is the driver of the known cancer"))
    records = tuple(d.id for d in drivers_of(question.case))
    return Clue(message, records, Tag.JUDGED, OriginAnswer.TUMOR_LIKELY)


def _same_gene_clue(question: _Question) -> Clue | None:
    """A second variant of the driver's gene, beside the driver, where CH is rare."""
    latest, row = question.latest, question.row
    is_rare = row is not None and row.prior <= LOW_PRIOR
    genes = {d.driver_gene for d in drivers_of(question.case)}
    if not is_rare or latest.gene not in genes or is_driver(latest, question.case):
        return None
    beside = _driver_beside(latest, question.case)
    if beside is None:
        return None
    words: dict[str, Word] = {"gene": Gene(latest.gene)}
    message = Message(
        N_("Same gene as the driver, seen in the same sample; CH of {gene} is rare"),
        words,
    )
    return Clue(message, (beside.id,), Tag.JUDGED, OriginAnswer.TUMOR_LIKELY)


def _driver_beside(variant: Variant, case: Case) -> Variant | None:
    beside = [
        v
        for v in case.molecular.variants
        if v.sample == variant.sample
        and isinstance(v.result, Detected)
        and is_driver(v, case)
    ]
    return min(beside, key=lambda v: v.id, default=None)


def _germline(question: _Question) -> tuple[Clue, ...]:
    vaf, latest = question.vaf, question.latest
    named = latest.gene in GERMLINE_GENES or series_id(latest).endswith("EGFR T790M")
    if vaf is None or not named:
        return ()
    if not (HALF[0] <= vaf <= HALF[1] or vaf >= NEARLY_ALL):
        return ()
    message = Message(
        N_("{vaf} in plasma of a gene with germline variants: germline range"),
        {"vaf": Percent(vaf, 1)},
    )
    clue = Clue(message, (latest.id,), Tag.JUDGED, OriginAnswer.GERMLINE_LIKELY)
    return (clue,)


def _twice_clue(question: _Question) -> tuple[Clue, ...]:
    """Where no cancer is known, the shares of advanced cancer do not apply (F4)."""
    row, seen = question.row, question.seen
    is_rare = row is not None and row.tier == "T3"
    if question.case.diagnoses or not is_rare or len(seen) < CONFIRMING_SAMPLES:
        return ()
    words: dict[str, Word] = {
        "count": Count(len(seen)),
        "gene": Gene(question.latest.gene),
    }
    message = Message(N_("Detected in {count} samples; CH of {gene} is rare"), words)
    records = tuple(v.id for v in seen)
    return (Clue(message, records, Tag.JUDGED, OriginAnswer.TUMOR_LIKELY),)


def _prior_clues(question: _Question) -> tuple[Clue, ...]:
    clues = []
    row, latest = question.row, question.latest
    if row is not None and question.case.diagnoses:  # shares of advanced cancer
        message = Message(
            N_("CH share of {gene} variants in plasma of advanced cancer: {share} %"),
            {
                "gene": Gene(row.gene),
                "share": Span(row.low * 100, row.high * 100),
            },
        )
        speaks_for = (
            OriginAnswer.CH_LIKELY if is_ch_prone(row) else OriginAnswer.TUMOR_LIKELY
        )
        clues.append(Clue(message, (latest.id,), row.tag, speaks_for))
    return tuple(clues)


def _panel(series: Series, by_key: _ByKey) -> Origin:
    """A tumor-informed panel: its loci were chosen from the tumor's own variants."""
    first = tuple(p.record for p in series.points if p.status == "detected")
    designed = Clue(
        Message(N_("Every locus was chosen from the tumor tissue")),
        first,
        Tag.JUDGED,
        OriginAnswer.TUMOR_LIKELY,
    )
    absent, carried = _panel_wbc(by_key)
    return Origin(
        series=series.id,
        gene="",
        variant=series.label,
        answer=OriginAnswer.UNDETERMINED if carried else OriginAnswer.TUMOR_LIKELY,
        clues=(designed, *absent, *carried),
        is_ch_prone=False,
        deciding_test=PAIRED_WBC if carried else "",
    )


def _panel_wbc(by_key: _ByKey) -> tuple[list[Clue], list[Clue]]:
    """Return what white cells say of the tumor's variants: absent, and carried."""
    absent, carried = [], []
    for (key, kind), rows in sorted(by_key.items()):
        tissue = by_key.get((key, AssayKind.TISSUE), [])
        if kind is not AssayKind.WBC or not tissue:
            continue
        name = Plain(key.partition(":")[2])
        result = rows[-1].result
        if result.status == "not-detected" and result.total_reads:
            message = Message(
                N_("{name}: 0 of {reads} reads in white blood cells"),
                {"name": name, "reads": Count(result.total_reads)},
            )
            absent.append(
                Clue(message, (rows[-1].id,), Tag.JUDGED, OriginAnswer.TUMOR_LIKELY)
            )
        elif result.status == "detected":
            message = Message(N_("{name} is in white blood cells too"), {"name": name})
            carried.append(
                Clue(message, (rows[-1].id,), Tag.CHECKED, OriginAnswer.CH_LIKELY)
            )
    return absent, carried
