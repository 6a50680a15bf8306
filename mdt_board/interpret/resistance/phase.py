"""Whether two mutations lie on the same copy of a gene, as far as anyone says so."""

from mdt_board.interpret.facts import Facts
from mdt_board.model.knowledge import Beside
from mdt_board.model.molecular import Detected, NotDetected, Variant
from mdt_board.terminology.variant_names import names_of, phase_of


def phase_beside(wanted: Beside, variant: Variant, facts: Facts) -> str | None:
    """Return ``cis``, ``trans``, ``unknown`` or ``absent``; None when nobody looked.

    Only the laboratory can tell the phase, from reads that span both sites: it is taken
    from the names of the two results and never guessed.
    """
    others = [
        other
        for other, _ in facts.alterations.by_gene.get(wanted.gene, ())
        if other.sample == variant.sample
        and not names_of(
            other.gene, other.hgvs_p, other.label, other.effect
        ).isdisjoint(wanted.variants)
    ]
    detected = [o for o in others if isinstance(o.result, Detected)]
    if detected:
        said = {name for o in (variant, *detected) if (name := _said(o))}
        return said.pop() if len(said) == 1 else "unknown"  # also where two disagree
    is_absent = any(isinstance(o.result, NotDetected) for o in others)
    return "absent" if is_absent else None


def _said(variant: Variant) -> str:
    return phase_of(variant.hgvs_p, f"{variant.label} {variant.as_written}")
