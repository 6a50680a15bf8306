"""Resistance to targeted drugs: rows, and what the driver itself does under therapy.

Statements of one shape are rows of ``resources/knowledge/mechanisms.yaml``. On-target
resistance belongs to driver, current drug and earlier drugs together: no row speaks
without its driver and the drug it is about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from mdt_board.interpret.ctdna.driver import is_driver
from mdt_board.interpret.ctdna.kinetics import PLASMA, day_of, fraction_of, series_id
from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    BY_ID,
    CTDNA_ARITHMETIC,
    ESMO_CTDNA_2022,
)
from mdt_board.interpret.resistance.driver_rise import molecular_progression
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, OriginAnswer, Reference
from mdt_board.model.knowledge import Knowledge, MechanismRow
from mdt_board.model.molecular import Assay, AssayKind, Detected, NotDetected, Variant
from mdt_board.model.oncology import Treatment
from mdt_board.model.text import (
    N_,
    Gene,
    Message,
    Number,
    Plain,
    Term,
    Word,
)

SMALL_CLONE = Decimal("0.1")  # of the driver's VAF (K0.4)
# Fewer molecules than this in one tube are confirmed in a second one [J].
FEW_MOLECULES = 10
UNKNOWN_NUMBER = Plain("–")


@dataclass(frozen=True, slots=True)
class _Context:
    """A row that applies to the patient: the treatment it is about."""

    row: MechanismRow
    treatment: Treatment
    facts: Facts

    @property
    def drug(self) -> Term:
        under = set(self.row.under)
        names = (d.name for d in self.treatment.drugs)
        return Term(
            next(n for n in names if under & classes_of(n, self.facts.knowledge))
        )

    @property
    def name(self) -> Word:
        row = self.row
        return Plain(row.variant) if row.variant else Term(f"kind.{row.kind}")


def rules_from(knowledge: Knowledge) -> tuple[Rule, ...]:
    """Make one rule of each row of ``mechanisms.yaml``."""
    return tuple(_from_row(row) for row in knowledge.mechanisms)


def _from_row(row: MechanismRow) -> Rule:
    return Rule(
        id=row.id,
        sentence=SMALL_SENTENCE if row.kind == "small" else OTHER_SENTENCE,
        references=tuple(_reference(r) for r in row.references),
        check=_check(row),
        level=Level.CAUTION,
        tag=row.tag,
    )


SMALL_SENTENCE = N_(
    "{gene} {variant} detected under {drug}: {mechanism}. Its VAF is {ratio} of the "
    "driver's ({clonality})"
)
OTHER_SENTENCE = N_(
    "{gene} {variant} detected under {drug}: {mechanism}. Copy number {copies}"
)


def _reference(reference: str) -> Reference:
    return BY_ID[reference]


def _check(row: MechanismRow) -> Callable[[Facts], Because | Unknown | None]:
    """Return the check of one row.

    When  the patient has the driver, a drug of ``under`` now and none of ``without``
          ever, and a sample taken under that drug shows the variant (a plasma sample
          the driver beside it), and none before the drug did
    Then  names the mechanism and the size of the clone
    Else  unknown when no sample under the drug can tell; silent when one could and
          did not show it
    """

    def check(facts: Facts) -> Because | Unknown | None:
        context = _context(row, facts)
        if not isinstance(context, _Context):
            return context
        if _was_there_before(context):
            return None
        return _look(context)

    return check


def _context(row: MechanismRow, facts: Facts) -> _Context | Unknown | None:
    """Return the treatment that the row is about, or why it does not apply."""
    exposure = facts.exposure
    treatment = _under(row, exposure.current, facts)
    if exposure.ever_classes & set(row.without):
        return None
    if treatment is None:
        uncertain = _under(row, exposure.uncertain, facts)
        return _missing(N_("whether {drug} goes on"), uncertain) if uncertain else None
    drivers = {d.driver_gene for d in facts.case.diagnoses} - {""}
    if not drivers:
        return Unknown((Message(N_("the driver of the cancer")),))
    return _Context(row, treatment, facts) if row.driver in drivers else None


def _missing(text: str, treatment: Treatment) -> Unknown:
    return Unknown((Message(text, {"drug": Term(treatment.drugs[0].name)}),))


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


def _is_named(variant: Variant, row: MechanismRow) -> bool:
    same = (variant.gene, variant.kind.value) == (row.gene, row.kind)
    return same and row.variant in ("", variant.name, variant.label)


def _is_under(assay: Assay, treatment: Treatment) -> bool | None:
    """Say whether the sample was taken while the treatment went on."""
    if assay.sampled_on is None or treatment.started_on is None:
        return None
    return assay.sampled_on.is_after(treatment.started_on)


def _results(context: _Context) -> list[tuple[Variant, Assay]]:
    """Return the row's variant in plasma and tissue, the latest sample first."""
    facts = context.facts
    found = [
        (v, assay)
        for v in facts.case.molecular.variants
        if _is_named(v, context.row)
        and (assay := facts.assays.get(v.sample))
        and assay.kind in (*PLASMA, AssayKind.TISSUE)
    ]
    return sorted(found, key=lambda f: (str(f[1].sampled_on), f[0].id), reverse=True)


def _was_there_before(context: _Context) -> bool:
    """A mutation seen before the drug was started is not acquired under it (K0.5)."""
    return any(
        isinstance(v.result, Detected) and _is_under(assay, context.treatment) is False
        for v, assay in _results(context)
    )


def _look(context: _Context) -> Because | Unknown | None:
    """Ask tissue and plasma apart: one that shows it outweighs one that does not."""
    under = [(v, a) for v, a in _results(context) if _is_under(a, context.treatment)]
    tissue = [(v, a) for v, a in under if a.kind is AssayKind.TISSUE]
    plasma = [(v, a) for v, a in under if a.kind is not AssayKind.TISSUE]
    answers = [_read(context, tissue), _read(context, plasma)]
    spoken = [a for a in answers if isinstance(a, Because)]
    if spoken:
        return spoken[0]
    return None if None in answers else _unanswered(context)


def _read(
    context: _Context, results: list[tuple[Variant, Assay]]
) -> Because | Unknown | None:
    """The latest sample that can tell decides; others are passed over."""
    for variant, assay in results:
        is_plasma = assay.kind is not AssayKind.TISSUE
        founder = _founder(variant, context.facts)
        if is_plasma and (founder is None or _is_not_tumor(variant, context.facts)):
            continue  # plasma without the driver is non-informative (K0.3)
        if isinstance(variant.result, Detected):
            return _because(context, variant, founder)
        if isinstance(variant.result, NotDetected) and not _is_blind(variant, assay):
            return None
    return _unanswered(context)


def _is_not_tumor(variant: Variant, facts: Facts) -> bool:
    """Say whether the variant was answered to come from elsewhere, or from noise."""
    origin = facts.origins.get(series_id(variant))
    return origin is not None and origin.answer not in (
        OriginAnswer.TUMOR_LIKELY,
        OriginAnswer.UNDETERMINED,
    )


def _is_blind(variant: Variant, assay: Assay) -> bool:
    """Plasma hides an amplification: its copies dilute among other DNA."""
    return assay.kind is not AssayKind.TISSUE and variant.kind.value != "small"


def _unanswered(context: _Context) -> Unknown:
    words: dict[str, Word] = {
        "gene": Gene(context.row.gene),
        "variant": context.name,
        "drug": context.drug,
    }
    text = (
        N_("{gene} {variant} under {drug}: plasma that shows the driver, or tissue")
        if context.row.kind == "small"
        else N_("{gene} {variant} in tissue taken under {drug}")
    )
    return Unknown((Message(text, words),))


def _founder(variant: Variant, facts: Facts) -> Variant | None:
    """Return the driver as detected in the same sample."""
    beside = [
        v
        for v in facts.case.molecular.variants
        if v.sample == variant.sample
        and isinstance(v.result, Detected)
        and is_driver(v, facts.case)
    ]
    return min(beside, key=lambda v: v.id, default=None)


def _because(context: _Context, variant: Variant, founder: Variant | None) -> Because:
    records = (variant.id, *((founder.id,) if founder else ()), context.treatment.id)
    words: dict[str, Word] = {
        "gene": Gene(context.row.gene),
        "variant": context.name,
        "drug": context.drug,
        "mechanism": Term(context.row.mechanism),
    }
    if context.row.kind == "small":
        return Because(records, words | _clonality(variant, founder))
    copies = (
        variant.result.copy_number if isinstance(variant.result, Detected) else None
    )
    shown = UNKNOWN_NUMBER if copies is None else Number(copies, 1)
    return Because(records, words | {"copies": shown})


def _clonality(variant: Variant, founder: Variant | None) -> dict[str, Word]:
    """Resistance VAF over driver VAF in the same sample (K0.4)."""
    of_driver = fraction_of(founder.result) if founder else None
    own = fraction_of(variant.result)
    if not of_driver or own is None:
        return {"ratio": UNKNOWN_NUMBER, "clonality": Term("clonality.unknown")}
    ratio = own / of_driver
    size = "clonality.subclonal" if ratio < SMALL_CLONE else "clonality.substantial"
    return {"ratio": Number(ratio, 2), "clonality": Term(size)}


@rule(
    "resistance.few-molecules",
    N_(
        "{variant} was detected once, on about {molecules} molecules: to be detected "
        "again in a second tube before it counts"
    ),
    CTDNA_ARITHMETIC,
    ESMO_CTDNA_2022,
    level=Level.CAUTION,
    tag=BOARD_JUDGMENT.tag,
)
def few_molecules(facts: Facts) -> Because | Unknown | None:
    """A resistance mutation rests on one plasma sample with few molecules.

    When  a mutation of a row for this driver is detected in one plasma sample only,
          not in tissue, and its VAF stands for fewer than 10 molecules
    Then  it is confirmed in a second tube first
    Else  unknown without the DNA input; silent when seen twice, in tissue or in plenty
    """
    answers = [_count(row, facts) for row in facts.knowledge.mechanisms]
    spoken = [a for a in answers if isinstance(a, Because)]
    unknown = [a for a in answers if isinstance(a, Unknown)]
    return next(iter(spoken), next(iter(unknown), None))


def _count(row: MechanismRow, facts: Facts) -> Because | Unknown | None:
    context = _context(row, facts)
    if not isinstance(context, _Context) or row.kind != "small":
        return None
    seen = [(v, a) for v, a in _results(context) if isinstance(v.result, Detected)]
    if len(seen) != 1 or seen[0][1].kind is AssayKind.TISSUE or not day_of(seen[0][1]):
        return None
    variant = seen[0][0]
    series = facts.series[series_id(variant)]
    molecules = dict(series.molecules).get(variant.id)
    if molecules is None:
        missing = N_("DNA input of the sample that shows {variant}")
        return Unknown((Message(missing, {"variant": Plain(series.label)}),))
    if molecules >= FEW_MOLECULES:
        return None
    words: dict[str, Word] = {
        "variant": Plain(series.label),
        "molecules": Number(molecules),
    }
    return Because((variant.id,), words)


RULES: tuple[Rule, ...] = (molecular_progression, few_molecules)
