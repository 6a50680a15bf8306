"""The timeline: treatment, imaging, ctDNA, samples and what is planned, on one axis."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from mdt_board.i18n import Translator
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import Series, SeriesPoint, Tag
from mdt_board.model.oncology import Drug, Treatment, TreatmentKind
from mdt_board.model.radiology import Reading, Study
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.series.charts import (
    ctdna_series,
    from_blood,
    is_marker,
    newly_detected,
    response_color,
    response_name,
)
from mdt_board.series.shapes import Bar, Lane, Mark, Timeline, month_ticks, stack

MAX_TIMELINE_TICKS = 8
READINGS = {
    Reading.NEGATIVE: (N_("no sign of tumor"), "good"),
    Reading.POSITIVE: (N_("tumor seen"), "alarm"),
    Reading.EQUIVOCAL: (N_("equivocal"), "caution"),
}
PROCEDURES = {
    TreatmentKind.SURGERY: N_("surgery"),
    TreatmentKind.RADIOTHERAPY: N_("radiotherapy"),
    TreatmentKind.LOCAL: N_("local therapy"),
    TreatmentKind.SYSTEMIC: N_("systemic therapy"),
}


def timeline(view: View, tr: Translator) -> Timeline | None:
    """Lay everything with a day on one axis; None when nothing has one."""
    lanes = tuple(
        lane
        for lane in (
            _treatment_lane(view, tr),
            _imaging_lane(view, tr),
            _ctdna_lane(view, tr),
            _sample_lane(view, tr),
            _planned_lane(view, tr),
        )
        if lane.bars or lane.marks
    )
    days = [d for lane in lanes for d in _days(lane)]
    if not days:
        return None
    days.append(view.on)
    margin = timedelta(days=max(14, (max(days) - min(days)).days // 30))
    low, high = min(days) - margin, max(days) + margin
    return Timeline(
        lanes=lanes,
        x_low=low.toordinal(),
        x_high=high.toordinal(),
        x_ticks=month_ticks(low, high, MAX_TIMELINE_TICKS),
        today=view.on,
        today_label=tr(N_("signed")) if view.signed else tr(N_("today")),
    )


def _days(lane: Lane) -> Iterable[date]:
    yield from (day for bar in lane.bars for day in (bar.start, bar.end))
    yield from (mark.on for mark in lane.marks)


def _treatment_lane(view: View, tr: Translator) -> Lane:
    """Bars of treatments and co-medications, those that would touch in rows apart."""
    oncology = view.case.oncology
    bars = [
        _treatment_bar(treatment, treatment.started_on, view.on, tr)
        for treatment in oncology.treatments
        if treatment.started_on
    ]
    bars += [
        _bar(c.started_on, c.stopped_on, view.on, tr.term(c.drug.name), "caution", c.id)
        for c in oncology.co_medications
        if c.started_on
    ]
    return Lane("treatment", tr(N_("Treatment")), stack(bars))


def _treatment_bar(
    treatment: Treatment, start: PartialDate, today: date, tr: Translator
) -> Bar:
    """Return the bar, dashed where neither an end nor that it goes on was stated.

    What is not a drug and has no end was done on one day.
    """
    color = "oncology" if treatment.drugs else "accent"
    stop = treatment.stopped_on or (None if treatment.drugs else start)
    name = _treatment_name(treatment, tr)
    bar = _bar(start, stop, today, name, color, treatment.id)
    return replace(bar, is_dashed=bar.is_open and not treatment.is_ongoing)


def _bar(  # noqa: PLR0913, PLR0917  # the two ends and the three things to show
    start: PartialDate,
    stop: PartialDate | None,
    today: date,
    label: str,
    color: str,
    record: str,
) -> Bar:
    """Return the bar from one day to the other, or to today."""
    first = start.first
    last = max(first, stop.last if stop else today)
    return Bar(first, last, label, color, is_open=stop is None, record=record)


def _treatment_name(treatment: Treatment, tr: Translator) -> str:
    drugs = " + ".join(_dosed(drug, tr) for drug in treatment.drugs)
    return drugs or tr.free(treatment.procedure) or tr(PROCEDURES[treatment.kind])


def _dosed(drug: Drug, tr: Translator) -> str:
    dose = f"{drug.dose} {drug.dose_unit}".strip() if drug.dose is not None else ""
    return " ".join(part for part in (tr.term(drug.name), dose, drug.schedule) if part)


def _imaging_lane(view: View, tr: Translator) -> Lane:
    """One mark per visit with its response, and one per study beside them."""
    visits = view.interpretation.response
    seen = {record for v in visits for record in v.records}
    measured = {m.study for m in view.case.radiology.measurements if m.id in seen}
    marks = [
        Mark(
            v.on,
            tr(N_("baseline"))
            if v.is_baseline
            else response_name(v.overall, tr) or "?",
            "muted" if v.is_baseline else response_color(v.overall),
            "pill",
            record=v.records[0] if v.records else "",
        )
        for v in visits
    ]
    marks += [
        _study_mark(study, bool(visits), tr)
        for study in view.case.radiology.studies
        if study.id not in measured and not study.is_not_done
    ]
    ordered = sorted(marks, key=lambda m: (m.on, m.shape))
    return Lane("imaging", tr(N_("Imaging")), marks=tuple(ordered))


def _study_mark(study: Study, row: int, tr: Translator) -> Mark:
    words, color = READINGS[study.reading] if study.reading else ("", "muted")
    regions = tr.join([tr.term(region) for region in study.regions])
    name = f"{regions} {study.modality.value}".strip()
    label = f"{name} {tr(words)}" if words else name
    return Mark(study.on.first, label, color, "square", record=study.id, row=row)


def _ctdna_lane(view: View, tr: Translator) -> Lane:
    """One mark per sample: hollow when no tumor variant of it was detected."""
    blood = from_blood(view.interpretation)
    by_day: dict[date, list[tuple[SeriesPoint, str]]] = {}
    every = ctdna_series(view.interpretation)
    for series in (s for s in every if s.id not in blood):
        for point in series.points:
            is_new = newly_detected(series) and point is series.points[-1]
            new = tr.variant(series.label) if is_new else ""
            by_day.setdefault(point.on, []).append((point, new))
    for series in (s for s in every if s.id in blood):
        for point in (p for p in series.points if p.status == "detected"):
            no_tumor = replace(point, status="not-detected")
            by_day.setdefault(point.on, [(no_tumor, "")])
    marks = tuple(_ctdna_mark(on, by_day[on], tr) for on in sorted(by_day))
    return Lane("ctdna", "ctDNA", marks=marks)


def _ctdna_mark(
    on: date, points: list[tuple[SeriesPoint, str]], tr: Translator
) -> Mark:
    record = points[0][0].record
    states = {p.status for p, _ in points}
    if not states & {"detected", "not-detected"}:
        return Mark(on, tr(N_("no result")), "muted", "square", record=record)
    new = [name for _, name in points if name]
    label = tr(N_("{variant} new"), variant=tr.join(new)) if new else ""
    color = "alarm" if new else "molecular"
    return Mark(on, label, color, "dot", "detected" not in states, record)


def _sample_lane(view: View, tr: Translator) -> Lane:
    """Diamonds for tissue, dots for tumor markers, the latest value in words."""
    marks = [
        Mark(
            s.taken_on.first,
            tr.term(s.route) if s.route else tr(N_("specimen")),
            "pathology",
            "diamond",
            record=s.id,
        )
        for s in view.case.pathology.specimens
        if s.taken_on
    ]
    row = len(marks) and 1
    words = _marker_words(view, tr)
    for series in filter(is_marker, view.interpretation.series):
        for p in series.points:
            said = words.get(p.record, "")
            marks.append(Mark(p.on, said, "oncology", record=p.record, row=row))
    ordered = sorted(marks, key=lambda m: m.on)
    return Lane("samples", tr(N_("Pathology / markers")), marks=tuple(ordered))


def _marker_words(view: View, tr: Translator) -> dict[str, str]:
    """Say the latest values once, at the record of the one highest over its reference.

    Of markers of one day those above their reference are said, or else the first alone.
    """
    found: dict[date, list[tuple[Series, SeriesPoint]]] = {}
    markers = sorted(filter(is_marker, view.interpretation.series), key=_now)
    for series in reversed(markers):
        last = series.points[-1]
        if last.value is not None:
            found.setdefault(last.on, []).append((series, last))
    words = {}
    for same_day in found.values():
        above = [pair for pair in same_day if _now(pair[0]) > 1] or same_day[:1]
        values = [f"{tr.term(s.label)} {p.value}" for s, p in above]
        words[above[0][1].record] = tr.join(values)
    return words


def _now(series: Series) -> Decimal:
    """Return the latest value as a multiple of its reference, 0 without one."""
    value, high = series.points[-1].value, series.reference_high
    return value / high if value is not None and high and high > 0 else Decimal(0)


def _planned_lane(view: View, tr: Translator) -> Lane:
    """What the board planned, or else what is proposed: dashed, one to a row."""
    decision = view.case.decision
    if decision and decision.follow_ups:
        planned = [
            (
                f.not_before,
                f.due_on,
                tr.free(f.text) or tr.term(f"action.{f.action}"),
                f.id,
            )
            for f in decision.follow_ups
            if not f.is_done
        ]
    else:
        planned = [
            (s.not_before, s.due_on, tr.term(f"action.{s.id}"), s.id)
            for s in view.interpretation.next_steps
            if s.due_on and s.tag is not Tag.UNVERIFIED
        ]
    bars = tuple(
        Bar(start or due, due, label, "accent", row, is_dashed=True, record=record)
        for row, (start, due, label, record) in enumerate(planned)
    )
    return Lane("planned", tr(N_("Planned")), bars)
