"""What the kinds of base change among a patient's variants say: a tumor's signature.

APOBEC enzymes and tobacco leave base changes that hematopoiesis rarely makes, and many
of them. Whether one of them was at work is learned from the patient's other variants
outside the canonical genes, of which half may be hematopoiesis anyway; then each
variant is asked how well it fits. Spectra and rates are rows; indels fit all alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from mdt_board.interpret.ctdna.origin_tables import OriginTables

CHANGES = ("CA", "CG", "CT", "TA", "TC", "TG")
SIGNATURES = ("apobec", "tobacco")
BACKGROUND = "background"
OTHER_STRAND = str.maketrans("ACGT", "TGCA")
MIXED = 0.5  # of the other variants may be hematopoiesis
LEAST_OTHERS = 3


@lru_cache(maxsize=256)  # there are 16 changes of one base; longer alleles pass by
def change_of(ref: str, alt: str) -> str:
    """Return the base change on the pyrimidine's strand; empty unless one base."""
    change = f"{ref}{alt}".upper()
    if len(ref) != 1 or change in CHANGES:
        return change if change in CHANGES else ""
    turned = change.translate(OTHER_STRAND)
    return turned if turned in CHANGES else ""


@dataclass(frozen=True, slots=True)
class _Signature:
    """One signature: how often it is met, and by change how much more it makes.

    ``steps`` are the log likelihood ratios that a change of another variant adds.
    """

    prior: float
    fits: Mapping[str, float]
    steps: Mapping[str, float]


class Signatures:
    """The spectra, ready to be asked; made once per knowledge."""

    def __init__(self, tables: OriginTables) -> None:
        self._rate = tables["signature.rate"].value
        self._cap = tables["signature.cap"].value
        self._each = tuple(_signature(s, tables) for s in SIGNATURES)

    def odds(self, changes: Sequence[str | None]) -> list[float | None]:
        """Return the log odds of hematopoiesis that each variant's change leaves.

        Args:
            changes: of the patient's variants; None for those that neither tell nor
                are told, empty for indels.
        """
        told = [c for c in changes if c is not None]
        if len(told) <= LEAST_OTHERS:
            return [None] * len(changes)
        totals = [sum(map(s.steps.__getitem__, told)) for s in self._each]
        by_change = {c: self._odds(c, totals) for c in set(told)}
        return [None if c is None else by_change[c] for c in changes]

    def _odds(self, change: str, totals: list[float]) -> float:
        """Weigh each signature by the other variants, then ask how this one fits."""
        whole = tumor = 1.0
        for signature, total in zip(self._each, totals, strict=True):
            weight = signature.prior * exp(total - signature.steps[change])
            whole += weight
            tumor += weight * self._rate * signature.fits[change]
        return max(-self._cap, min(self._cap, -log(tumor / whole)))


def _signature(name: str, tables: OriginTables) -> _Signature:
    """Compare a spectrum with the usual one; indels fit as well in both."""
    fits = {
        c: tables[f"spectrum.{name}-{c}"].value
        / tables[f"spectrum.{BACKGROUND}-{c}"].value
        for c in CHANGES
    }
    steps = {c: log(MIXED * fit + 1 - MIXED) for c, fit in fits.items()}
    prior = tables[f"signature.{name}"].value
    return _Signature(prior, fits | {"": 1.0}, steps | {"": 0.0})
