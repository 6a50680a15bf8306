"""The driver's own course in plasma under therapy, kept apart from imaging growth."""

from datetime import date

from mdt_board.interpret.ctdna.driver import is_driver
from mdt_board.interpret.ctdna.kinetics import PAIR, series_id
from mdt_board.interpret.ctdna.tumor_signal import looked, ratio_digits, run_of
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import BOARD_JUDGMENT, CTDNA_ARITHMETIC
from mdt_board.interpret.rule import Because, Unknown, rule
from mdt_board.model.interpretation import FoldChange, Level, Series
from mdt_board.model.oncology import Response, Treatment
from mdt_board.model.text import N_, Count, Message, Number, Span, Term, Variants


@once
def driver_series(facts: Facts) -> tuple[Series, ...]:
    """Return the plasma series of the drivers, by their ids."""
    keys = {
        series_id(v) for v in facts.case.molecular.variants if is_driver(v, facts.case)
    }
    return tuple(facts.series[k] for k in sorted(keys) if k in facts.series)


@rule(
    "resistance.molecular-progression",
    N_(
        "{variant} in plasma rose {ratio}-fold ({interval}) in {days} days under "
        "{drug}, imaging is not PD: molecular progression possible, to be confirmed"
    ),
    CTDNA_ARITHMETIC,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=BOARD_JUDGMENT.tag,
)
def molecular_progression(facts: Facts) -> Because | Unknown | None:
    """The driver rises in plasma beyond counting error under therapy, without PD.

    When  the interval of the driver's last change lies above 1, both samples were taken
          under the current treatment, and the latest visit is not PD
    Then  molecular progression is possible; it is not RECIST progression
    Else  unknown without the driver's name, DNA input or a response; silent otherwise
    """
    if not facts.exposure.current:
        return None
    if not any(d.driver_gene for d in facts.case.diagnoses):
        return Unknown((Message(N_("the driver of the cancer")),))
    overall = facts.latest.overall if facts.latest else None
    if overall in (Response.PD, Response.ICPD):
        return None
    treatment = facts.exposure.current[0]
    answers = (_rise(s, treatment, facts) for s in driver_series(facts))
    return next((a for a in answers if a is not None), None)


def _rise(
    series: Series, treatment: Treatment, facts: Facts
) -> Because | Unknown | None:
    pair = run_of(looked(series))[-PAIR:]
    if len(pair) < PAIR:
        return None
    if gap := _gap(series, treatment, pair[0].on):
        return gap
    begun, change = treatment.started_on, series.change
    if not (begun and begun.is_before(pair[0].on)) or change is None or change.low <= 1:
        return None
    if facts.latest is None or facts.latest.overall in (None, Response.NE):
        return Unknown((Message(N_("a response on imaging that can be evaluated")),))
    return _because(series, change, treatment)


def _gap(series: Series, treatment: Treatment, first: date) -> Unknown | None:
    """Return what is missing to compare the last two samples under treatment."""
    if treatment.started_on is None:
        drug = Term(treatment.drugs[0].name)
        return Unknown((Message(N_("the day on which {drug} began"), {"drug": drug}),))
    if series.change is None and treatment.started_on.is_before(first):
        missing = N_("DNA input of both plasma samples, by the same assay")
        return Unknown((Message(missing),))
    return None


def _because(series: Series, change: FoldChange, treatment: Treatment) -> Because:
    pair = run_of(looked(series))[-PAIR:]
    return Because(
        tuple(p.record for p in pair),
        {
            "variant": Variants((series.label,)),
            "ratio": Number(change.ratio, ratio_digits(change.ratio)),
            "interval": Span(change.low, change.high, 1),
            "days": Count(change.days),
            "drug": Term(treatment.drugs[0].name),
        },
    )
