"""Whether two mutations lie on the same copy of a gene, as far as anyone says so."""

from collections.abc import Iterable, Iterator

from mdt_board.interpret.facts import Facts
from mdt_board.model.knowledge import Beside
from mdt_board.model.molecular import Detected, NotDetected, Variant
from mdt_board.terminology.haplotypes import CIS, TRANS, UNKNOWN, phase_in
from mdt_board.terminology.phase_words import phase_said
from mdt_board.terminology.variant_names import names_of

DISPUTED = "disputed"


def phase_beside(
    wanted: Beside, variants: Iterable[str], variant: Variant, facts: Facts
) -> str | None:
    """Return ``cis``, ``trans``, ``unknown``, ``disputed`` or ``absent``.

    None is where nobody looked, ``disputed`` where results of the sample contradict
    each other. Only the laboratory can tell the phase, from reads that span both sites:
    it is taken from what all results of either mutation in the sample say (a joint
    call, the notation of haplotypes, words beside the name) and never guessed.
    ``variants`` are names of the row's own.
    """
    own, other = frozenset(variants), frozenset(wanted.variants)
    others = list(_called(other, wanted.gene, variant.sample, facts))
    detected = [o for o in others if isinstance(o.result, Detected)]
    if detected:
        same = _called(own, variant.gene, variant.sample, facts)
        detected += [o for o in same if isinstance(o.result, Detected)]
        return _agreed({p for o in detected for p in _said(o, own, other)})
    is_absent = any(isinstance(o.result, NotDetected) for o in others)
    return "absent" if is_absent else None


def _agreed(said: set[str]) -> str:
    if {CIS, TRANS} <= said:
        return DISPUTED
    return said.pop() if len(said) == 1 else UNKNOWN


def _called(
    names: frozenset[str], gene: str, sample: str, facts: Facts
) -> Iterator[Variant]:
    for variant, _ in facts.alterations.by_gene.get(gene, ()):
        if variant.sample == sample and not _names(variant).isdisjoint(names):
            yield variant


def _names(variant: Variant) -> frozenset[str]:
    return names_of(variant.gene, variant.hgvs_p, variant.label, variant.effect)


def _said(
    variant: Variant, one: frozenset[str], other: frozenset[str]
) -> Iterator[str]:
    """Yield what the notation of one result says, and what is written beside it."""
    names = _names(variant)
    partner = frozenset[str]().union(
        other if not names.isdisjoint(one) else (),
        one if not names.isdisjoint(other) else (),
    )
    for name in (variant.hgvs_p, variant.hgvs_c, variant.label, variant.as_written):
        if said := phase_in(name, one, other):
            yield said
        if said := phase_said(name, names, partner):
            yield said
