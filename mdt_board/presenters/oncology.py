"""What the oncology panel shows: history, treatment lines, co-medication, markers."""

from mdt_board.i18n import Translator
from mdt_board.model.interpretation import Level
from mdt_board.model.oncology import CoMedication, Oncology, Symptom, Treatment
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.choices import ADHERENCE, SMOKING, TRENDS
from mdt_board.presenters.editing import Reader
from mdt_board.presenters.markers import further_markers, markers
from mdt_board.presenters.new_records import draft
from mdt_board.presenters.panel import (
    PanelState,
    head,
    latest_day,
    statements_about,
    statements_title,
)
from mdt_board.presenters.parts import Column, Fact, Row, Table, Tone
from mdt_board.presenters.record_cells import cell_of
from mdt_board.presenters.record_kinds import KINDS
from mdt_board.presenters.regimen import named
from mdt_board.series import marker_chart, response_name

LINE = ("drugs", "started_on", "stopped_on", "best_response")


def present(view: View, tr: Translator) -> PanelState:
    """Arrange what oncology brings."""
    oncology = view.case.oncology
    records = (
        *oncology.treatments,
        *oncology.co_medications,
        *oncology.adherence,
        *oncology.performance,
        *oncology.symptoms,
        *oncology.labs,
    )
    days = [r.on for r in oncology.labs]
    days += [r.on for r in oncology.symptoms]
    days += [r.on for r in oncology.performance]
    said = statements_about(records, view, tr)
    return PanelState(
        head=head(Discipline.ONCOLOGY, view, tr, latest_day(days)),
        facts=(_symptoms(oncology, tr), _history(oncology, tr)),
        tables=(_treatments(oncology, tr), *markers(view, tr)),
        chart=marker_chart(view, tr),
        notes=(
            *further_markers(view, tr),
            *_adherence(oncology, tr),
            *_co_medications(view, tr),
        ),
        statements_title=statements_title(said, tr),
        statements=said,
        reader=Reader(view.case, tr),
    )


def _symptoms(oncology: Oncology, tr: Translator) -> Fact:
    name = tr(N_("Symptoms"))
    if not oncology.symptoms:
        return Fact("symptoms", name, tr(N_("not recorded")))
    latest = max(s.on.last for s in oncology.symptoms)
    now = [_symptom(s, tr) for s in oncology.symptoms if s.on.last == latest]
    return Fact("symptoms", name, tr.join(now))


def _symptom(symptom: Symptom, tr: Translator) -> str:
    trend = tr(TRENDS[symptom.trend]) if symptom.trend else ""
    return " ".join(t for t in (tr.term(symptom.name), trend) if t)


def _history(oncology: Oncology, tr: Translator) -> Fact:
    parts = [_smoking(oncology, tr)]
    parts += [f"{tr.term(f.relative)} {tr.term(f.cancer)}" for f in oncology.family]
    parts += [tr.term(illness.name) for illness in oncology.history]
    return Fact("history", tr(N_("History")), tr.join(parts))


def _smoking(oncology: Oncology, tr: Translator) -> str:
    smoking = oncology.smoking
    years = smoking.pack_years if smoking else None
    packs = "" if years is None else tr(N_("{years} pack-years"), years=str(years))
    status = tr(SMOKING[smoking.status]) if smoking and smoking.status else ""
    said = " ".join(t for t in (status, packs) if t)
    return said or tr(N_("smoking not recorded"))


def _treatments(oncology: Oncology, tr: Translator) -> Table:
    ordered = sorted(
        oncology.treatments,
        key=lambda t: str(t.started_on) if t.started_on else "",
    )
    return Table(
        title="",
        columns=(
            Column(tr(N_("Treatment lines"))),
            Column(tr(N_("Start")), is_number=True),
            Column(tr(N_("End")), is_number=True),
            Column(tr(N_("Best")), is_number=True),
        ),
        rows=tuple(_treatment(t, tr) for t in ordered),
        empty=tr(N_("no treatment recorded")),
        draft=draft(KINDS["treatments"], tr, LINE),
    )


def _treatment(treatment: Treatment, tr: Translator) -> Row:
    unknown = tr(N_("unknown"))
    start = str(treatment.started_on) if treatment.started_on else unknown
    end = unknown
    if treatment.stopped_on:
        end = str(treatment.stopped_on)
    elif treatment.is_ongoing:
        end = tr(N_("ongoing"))
    best = response_name(treatment.best_response, tr) or "–"
    cells = (named(treatment, tr), start, end, best)
    paths = LINE if treatment.drugs else ("", *LINE[1:])
    edits = tuple(
        (place, cell_of("treatments", path, treatment, tr))
        for place, path in enumerate(paths)
        if path
    )
    own = (treatment.id,)
    return Row(treatment.id, cells, own, edits=edits, removes=own)


def _adherence(oncology: Oncology, tr: Translator) -> tuple[Fact, ...]:
    """Say how regularly drugs are taken; that nobody asked matters while one is."""
    name = tr(N_("Adherence"))
    if oncology.adherence:
        last = max(oncology.adherence, key=lambda a: a.on.last)
        words = f"{tr(ADHERENCE[last.level])} ({last.on})"
        return (Fact("adherence", name, words),)
    if any(_may_go_on(t) for t in oncology.treatments):
        return (Fact("adherence", name, tr(N_("not asked")), Tone.CAUTION),)
    return ()


def _may_go_on(treatment: Treatment) -> bool:
    """Say whether drugs are taken now, or nobody stated that they are not."""
    is_over = treatment.stopped_on is not None or treatment.is_ongoing is False
    return bool(treatment.drugs) and not is_over


def _co_medications(view: View, tr: Translator) -> tuple[Fact, ...]:
    taken = view.case.oncology.co_medications
    if not taken:
        return (Fact("co", tr(N_("Other drugs")), tr(N_("not recorded"))),)
    worrying = {
        record
        for finding in view.interpretation.findings
        if finding.level is not Level.INFO
        for record in finding.records
    }
    return tuple(
        Fact(
            id=c.id,
            name=tr(N_("Other drugs")),
            value=_taken(c, tr),
            tone=Tone.CAUTION if c.id in worrying else Tone.PLAIN,
        )
        for c in taken
    )


def _taken(taken: CoMedication, tr: Translator) -> str:
    start = str(taken.started_on) if taken.started_on else ""
    since = tr(N_("since {day}"), day=start) if start else ""
    if taken.stopped_on:
        since = f"{start}–{taken.stopped_on}"
    return " ".join(t for t in (tr.term(taken.drug.name), since) if t)
