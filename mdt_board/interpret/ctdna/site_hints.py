"""Where a plasma variant points, once clonal hematopoiesis is excluded: a hint only.

A prior of low predictive value, never a diagnosis (discordance.md H2). In a patient
with a known cancer a hint to another organ is a question, not a second cancer.
"""

import re

from mdt_board.interpret.ctdna.driver import is_called
from mdt_board.interpret.ctdna.kinetics import PLASMA
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.known_cancer import is_cancer_known
from mdt_board.interpret.references import BOARD_JUDGMENT, MAGEE_2025
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Origin, OriginAnswer, Tag
from mdt_board.model.knowledge import SiteHintRow
from mdt_board.model.molecular import AssayKind, Variant
from mdt_board.model.text import N_, Message, Terms, Variants, Word

HINT = "ctdna.site-hint"
TYPICAL = "ctdna.typical-driver"
FOREIGN = frozenset(
    {
        OriginAnswer.CH_LIKELY,
        OriginAnswer.GERMLINE_LIKELY,
        OriginAnswer.TECHNICAL_LIKELY,
    }
)
Hinted = tuple[Variant, SiteHintRow]


@once
def hints(facts: Facts) -> list[Hinted]:
    """Return the variants detected now with their rows, CH excluded or improbable.

    Only where no cancer is known: in a known cancer the tumor itself is the answer.
    """
    if is_cancer_known(facts.case):
        return []
    return [h for h in _pointing(facts) if _is_free(h, facts)]


@once
def _pointing(facts: Facts) -> list[Hinted]:
    latest = {s.points[-1].record for s in facts.positive}
    seen = [v for v in facts.case.molecular.variants if v.id in latest]
    genes = {v.gene for v in seen}
    found = []
    for variant in seen:
        row = _row_for(variant, genes, facts)
        if row is not None:
            found.append((variant, row))
    return found


def _row_for(variant: Variant, genes: set[str], facts: Facts) -> SiteHintRow | None:
    """Return the first row that fits; rows with more demands stand first."""
    sex = facts.case.patient.sex
    for row in facts.knowledge.site_hints:
        is_gene = row.gene in (variant.gene, variant.partner)
        is_beside = not row.beside or bool(genes & set(row.beside))
        is_sex = not row.sex or sex is None or row.sex == sex
        is_kind = row.kind == variant.kind
        if is_gene and is_kind and is_beside and is_sex and _is_listed(variant, row):
            return row
    return None


def _is_listed(variant: Variant, row: SiteHintRow) -> bool:
    """R201 covers R201C, not R2010; no variants cover them all."""
    name = variant.name
    return not row.variants or any(
        is_called(variant, v) or re.match(re.escape(v) + r"(?!\d)", name)
        for v in row.variants
    )


def _origin(variant: Variant, facts: Facts) -> Origin | None:
    key = f"variant:{f'{variant.gene} {variant.name}'.strip()}"
    return facts.origins.get(key)


def _is_free(hinted: Hinted, facts: Facts) -> bool:
    """Say whether hematopoiesis is excluded, or rarely carries this variant."""
    origin = _origin(hinted[0], facts)
    if origin is None:
        return hinted[0].kind != "small"  # fusions are no clonal hematopoiesis
    if origin.answer in FOREIGN:
        return False
    return origin.answer is OriginAnswer.TUMOR_LIKELY or not origin.is_ch_prone


def _names(found: list[Hinted]) -> Variants:
    names = (f"{v.gene} {v.label or v.name}".strip() for v, _ in found)
    return Variants(tuple(dict.fromkeys(names)))


@rule(
    HINT,
    N_("{variants} would fit a tumor of: {sites}. A hint with low certainty"),
    BOARD_JUDGMENT,
)
def site_hint(facts: Facts) -> Because | Unknown | None:
    """A plasma variant points to organs in a person without a known cancer.

    When  no cancer is known and a variant detected now is one of the table, with
          hematopoiesis excluded or rare for it
    Then  names the organs where a targeted search begins
    Else  unknown while clonal hematopoiesis is not excluded; silent otherwise
    """
    found = hints(facts)
    if found:
        sites = dict.fromkeys(site for _, row in found for site in row.sites)
        words: dict[str, Word] = {
            "variants": _names(found),
            "sites": Terms(tuple(sites)),
        }
        return Because(tuple(v.id for v, _ in found), words)
    if is_cancer_known(facts.case):
        return None
    open_ones = [
        h
        for h in _pointing(facts)
        if (o := _origin(h[0], facts)) and o.answer not in FOREIGN
    ]
    if open_ones:
        missing = N_("matched white blood cells for {variants}")
        return Unknown((Message(missing, {"variants": _names(open_ones)}),))
    return None


@rule(
    TYPICAL,
    N_("{variants}: a driver of tumors that clonal hematopoiesis rarely carries"),
    MAGEE_2025,
    BOARD_JUDGMENT,
    tag=Tag.JUDGED,
)
def typical_driver(facts: Facts) -> Because | Unknown | None:
    """A typical driver was detected; if the call is true, it is the tumor's.

    When  no cancer is known and a variant detected now is a typical driver of tumors,
          with hematopoiesis excluded or rare for it
    Then  it speaks for a tumor and against hematopoiesis, given that the call is true
    Else  unknown when a plasma variant has no gene; silent otherwise
    """
    found = [h for h in hints(facts) if h[1].is_typical]
    if found:
        words: dict[str, Word] = {"variants": _names(found)}
        return Because(tuple(v.id for v, _ in found), words)
    nameless = any(
        not v.gene and v.result.status == "detected" and _is_plasma(v, facts)
        for v in facts.case.molecular.variants
    )
    if nameless and not is_cancer_known(facts.case):
        return Unknown((Message(N_("the gene of every plasma variant")),))
    return None


def _is_plasma(variant: Variant, facts: Facts) -> bool:
    assay = facts.assays.get(variant.sample)
    kind = assay.kind if assay else None
    return kind in PLASMA and kind is not AssayKind.METHYLATION


RULES: tuple[Rule, ...] = (site_hint, typical_driver)
