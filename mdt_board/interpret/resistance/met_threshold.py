"""How a MET amplification stands to the lines of the studies, which disagree.

SACHI after a first- or second-generation EGFR TKI: gene copy number (GCN) >= 5 or
MET/CEP7 >= 2; after a third-generation one: GCN >= 10. INSIGHT: GCN >= 5 or ratio >= 2.
All by FISH.
"""

from decimal import Decimal

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import INSIGHT_2020, SACHI_2025
from mdt_board.interpret.resistance.clonality import UNKNOWN_NUMBER
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level
from mdt_board.model.molecular import AssayKind, Detected, Variant, VariantKind
from mdt_board.model.text import N_, Message, Number, Term, Word

COPIES_AFTER_THIRD = Decimal(10)
COPIES_BEFORE_THIRD = Decimal(5)
RATIO_BEFORE_THIRD = Decimal(2)
THIRD = "egfr-tki-3g"


@rule(
    "resistance.met-threshold",
    N_(
        "MET copies {copies}, MET/CEP7 {ratio}: SACHI's line of {line} {reached}; "
        "INSIGHT asked for GCN ≥ 5 or ratio ≥ 2"
    ),
    SACHI_2025,
    INSIGHT_2020,
    level=Level.CAUTION,
)
def met_threshold(facts: Facts) -> Because | Unknown | None:
    """The tissue's MET copies against the line of the study for the drugs given.

    When  MET amplification with copies or a ratio is detected in tissue under or after
          an EGFR TKI
    Then  says whether SACHI's line is reached, and that INSIGHT drew another
    Else  unknown when the tissue gives neither copies nor ratio; silent otherwise
    """
    if "egfr-tki" not in facts.exposure.ever_classes:
        return None
    found = amplified(facts)
    if not found:
        return None
    variant, result = found[-1]
    if result.copy_number is None and result.copy_ratio is None:
        return Unknown((Message(N_("MET copies and MET/CEP7 ratio by FISH")),))
    is_third = THIRD in facts.exposure.ever_classes
    is_reached = is_line_reached(facts, result)
    words: dict[str, Word] = {
        "copies": _number(result.copy_number),
        "ratio": _number(result.copy_ratio),
        "line": Term("met-line.third" if is_third else "met-line.early"),
        "reached": Term(f"met-line.{'reached' if is_reached else 'not-reached'}"),
    }
    return Because((variant.id,), words)


def amplified(facts: Facts) -> list[tuple[Variant, Detected]]:
    """Return the MET amplifications of tissue, the latest sample last."""
    found = [
        (str(assay.sampled_on or ""), v.id, v, v.result)
        for v in facts.case.molecular.variants
        if v.gene == "MET"
        and v.kind is VariantKind.AMPLIFICATION
        and isinstance(v.result, Detected)
        and (assay := facts.assays.get(v.sample))
        and assay.kind is AssayKind.TISSUE
    ]
    return [(v, result) for *_, v, result in sorted(found, key=lambda f: f[:2])]


def is_line_reached(facts: Facts, result: Detected) -> bool:
    """Say whether copies or ratio reach SACHI's line for the drugs given so far."""
    copies, ratio = result.copy_number, result.copy_ratio
    if THIRD in facts.exposure.ever_classes:
        return copies is not None and copies >= COPIES_AFTER_THIRD
    has_copies = copies is not None and copies >= COPIES_BEFORE_THIRD
    return has_copies or (ratio is not None and ratio >= RATIO_BEFORE_THIRD)


def _number(value: Decimal | None) -> Word:
    return UNKNOWN_NUMBER if value is None else Number(value, 1)


RULES: tuple[Rule, ...] = (met_threshold,)
