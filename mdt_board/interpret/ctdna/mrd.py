"""What plasma says after curative treatment, and what it cannot say.

Every rule reads the series of facts. A not-detected result is never an all-clear: it is
given with its limit and its DNA input, or it is said that they are missing.
"""

from datetime import date, timedelta

from mdt_board.interpret.ctdna import claims, white_cells
from mdt_board.interpret.ctdna.kinetics import PAIR
from mdt_board.interpret.ctdna.sampling import limit_and_input
from mdt_board.interpret.ctdna.tumor_signal import (
    answer_of,
    digits_of,
    looked,
    nanograms,
    run_of,
)
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import (
    ESMO_CTDNA_2022,
    GALAXY_2024,
    HENRIKSEN_2020,
    ZHANG_2022,
)
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, OriginAnswer, Series, SeriesPoint
from mdt_board.model.molecular import Assay
from mdt_board.model.oncology import Treatment, TreatmentKind
from mdt_board.model.text import N_, Count, Message, On, Percent, Plain, Word

POST_OPERATIVE = timedelta(weeks=4)  # Henriksen 2020: trauma hides ctDNA
FOREIGN: frozenset[OriginAnswer | None] = frozenset(
    {
        OriginAnswer.CH_LIKELY,
        OriginAnswer.GERMLINE_LIKELY,
        OriginAnswer.TECHNICAL_LIKELY,
    }
)


def _assay(point: SeriesPoint, facts: Facts) -> Assay:
    """Return the assay of a point; panels of one tube keep their own record."""
    own = (a for a in facts.case.molecular.assays if a.id == point.record)
    return next(own, facts.assays[point.sample])


def _curative(facts: Facts) -> tuple[Treatment, ...]:
    """Return operations, and radiotherapy stated not to be palliative."""
    return tuple(
        t
        for t in facts.case.oncology.treatments
        if (t.kind is TreatmentKind.SURGERY and t.is_palliative is not True)
        or (t.kind is TreatmentKind.RADIOTHERAPY and t.is_palliative is False)
    )


@rule(
    "ctdna.molecular-relapse",
    N_(
        "{name}: detected in {count} consecutive samples after curative treatment, "
        "last {on}: molecular relapse, to be staged; pathology remains the standard"
    ),
    GALAXY_2024,
    ZHANG_2022,
    level=Level.CAUTION,
)
def molecular_relapse(facts: Facts) -> Because | Unknown | None:
    """The tumor's own panel is positive again after treatment with curative intent.

    When  a tumor-informed assay is detected in its last two samples or more, or rose
          beyond its interval, after surgery or curative radiotherapy, the stage is not
          M1, and clonal hematopoiesis is not the explanation
    Then  molecular relapse; the word is not used in treated metastatic disease
    Else  unknown without the stage, the day of treatment or a second sample
    """
    for series in facts.series.values():
        if series.id.startswith("assay:"):
            answer = _relapse(series, facts)
            if answer is not None:
                return answer
    return None


def _relapse(series: Series, facts: Facts) -> Because | Unknown | None:
    curative = _curative(facts)
    run = run_of(looked(series))
    if not curative or not run or answer_of(series, facts.origins) in FOREIGN:
        return None
    is_after = _is_after(curative, run[0].on)
    is_metastatic = _is_metastatic(facts)
    if is_after is False or is_metastatic:
        return None
    missing = _relapse_gaps(run, is_after, is_metastatic)
    if missing:
        return Unknown(missing)
    words: dict[str, Word] = {
        "name": Plain(series.label),
        "count": Count(len(run)),
        "on": On(run[-1].on),
    }
    records = (*(p.record for p in run), *(t.id for t in curative))
    return Because(records, words)


def _relapse_gaps(
    run: tuple[SeriesPoint, ...], is_after: bool | None, is_metastatic: bool | None
) -> tuple[Message, ...]:
    gaps = []
    if is_after is None:
        gaps.append(Message(N_("the day of the curative treatment")))
    if is_metastatic is None:
        gaps.append(Message(N_("the stage of the cancer")))
    if len(run) < PAIR:
        gaps.append(Message(N_("a second plasma sample by the same assay")))
    return tuple(gaps)


def _is_after(treatments: tuple[Treatment, ...], on: date) -> bool | None:
    answers = [t.started_on.is_before(on) if t.started_on else None for t in treatments]
    if True in answers:
        return True
    return None if None in answers else False


def _is_metastatic(facts: Facts) -> bool | None:
    """Say whether any diagnosis is M1; ``None`` when no M category is known."""
    categories = [d.stage.m for d in facts.case.diagnoses if d.stage and d.stage.m]
    if not categories:
        return None
    return any("1" in m for m in categories)


def _last_absent(facts: Facts) -> list[tuple[Series, SeriesPoint]]:
    """Return the tumor's series whose last answer is not detected, the latest day."""
    ends = [(s, looked(s)[-1]) for s in facts.tumor_series if looked(s)]
    latest = max((p.on for _, p in ends), default=None)
    last = [(s, p) for s, p in ends if p.on == latest]
    if any(p.status == "detected" for _, p in last):
        return []
    return last


@rule(
    "ctdna.not-detected",
    N_(
        "{name}: not detected on {on} (limit of detection {lod}, {input} DNA input): "
        "does not exclude disease"
    ),
    ESMO_CTDNA_2022,
    ZHANG_2022,
)
def not_detected(facts: Facts) -> Because | Unknown | None:
    """The latest plasma does not show the tumor; that is no all-clear.

    When  the tumor's panel or driver is not detected in the latest plasma sample, with
          a limit of detection and DNA input
    Then  says so with both numbers
    Else  unknown when either is missing (non-informative); silent when detected
    """
    absent = _last_absent(facts)
    if not absent:
        return None
    series, point = absent[0]
    known = limit_and_input(point.limit, _assay(point, facts))
    if known is None:
        missing = N_("limit of detection and DNA input of {sample}: not informative")
        return Unknown((Message(missing, {"sample": Plain(point.sample)}),))
    words: dict[str, Word] = {
        "name": Plain(series.label),
        "on": On(point.on),
        "lod": Percent(known[0], digits_of(known[0])),
        "input": nanograms(known[1]),
    }
    return Because(tuple(p.record for _, p in absent), words)


@rule(
    "ctdna.post-operative-window",
    N_(
        "The sample of {on} was taken {days} days after surgery: not detected is not "
        "informative before four weeks"
    ),
    HENRIKSEN_2020,
    level=Level.CAUTION,
)
def post_operative_window(facts: Facts) -> Because | Unknown | None:
    """DNA from the surgical trauma hides that of the tumor; a positive still counts.

    When  the tumor is not detected in plasma drawn within four weeks after surgery and
          no later sample exists
    Then  the result is not informative
    Else  unknown when the day of surgery is not known; silent otherwise
    """
    operations = [
        t for t in facts.case.oncology.treatments if t.kind is TreatmentKind.SURGERY
    ]
    absent = _last_absent(facts)
    if not operations or not absent:
        return None
    point = absent[0][1]
    days = [t.started_on.exact if t.started_on else None for t in operations]
    for operation, day in zip(operations, days, strict=True):
        if day and timedelta() <= point.on - day < POST_OPERATIVE:
            words: dict[str, Word] = {
                "on": On(point.on),
                "days": Count((point.on - day).days),
            }
            return Because((point.record, operation.id), words)
    if None in days:
        return Unknown((Message(N_("the day of surgery")),))
    return None


RULES: tuple[Rule, ...] = (
    molecular_relapse,
    not_detected,
    post_operative_window,
    *claims.RULES,
    *white_cells.RULES,
)
