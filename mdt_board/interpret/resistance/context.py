"""Whether a row of resistance applies: the disease, the drug now, the drugs before.

On-target resistance belongs to driver, current drug and earlier drugs together: no row
applies without its driver (or its cancer) and the drug it is about.
"""

import re
from dataclasses import dataclass

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.rule import Unknown
from mdt_board.model.knowledge import MechanismRow
from mdt_board.model.molecular import Assay, Detected, Variant
from mdt_board.model.oncology import Treatment
from mdt_board.model.pathology import Specimen
from mdt_board.model.text import N_, Message, Plain, Term
from mdt_board.terminology.variant_names import names_of

# The stem of every kinase inhibitor's international name, and codes of development.
_MAY_INHIBIT = re.compile(r"tinib|替尼|[A-Za-z]{1,5}[- ]?\d{2,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Context:
    """A row that applies to the patient: the treatment it is about."""

    row: MechanismRow
    treatment: Treatment
    facts: Facts

    @property
    def drug(self) -> Term:
        """The drug of the treatment that the row is about."""
        under = set(self.row.under)
        names = (d.name for d in self.treatment.drugs)
        return Term(
            next(n for n in names if under & classes_of(n, self.facts.knowledge))
        )


def context_of(row: MechanismRow, facts: Facts) -> Context | Unknown | None:
    """Return the treatment that the row is about, or why it does not apply."""
    exposure = facts.exposure
    if exposure.ever_classes.intersection(row.without):
        return None
    if not exposure.ever_classes.issuperset(row.after):
        return None
    disease = _has_disease(row, facts)
    if disease is None:
        return None
    treatment = _current(row, facts)
    if treatment is None:
        uncertain = _under(row, exposure.uncertain, facts)
        return _missing(N_("whether {drug} goes on"), uncertain) if uncertain else None
    if isinstance(disease, Unknown):
        return disease
    unlisted = _may_be_excluded(row, facts)
    return unlisted or Context(row, treatment, facts)


def _has_disease(row: MechanismRow, facts: Facts) -> bool | Unknown | None:
    """Say whether the patient has the row's disease; None when it is another."""
    known = facts.alterations
    if row.driver and known.driver_genes and row.driver not in known.driver_genes:
        return None
    if row.tumors and known.families and not known.families.intersection(row.tumors):
        return None
    if row.driver and not known.driver_genes:
        return Unknown((Message(N_("the driver of the cancer")),))
    if row.tumors and not known.families:
        return Unknown((Message(N_("the cancer's OncoTree code")),))
    return True


def _may_be_excluded(row: MechanismRow, facts: Facts) -> Unknown | None:
    """An earlier drug that no table knows may be one that the row forbids."""
    if not row.without:
        return None
    name = next((n for n in facts.alterations.unlisted if _MAY_INHIBIT.search(n)), None)
    if name is None:
        return None
    words = {"drug": Plain(name)}
    return Unknown((Message(N_("the class of {drug}: it is in no table"), words),))


def _missing(text: str, treatment: Treatment) -> Unknown:
    return Unknown((Message(text, {"drug": Term(treatment.drugs[0].name)}),))


def _current(row: MechanismRow, facts: Facts) -> Treatment | None:
    exposure = facts.exposure
    if exposure.current_classes.isdisjoint(row.under):
        return None
    if len(exposure.current) == 1:
        return exposure.current[0]
    return _under(row, exposure.current, facts)


def _under(
    row: MechanismRow, treatments: tuple[Treatment, ...], facts: Facts
) -> Treatment | None:
    under = set(row.under)
    return next(
        (
            t
            for t in treatments
            for d in t.drugs
            if under & classes_of(d.name, facts.knowledge)
        ),
        None,
    )


def is_named(variant: Variant, row: MechanismRow) -> bool:
    """Say whether the result is about the row's variant."""
    kind = variant.kind
    if row.kind == "loss":
        return kind == "deletion" or "loss" in _names(variant)
    if kind != ("small" if row.kind == "gone" else row.kind):
        return False
    return not row.variants or not _names(variant).isdisjoint(row.variants)


def _names(variant: Variant) -> frozenset[str]:
    return names_of(variant.gene, variant.hgvs_p, variant.label, variant.effect)


def results(context: Context) -> list[tuple[Variant, Assay]]:
    """Return the row's variant in plasma and tissue, the latest sample first."""
    row = context.row
    seen = context.facts.alterations.by_gene.get(row.gene, ())
    return [found for found in seen if is_named(found[0], row)]


def is_seen(row: MechanismRow, facts: Facts) -> bool:
    """Say whether anything in the case speaks of what the row is about."""
    if row.kind in ("histology", "stain"):
        return bool(facts.case.pathology.specimens)
    if row.kind == "none":
        return bool(facts.alterations.by_gene)
    seen = facts.alterations.by_gene.get(row.gene, ())
    return any(isinstance(v.result, Detected) and is_named(v, row) for v, _ in seen)


def is_under(sample: Assay | Specimen, treatment: Treatment) -> bool | None:
    """Say whether the sample was taken while the treatment went on."""
    on = sample.taken_on if isinstance(sample, Specimen) else sample.sampled_on
    if on is None or treatment.started_on is None:
        return None
    return on.is_after(treatment.started_on)
