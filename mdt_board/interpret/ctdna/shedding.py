"""How much ctDNA a lesion of a given size sheds, and whether that fits what is seen.

Avanzini 2020 (Sci Adv, 176 lung cancers): 0.21 haploid genome equivalents per mL of
plasma for 1 cm³, with about tenfold scatter between tumors each way. Never inverted:
a fraction does not tell the size of a tumor.
"""

from collections.abc import Iterable
from decimal import Decimal
from math import erfc, log10, pi, sqrt

from mdt_board.interpret.ctdna.sampling import GENOME_EQUIVALENTS_PER_NG

EQUIVALENTS_PER_CM3 = 0.21
SCATTER_LOG10 = 0.8  # between tumors [J], from R² 0.32
BACKGROUND_NG_PER_ML = 5  # of cell-free DNA, when nobody measured it
EXPLAINED_FROM = 0.05  # of tumors shed as much: below, the lesion does not explain it
MM_PER_CM = 10


def volume_cm3(diameters_mm: Iterable[float]) -> float:
    """Return the volume of spheres of these diameters."""
    return sum(pi / 6 * (d / MM_PER_CM) ** 3 for d in diameters_mm)


def expected_fraction(
    volume: float, background_ng_per_ml: float = BACKGROUND_NG_PER_ML
) -> float:
    """Return the fraction (of one) that a tumor of ``volume`` cm³ sheds on average."""
    plasma = background_ng_per_ml * GENOME_EQUIVALENTS_PER_NG
    return EQUIVALENTS_PER_CM3 * volume / plasma


def chance_of_as_much(volume: float, fraction: Decimal) -> float:
    """Return the share of tumors of this volume that shed ``fraction`` or more."""
    if volume <= 0 or fraction <= 0:
        return 0.0 if fraction > 0 else 1.0
    z = log10(float(fraction) / expected_fraction(volume)) / SCATTER_LOG10
    return erfc(z / sqrt(2)) / 2
