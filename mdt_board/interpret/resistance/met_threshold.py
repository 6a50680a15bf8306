"""How a MET amplification stands to the lines of the studies, which disagree.

The lines are rows of ``resources/knowledge/amplifications.yaml``. SACHI after a first-
or second-generation EGFR TKI: gene copy number (GCN) >= 5 or MET/CEP7 >= 2; after a
third-generation one: GCN >= 10. INSIGHT: GCN >= 5 or ratio >= 2. All by FISH.
"""

from decimal import Decimal

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import INSIGHT_2020, SACHI_2025
from mdt_board.interpret.resistance import amplification
from mdt_board.interpret.resistance.amplification import is_reached, lines_for
from mdt_board.interpret.resistance.clonality import UNKNOWN_NUMBER
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, Tag
from mdt_board.model.knowledge import AmplificationRow
from mdt_board.model.molecular import AssayKind, Detected, Variant, VariantKind
from mdt_board.model.text import N_, Message, Number, Term, Word, Written

STUDY = "SACHI"
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
    words: dict[str, Word] = {
        "copies": _number(result.copy_number),
        "ratio": _number(result.copy_ratio),
        "line": Term("met-line.third" if is_third else "met-line.early"),
        "reached": Term(
            f"met-line.{'reached' if is_line_reached(facts, result) else 'not-reached'}"
        ),
    }
    return Because((variant.id,), words)


@rule(
    "resistance.met-lines-disagree",
    N_(
        "The studies disagree about this MET result: line of {reached} reached, of "
        "{missed} not"
    ),
    SACHI_2025,
    INSIGHT_2020,
    level=Level.CAUTION,
)
def met_lines_disagree(facts: Facts) -> Because | Unknown | None:
    """One study would call the tumor MET-amplified, another would not.

    When  copies or ratio in tissue reach the line of one checked study for the drugs
          given, and not that of another
    Then  both are named: a conflict is shown as one, and none of them is preferred
    Else  unknown when a line asks for copies or a ratio that is not there; silent
          when the studies agree
    """
    found = amplified(facts)
    lines = _checked_lines(facts) if found else ()
    if not lines:
        return None
    variant, result = found[-1]
    copies, ratio = result.copy_number, result.copy_ratio
    answers = [(r.study, is_reached(r, copies, ratio)) for r in lines]
    if any(answer is None for _, answer in answers):
        return Unknown((Message(N_("MET copies and MET/CEP7 ratio by FISH")),))
    reached = [study for study, answer in answers if answer]
    missed = [study for study, answer in answers if not answer]
    if not (reached and missed):
        return None
    words = {
        "reached": Written(tuple(reached)),
        "missed": Written(tuple(missed)),
    }
    return Because((variant.id,), words)


def _checked_lines(facts: Facts) -> tuple[AmplificationRow, ...]:
    lines = lines_for("MET", facts)
    return tuple(r for r in lines if r.assay == "fish" and r.tag is not Tag.UNVERIFIED)


def amplified(facts: Facts) -> list[tuple[Variant, Detected]]:
    """Return the MET amplifications of tissue, the latest sample last."""
    found = [
        (v, v.result)
        for v, assay in facts.alterations.by_gene.get("MET", ())
        if v.kind is VariantKind.AMPLIFICATION
        and isinstance(v.result, Detected)
        and assay.kind is AssayKind.TISSUE
    ]
    return found[::-1]


def is_line_reached(facts: Facts, result: Detected) -> bool:
    """Say whether copies or ratio reach SACHI's line for the drugs given so far."""
    lines = (r for r in lines_for("MET", facts) if r.study == STUDY)
    return any(is_reached(r, result.copy_number, result.copy_ratio) for r in lines)


def _number(value: Decimal | None) -> Word:
    return UNKNOWN_NUMBER if value is None else Number(value, 1)


RULES: tuple[Rule, ...] = (met_threshold, met_lines_disagree, *amplification.RULES)
