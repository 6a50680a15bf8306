"""What each plasma tube can carry: molecules, limits, background, and its timing.

Not detected means something only beside these numbers; a stated limit that the DNA
put in cannot carry is a claim, not a limit.
"""

from datetime import date, timedelta
from decimal import Decimal

from mdt_board.interpret.ctdna.kinetics import PLASMA, day_of, fraction_of
from mdt_board.interpret.ctdna.sampling import (
    detection_probability,
    genome_equivalents,
    is_lod_physical,
    loci_of,
    sampling_limit,
)
from mdt_board.model.case import Case
from mdt_board.model.interpretation import PlasmaSample
from mdt_board.model.molecular import Assay, AssayKind, Detected
from mdt_board.model.oncology import TreatmentKind
from mdt_board.model.text import N_, Message

SURGICAL_WINDOW = timedelta(weeks=4)  # Henriksen 2020: trauma hides ctDNA


def samples_of(case: Case) -> tuple[PlasmaSample, ...]:
    """Return the numbers of every plasma sample of the case, the oldest first."""
    operations = [
        day
        for t in case.oncology.treatments
        if t.kind is TreatmentKind.SURGERY and t.started_on
        if (day := t.started_on.exact)
    ]
    kinds = PLASMA | {AssayKind.METHYLATION}
    plasma = [a for a in case.molecular.assays if a.kind in kinds]
    detected: dict[str, list[tuple[str, Decimal]]] = {}
    for v in case.molecular.variants:
        if (vaf := fraction_of(v.result)) is not None:
            name = f"variant:{f'{v.gene} {v.name}'.strip()}"
            detected.setdefault(v.sample, []).append((name, vaf))
    rows = [_sample(a, detected.get(a.sample, []), operations) for a in plasma]
    return tuple(sorted(rows, key=lambda r: (str(r.on or ""), r.record)))


def _sample(
    assay: Assay, detected: list[tuple[str, Decimal]], operations: list[date]
) -> PlasmaSample:
    on, loci, given = day_of(assay), loci_of(assay), assay.input_ng
    has_dna, equivalents = given is not None and given > 0, None
    limit = at_lod = None
    if given is not None and has_dna:
        equivalents = genome_equivalents(given)
        if loci is not None:
            limit = sampling_limit(given, loci)
        if loci is not None and assay.lod is not None:
            chance = detection_probability(assay.lod, given, loci)
            at_lod = Decimal(str(round(chance, 4)))
    around = background(assay)
    return PlasmaSample(
        sample=assay.sample,
        record=assay.id,
        on=on,
        input_ng=given,
        loci=loci,
        genome_equivalents=equivalents,
        lod=assay.lod,
        sampling_limit=limit,
        detection_at_lod=at_lod,
        is_lod_physical=is_lod_physical(assay),
        is_negative_informative=assay.lod is not None and has_dna,
        is_in_surgical_window=_is_after_operation(on, operations),
        cfdna_ng_per_ml=around,
        molecules_per_ml=_per_ml(assay, detected, around),
        lacks=_lacks(assay, loci),
    )


def background(assay: Assay) -> Decimal | None:
    """Return the cell-free DNA per mL of plasma, where all of it was put in."""
    if not assay.input_ng or not assay.plasma_ml:
        return None
    return assay.input_ng / assay.plasma_ml


def _per_ml(
    assay: Assay, detected: list[tuple[str, Decimal]], around: Decimal | None
) -> tuple[tuple[str, Decimal], ...]:
    if around is None:
        return ()
    own = fraction_of(assay.result) if isinstance(assay.result, Detected) else None
    rows = [*detected, *([(f"assay:{assay.name}", own)] if own is not None else [])]
    return tuple((name, genome_equivalents(around) * vaf) for name, vaf in rows)


def _is_after_operation(on: date | None, operations: list[date]) -> bool:
    return on is not None and any(
        timedelta() <= on - day < SURGICAL_WINDOW for day in operations
    )


def _lacks(assay: Assay, loci: int | None) -> tuple[Message, ...]:
    asked = (
        (assay.lod, N_("limit of detection")),
        (assay.input_ng, N_("DNA input in ng")),
        (loci, N_("number of loci")),
        (assay.plasma_ml, N_("volume of plasma")),
    )
    return tuple(Message(text) for value, text in asked if value is None)
