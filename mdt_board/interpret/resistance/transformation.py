"""Clues to histological transformation; only a biopsy can show it.

Plasma cannot see histology, and transformed tumors keep their driver, so plasma without
a driver is no clue. The clues here ask for histology and never replace it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import log

from mdt_board.interpret.ctdna.kinetics import series_id
from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import (
    BOARD_JUDGMENT,
    ERDEN_2008,
    MARCOUX_2019,
    TUXEN_1999,
)
from mdt_board.interpret.resistance.mechanisms import FEW_MOLECULES
from mdt_board.interpret.response.visits import lesion_names
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import (
    Level,
    OriginAnswer,
    Series,
    SeriesPoint,
    Tag,
)
from mdt_board.model.molecular import AssayKind, Detected, NotDetected, Variant
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import TICKS_PER_MM, Length
from mdt_board.model.radiology import LesionState
from mdt_board.model.text import (
    N_,
    Clauses,
    Count,
    Message,
    Mm,
    Name,
    Percent,
    Term,
    Variants,
    Word,
    Written,
)

TARGETED = "tki"
SUPPRESSORS = ("TP53", "RB1")
TUMOR_MATERIAL = frozenset(
    {AssayKind.TISSUE, AssayKind.TUMOR_NAIVE, AssayKind.TUMOR_INFORMED}
)
NEUROENDOCRINE = ("nse", "progrp")
EPITHELIAL = "cea"
PAIR = 2
# One lesion grows fast when its volume doubles in less than this [J].
FAST_DOUBLING_DAYS = 60
LEAST_GROWTH = Length(5 * TICKS_PER_MM)  # as for progression: 20 % and 5 mm
DIMENSIONS = 3
RISE = N_("{marker} {change}")
_Pair = tuple[SeriesPoint, SeriesPoint]


def _is_targeted(facts: Facts) -> bool:
    drugs = [d.name for t in facts.exposure.current for d in t.drugs]
    return any(TARGETED in classes_of(d, facts.knowledge) for d in drugs)


@rule(
    "resistance.transformation.histology",
    N_("Histology shows transformation: {kind}"),
    MARCOUX_2019,
    level=Level.ALARM,
)
def histology(facts: Facts) -> Because | Unknown | None:
    """A biopsy shows that the tumor changed its kind.

    When  a specimen is reported as transformed
    Then  the tumor is treated as what it has become
    Else  unknown when imaging is PD under a targeted drug and no specimen was taken
          after progression; silent otherwise
    """
    specimens = facts.case.pathology.specimens
    changed = [s for s in specimens if s.transformation]
    if changed:
        kind = Term(changed[-1].transformation)
        return Because(tuple(s.id for s in changed), {"kind": kind})
    overall = facts.latest.overall if facts.latest else None
    is_open = not any(s.is_after_progression for s in specimens)
    if _is_targeted(facts) and overall is Response.PD and is_open:
        missing = N_("histology after progression: plasma cannot see it")
        return Unknown((Message(missing),))
    return None


@rule(
    "resistance.transformation.tp53-rb1",
    N_(
        "TP53 ({tp53}) and RB1 ({rb1}) both altered under a targeted drug: "
        "transformation is likelier"
    ),
    MARCOUX_2019,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def tp53_rb1(facts: Facts) -> Because | Unknown | None:
    """Both suppressor genes are hit in the tumor: the risk of small-cell change is up.

    When  alterations of TP53 and RB1 are detected, not by clonal hematopoiesis, in
          tissue, in two tubes, or once on 10 molecules or more, and a targeted drug is
          given
    Then  transformation is likelier; says where each was seen
    Else  unknown when either gene has no result, or one tube with few molecules;
          silent when one was not detected
    """
    if not _is_targeted(facts):
        return None
    hits = [_hits(gene, facts) for gene in SUPPRESSORS]
    if all(hits):
        return _both(facts, hits)
    untested = [
        gene
        for gene, found in zip(SUPPRESSORS, hits, strict=True)
        if not found and not _was_tested(gene, facts)
    ]
    if untested:
        words: dict[str, Word] = {"genes": Variants(tuple(untested))}
        return Unknown((Message(N_("a result for {genes}"), words),))
    return None


def _both(facts: Facts, hits: list[list[Variant]]) -> Because | Unknown:
    """Say where both genes were seen; what few molecules showed is asked for again."""
    seen = dict(
        zip(SUPPRESSORS, (_where_seen(facts, found) for found in hits), strict=True)
    )
    words: dict[str, Word] = {g.lower(): Term(s) for g, s in seen.items()}
    if all(seen.values()):
        return Because(tuple(v.id for found in hits for v in found), words)
    faint: dict[str, Word] = {"genes": Variants(tuple(g for g in seen if not seen[g]))}
    return Unknown((Message(N_("{genes} again in a second tube"), faint),))


def _where_seen(facts: Facts, found: list[Variant]) -> str:
    """Return the firmest place in which the alteration was seen, as a term id.

    Empty where one tube showed it on few molecules, or on nobody knows how many.
    """
    tissue = [
        facts.assays[v.sample]
        for v in found
        if facts.assays[v.sample].kind is AssayKind.TISSUE
    ]
    starts = [t.started_on for t in facts.exposure.current if t.started_on]
    days = [a.sampled_on for a in tissue if a.sampled_on]
    if any(on.is_before(start) for on in days for start in starts):
        return "alteration-seen.tissue-before"
    if tissue:
        return "alteration-seen.tissue"
    tubes = Counter(series_id(v) for v in found)
    if max(tubes.values()) >= PAIR:
        return "alteration-seen.plasma-twice"
    series = (facts.series.get(series_id(v)) for v in found)
    counts = [n for s in series if s for _, n in s.molecules if n is not None]
    is_plenty = max(counts, default=Decimal(0)) >= FEW_MOLECULES
    return "alteration-seen.plasma-once" if is_plenty else ""


def _of_gene(gene: str, facts: Facts) -> Iterable[Variant]:
    for variant in facts.case.molecular.variants:
        assay = facts.assays.get(variant.sample)
        if variant.gene == gene and assay and assay.kind in TUMOR_MATERIAL:
            yield variant


def _hits(gene: str, facts: Facts) -> list[Variant]:
    """Return detected alterations that are not answered to be hematopoietic."""
    clonal = {
        (o.gene, o.variant)
        for o in facts.origins.values()
        if o.answer in (OriginAnswer.CH_LIKELY, OriginAnswer.TECHNICAL_LIKELY)
    }
    return [
        v
        for v in _of_gene(gene, facts)
        if isinstance(v.result, Detected) and (v.gene, v.name) not in clonal
    ]


def _was_tested(gene: str, facts: Facts) -> bool:
    """Say whether any result of the gene is there: a covered gene alone is none."""
    return any(
        isinstance(v.result, Detected | NotDetected) for v in _of_gene(gene, facts)
    )


@rule(
    "resistance.transformation.neuroendocrine-markers",
    N_("Above the reference: {rises}, while CEA did not rise beyond its variation"),
    TUXEN_1999,
    ERDEN_2008,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def neuroendocrine_markers(facts: Facts) -> Because | Unknown | None:
    """NSE or ProGRP rises while CEA is flat or falling: the tumor may have changed.

    When  NSE or ProGRP rose by its change value to above its reference limit, and CEA
          rose by less than its smallest published reference change value
    Then  a clue to small-cell transformation
    Else  unknown when NSE and ProGRP, or CEA, lack two values; silent otherwise
    """
    if not _is_targeted(facts):
        return None
    markers = {m: _last_pair(facts, m) for m in NEUROENDOCRINE}
    rises = [(m, p) for m, p in markers.items() if p and _has_risen(facts, m, p)]
    if not any(markers.values()):
        return Unknown((Message(N_("two values of NSE or ProGRP")),))
    if not rises:
        return None
    cea = _last_pair(facts, EPITHELIAL)
    if cea is None:
        return Unknown((Message(N_("two values of CEA")),))
    if _change(cea) >= _threshold(facts, EPITHELIAL):
        return None
    rises.sort(key=lambda rise: -_change(rise[1]))
    records = [p.record for pair in (*(p for _, p in rises), cea) for p in pair]
    return Because(tuple(records), {"rises": _named(rises)})


def _named(rises: list[tuple[str, _Pair]]) -> Clauses:
    return Clauses(
        tuple(
            Message(RISE, {"marker": Term(m), "change": Percent(_change(p), 0, True)})
            for m, p in rises
        )
    )


def _last_pair(facts: Facts, marker: str) -> _Pair | None:
    """Return the last two values; a value with a comparator cannot be compared."""
    series: Series | None = facts.series.get(f"lab:{marker}")
    points = series.points[-PAIR:] if series else ()
    if len(points) < PAIR or not all(p.value for p in points):
        return None
    return points[0], points[1]


def _change(pair: _Pair) -> Decimal:
    before, after = (p.value or Decimal(0) for p in pair)
    return after / before - 1


def _threshold(facts: Facts, marker: str) -> Decimal:
    """Return the smallest published change value: with two, the cautious one."""
    return min(r.change for r in facts.knowledge.markers if r.marker == marker)


def _has_risen(facts: Facts, marker: str, pair: _Pair) -> bool:
    high = facts.series[f"lab:{marker}"].reference_high
    is_above = high is not None and (pair[1].value or Decimal(0)) > high
    return is_above and _change(pair) >= _threshold(facts, marker)


@dataclass(frozen=True, slots=True)
class _Growth:
    """One lesion at its last two visits."""

    name: Name
    records: tuple[str, str]
    before: Length
    after: Length
    days: int

    @property
    def is_growing(self) -> bool:
        """At least 20 % and 5 mm, exactly."""
        grown = self.after - self.before
        return grown >= LEAST_GROWTH and 5 * grown.ticks >= self.before.ticks

    @property
    def doubling_days(self) -> float:
        """The time in which a sphere of this diameter doubles its volume."""
        ratio = self.after.ticks / self.before.ticks
        return self.days * log(2) / (DIMENSIONS * log(ratio))


@rule(
    "resistance.transformation.fast-lesion",
    N_(
        "Only {lesion} grows, and fast: {before} to {after} in {days} days, volume "
        "doubling in {doubling} days"
    ),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def fast_lesion(facts: Facts) -> Because | Unknown | None:
    """One lesion grows fast under a targeted drug while the others are controlled.

    When  exactly one of two or more lesions grew by 20 % and 5 mm since the visit
          before, doubling its volume in less than 60 days
    Then  it may have become another disease: histology before local therapy
    Else  unknown when fewer than two lesions have two dated diameters; silent otherwise
    """
    if not _is_targeted(facts):
        return None
    growths = _growths(facts)
    if len(growths) < PAIR:
        return Unknown((Message(N_("two lesions measured at two dated visits")),))
    growing = [g for g in growths if g.is_growing]
    if len(growing) != 1 or growing[0].doubling_days >= FAST_DOUBLING_DAYS:
        return None
    one = growing[0]
    return Because(
        one.records,
        {
            "lesion": Written((one.name,)),
            "before": Mm(one.before),
            "after": Mm(one.after),
            "days": Count(one.days),
            "doubling": Count(round(one.doubling_days)),
        },
    )


def grown_lesions(facts: Facts) -> tuple[Name, ...]:
    """Return what the lesions are called that grew by 20 % and 5 mm at the last."""
    return tuple(g.name for g in _growths(facts) if g.is_growing)


@once
def _growths(facts: Facts) -> list[_Growth]:
    """Return each lesion's last two diameters on exact days, the earlier above zero."""
    radiology = facts.case.radiology
    days = {s.id: s.on.exact for s in radiology.studies if not s.is_not_done}
    names = lesion_names(radiology)
    found = []
    for lesion in radiology.lesions:
        seen = sorted(
            (day, m.id, m.diameter)
            for m in radiology.measurements
            if m.lesion == lesion.id
            and m.state is LesionState.MEASURED
            and m.diameter is not None
            and (day := days.get(m.study))
        )[-PAIR:]
        if len(seen) == PAIR and seen[0][2].ticks and seen[0][0] < seen[1][0]:
            found.append(_growth(names[lesion.id], seen))
    return found


def _growth(name: Name, seen: list[tuple[date, str, Length]]) -> _Growth:
    (first, earlier, before), (last, later, after) = seen
    return _Growth(name, (earlier, later), before, after, (last - first).days)


RULES: tuple[Rule, ...] = (histology, tp53_rb1, neuroendocrine_markers, fast_lesion)
