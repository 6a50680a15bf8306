"""What the radiology panel shows: target lesions by visit, the sum, everything else."""

from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Interpretation, TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.person import Discipline
from mdt_board.model.radiology import (
    Lesion,
    LesionRole,
    LesionState,
    Measurement,
    Modality,
    Radiology,
    Study,
)
from mdt_board.model.text import N_, Written
from mdt_board.model.view import View
from mdt_board.presenters import choices
from mdt_board.presenters.editing import CellEdit, Reader
from mdt_board.presenters.new_records import draft, lesion_draft
from mdt_board.presenters.panel import (
    PanelState,
    head,
    latest_day,
    statements_about,
    statements_title,
)
from mdt_board.presenters.parts import Column, Fact, Row, Table, Tone
from mdt_board.presenters.record_cells import cell_of, lesion_records, seen_cell
from mdt_board.presenters.record_kinds import KINDS
from mdt_board.presenters.response_details import response_details
from mdt_board.presenters.typed_records import STATES
from mdt_board.series import response_name, sum_chart

RESPONSE_TONES = {
    Response.CR: Tone.GOOD,
    Response.PR: Tone.GOOD,
    Response.IPR: Tone.GOOD,
    Response.ICR: Tone.GOOD,
    Response.PD: Tone.ALARM,
    Response.ICPD: Tone.ALARM,
    Response.IUPD: Tone.CAUTION,
    Response.NE: Tone.CAUTION,
}
MODALITIES, READINGS = choices.MODALITIES, choices.READINGS
COLUMNS = (N_("Baseline"), N_("Nadir"), N_("Prior"), N_("Now"))
BRAIN = "brain"


def present(view: View, tr: Translator) -> PanelState:
    """Arrange what radiology brings."""
    radiology = view.case.radiology
    records = (*radiology.studies, *radiology.lesions, *radiology.measurements)
    done = [s.on for s in radiology.studies if not s.is_not_done]
    said = (*statements_about(records, view, tr), *response_details(view, tr))
    return PanelState(
        head=head(Discipline.RADIOLOGY, view, tr, latest_day(done)),
        facts=(),
        tables=(_targets(view, tr) or _studies(radiology, tr),),
        chart=sum_chart(view, tr),
        notes=(
            *_response(view.interpretation, tr),
            _beside_targets(radiology, view.interpretation, tr),
            *_without_role(radiology, tr),
            _brain(radiology, tr),
        ),
        statements_title=statements_title(said, tr),
        statements=said,
        reader=Reader(view.case, tr),
    )


def compared(visits: tuple[TimePoint, ...]) -> tuple[TimePoint | None, ...]:
    """Return the visits at baseline, nadir, before, and now; None where there is none.

    The nadir is the earliest visit before the current one with the smallest sum.
    """
    if not visits:
        return (None, None, None, None)
    *earlier, current = visits
    measured = [v for v in earlier if v.total is not None]
    nadir = min(measured, key=lambda v: (v.total, v.on)) if measured else None
    baseline = next((v for v in visits if v.is_baseline), None)
    return (baseline, nadir, earlier[-1] if earlier else None, current)


def _targets(view: View, tr: Translator) -> Table | None:
    visits = compared(view.interpretation.response)
    targets = [
        item for item in view.case.radiology.lesions if item.role is LesionRole.TARGET
    ]
    if not targets:
        return None
    rows = tuple(_lesion_row(item, visits, view.case, tr) for item in targets)
    if visits[-1]:
        immune = _immune_row(visits, view.interpretation, tr)
        rows = (*rows, _sum_row(visits, tr), _response_row(visits, tr), *immune)
    return Table(
        title="",
        columns=(
            Column(tr(N_("Target lesions (mm)"))),
            *(Column(tr(name), is_number=True) for name in COLUMNS),
        ),
        rows=rows,
        empty="",
        draft=lesion_draft(
            view.case, tr, [_study_at(v, view.case) for v in visits], by_site=True
        ),
    )


def _studies(radiology: Radiology, tr: Translator) -> Table:
    """List what was imaged, the latest first, where no target lesion is followed."""
    latest = sorted(radiology.studies, key=lambda s: s.on.last, reverse=True)
    return Table(
        title="",
        columns=(
            Column(tr(N_("Imaging"))),
            Column(tr(N_("Date")), is_number=True),
            Column(tr(N_("Reading")), is_number=True),
        ),
        rows=tuple(_study(s, tr) for s in latest),
        empty=tr(N_("no imaging recorded")),
        draft=draft(KINDS["studies"], tr, ("modality", "on", "reading")),
    )


def _study(study: Study, tr: Translator) -> Row:
    regions = tr.join([tr.term(r) for r in study.regions])
    name = " ".join(t for t in (regions, tr(MODALITIES[study.modality])) if t)
    reading = tr(READINGS[study.reading]) if study.reading else tr(N_("not read"))
    said = tr(N_("not done")) if study.is_not_done else reading
    paths = ("on",) if study.is_not_done else ("on", "reading")
    edits = tuple(
        (place, cell_of("studies", path, study, tr))
        for place, path in enumerate(paths, start=1)
    )
    cells = (name, str(study.on), said)
    return Row(study.id, cells, (study.id,), edits=edits)


def _lesion_row(
    lesion: Lesion, visits: tuple[TimePoint | None, ...], case: Case, tr: Translator
) -> Row:
    seen = [_at(lesion, visit, case.radiology) for visit in visits]
    shown = [_size(m, tr) for m in seen]
    cells = [
        _size_cell(lesion, m, visit, case, tr)
        for m, visit in zip(seen, visits, strict=True)
    ]
    typed = ((place, c) for place, c in enumerate(cells, start=1) if c)
    return Row(
        id=lesion.id,
        cells=(lesion_name(lesion, tr), *shown),
        records=(lesion.id, *(m.id for m in seen if m)),
        edits=((0, cell_of("lesions", "site", lesion, tr)), *typed),
        removes=lesion_records(case, lesion.id),
    )


def _size_cell(
    lesion: Lesion,
    seen: Measurement | None,
    visit: TimePoint | None,
    case: Case,
    tr: Translator,
) -> CellEdit | None:
    """Return what may be typed at a visit: it needs a study to belong to."""
    study = seen.study if seen else _study_at(visit, case)
    return seen_cell(lesion.id, study, seen, case, tr) if study else None


def _study_at(visit: TimePoint | None, case: Case) -> str:
    """Return the study in which most was measured at a visit; '' where none was."""
    own = set(visit.records) if visit else set()
    found = [m.study for m in case.radiology.measurements if m.id in own]
    return max(found, key=found.count, default="")


def lesion_name(lesion: Lesion, tr: Translator) -> str:
    """Name a lesion by its site; a node says that its short axis is measured."""
    site = tr.free(lesion.site) or tr.term(lesion.label)
    return tr(N_("{site} (short axis)"), site=site) if lesion.is_node else site


def _at(
    lesion: Lesion, visit: TimePoint | None, radiology: Radiology
) -> Measurement | None:
    if visit is None:
        return None
    own = set(visit.records)
    found = (m for m in radiology.measurements if m.lesion == lesion.id and m.id in own)
    return next(found, None)


def _size(measurement: Measurement | None, tr: Translator) -> str:
    if measurement is None:
        return NO_VALUE
    if measurement.state is LesionState.MEASURED and measurement.diameter:
        return str(measurement.diameter)
    if measurement.fragments:
        return "+".join(map(str, measurement.fragments))
    return tr(STATES[measurement.state])


def _sum_row(visits: tuple[TimePoint | None, ...], tr: Translator) -> Row:
    totals = [str(v.total) if v and v.total else NO_VALUE for v in visits]
    return Row("sum", (tr(N_("Sum of diameters")), *totals), is_total=True)


def _response_row(visits: tuple[TimePoint | None, ...], tr: Translator) -> Row:
    baseline, nadir, previous, current = visits
    shown = [
        None if visit is None or visit.is_baseline else visit.overall
        for visit in (baseline, nadir, previous, current)
    ]
    tones = tuple(
        (place, RESPONSE_TONES.get(r, Tone.ACCENT))
        for place, r in enumerate(shown, start=1)
        if r
    )
    cells = [response_name(r, tr) for r in shown]
    return Row("response", (_response_title(current, tr), *cells), tones=tones)


def _immune_row(
    visits: tuple[TimePoint | None, ...], found: Interpretation, tr: Translator
) -> tuple[Row, ...]:
    """Show iRECIST under RECIST where it applies: under immunotherapy."""
    judged = {t.on: t.response for t in found.immune_response}
    shown = [
        None if visit is None or visit.is_baseline else judged.get(visit.on)
        for visit in visits
    ]
    if not any(shown):
        return ()
    tones = tuple(
        (place, RESPONSE_TONES.get(r, Tone.ACCENT))
        for place, r in enumerate(shown, start=1)
        if r
    )
    cells = [response_name(r, tr) for r in shown]
    return (Row("immune", (tr(N_("iRECIST")), *cells), tones=tones),)


def _response_title(current: TimePoint | None, tr: Translator) -> str:
    """Name the criteria, and from which sum on they would say progression."""
    line = current.pd_line if current and not current.is_baseline else None
    if line is None:
        return tr(N_("RECIST 1.1"))
    return tr(N_("RECIST 1.1 · PD ≥ {mm} mm"), mm=str(line))


def _response(interpretation: Interpretation, tr: Translator) -> tuple[Fact, ...]:
    """Say how the current sum compares; the chart shows the PD line and the error."""
    if not interpretation.response:
        return ()
    now = interpretation.response[-1]
    parts = []
    if now.change_from_baseline is not None and not now.is_baseline:
        change = tr.percent(now.change_from_baseline, signed=True)
        parts.append(tr(N_("baseline {change}"), change=change))
    if now.change_from_nadir is not None and not now.is_baseline:
        change = tr.percent(now.change_from_nadir, signed=True)
        parts.append(tr(N_("nadir {change}"), change=change))
    facts = [Fact("change", tr(N_("Change")), tr.join(parts))] if parts else []
    return tuple(facts)


def _beside_targets(
    radiology: Radiology, interpretation: Interpretation, tr: Translator
) -> Fact:
    """Say what became of non-target lesions, and whether any lesion is new."""
    new, tone = _new_lesions(radiology, interpretation, tr)
    value = f"{_non_target(radiology, interpretation, tr)} / {new}"
    return Fact("beside", tr(N_("Non-target / new lesions")), value, tone)


def _non_target(
    radiology: Radiology, interpretation: Interpretation, tr: Translator
) -> str:
    lesions = [x for x in radiology.lesions if x.role is LesionRole.NON_TARGET]
    visits = interpretation.response
    answer = visits[-1].non_target if visits else None
    state = response_name(answer, tr) if answer else ""
    if not lesions:  # what was there at the baseline counts, though recorded as new
        return state or tr(N_("none recorded"))
    words = tr.join([lesion_name(x, tr) for x in lesions])
    return " ".join(t for t in (words, state) if t)


def _without_role(radiology: Radiology, tr: Translator) -> tuple[Fact, ...]:
    """Name the lesions that count in no sum because nobody gave them a role.

    They go by their labels: several may lie at one site.
    """
    labels = [x.label for x in radiology.lesions if x.role is None]
    if not labels:
        return ()
    words = tr.join(labels)
    return (Fact("role", tr(N_("Role not assigned")), words, Tone.CAUTION),)


def _new_lesions(
    radiology: Radiology, interpretation: Interpretation, tr: Translator
) -> tuple[str, Tone]:
    """Say whether a lesion is new; that nobody looked is not that none was there."""
    visits = interpretation.response
    is_noted = any(x.role is LesionRole.NEW for x in radiology.lesions)
    if not visits and not is_noted:
        return _without_visits(radiology, tr)
    answer = visits[-1].has_new_lesion if visits else None
    if answer is None:
        return tr(N_("cannot be told")), Tone.CAUTION
    if answer:
        return _named_new(radiology, visits[-1], tr), Tone.ALARM
    return tr(N_("none recorded")), Tone.PLAIN


def _named_new(radiology: Radiology, visit: TimePoint, tr: Translator) -> str:
    """Name the new lesions with their size at a visit, where it was measured."""
    names = []
    for lesion in (x for x in radiology.lesions if x.role is LesionRole.NEW):
        seen = _at(lesion, visit, radiology)
        size = f"{seen.diameter} mm" if seen and seen.diameter else ""
        names.append(" ".join(t for t in (lesion_name(lesion, tr), size) if t))
    if not names:
        return tr(N_("new lesion"))
    return tr.word(Written(tuple(names)))


def _without_visits(radiology: Radiology, tr: Translator) -> tuple[str, Tone]:
    if any(s.reading and not s.is_not_done for s in radiology.studies):
        return tr(N_("none recorded")), Tone.PLAIN
    return tr(N_("not recorded")), Tone.CAUTION


def _brain(radiology: Radiology, tr: Translator) -> Fact:
    """Say when the brain was last looked at: no scan is a gap, not a negative."""
    name = tr(N_("Brain MRI"))
    scans = [
        s
        for s in radiology.studies
        if BRAIN in s.regions and s.modality is Modality.MRI and not s.is_not_done
    ]
    if not scans:
        return Fact("brain", name, tr(N_("not recorded")), Tone.CAUTION)
    last = max(scans, key=lambda s: s.on.last)
    reading = tr(READINGS[last.reading]) if last.reading else tr(N_("not read"))
    return Fact("brain", name, f"{last.on} · {reading}")
