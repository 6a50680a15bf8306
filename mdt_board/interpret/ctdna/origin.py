"""Where a plasma variant comes from: tumor, clonal hematopoiesis, germline, or error.

The case becomes what the model weighs (`origin_model`), all variants of the patient
together; what it answers becomes an `Origin` with every contribution in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from mdt_board.interpret.ctdna.driver import drivers_of, is_driver
from mdt_board.interpret.ctdna.evidence import Reads as AssayReads
from mdt_board.interpret.ctdna.evidence import judge_wbc, reads_of, wbc_clue
from mdt_board.interpret.ctdna.kinetics import day_of, fraction_of, series_id
from mdt_board.interpret.ctdna.origin_course import course_of
from mdt_board.interpret.ctdna.origin_model import OriginModel
from mdt_board.interpret.ctdna.origin_panel import ByKey, panel_origin
from mdt_board.interpret.ctdna.origin_parts import (
    CANCER,
    NO_CANCER,
    TREATED,
    Seen,
)
from mdt_board.interpret.ctdna.origin_signature import change_of
from mdt_board.interpret.ctdna.origin_tables import (
    OriginTables,
    origin_tables,
)
from mdt_board.interpret.ctdna.origin_weighed import Weighed
from mdt_board.interpret.ctdna.origin_white_cells import Reads
from mdt_board.interpret.ctdna.origin_words import (
    WBC,
    Named,
    Records,
    clues_of,
    exact,
    odds_of,
)
from mdt_board.interpret.ctdna.prior_therapy import genotoxic_of, had_before
from mdt_board.interpret.known_cancer import is_cancer_known
from mdt_board.model.case import Case, Stage
from mdt_board.model.interpretation import Clue, Origin, OriginAnswer, Series
from mdt_board.model.knowledge import ChRow, Knowledge
from mdt_board.model.molecular import Assay, AssayKind, Detected, Variant, VariantKind
from mdt_board.model.oncology import Treatment, TreatmentKind
from mdt_board.model.text import N_, Gene, Message, Span

LOW_PRIOR = Decimal("0.10")
CLEAR_AGE = 5  # years that a birth date may leave open
GERMLINE_MATTERS = Decimal("0.20")  # from this probability on, consent is asked for


@dataclass(frozen=True, slots=True)
class _Question:
    """One plasma variant with the records that bear on its origin."""

    series: Series
    seen: tuple[Variant, ...]
    wbc: Variant | None
    tissue: Variant | None

    @property
    def latest(self) -> Variant:
        return self.seen[-1]


@dataclass(frozen=True, slots=True)
class _Patient:
    """What all variants of the patient share."""

    case: Case
    assays: dict[str, Assay]
    series: dict[str, Series]
    knowledge: Knowledge
    tables: OriginTables
    drivers: tuple[Series, ...]
    genotoxic: tuple[Treatment, ...]


def origins_of(
    case: Case,
    assays: dict[str, Assay],
    series: dict[str, Series],
    knowledge: Knowledge,
) -> dict[str, Origin]:
    """Return the origin of each small variant and panel seen in plasma, by series."""
    by_key = _grouped(case.molecular.variants, assays)
    questions = [q for s in series.values() if (q := _question(s, by_key))]
    patient = _Patient(
        case,
        assays,
        series,
        knowledge,
        origin_tables(knowledge),
        _drivers(case, series),
        genotoxic_of(case.oncology.treatments, knowledge),
    )
    seen = _seen(questions, patient)
    weighed = _weighed(seen, _Tables(patient.tables))
    found = {
        q.series.id: _origin(q, s, w, patient)
        for q, s, w in zip(questions, seen, weighed, strict=True)
    }
    panels = {
        s.id: panel_origin(s, by_key)
        for s in series.values()
        if s.id.startswith("assay:") and _was_detected(s)
    }
    every = found | panels
    return {key: every[key] for key in series if key in every}


def is_ch_prone(row: ChRow | None) -> bool:
    """Say whether clonal hematopoiesis often carries this gene or variant."""
    return row is not None and row.tier in ("T1", "T2")


class _Tables:
    """The tables as one key: equal only to themselves, which the cache can hash."""

    __slots__ = ("tables",)

    def __init__(self, tables: OriginTables) -> None:
        self.tables = tables

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Tables) and other.tables is self.tables

    def __hash__(self) -> int:
        return id(self.tables)


@lru_cache(maxsize=64)
def _weighed(seen: tuple[Seen, ...], key: _Tables) -> tuple[Weighed, ...]:
    """Weigh once what an edit elsewhere in the case has not changed."""
    return tuple(_model(key).weigh(seen))


@lru_cache(maxsize=4)
def _model(key: _Tables) -> OriginModel:
    return OriginModel(key.tables)


def _grouped(variants: Iterable[Variant], assays: dict[str, Assay]) -> ByKey:
    """Sort dated and undated results by variant and material, oldest first."""
    grouped: ByKey = {}
    for v in variants:
        assay = assays.get(v.sample)
        if assay and assay.kind:
            grouped.setdefault((series_id(v), assay.kind), []).append(v)
    days = {name: str(day_of(a) or "") for name, a in assays.items()}
    for rows in grouped.values():
        if len(rows) > 1:
            rows.sort(key=lambda v: (days[v.sample], v.id))
    return grouped


def _was_detected(series: Series) -> bool:
    return any(p.status == "detected" for p in series.points)


def _drivers(case: Case, series: dict[str, Series]) -> tuple[Series, ...]:
    """Return the series of the known cancer's drivers, in the order of the series."""
    genes = {d.driver_gene for d in drivers_of(case)}
    ids = {
        series_id(v)
        for v in case.molecular.variants
        if v.gene in genes and is_driver(v, case)
    }
    return tuple(s for s in series.values() if s.id in ids)


def _question(series: Series, by_key: ByKey) -> _Question | None:
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
    tissue = by_key.get((series.id, AssayKind.TISSUE), [])
    return _Question(
        series=series,
        seen=tuple(plasma),
        wbc=next(iter(reversed(by_key.get((series.id, AssayKind.WBC), []))), None),
        tissue=next((v for v in tissue if isinstance(v.result, Detected)), None)
        or next(iter(tissue), None),
    )


def _seen(questions: list[_Question], patient: _Patient) -> tuple[Seen, ...]:
    in_tissue = [_is_in_tissue(q) for q in questions]
    tumors = frozenset(d.oncotree for d in patient.case.diagnoses if d.oncotree)
    history = _history(patient.case)
    return tuple(
        _one_seen(q, patient)._replace(
            others_in_tissue=sum(in_tissue) > is_in,
            history=history,
            tumors=tumors,
        )
        for q, is_in in zip(questions, in_tissue, strict=True)
    )


def _history(case: Case) -> str:
    """Say whether a cancer is known, or gone after treatment for cure."""
    if not is_cancer_known(case):
        return NO_CANCER
    stages = [d.stage for d in case.diagnoses]
    is_local = all(s and (s.m or s.group) and not _is_metastatic(s) for s in stages)
    was_cured = any(_is_curative(t) for t in case.oncology.treatments)
    return TREATED if is_local and was_cured and not case.radiology.lesions else CANCER


def _is_metastatic(stage: Stage) -> bool:
    return "1" in stage.m if stage.m else stage.group.upper().startswith("IV")


def _is_curative(treatment: Treatment) -> bool:
    if treatment.kind is TreatmentKind.SURGERY:
        return treatment.is_palliative is not True
    is_radiotherapy = treatment.kind is TreatmentKind.RADIOTHERAPY
    return is_radiotherapy and treatment.is_palliative is False


def _is_in_tissue(question: _Question) -> bool:
    return question.tissue is not None and isinstance(question.tissue.result, Detected)


def _one_seen(question: _Question, patient: _Patient) -> Seen:
    latest, assays, case = question.latest, patient.assays, patient.case
    vaf = fraction_of(latest.result)
    tissue = question.tissue
    tissue_vaf = fraction_of(tissue.result) if tissue else None
    is_own = is_driver(latest, case)
    on, first = (day_of(assays[v.sample]) for v in (latest, question.seen[0]))
    return Seen(
        gene=latest.gene,
        name=latest.name,
        place=_place(latest),
        change=change_of(latest.ref, latest.alt),
        vaf=None if vaf is None else float(vaf),
        reads=_counted(latest, assays),
        wbc=_counted(question.wbc, assays),
        tissue=_counted(tissue, assays),
        tissue_vaf=None if tissue_vaf is None else float(tissue_vaf),
        age=_age(case, on),
        had_genotoxic=had_before(first, patient.genotoxic),
        had_genotoxic_meanwhile=had_before(on, patient.genotoxic),
        samples=len({v.sample for v in question.seen}),
        is_driver=is_own,
        beside_driver=not is_own and _driver_beside(latest, patient) is not None,
        course=course_of(question.series, patient.drivers),
    )


def _place(variant: Variant) -> tuple[str, int] | None:
    if not variant.chromosome or variant.position is None:
        return None
    return variant.chromosome.removeprefix("chr"), variant.position


def _counted(variant: Variant | None, assays: dict[str, Assay]) -> Reads | None:
    """Return counted reads; a detected variant without them is no zero."""
    if variant is None:
        return None
    reads = reads_of(variant, assays[variant.sample])
    return Reads(reads.alt, reads.total) if reads else None


def _age(case: Case, on: date | None) -> int | None:
    ages = case.patient.ages_on(on) if on else None
    return ages[0] if ages and ages[1] - ages[0] <= CLEAR_AGE else None


def _driver_beside(variant: Variant, patient: _Patient) -> Variant | None:
    """Return the driver in the same sample, for another variant of its gene.

    Only where hematopoiesis rarely carries the gene.
    """
    case = patient.case
    if variant.gene not in {d.driver_gene for d in drivers_of(case)}:
        return None
    row = _tier_row(variant, patient)
    if row is None or row.prior > LOW_PRIOR:
        return None
    beside = [
        v
        for v in case.molecular.variants
        if v.sample == variant.sample
        and isinstance(v.result, Detected)
        and is_driver(v, case)
    ]
    return min(beside, key=lambda v: v.id, default=None)


def _tier_row(variant: Variant, patient: _Patient) -> ChRow | None:
    tumors = frozenset(d.oncotree for d in patient.case.diagnoses)
    return patient.tables.tier_row(variant.gene, variant.name, tumors)


def _origin(
    question: _Question, seen: Seen, weighed: Weighed, patient: _Patient
) -> Origin:
    row = _tier_row(question.latest, patient)
    told = (_wbc_clue(question, weighed, patient),) if question.wbc else ()
    clues = (*told, *_worded(question, seen, weighed, patient))
    odds = odds_of(weighed)
    is_germline_open = odds.germline >= GERMLINE_MATTERS
    consents = patient.case.wishes.consents_to_germline
    return Origin(
        series=question.series.id,
        gene=question.latest.gene,
        variant=question.latest.name,
        answer=weighed.answer,
        clues=(*clues, *_share_clue(row, question, patient)),
        is_ch_prone=is_ch_prone(row),
        deciding_test=weighed.deciding_test,
        odds=odds,
        is_backed=weighed.is_backed,
        needs_consent=is_germline_open and consents is not True,
    )


def _worded(
    question: _Question, seen: Seen, weighed: Weighed, patient: _Patient
) -> tuple[Clue, ...]:
    """Return the contributions in words, but for that of white cells."""
    latest = question.latest
    vaf = fraction_of(latest.result)
    beside = _driver_beside(latest, patient) if seen.beside_driver else None
    of = Records(
        latest=latest.id,
        tissue=question.tissue.id if question.tissue else "",
        wbc=question.wbc.id if question.wbc else "",
        beside=beside.id if beside else "",
        drivers=tuple(d.id for d in drivers_of(patient.case)),
        seen=tuple(v.id for v in question.seen),
    )
    named = Named(latest.gene, latest.name, seen.age or 0, str(vaf or 0))
    return clues_of(weighed.parts, named, of)


def _wbc_clue(question: _Question, weighed: Weighed, patient: _Patient) -> Clue:
    """Return what white cells say, with what they add where they were read enough."""
    said = _wbc_words(question, patient)
    part = next((p for p in weighed.parts if p.id == WBC), None)
    if part is None:
        return said
    return Clue(
        *(said.message, said.records, said.tag, said.speaks_for),
        log_odds=exact(part.value),
        low=exact(part.low),
        high=exact(part.high),
        reference=part.reference,
    )


def _wbc_words(question: _Question, patient: _Patient) -> Clue:
    """Word what white cells show, by the published limits."""
    wbc, assays = question.wbc, patient.assays
    assert wbc is not None  # asked only where there is a result
    plasma: AssayReads | None = reads_of(
        question.latest, assays[question.latest.sample]
    )
    reads = reads_of(wbc, assays[wbc.sample])
    said = judge_wbc(wbc, reads, plasma)
    return wbc_clue(said, wbc, reads, fraction_of(question.latest.result))


def _share_clue(
    row: ChRow | None, question: _Question, patient: _Patient
) -> tuple[Clue, ...]:
    """Name the published share of hematopoiesis beside the fitted prior."""
    if row is None or not patient.case.diagnoses:  # shares of advanced cancer
        return ()
    message = Message(
        N_("CH share of {gene} variants in plasma of advanced cancer: {share} %"),
        {"gene": Gene(row.gene), "share": Span(row.low * 100, row.high * 100)},
    )
    prone, rare = OriginAnswer.CH_LIKELY, OriginAnswer.TUMOR_LIKELY
    speaks_for = prone if is_ch_prone(row) else rare
    return (Clue(message, (question.latest.id,), row.tag, speaks_for),)
