"""Whether two mutations lie on the same copy of a gene, as far as anyone says so."""

from collections.abc import Iterable, Iterator

from mdt_board.interpret.facts import Facts
from mdt_board.model.knowledge import Beside
from mdt_board.model.molecular import Detected, NotDetected, Variant
from mdt_board.terminology.haplotypes import UNKNOWN, phase_in
from mdt_board.terminology.variant_names import names_of, phase_of


def phase_beside(
    wanted: Beside, variants: Iterable[str], variant: Variant, facts: Facts
) -> str | None:
    """Return ``cis``, ``trans``, ``unknown`` or ``absent``; None when nobody looked.

    Only the laboratory can tell the phase, from reads that span both sites: it is taken
    from what the results of the sample say (a joint call, the notation of haplotypes,
    words beside the name) and never guessed. ``variants`` are names of the row's own.
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
        pair = (frozenset(variants), frozenset(wanted.variants))
        said = {phase for o in (variant, *detected) for phase in _said(o, *pair)}
        return said.pop() if len(said) == 1 else UNKNOWN  # also where two disagree
    is_absent = any(isinstance(o.result, NotDetected) for o in others)
    return "absent" if is_absent else None


def _said(
    variant: Variant, one: frozenset[str], other: frozenset[str]
) -> Iterator[str]:
    """Yield what the notation of one result says, and what is written beside it."""
    for name in (variant.hgvs_p, variant.label, variant.as_written):
        if held := phase_in(name, one, other):
            yield held
    written = phase_of(variant.hgvs_p, f"{variant.label} {variant.as_written}")
    if written:
        yield written
