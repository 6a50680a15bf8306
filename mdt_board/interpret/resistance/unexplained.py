"""When resistance is there and none of its known mechanisms was found.

"Not found" needs a sample that could have shown one: plasma with the driver in it, or
tissue, taken under the drug, with results of other genes of the driver's rows.
"""

from decimal import Decimal

from mdt_board.interpret.ctdna.driver import is_driver
from mdt_board.interpret.ctdna.kinetics import PLASMA, series_id
from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.resistance.driver_rise import driver_series
from mdt_board.interpret.resistance.progression import NO_MECHANISM, RISING_UNEXPLAINED
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, OriginAnswer, Tag
from mdt_board.model.molecular import Assay, AssayKind, Detected, NotDetected, Variant
from mdt_board.model.oncology import Response, Treatment
from mdt_board.model.text import (
    N_,
    Count,
    Message,
    Percent,
    Plain,
    Term,
    Variants,
    Word,
)

TARGETED = "tki"
PROGRESSED = (Response.PD, Response.ICPD)
SEVERAL_GENES = 2  # one gene that was tested and not found says little [J]
UNKNOWN_SHARE = (Decimal("0.3"), Decimal("0.5"))  # of those tested (K0)
NOT_TUMOR = frozenset(
    {
        OriginAnswer.CH_LIKELY,
        OriginAnswer.GERMLINE_LIKELY,
        OriginAnswer.TECHNICAL_LIKELY,
    }
)


@once
def targeted(facts: Facts) -> Treatment | None:
    """Return the current treatment with a targeted drug."""
    return next(
        (
            t
            for t in facts.exposure.current
            for d in t.drugs
            if TARGETED in classes_of(d.name, facts.knowledge)
        ),
        None,
    )


@once
def mechanism_genes(facts: Facts) -> frozenset[str]:
    """Return the genes that the rows name for this driver under any drug."""
    drivers = {d.driver_gene for d in facts.case.diagnoses}
    rows = facts.knowledge.mechanisms
    return frozenset(
        r.gene for r in rows if r.driver in drivers and r.is_new_alteration
    )


def _samples(facts: Facts, treatment: Treatment) -> list[tuple[Assay, list[Variant]]]:
    """Return the plasma and tissue samples taken under the treatment, latest first."""
    begun = treatment.started_on
    if begun is None:
        return []
    by_sample: dict[str, list[Variant]] = {}
    for variant in facts.case.molecular.variants:
        by_sample.setdefault(variant.sample, []).append(variant)
    found = [
        (assay, by_sample[assay.sample])
        for assay in facts.assays.values()
        if assay.sample in by_sample
        and assay.kind in (*PLASMA, AssayKind.TISSUE)
        and assay.sampled_on is not None
        and assay.sampled_on.is_after(begun)
    ]
    return sorted(found, key=lambda f: str(f[0].sampled_on), reverse=True)


def _answer(
    facts: Facts, assay: Assay, variants: list[Variant]
) -> tuple[Variant, ...] | None:
    """Return the results that show no mechanism; None where the sample cannot tell.

    Empty when it shows one.
    """
    drivers = [v for v in variants if is_driver(v, facts.case)]
    has_driver = any(isinstance(v.result, Detected) for v in drivers)
    if assay.kind is not AssayKind.TISSUE and not has_driver:
        return None
    genes = mechanism_genes(facts)
    looked = [v for v in variants if v.gene in genes and v not in drivers]
    if any(isinstance(v.result, Detected) and _may_be_tumor(v, facts) for v in looked):
        return ()
    absent = [v for v in looked if isinstance(v.result, NotDetected)]
    tested = {(v.gene, v.kind, v.name) for v in absent}
    return (*drivers, *absent) if len(tested) >= SEVERAL_GENES else None


def _may_be_tumor(variant: Variant, facts: Facts) -> bool:
    origin = facts.origins.get(series_id(variant))
    return origin is None or origin.answer not in NOT_TUMOR


@rule(
    NO_MECHANISM,
    N_(
        "No known mechanism of resistance to {drug} found in the sample of {sample}, "
        "among {count} looked for; in {low} to {high} none is found"
    ),
    BOARD_JUDGMENT,
    tag=Tag.JUDGED,
)
def no_mechanism_found(facts: Facts) -> Because | Unknown | None:
    """Progression under a targeted drug, and the tests that could tell found nothing.

    When  the visit is PD under a targeted drug, and the latest sample that can tell,
          taken under it, shows none of the alterations of the driver's rows
    Then  the mechanism is unknown so far; tissue may show what plasma cannot
    Else  unknown when no sample under the drug can tell; silent when one is shown
    """
    treatment = targeted(facts)
    latest = facts.latest
    if treatment is None or latest is None or latest.overall not in PROGRESSED:
        return None
    for assay, variants in _samples(facts, treatment):
        answer = _answer(facts, assay, variants)
        if answer is not None:
            return _nothing(treatment, assay, answer) if answer else None
    drug: dict[str, Word] = {"drug": Term(treatment.drugs[0].name)}
    missing = N_("plasma that shows the driver, or tissue, tested under {drug}")
    return Unknown((Message(missing, drug),))


def _nothing(
    treatment: Treatment, assay: Assay, results: tuple[Variant, ...]
) -> Because:
    absent = [v for v in results if isinstance(v.result, NotDetected)]
    words: dict[str, Word] = {
        "drug": Term(treatment.drugs[0].name),
        "sample": Plain(str(assay.sampled_on)),
        "count": Count(len({(v.gene, v.kind, v.name) for v in absent})),
        "low": Percent(UNKNOWN_SHARE[0], 0),
        "high": Percent(UNKNOWN_SHARE[1], 0),
    }
    return Because(tuple(v.id for v in absent), words)


@rule(
    RISING_UNEXPLAINED,
    N_(
        "{variant} rises in plasma under {drug} and no mechanism of resistance is seen "
        "beside it"
    ),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def driver_without_mechanism(facts: Facts) -> Because | Unknown | None:
    """The driver rises and nothing beside it says why: histology may have changed.

    When  the driver rose in plasma beyond counting error under a targeted drug, and
          the latest of these samples shows none of the alterations looked for
    Then  a clue to transformation, which keeps the driver; it never stands alone
    Else  unknown when the sample was not tested for them; silent otherwise
    """
    treatment = targeted(facts)
    rising = _rising(facts) if treatment else None
    if treatment is None or rising is None:
        return None
    records, label = rising
    for assay, variants in _samples(facts, treatment):
        if not any(v.id in records for v in variants):
            continue
        answer = _answer(facts, assay, variants)
        if answer is None:
            missing = N_("results for mechanisms of resistance beside the driver")
            return Unknown((Message(missing),))
        words: dict[str, Word] = {
            "variant": Variants((label,)),
            "drug": Term(treatment.drugs[0].name),
        }
        return Because(tuple(records), words) if answer else None
    return None


def _rising(facts: Facts) -> tuple[tuple[str, ...], str] | None:
    """Return the last two records of a driver's series that rises, with its name."""
    for series in driver_series(facts):
        if series.change is not None and series.change.low > 1:
            return tuple(p.record for p in series.points[-2:]), series.label
    return None


RULES: tuple[Rule, ...] = (no_mechanism_found, driver_without_mechanism)
