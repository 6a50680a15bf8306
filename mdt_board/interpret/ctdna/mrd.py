"""What plasma says after curative treatment, and what it cannot say.

Every rule reads the series of facts. A not-detected result is never an all-clear: it is
given with its limit and its DNA input, or it is said that they are missing.
"""

from datetime import date, timedelta

from mdt_board.interpret.ctdna import (
    against_imaging,
    claims,
    comparable,
    course_rules,
    imaging_positive,
    reread,
    together,
    white_cells,
)
from mdt_board.interpret.ctdna.kinetics import PAIR
from mdt_board.interpret.ctdna.sampling import limit_and_input
from mdt_board.interpret.ctdna.setting import (
    curative,
    is_after,
    is_metastatic,
    is_tumor_visible,
)
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
from mdt_board.model.interpretation import Level, OriginAnswer, Series, SeriesPoint, Tag
from mdt_board.model.molecular import Assay
from mdt_board.model.oncology import Treatment, TreatmentKind
from mdt_board.model.text import N_, Count, Message, On, Percent, Plain, Variants, Word

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


@rule(
    "ctdna.molecular-relapse",
    N_(
        "{name}: detected in {count} consecutive samples after curative treatment, "
        "last {on}: molecular relapse, to be staged; pathology remains the standard"
    ),
    GALAXY_2024,
    ZHANG_2022,
    level=Level.CAUTION,
    tag=Tag.JUDGED,  # the studies show the risk; two samples are our demand
)
def molecular_relapse(facts: Facts) -> Because | Unknown | None:
    """The tumor's own panel is positive again after treatment with curative intent.

    When  a tumor-informed assay is detected in its last two samples or more after
          surgery or curative radiotherapy and was not detected between; the disease is
          not metastatic, no tumor is visible, and it is not clonal hematopoiesis
    Then  molecular relapse; the word is not used in treated metastatic disease
    Else  unknown without the stage, the day of treatment or a second sample
    """
    return _first(facts, is_residual=False)


@rule(
    "ctdna.residual-disease",
    N_(
        "{name}: detected in every informative sample since curative treatment "
        "({count}, last {on}): molecular residual disease (MRD), to be staged; "
        "pathology remains the standard"
    ),
    GALAXY_2024,
    HENRIKSEN_2020,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def residual_disease(facts: Facts) -> Because | Unknown | None:
    """The tumor's own panel never became negative after treatment for cure.

    When  as for molecular relapse, but no sample from four weeks after the treatment
          on was negative, and the last one was drawn four weeks after it or later
    Then  molecular residual disease, not relapse: it was never gone
    Else  unknown without the stage, the day of treatment or a second, later sample
    """
    return _first(facts, is_residual=True)


def _first(facts: Facts, *, is_residual: bool) -> Because | Unknown | None:
    panels = (s for s in facts.series.values() if s.id.startswith("assay:"))
    answers = (_positive_again(s, facts, is_residual=is_residual) for s in panels)
    return next((a for a in answers if a is not None), None)


def _positive_again(
    series: Series, facts: Facts, *, is_residual: bool
) -> Because | Unknown | None:
    treatments = curative(facts)
    run = run_of(looked(series))
    if not run or answer_of(series, facts.origins) in FOREIGN:
        return None
    is_later = is_after(treatments, run[0].on) if treatments else False
    if is_later is False or is_metastatic(facts) or is_tumor_visible(facts):
        return None
    if _was_negative(series, treatments) is is_residual:
        return None
    missing = _gaps(run, is_later, facts, is_residual=is_residual)
    if missing:
        return Unknown(missing)
    words: dict[str, Word] = {
        "name": Variants((series.label,)),
        "count": Count(len(run)),
        "on": On(run[-1].on),
    }
    records = (*(p.record for p in run), *(t.id for t in treatments))
    return Because(records, words)


def _was_negative(series: Series, treatments: tuple[Treatment, ...]) -> bool:
    """Say whether a sample after the treatment was informative and negative.

    One drawn within four weeks after surgery is not: trauma hides ctDNA.
    """
    begun = [t.started_on.last for t in treatments if t.started_on]
    since = min(begun, default=date.min)
    return any(
        p.status == "not-detected" and p.on - since >= POST_OPERATIVE
        for p in looked(series)
        if p.on > since
    )


def _gaps(
    run: tuple[SeriesPoint, ...],
    is_later: bool | None,
    facts: Facts,
    *,
    is_residual: bool,
) -> tuple[Message, ...]:
    gaps = []
    if is_later is None:
        gaps.append(Message(N_("the day of the curative treatment")))
    if is_metastatic(facts) is None:
        gaps.append(Message(N_("the stage of the cancer")))
    if len(run) < PAIR:
        gaps.append(Message(N_("a second plasma sample by the same assay")))
    elif is_residual and _is_early(run[-1], curative(facts)):
        gaps.append(Message(N_("a plasma sample four weeks after surgery or later")))
    return tuple(gaps)


def _is_early(point: SeriesPoint, treatments: tuple[Treatment, ...]) -> bool:
    begun = [t.started_on.last for t in treatments if t.started_on]
    return any(timedelta() <= point.on - day < POST_OPERATIVE for day in begun)


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
        "name": Variants((series.label,)),
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
    residual_disease,
    not_detected,
    post_operative_window,
    *claims.RULES,
    *comparable.RULES,
    *course_rules.RULES,
    *together.RULES,
    *against_imaging.RULES,
    *imaging_positive.RULES,
    *reread.RULES,
    *white_cells.RULES,
)
