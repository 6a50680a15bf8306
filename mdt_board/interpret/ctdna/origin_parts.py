"""What bears on one variant's origin, each clue as log odds with its range.

Likelihood ratios and limits are rows of the knowledge. The axes are hematopoiesis,
germline and technical error, each against tumor, whose score is zero.
"""

from collections.abc import Iterator, Sequence
from math import exp, lgamma
from typing import NamedTuple

from mdt_board.interpret.ctdna.origin_signature import Signatures
from mdt_board.interpret.ctdna.origin_tables import Figure, OriginTables, Part
from mdt_board.interpret.ctdna.origin_white_cells import Reads

CH, GERMLINE, TECHNICAL = "ch", "germline", "technical"
CANCER, NO_CANCER, NOT_STATED = "cancer", "none", "not-stated"
TREATED = "treated"  # for cure, and not seen since
CANONICAL = ("frequent", "canonical")
CALLABLE = (*CANONICAL, "shared", "tp53")  # as hematopoiesis by plasma alone
DEEP_TISSUE = 100  # reads that would show a clonal variant
TISSUE_READS = 3
INFILTRATE = 0.10  # a canonical gene below this in tissue may be white cells in it
# Classes of drugs that select clones with such a gene
GENOTOXIC = frozenset({"platinum", "chemotherapy", "parp-inhibitor"})
DAMAGE_GENES = frozenset({"PPM1D", "TP53", "CHEK2", "ATM"})
HALF = (0.40, 0.60)
NEARLY_ALL = 0.90
FAR_BELOW = 0.30
HIGH_TUMOR = 0.15  # a co-variant this high, not germline, shows a high tumor fraction
FEW_READS = 5  # of a fragment ratio that comes without its reads
AGES = (
    (40, "age.under-40"),
    (50, "age.40-49"),
    (60, "age.50-59"),
    (65, "age.60-64"),
    (70, "age.65-69"),
    (75, "age.70-74"),
    (80, "age.75-79"),
)
OLDEST = "age.80"


class Seen(NamedTuple):
    """One variant of plasma with everything that bears on its origin.

    ``vaf`` is a fraction of one; rows of one ``key`` are one variant, seen again;
    ``change`` is the base change of a single base on the pyrimidine's strand. What
    is unknown is None, never zero: also ``tissue`` and ``wbc``, whose zero alternate
    reads mean looked and not found. ``had_genotoxic`` asks for treatment before the
    first sample that shows the variant, ``had_genotoxic_meanwhile`` before the last.
    ``tissue_vaf`` stands in where tissue came without reads. ``others_in_tissue`` says
    that other variants of this plasma are in the tissue. ``course`` is ``stable``,
    ``parallel``, ``fast`` or nothing.
    """

    gene: str
    name: str = ""
    place: tuple[str, int] | None = None
    key: tuple[str, ...] = ()
    change: str = ""
    vaf: float | None = None
    reads: Reads | None = None
    wbc: Reads | None = None
    tissue: Reads | None = None
    tissue_vaf: float | None = None
    others_in_tissue: bool = False
    age: int | None = None
    history: str = NOT_STATED
    tumors: frozenset[str] = frozenset()
    had_genotoxic: bool | None = None
    had_genotoxic_meanwhile: bool | None = None
    fragment_ratio: float | None = None
    samples: int = 1
    is_filtered: bool = False
    is_driver: bool = False
    beside_driver: bool = False
    course: str = ""


def of_ratio(name: str, tables: OriginTables, axis: str = CH) -> Part:
    """Return the contribution of a row that holds a likelihood ratio."""
    return tables.of_ratio(name, axis)


def of_odds(part_id: str, axis: str, figure: Figure) -> Part:
    """Return the contribution of a row that holds log odds."""
    return Part(part_id, axis, *figure)


def weak_parts(seen: Seen, tables: OriginTables) -> Iterator[Part]:
    """Yield the clues that white blood cells replace: age, therapy, fragments …."""
    if seen.age is not None:
        name = next((n for limit, n in AGES if seen.age < limit), OLDEST)
        yield of_ratio(name, tables)
    if seen.had_genotoxic and seen.gene in DAMAGE_GENES:
        yield of_ratio("therapy.genotoxic", tables)
    if seen.fragment_ratio is not None:
        yield _fragments(seen, seen.fragment_ratio, tables)
    if seen.course:
        is_treated = seen.had_genotoxic or seen.had_genotoxic_meanwhile
        is_selected = is_treated and seen.gene in DAMAGE_GENES
        is_both = is_selected and seen.course == "fast"
        yield of_ratio(f"course.{'fast-selected' if is_both else seen.course}", tables)


def _fragments(seen: Seen, ratio: float, tables: OriginTables) -> Part:
    """Compare the share of short fragments with that of the other reads.

    Only a part of the mutant reads has a length that is counted; among few the share
    says little. Capped, because fragment lengths alone decide nothing.
    """
    reads = max(seen.reads.alt if seen.reads else FEW_READS, 1)
    counted = max(reads * tables["fit.fragment-counted"].value, 1.0)
    usual = tables["fragment.usual-share"].value
    short = min(ratio * usual, 1.0) * counted
    spread = tables["fragment.spread"].value
    strength = (1 - usual) / (usual * spread**2) - 1
    cap = tables["fragment.cap"].value
    raised = usual * tables["fragment.tumor-ratio"].value
    raw = _log_beta_binomial(short, counted, usual, strength)
    raw -= _log_beta_binomial(short, counted, raised, strength)
    raw = max(-cap, min(cap, raw))
    weight = tables["fit.fragment"]
    low, high = sorted((raw * weight.low, raw * weight.high))
    value = raw * weight.value
    return Part("fragments", CH, value, low, high, weight.tag, weight.reference)


def _log_beta_binomial(
    found: float, whole: float, mean: float, strength: float
) -> float:
    """Return the log likelihood of a count, up to what no mean changes.

    Shares vary around ``mean``, the less the greater ``strength``; of one strength, a
    greater count never speaks for the lesser mean.
    """
    yes, no = mean * strength, (1 - mean) * strength
    return _log_beta(found + yes, whole - found + no) - _log_beta(yes, no)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def signature_parts(
    patient: Sequence[Seen],
    classes: Sequence[str],
    signatures: Signatures,
    tables: OriginTables,
) -> list[Part | None]:
    """Return for each variant what the patient's mutational signature says of it.

    Repeated rows of one variant tell once; where no cancer is known nothing is told.
    """
    changes: list[str | None] = []
    known: set[tuple[str, ...]] = set()
    for seen, cls in zip(patient, classes, strict=True):
        is_out = cls in CANONICAL or seen.history == NO_CANCER or seen.key in known
        changes.append(None if is_out else seen.change)
        known |= {seen.key} if seen.key else set()
    f = tables["signature.rate"]
    return [
        None if o is None else Part("signature", CH, o, o, o, f.tag, f.reference)
        for o in signatures.odds(changes)
    ]


def tissue_parts(seen: Seen, cls: str, tables: OriginTables) -> Iterator[Part]:
    """Yield what the tumor's tissue says; too few reads say nothing."""
    vaf = seen.tissue_vaf
    if seen.tissue:
        vaf = seen.tissue.alt / seen.tissue.total if seen.tissue.total else None
        if seen.tissue.alt < TISSUE_READS:
            is_absent = not seen.tissue.alt and seen.tissue.total >= DEEP_TISSUE
            if is_absent and seen.others_in_tissue:
                yield of_ratio("tissue.absent", tables)
            return
    if vaf is None or vaf <= 0:
        return
    is_infiltrate = cls in CANONICAL and vaf < INFILTRATE
    yield of_ratio("tissue.infiltrate" if is_infiltrate else "tissue.same", tables)


def tumor_parts(seen: Seen, is_decided: bool, tables: OriginTables) -> Iterator[Part]:
    """Yield what is known of the cancer, and of the variant until cells decide."""
    if seen.history == TREATED:
        yield of_ratio("context.treated", tables)
    spot = tables.hotspot(seen.gene, seen.name, seen.place)
    if seen.is_driver:
        yield of_ratio("driver.own", tables)
        yield of_ratio("driver.own", tables, GERMLINE)
    elif seen.beside_driver:
        yield of_ratio("driver.beside", tables)
    elif spot is not None and not is_decided:
        yield of_ratio(f"hotspot.{spot.of}", tables)


def germline_parts(
    seen: Seen, has_high_tumor: bool, tables: OriginTables
) -> Iterator[Part]:
    """Yield the prior of a germline variant, and what plasma's fraction says."""
    is_named = tables.is_germline_gene(seen.gene, seen.name)
    prior = "germline.known-gene" if is_named else "germline.other-gene"
    if seen.history == NO_CANCER:
        prior += "-none"
    yield of_odds(prior, GERMLINE, tables[prior])
    if seen.vaf is None:
        return
    if HALF[0] <= seen.vaf <= HALF[1] or seen.vaf >= NEARLY_ALL:
        range_ = "germline.range-tumor" if has_high_tumor else "germline.range"
    else:
        range_ = "germline.below" if seen.vaf < FAR_BELOW else "germline.between"
    yield of_ratio(range_, tables, GERMLINE)


def technical_parts(seen: Seen, tables: OriginTables) -> Iterator[Part]:
    """Yield the prior of a technical call, and what reads and repetition say."""
    context = seen.history if seen.history in (NO_CANCER, TREATED) else CANCER
    prior = f"technical.prior-{context}"
    yield of_odds(prior, TECHNICAL, tables[prior])
    if seen.reads:
        alt = seen.reads.alt
        name = {1: "one", 2: "two"}.get(alt, "few" if alt < FEW_READS else "")
        if name:
            yield of_ratio(f"technical.{name}", tables, TECHNICAL)
    if seen.is_filtered:
        yield of_ratio("technical.filtered", tables, TECHNICAL)
    if seen.samples > 1:
        yield of_ratio("technical.again", tables, TECHNICAL)
    if seen.tissue and seen.tissue.alt >= TISSUE_READS:
        yield of_ratio("technical.in-tissue", tables, TECHNICAL)
    if seen.is_driver:
        yield of_ratio("technical.driver", tables, TECHNICAL)


def ratio_of(parts: list[Part]) -> float:
    """Return the likelihood ratio of hematopoiesis that the parts amount to."""
    return exp(sum(p.value for p in parts if p.axis == CH))
