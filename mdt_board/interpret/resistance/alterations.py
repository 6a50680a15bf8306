"""What was found in tumor material, by gene: looked up once for all rows of resistance.

Pure calculations on a case; they know no `Facts`, which hold their result.
"""

from collections import defaultdict
from dataclasses import dataclass

from mdt_board.interpret.ctdna.driver import is_driver
from mdt_board.interpret.ctdna.kinetics import PLASMA
from mdt_board.interpret.exposure import Exposure
from mdt_board.model.case import Case
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.molecular import Assay, AssayKind, Detected, Variant, VariantKind

TUMOR_MATERIAL = frozenset((*PLASMA, AssayKind.TISSUE))
Seen = tuple[Variant, Assay]


@dataclass(frozen=True, slots=True)
class Alterations:
    """Results of plasma and tissue by gene, the latest sample first.

    A fusion stands under both of its genes. ``founders`` has the driver as detected in
    a sample, by the sample's name. ``families`` are those of the diagnoses' OncoTree
    codes. ``unlisted`` are systemic drugs, ever given, that no table knows.
    """

    by_gene: dict[str, tuple[Seen, ...]]
    founders: dict[str, Variant]
    driver_genes: frozenset[str]
    families: frozenset[str]
    unlisted: tuple[str, ...]


def alterations_of(
    case: Case, assays: dict[str, Assay], knowledge: Knowledge, exposure: Exposure
) -> Alterations:
    """Sort what was found in tumor material by its gene."""
    by_gene: defaultdict[str, list[Seen]] = defaultdict(list)
    for variant in case.molecular.variants:
        assay = assays.get(variant.sample)
        if assay is None or assay.kind not in TUMOR_MATERIAL:
            continue
        by_gene[variant.gene].append((variant, assay))
        if variant.kind is VariantKind.FUSION and variant.partner:
            by_gene[variant.partner].append((variant, assay))
    days = {sample: str(assay.sampled_on) for sample, assay in assays.items()}
    genes = frozenset(d.driver_gene for d in case.diagnoses if d.driver_gene)
    codes = (d.oncotree for d in case.diagnoses)
    families = (knowledge.tumors.get(code, frozenset()) for code in codes)
    return Alterations(
        by_gene={gene: _latest_first(seen, days) for gene, seen in by_gene.items()},
        founders=_founders(case, genes),
        driver_genes=genes,
        families=frozenset[str]().union(*families),
        unlisted=_unlisted(exposure, knowledge),
    )


def _latest_first(seen: list[Seen], days: dict[str, str]) -> tuple[Seen, ...]:
    if len(seen) == 1:
        return (seen[0],)
    seen.sort(key=lambda s: (days[s[1].sample], s[0].id), reverse=True)
    return tuple(seen)


def _founders(case: Case, genes: frozenset[str]) -> dict[str, Variant]:
    """Return the driver of each sample that shows it; the first by id of several."""
    founders: dict[str, Variant] = {}
    for variant in case.molecular.variants:
        if variant.gene not in genes or not isinstance(variant.result, Detected):
            continue
        if is_driver(variant, case):
            known = founders.get(variant.sample)
            if known is None or variant.id < known.id:
                founders[variant.sample] = variant
    return founders


def _unlisted(exposure: Exposure, knowledge: Knowledge) -> tuple[str, ...]:
    names = dict.fromkeys(
        drug.name
        for treatments in (exposure.current, exposure.uncertain, exposure.past)
        for treatment in treatments
        for drug in treatment.drugs
    )
    classes = knowledge.classes
    return tuple(
        n for n in names if n not in classes and n.strip().casefold() not in classes
    )
