"""How large the resistant clone is: resistance VAF over driver VAF, in one sample."""

from decimal import Decimal

from mdt_board.interpret.ctdna.kinetics import fraction_of
from mdt_board.model.molecular import Variant
from mdt_board.model.text import Number, Plain, Term, Word

SMALL_CLONE = Decimal("0.1")  # of the driver's VAF (K0.4)
UNKNOWN_NUMBER = Plain("–")


def clonality(variant: Variant, founder: Variant | None) -> dict[str, Word]:
    """Return the ratio and what it means; unknown without both fractions."""
    of_driver = fraction_of(founder.result) if founder else None
    own = fraction_of(variant.result)
    if not of_driver or own is None:
        return {"ratio": UNKNOWN_NUMBER, "clonality": Term("clonality.unknown")}
    ratio = own / of_driver
    size = "clonality.subclonal" if ratio < SMALL_CLONE else "clonality.substantial"
    return {"ratio": Number(ratio, 2), "clonality": Term(size)}
