"""Amplifications beside the lines of the studies, and what plasma can show of them.

A line belongs to a study and an assay: copies by NGS reach no line that was drawn by
FISH. In plasma a tumor's extra copies dilute: the gain is (copies - 2) × tumor
fraction, so below 10 % tumor fraction a negative result says nothing.
"""

from decimal import Decimal

from mdt_board.interpret.ctdna.kinetics import PLASMA, fraction_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import CTDNA_ARITHMETIC
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level
from mdt_board.model.knowledge import AmplificationRow
from mdt_board.model.mechanism import Amplification, AmplificationLine
from mdt_board.model.molecular import (
    Assay,
    AssayKind,
    Detected,
    NotDetected,
    Variant,
    VariantKind,
)
from mdt_board.model.text import N_, Gene, Message, Number, Percent, Word

INFORMATIVE_FRACTION = Decimal("0.1")  # of tumor DNA in plasma (K1)
PLASMA_LINE = Decimal("2.2")  # copies from which a plasma assay calls a gain (K1)
DIPLOID = 2
ALLELES = 2  # a heterozygous driver is on one of two copies


def readings(facts: Facts) -> tuple[Amplification, ...]:
    """Return each amplification result beside the lines for the drugs given."""
    if not facts.knowledge.amplifications:
        return ()
    return tuple(
        _reading(variant, assay, facts)
        for gene in dict.fromkeys(r.gene for r in facts.knowledge.amplifications)
        for variant, assay in facts.alterations.by_gene.get(gene, ())
        if variant.kind is VariantKind.AMPLIFICATION
    )


def _reading(variant: Variant, assay: Assay, facts: Facts) -> Amplification:
    result = variant.result
    copies = result.copy_number if isinstance(result, Detected) else None
    ratio = result.copy_ratio if isinstance(result, Detected) else None
    method = method_of(assay)
    fraction = tumor_fraction(variant, facts) if method == "plasma" else None
    return Amplification(
        record=variant.id,
        gene=variant.gene,
        assay=method,
        copies=copies,
        ratio=ratio,
        tumor_fraction=fraction,
        least_visible_copies=least_visible(fraction) if fraction else None,
        lines=tuple(
            _line(row, method, copies, ratio) for row in lines_for(variant.gene, facts)
        ),
    )


def method_of(assay: Assay) -> str:
    """Return ``fish``, ``ngs-tissue`` or ``plasma``; empty when nobody said so."""
    if assay.kind in PLASMA:
        return "plasma"
    name = assay.name.casefold()
    if "fish" in name or "原位杂交" in name:
        return "fish"
    return "ngs-tissue" if "ngs" in name or "测序" in name else ""


def lines_for(gene: str, facts: Facts) -> tuple[AmplificationRow, ...]:
    """Return the studies' lines that are about the drugs given so far."""
    ever = facts.exposure.ever_classes
    return tuple(
        r
        for r in facts.knowledge.amplifications
        if r.gene == gene
        and ever.intersection(r.under)
        and not ever.intersection(r.without)
    )


def is_reached(
    row: AmplificationRow, copies: Decimal | None, ratio: Decimal | None
) -> bool | None:
    """Say whether copies or ratio reach the line; None when they cannot tell."""
    asked = [
        value >= line if value is not None else None
        for value, line in ((copies, row.copies), (ratio, row.ratio))
        if line is not None
    ]
    if True in asked and row.needs == "any":
        return True
    return None if None in asked else all(asked)


def _line(
    row: AmplificationRow, method: str, copies: Decimal | None, ratio: Decimal | None
) -> AmplificationLine:
    """Copies that another assay counted reach no line; FISH alone gives a ratio."""
    is_fish = method == "fish" or (not method and ratio is not None)
    is_same = is_fish if row.assay == "fish" else method == row.assay
    return AmplificationLine(
        row=row.id,
        study=row.study,
        assay=row.assay,
        line=row.line,
        is_reached=is_reached(row, copies, ratio) if is_same else None,
        note=row.note,
        tag=row.tag,
        references=row.references,
    )


def tumor_fraction(variant: Variant, facts: Facts) -> Decimal | None:
    """Estimate the share of tumor DNA from the driver in the same sample, at most 1.

    Twice the driver's VAF: of a heterozygous driver in two copies. An amplified driver
    makes it look larger than it is.
    """
    founder = facts.alterations.founders.get(variant.sample)
    vaf = fraction_of(founder.result) if founder else None
    return None if vaf is None else min(Decimal(1), ALLELES * vaf)


def least_visible(fraction: Decimal) -> Decimal:
    """Return the copies that a tumor must have to be called at this tumor fraction."""
    return DIPLOID + (PLASMA_LINE - DIPLOID) / fraction


@rule(
    "resistance.plasma-amplification-blind",
    N_(
        "{gene} amplification was not detected in plasma at about {fraction} tumor "
        "DNA: non-informative; only tumors with {copies} copies or more would show"
    ),
    CTDNA_ARITHMETIC,
    level=Level.CAUTION,
)
def plasma_is_blind(facts: Facts) -> Because | Unknown | None:
    """Plasma with little tumor DNA does not exclude an amplification.

    When  an amplification of a listed gene was not detected in the latest plasma, and
          the driver beside it stands for less than 10 % tumor DNA
    Then  the result is non-informative, and how many copies would have been seen
    Else  unknown without the driver's VAF in that sample; silent otherwise
    """
    genes = dict.fromkeys(r.gene for r in facts.knowledge.amplifications)
    for gene in genes:
        negative = _negative_plasma(gene, facts)
        if negative is not None:
            return _blind(negative, facts)
    return None


def _negative_plasma(gene: str, facts: Facts) -> Variant | None:
    """Return the latest plasma result of the gene, where tissue does not show it."""
    seen = [
        (v, a)
        for v, a in facts.alterations.by_gene.get(gene, ())
        if v.kind is VariantKind.AMPLIFICATION
    ]
    if any(a.kind is AssayKind.TISSUE for _, a in seen):
        return None
    latest = next((v for v, a in seen if a.kind in PLASMA), None)
    return latest if latest and isinstance(latest.result, NotDetected) else None


def _blind(variant: Variant, facts: Facts) -> Because | Unknown | None:
    fraction = tumor_fraction(variant, facts)
    gene: dict[str, Word] = {"gene": Gene(variant.gene)}
    if not fraction:
        text = N_("the driver's VAF in the plasma in which {gene} was not amplified")
        return Unknown((Message(text, gene),))
    if fraction >= INFORMATIVE_FRACTION:
        return None
    founder = facts.alterations.founders[variant.sample]
    words: dict[str, Word] = {
        "fraction": Percent(fraction),
        "copies": Number(least_visible(fraction)),
    }
    return Because((variant.id, founder.id), gene | words)


RULES: tuple[Rule, ...] = (plasma_is_blind,)
