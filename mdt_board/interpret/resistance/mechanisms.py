"""Resistance to targeted drugs: one rule of each row of the table.

Statements of one shape are rows of ``resources/knowledge/mechanisms.yaml``. Whether a
row applies is answered in ``context``; here is asked what the samples show.
"""

from collections.abc import Callable

from mdt_board.interpret.ctdna.kinetics import day_of, series_id
from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.kept import kept
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    BY_ID,
    CTDNA_ARITHMETIC,
    ESMO_CTDNA_2022,
)
from mdt_board.interpret.resistance import specimens
from mdt_board.interpret.resistance.clonality import UNKNOWN_NUMBER, clonality
from mdt_board.interpret.resistance.context import (
    Context,
    context_of,
    is_seen,
    is_under,
    results,
)
from mdt_board.interpret.resistance.driver_rise import molecular_progression
from mdt_board.interpret.resistance.phase import DISPUTED, phase_beside
from mdt_board.interpret.resistance.unlisted import unlisted_drug
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, OriginAnswer
from mdt_board.model.knowledge import Knowledge, MechanismRow
from mdt_board.model.molecular import Assay, AssayKind, Detected, NotDetected, Variant
from mdt_board.model.text import (
    N_,
    Gene,
    Message,
    Number,
    Plain,
    Term,
    Variants,
    Word,
)
from mdt_board.terminology.haplotypes import CIS, TRANS, UNKNOWN

# Fewer molecules than this in one tube are confirmed in a second one [J].
FEW_MOLECULES = 10
Results = list[tuple[Variant, Assay]]
SENTENCES = {
    "small": N_(
        "{gene} {variant} detected under {drug}: {mechanism}. Its VAF is {ratio} of "
        "the driver's ({clonality})"
    ),
    "amplification": N_(
        "{gene} {variant} detected under {drug}: {mechanism}. Copy number {copies}"
    ),
    "gone": N_(
        "{gene} {variant}, detected before, is no longer detected under {drug} in a "
        "sample that shows the driver: {mechanism}"
    ),
    "histology": N_("Histology under {drug}: {mechanism}"),
    "stain": N_("{gene} by immunohistochemistry under {drug}: {mechanism}"),
    "none": N_(
        "Tissue taken under {drug} shows none of the listed mechanisms: {mechanism}"
    ),
}
ASK_FOR_PHASE = N_(
    "whether {gene} {variant} and {variants} are in cis or in trans: ask the "
    "laboratory for read-level phase"
)
PHASE_DISPUTED = N_(
    "the phase of {gene} {variant} and {variants}: results of the sample say both cis "
    "and trans; ask the laboratory for read-level phase"
)
# Which phases a row about one of them speaks of; two seen together may be a compound.
SPOKEN = {
    CIS: (CIS,),
    TRANS: (TRANS,),
    UNKNOWN: (UNKNOWN, DISPUTED),
    "together": (CIS, UNKNOWN, DISPUTED),
    "absent": ("absent",),
}
_OPEN = Unknown(())  # no sample of the kind can tell
PLAIN_SENTENCE = N_("{gene} {variant} detected under {drug}: {mechanism}")
PRIMARY_SENTENCE = N_("{gene} {variant} is in the tumor under {drug}: {mechanism}")

_rules: dict[str, dict[str, Rule]] = {}
_about: dict[tuple[str, frozenset[str]], tuple[MechanismRow, ...]] = {}


def rules_from(knowledge: Knowledge) -> tuple[Rule, ...]:
    """Make one rule of each row of ``mechanisms.yaml``."""
    if knowledge.sha256 not in _rules:
        _rules[knowledge.sha256] = {r.id: _from_row(r) for r in knowledge.mechanisms}
    return tuple(_rules[knowledge.sha256].values())


@kept(lambda facts: (facts.exposure, facts.knowledge))
def rules_about(facts: Facts) -> tuple[Rule, ...]:
    """Return the rules of rows about a drug that is given now, or may be.

    The others could only be silent.
    """
    if not (facts.exposure.current or facts.exposure.uncertain):
        return ()
    rules_from(facts.knowledge)
    by_id = _rules[facts.knowledge.sha256]
    return tuple(by_id[row.id] for row in rows_about(facts))


def rows_about(facts: Facts) -> tuple[MechanismRow, ...]:
    """Return the rows about a drug that is given now, or may be."""
    knowledge = facts.knowledge
    classes = facts.exposure.current_classes.union(
        *(
            classes_of(d.name, knowledge)
            for t in facts.exposure.uncertain
            for d in t.drugs
        )
    )
    key = (knowledge.sha256, classes)
    if key not in _about:
        rows = knowledge.mechanisms
        _about[key] = tuple(r for r in rows if classes.intersection(r.under))
    return _about[key]


def _from_row(row: MechanismRow) -> Rule:
    plain = PRIMARY_SENTENCE if row.is_primary else SENTENCES.get(row.kind)
    return Rule(
        id=row.id,
        sentence=plain or PLAIN_SENTENCE,
        references=tuple(BY_ID[r] for r in row.references),
        check=_check(row),
        level=Level.CAUTION,
        tag=row.tag,
    )


def _check(row: MechanismRow) -> Callable[[Facts], Because | Unknown | None]:
    """Return the check of one row.

    When  the patient has the disease, a drug of ``under`` now, one of each ``after``
          and none of ``without`` ever, and a sample taken under that drug shows the
          variant (a plasma sample the driver beside it), and none before the drug did
    Then  names the mechanism and the size of the clone
    Else  unknown when no sample under the drug can tell: for a row that a work-up must
          answer, and wherever the variant was seen; silent otherwise
    """

    def check(facts: Facts) -> Because | Unknown | None:
        if not (row.is_asked or is_seen(row, facts)):
            return None
        context = context_of(row, facts)
        if isinstance(context, Context):
            return _READERS.get(row.kind, _acquired)(context)
        return context

    return check


def _acquired(context: Context) -> Because | Unknown | None:
    is_old = not context.row.is_primary and _was_there_before(context)
    return None if is_old else _look(context)


def _was_there_before(context: Context) -> bool:
    """A mutation seen before the drug was started is not acquired under it (K0.5)."""
    return any(
        isinstance(v.result, Detected) and is_under(assay, context.treatment) is False
        for v, assay in results(context)
    )


def _look(context: Context) -> Because | Unknown | None:
    """Ask tissue and plasma apart: one that shows it outweighs one that does not."""
    is_primary = context.row.is_primary
    under = [
        (v, a)
        for v, a in results(context)
        if is_primary or is_under(a, context.treatment)
    ]
    tissue = [(v, a) for v, a in under if a.kind is AssayKind.TISSUE]
    plasma = [(v, a) for v, a in under if a.kind is not AssayKind.TISSUE]
    answers = [_read(context, tissue), _read(context, plasma)]
    spoken = [a for a in answers if isinstance(a, Because)]
    if spoken:
        return spoken[0]
    if None in answers:
        return None
    return next((a for a in answers if a is not _OPEN), None) or _unanswered(context)


def _read(context: Context, found: Results) -> Because | Unknown | None:
    """The latest sample that can tell decides; others are passed over."""
    for variant, assay in found:
        if not _is_informative(context, variant, assay):
            continue  # plasma without the driver is non-informative (K0.3)
        if isinstance(variant.result, Detected):
            return _beside(context, variant)
        if isinstance(variant.result, NotDetected) and not _is_blind(variant, assay):
            return None
    return _OPEN


def _is_informative(context: Context, variant: Variant, assay: Assay) -> bool:
    """Say whether the sample can tell: plasma must show the driver, where one is."""
    if assay.kind is AssayKind.TISSUE:
        return True
    facts, is_detected = context.facts, isinstance(variant.result, Detected)
    has_founder = variant.sample in facts.alterations.founders
    if context.row.driver and not has_founder:
        return False
    return (is_detected or has_founder) and not _is_not_tumor(variant, facts)


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


def _beside(context: Context, variant: Variant) -> Because | Unknown | None:
    """Ask what lies beside the variant, where the row is about that."""
    wanted = context.row.beside
    if wanted is None:
        return _because(context, variant)
    row = context.row
    phase = phase_beside(wanted, row.variants, variant, context.facts)
    if phase in SPOKEN[wanted.phase]:
        return _because(context, variant)
    words: dict[str, Word] = {
        "gene": Gene(wanted.gene),
        "variant": Plain("/".join(row.variants)),
        "variants": Plain("/".join(wanted.variants)),
    }
    if phase is None and wanted.phase == "absent":
        text = N_("whether {gene} {variants} is in the same sample")
        return Unknown((Message(text, words),))
    if phase in (UNKNOWN, DISPUTED) and wanted.phase in (CIS, TRANS):
        text = PHASE_DISPUTED if phase == DISPUTED else ASK_FOR_PHASE
        return Unknown((Message(text, words),))
    return None


def _unanswered(context: Context) -> Unknown:
    row = context.row
    name = Plain(row.variant) if row.variants else Term(f"kind.{row.kind}")
    words: dict[str, Word] = {
        "gene": Gene(row.gene),
        "variant": name,
        "drug": context.drug,
    }
    text = (
        N_("{gene} {variant} under {drug}: plasma that shows the driver, or tissue")
        if row.kind in ("small", "loss")
        else N_("{gene} {variant} in tissue taken under {drug}")
    )
    return Unknown((Message(text, words),))


def _because(context: Context, variant: Variant) -> Because:
    founder = context.facts.alterations.founders.get(variant.sample)
    beside = (founder.id,) if founder and founder.id != variant.id else ()
    records = (variant.id, *beside, context.treatment.id)
    words: dict[str, Word] = {
        "gene": Gene(context.row.gene),
        "variant": _name(variant),
        "drug": context.drug,
        "mechanism": Term(context.row.mechanism),
    }
    if context.row.kind == "small" and not context.row.is_primary:
        return Because(records, words | clonality(variant, founder))
    if context.row.kind != "amplification":
        return Because(records, words)
    copies = (
        variant.result.copy_number if isinstance(variant.result, Detected) else None
    )
    shown = UNKNOWN_NUMBER if copies is None else Number(copies, 1)
    return Because(records, words | {"copies": shown})


def _name(variant: Variant) -> Word:
    """Name what was found; a fusion by its partners, a copy change by its kind."""
    is_named = bool(variant.hgvs_p or variant.label or variant.hgvs_c)
    return Plain(variant.name) if is_named else Term(f"kind.{variant.kind.value}")


def _no_target(context: Context) -> Because | None:
    """Tissue of the latest day under the drug has results, and none is of a row."""
    facts = context.facts
    tissue = [
        (v, a)
        for seen in facts.alterations.by_gene.values()
        for v, a in seen
        if a.kind is AssayKind.TISSUE and is_under(a, context.treatment)
    ]
    others = (r for r in rows_about(facts) if r.kind != "none")
    if not tissue or any(is_seen(r, facts) for r in others if r.is_new_alteration):
        return None
    latest = max(tissue, key=lambda found: (str(found[1].sampled_on), found[0].id))
    words = {"drug": context.drug, "mechanism": Term(context.row.mechanism)}
    return Because((latest[0].id, context.treatment.id), words)


def _gone(context: Context) -> Because | Unknown | None:
    """A mutation that was there before is looked for and not detected any more."""
    if context.treatment.started_on is None:
        drug: dict[str, Word] = {"drug": context.drug}
        return Unknown((Message(N_("the day on which {drug} began"), drug),))
    under = [(v, a) for v, a in results(context) if is_under(a, context.treatment)]
    can_tell = (
        v
        for v, a in under
        if a.kind is AssayKind.TISSUE or v.sample in context.facts.alterations.founders
    )
    latest = next(can_tell, None)
    if latest is None or not isinstance(latest.result, NotDetected):
        return None
    return _because(context, latest) if _was_there_before(context) else None


_READERS: dict[str, Callable[[Context], Because | Unknown | None]] = {
    "histology": specimens.look,
    "stain": specimens.look,
    "none": _no_target,
    "gone": _gone,
}


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
    answers = [_count(row, facts) for row in rows_about(facts)]
    spoken = [a for a in answers if isinstance(a, Because)]
    unknown = [a for a in answers if isinstance(a, Unknown)]
    return next(iter(spoken), next(iter(unknown), None))


def _count(row: MechanismRow, facts: Facts) -> Because | Unknown | None:
    if row.kind != "small" or row.is_primary or not is_seen(row, facts):
        return None
    context = context_of(row, facts)
    if not isinstance(context, Context):
        return None
    by_name: dict[str, Results] = {}
    for variant, assay in results(context):
        if isinstance(variant.result, Detected):
            by_name.setdefault(series_id(variant), []).append((variant, assay))
    counted = [_of_one_tube(seen, facts) for seen in by_name.values()]
    found = [c for c in counted if c is not None]
    return next((c for c in found if isinstance(c, Because)), next(iter(found), None))


def _of_one_tube(seen: Results, facts: Facts) -> Because | Unknown | None:
    """Count the molecules of a mutation that one dated tube of plasma alone shows."""
    variant, assay = seen[0]
    is_alone = len({v.sample for v, _ in seen}) == 1
    if not is_alone or assay.kind is AssayKind.TISSUE or not day_of(assay):
        return None
    series = facts.series[series_id(variant)]
    molecules = dict(series.molecules).get(variant.id)
    if molecules is None:
        missing = N_("DNA input of the sample that shows {variant}")
        return Unknown((Message(missing, {"variant": Variants((series.label,))}),))
    if molecules >= FEW_MOLECULES:
        return None
    words: dict[str, Word] = {
        "variant": Variants((series.label,)),
        "molecules": Number(molecules),
    }
    return Because((variant.id,), words)


RULES: tuple[Rule, ...] = (molecular_progression, few_molecules, unlisted_drug)
