"""Causes of a plasma signal beside the known tumor and its blood: other, and none."""

from mdt_board.interpret.ctdna.kinetics import series_id
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT, HCV_METHYLATION_2023
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, OriginAnswer, Series, Tag
from mdt_board.model.knowledge import folded
from mdt_board.model.molecular import AssayKind, NotDetected, Variant
from mdt_board.model.text import N_, Message, Variants, Word

NON_CANCER = "ctdna.non-cancer-methylation"
SECOND = "ctdna.not-in-known-tumor"
LIVER = "liver-inflammation"


def _methylation(facts: Facts) -> list[Series]:
    return [
        s
        for s in facts.positive
        if s.id.startswith("test:")
        and (a := facts.assays.get(s.points[-1].sample))
        and a.kind is AssayKind.METHYLATION
    ]


def _inflamed_liver(facts: Facts) -> tuple[str, ...]:
    """Return the records of liver inflammation, under any name that is listed."""
    terms = facts.knowledge.terms
    names = {
        folded(name)
        for row in terms.values()
        if LIVER in row.parents
        for name in (row.id, *row.names.values(), *row.synonyms)
    }
    return tuple(i.id for i in facts.case.oncology.history if folded(i.name) in names)


@rule(
    NON_CANCER,
    N_(
        "{name} is a methylation signal, and the liver is inflamed: hepatitis can "
        "cause it without cancer"
    ),
    HCV_METHYLATION_2023,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def non_cancer_methylation(facts: Facts) -> Because | Unknown | None:
    """A methylation signal in a patient with an inflamed liver.

    When  the latest plasma is positive by methylation alone and the history holds
          hepatitis or cirrhosis
    Then  it can come from the liver; treat that and repeat
    Else  unknown when no other illness is recorded at all; silent otherwise
    """
    positive = _methylation(facts)
    if not positive or len(positive) < len(facts.positive):
        return None
    liver = _inflamed_liver(facts)
    if liver:
        words: dict[str, Word] = {"name": Variants((positive[0].label,))}
        return Because((positive[0].points[-1].record, *liver), words)
    if not facts.case.oncology.history:
        return Unknown((Message(N_("other illnesses, hepatitis above all")),))
    return None


@rule(
    SECOND,
    N_("{variants}: in plasma, not in the known tumor, not from white blood cells"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def not_in_known_tumor(facts: Facts) -> Because | Unknown | None:
    """A tumor variant that the tissue of the known cancer lacks.

    When  a cancer is known, a variant of plasma in another gene than its driver's is
          tumor likely or absent in white
          cells, and the tissue of the cancer was tested for it without finding it
    Then  a second tumor is a possible source
    Else  unknown when plasma holds such a variant and no tissue was tested for it
    """
    if not facts.case.diagnoses:
        return None
    found, is_open = [], False
    known = {d.driver_gene for d in facts.case.diagnoses}
    for series in facts.positive:
        origin = facts.origins.get(series.id)
        if origin is None or not series.id.startswith("variant:"):
            continue
        if origin.gene in known:
            continue  # the tumor's own driver, or its resistance to a drug
        if origin.answer is not OriginAnswer.TUMOR_LIKELY:
            continue
        tissue = _results(series.id, facts, AssayKind.TISSUE)
        if not tissue:
            is_open = True
        elif all(isinstance(v.result, NotDetected) for v in tissue):
            found.append((series, tissue))
    if found:
        words: dict[str, Word] = {
            "variants": Variants(tuple(s.label for s, _ in found))
        }
        records = [v.id for _, tissue in found for v in tissue]
        return Because((*(s.points[-1].record for s, _ in found), *records), words)
    if is_open:
        return Unknown((Message(N_("the tumor tissue, tested for these variants")),))
    return None


def _results(key: str, facts: Facts, kind: AssayKind) -> list[Variant]:
    return [
        v
        for v in facts.case.molecular.variants
        if (a := facts.assays.get(v.sample)) and a.kind is kind and series_id(v) == key
    ]


RULES: tuple[Rule, ...] = (non_cancer_methylation, not_in_known_tumor)
