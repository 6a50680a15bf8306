"""Which tests are recent enough that progression need not ask for them again."""

from mdt_board.interpret.ctdna.coverage import expected_regions
from mdt_board.interpret.ctdna.driver import is_driver
from mdt_board.interpret.ctdna.kinetics import PLASMA
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.resistance.context import is_seen
from mdt_board.interpret.resistance.mechanisms import rows_about
from mdt_board.model.molecular import Detected, NotDetected

RECENT_PLASMA_DAYS = 28  # plasma this close to the scan needs no repeat [J]
PANEL_GENES = 3  # a sample with results of so many genes is a panel, not one test [J]
BRAIN = "brain"


def is_brain_due(facts: Facts) -> bool:
    """Say whether this cancer goes to the brain and no recent study covered it."""
    is_expected = BRAIN in expected_regions(facts.case)
    return is_expected and BRAIN not in facts.coverage.current


def is_mechanism_open(facts: Facts) -> bool:
    """Say whether plasma still owes the mechanism: no recent panel, and none seen."""
    drivers = {d.driver_gene for d in facts.case.diagnoses}
    is_known = any(
        r.is_new_alteration and r.driver in drivers and is_seen(r, facts)
        for r in rows_about(facts)
    )
    return not is_known and not has_recent_panel(facts)


def has_recent_panel(facts: Facts) -> bool:
    """Say whether recent plasma shows the driver and has results of several genes."""
    latest = facts.latest
    if latest is None:
        return False
    genes: dict[str, set[str]] = {}
    with_driver: set[str] = set()
    for variant in facts.case.molecular.variants:
        if isinstance(variant.result, Detected | NotDetected):
            genes.setdefault(variant.sample, set()).add(variant.gene)
        if isinstance(variant.result, Detected) and is_driver(variant, facts.case):
            with_driver.add(variant.sample)
    return any(
        assay.kind in PLASMA
        and assay.sampled_on is not None
        and (latest.on - assay.sampled_on.first).days <= RECENT_PLASMA_DAYS
        and sample in with_driver
        and len(genes[sample]) >= PANEL_GENES
        for sample, assay in facts.assays.items()
    )
