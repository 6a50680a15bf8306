"""How many mutant molecules a tube can hold, and what that allows to be claimed.

1 ng of cell-free DNA is 303 haploid genome equivalents (3.3 pg each); about half of
them reach the sequencer. Fractions are of one, inputs in nanograms.
"""

from decimal import Decimal
from math import exp

from mdt_board.model.molecular import Assay, AssayKind

GENOME_EQUIVALENTS_PER_NG = 303
RECOVERY = Decimal("0.5")  # 0.3 to 0.6 in practice
MOLECULES_FOR_ONE = Decimal(3)  # Poisson: P(at least 1) = 95 %
MOLECULES_FOR_TWO = Decimal("4.744")  # Poisson: P(at least 2) = 95 %


ROUNDING = Decimal("0.95")  # limits are stated with one or two digits; judgment


def genome_equivalents(input_ng: Decimal) -> Decimal:
    """Return the haploid genome equivalents in ``input_ng`` of DNA."""
    return input_ng * GENOME_EQUIVALENTS_PER_NG


def expected_molecules(vaf: Decimal, input_ng: Decimal, loci: int = 1) -> Decimal:
    """Return the mutant molecules that ``vaf`` stands for, over all ``loci``."""
    return vaf * genome_equivalents(input_ng) * RECOVERY * loci


def sampling_limit(input_ng: Decimal, loci: int = 1) -> Decimal | None:
    """Return the smallest fraction that this input shows in 95 % of tubes.

    One locus needs one mutant molecule; a panel of several needs two. ``None`` when
    there is no DNA.
    """
    if not input_ng:
        return None
    needed = MOLECULES_FOR_ONE if loci == 1 else MOLECULES_FOR_TWO
    return needed / (genome_equivalents(input_ng) * RECOVERY * loci)


def input_needed_ng(lod: Decimal, loci: int = 1) -> Decimal | None:
    """Return the DNA in nanograms that a limit of detection takes at least."""
    if not lod:
        return None
    needed = MOLECULES_FOR_ONE if loci == 1 else MOLECULES_FOR_TWO
    return needed / (lod * GENOME_EQUIVALENTS_PER_NG * RECOVERY * loci)


def detection_probability(vaf: Decimal, input_ng: Decimal, loci: int = 1) -> float:
    """Return the probability that a tube of this input shows the fraction ``vaf``.

    Poisson counts of mutant molecules: one suffices at one locus, two in a panel.
    """
    expected = float(expected_molecules(vaf, input_ng, loci))
    missed = exp(-expected) * (1 if loci == 1 else 1 + expected)
    return 1 - missed


def loci_of(assay: Assay) -> int | None:
    """Return how many loci the assay's own answer adds up; ``None`` if not known."""
    return assay.loci if assay.kind is AssayKind.TUMOR_INFORMED else 1


def is_lod_physical(assay: Assay) -> bool | None:
    """Say whether the DNA put in can carry the stated limit of detection.

    ``None`` when the limit, the input or the number of loci is not known.
    """
    loci = loci_of(assay)
    if assay.lod is None or assay.input_ng is None or loci is None:
        return None
    limit = sampling_limit(assay.input_ng, loci)
    return limit is not None and assay.lod >= limit * ROUNDING


def limit_and_input(
    limit: Decimal | None, assay: Assay
) -> tuple[Decimal, Decimal] | None:
    """Return what a not-detected result is weighed by: its limit, and the nanograms.

    ``None`` when either is missing: then the result is not informative.
    """
    if limit is None or not assay.input_ng:
        return None
    return limit, assay.input_ng
