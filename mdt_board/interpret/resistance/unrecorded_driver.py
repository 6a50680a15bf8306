"""A driver that samples show and no diagnosis names: rows of resistance wait for it."""

from mdt_board.interpret.ctdna.driver import EXON_19_DELETION, is_called
from mdt_board.interpret.ctdna.kinetics import series_id
from mdt_board.interpret.ctdna.origin_tables import origin_tables
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.resistance.context import is_named
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, OriginAnswer
from mdt_board.model.molecular import AssayKind, Detected, Variant, VariantKind
from mdt_board.model.text import N_, Message, Variants

DRIVER_NOT_RECORDED = "resistance.driver-not-recorded"


@rule(
    DRIVER_NOT_RECORDED,
    N_(
        "No diagnosis names the driver, though {variants} was found: the rows of "
        "resistance wait until it is recorded"
    ),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def driver_not_recorded(facts: Facts) -> Because | Unknown | None:
    """A mutation that drives tumors was found, and no diagnosis names a driver.

    When  no diagnosis has a driver, and a hotspot or a fusion of a gene that the rows
          about a drug given now ask for was found in tissue, or in plasma where its
          origin is likely the tumor
    Then  it is named: recorded as the driver, it lets those rows be asked
    Else  unknown when no such mutation was found either; silent otherwise
    """
    known = facts.alterations
    genes = _waiting(facts)
    if known.driver_genes or not genes:
        return None
    found = [
        v
        for gene in genes
        for v, assay in known.by_gene.get(gene, ())
        if v.gene == gene
        and isinstance(v.result, Detected)
        and (assay.kind is AssayKind.TISSUE or _is_of_tumor(v, facts))
        and _drives(v, facts)
    ]
    if not found:
        return Unknown((Message(N_("the driver of the cancer")),))
    names = tuple(dict.fromkeys(f"{v.gene} {v.name}" for v in found))
    return Because(tuple(v.id for v in found), {"variants": Variants(names)})


def _waiting(facts: Facts) -> list[str]:
    """Return the driver genes of the rows that are about a drug given now."""
    now = facts.exposure.current_classes
    rows = (r for r in facts.knowledge.mechanisms if not now.isdisjoint(r.under))
    return sorted({r.driver for r in rows if r.driver})


def _is_of_tumor(variant: Variant, facts: Facts) -> bool:
    origin = facts.origins.get(series_id(variant))
    return origin is not None and origin.answer is OriginAnswer.TUMOR_LIKELY


def _drives(variant: Variant, facts: Facts) -> bool:
    """Say whether it is a driver by itself, and not what a row calls resistance."""
    if variant.kind is VariantKind.FUSION:
        return True
    if variant.kind is not VariantKind.SMALL or _is_acquired(variant, facts):
        return False
    if is_called(variant, EXON_19_DELETION):
        return True
    place = None
    if variant.chromosome and variant.position is not None:
        place = (variant.chromosome.removeprefix("chr"), variant.position)
    spot = origin_tables(facts.knowledge).hotspot(variant.gene, variant.name, place)
    return spot is not None and spot.of == "tumor"


def _is_acquired(variant: Variant, facts: Facts) -> bool:
    """Say whether a row calls it resistance of its own gene's drugs."""
    rows = (r for r in facts.knowledge.mechanisms if r.driver == variant.gene == r.gene)
    acquired = (r for r in rows if r.variants and not r.is_primary)
    return any(is_named(variant, r) for r in acquired if r.is_new_alteration)


RULES: tuple[Rule, ...] = (driver_not_recorded,)
