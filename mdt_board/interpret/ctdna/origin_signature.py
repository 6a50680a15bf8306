"""What the kinds of base change among a patient's variants say: a tumor's signature.

APOBEC enzymes and tobacco leave base changes that hematopoiesis rarely makes, and many
of them. Whether one of them was at work is learned from the patient's other variants
outside the canonical genes, of which half may be hematopoiesis anyway; then each
variant is asked how well it fits. Spectra and rates are rows; indels fit all alike.
"""

from collections.abc import Sequence
from math import exp, log

from mdt_board.interpret.ctdna.origin_tables import OriginTables

CHANGES = ("CA", "CG", "CT", "TA", "TC", "TG")
SIGNATURES = ("apobec", "tobacco")
BACKGROUND = "background"
OTHER_STRAND = str.maketrans("ACGT", "TGCA")
MIXED = 0.5  # of the other variants may be hematopoiesis
LEAST_OTHERS = 3


def change_of(ref: str, alt: str) -> str:
    """Return the base change on the pyrimidine's strand; empty unless one base."""
    change = f"{ref}{alt}".upper()
    if len(ref) != 1 or change in CHANGES:
        return change if change in CHANGES else ""
    turned = change.translate(OTHER_STRAND)
    return turned if turned in CHANGES else ""


def signature_odds(
    changes: Sequence[str | None], tables: OriginTables
) -> list[float | None]:
    """Return the log odds of hematopoiesis that each variant's change leaves.

    Args:
        changes: of the patient's variants; None for those in canonical genes, which
            neither tell nor are told, empty for indels.
        tables: with spectra, priors and rates.
    """
    count = sum(c is not None for c in changes)
    if count <= LEAST_OTHERS:
        return [None] * len(changes)
    fits = {s: _fits(s, tables) for s in SIGNATURES}
    steps = {
        s: [log(MIXED * fits[s][c] + 1 - MIXED) if c else 0.0 for c in changes]
        for s in SIGNATURES
    }
    totals = {s: sum(steps[s]) for s in SIGNATURES}
    found: list[float | None] = []
    for i, change in enumerate(changes):
        others = {s: exp(totals[s] - steps[s][i]) for s in SIGNATURES}
        own = {s: fits[s][change or ""] for s in SIGNATURES}
        found.append(None if change is None else _odds(others, own, tables))
    return found


def _fits(signature: str, tables: OriginTables) -> dict[str, float]:
    """Return how much more of each change the signature makes; indels as many."""
    usual = {c: tables[f"spectrum.{BACKGROUND}-{c}"].value for c in CHANGES}
    made = {c: tables[f"spectrum.{signature}-{c}"].value for c in CHANGES}
    return {c: made[c] / usual[c] for c in CHANGES} | {"": 1.0}


def _odds(
    others: dict[str, float], own: dict[str, float], tables: OriginTables
) -> float:
    """Weigh each signature by the other variants, then ask how the own one fits."""
    weights = {s: tables[f"signature.{s}"].value * others[s] for s in SIGNATURES}
    whole = 1 + sum(weights.values())
    rate = tables["signature.rate"].value
    tumor = (1 + sum(weights[s] * rate * own[s] for s in SIGNATURES)) / whole
    cap = tables["signature.cap"].value
    return max(-cap, min(cap, -log(tumor)))
