"""What a variant's codes say of a gene's copies.

A gain or a loss may be of one copy, and what number is an amplification depends on the
assay and on purity: only a code that says amplification, or loss of every copy, is one.
"""

from decimal import Decimal

from mdt_board.importers.fhir.elements import EntryError
from mdt_board.importers.rows_structural import DIPLOID, ONE_STEP
from mdt_board.model.molecular import VariantKind
from mdt_board.model.text import N_, Term
from mdt_board.terminology import fhir_codes as fc

NO_CALL = N_(
    "{element} says that the number of copies changed, but not that the gene is "
    "amplified or that both copies are lost; it was left out. Enter the laboratory's "
    "call by hand."
)
CONTRADICTION = N_("What this variant says contradicts itself; it was left out.")
UNCALLED = N_(
    "This variant gives a copy number without the laboratory's call; it was left out. "
    "Enter the call by hand: amplification, deletion or normal."
)
MORE, FEWER = fc.AMPLIFIED | fc.GAIN, fc.LOST | fc.LOSS
CALLS = fc.AMPLIFIED | fc.LOST


def copies_kind(
    said: frozenset[str], element: str, number: Decimal | None, is_detected: bool
) -> VariantKind | None:
    """Return the change of copies that ``said`` codes mean; None where they mean none.

    ``element`` is the id of the term for what holds the codes. A gain that was looked
    for and not seen is no amplification either, so only a detected one is refused.

    Raises:
        EntryError: when they contradict themselves or ``number``, or give no call.
    """
    is_more, is_fewer = bool(said & MORE), bool(said & FEWER)
    name = Term(element)
    if is_more and is_fewer:
        raise EntryError("contradiction", CONTRADICTION)
    kind = VariantKind.AMPLIFICATION if is_more else VariantKind.DELETION
    if said & CALLS:
        is_opposite = number is not None and (
            number <= DIPLOID if is_more else number >= DIPLOID
        )
        if is_opposite:
            raise EntryError("contradiction", CONTRADICTION)
        return kind
    if not is_more and not is_fewer and not said & fc.COPIES:
        return None
    if not is_detected and (is_more or is_fewer):
        return kind
    if (is_more or is_fewer) and number is not None and abs(number - DIPLOID) <= 1:
        raise EntryError("single-copies", ONE_STEP, column=name)
    raise EntryError("no-call", NO_CALL, element=name)
