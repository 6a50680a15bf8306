"""What `show` says of a case beyond who it is about: its values, the latest first."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from mdt_board.cli.layout import columns
from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.interpret.ctdna.kinetics import series_id
from mdt_board.model.interpretation import Series, TimePoint
from mdt_board.model.molecular import Detected, Molecular, NotDetected, Variant
from mdt_board.model.oncology import LabValue, PerformanceStatus, Treatment
from mdt_board.model.radiology import Study
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters import decision_bar, oncology
from mdt_board.presenters.molecular import digits_of
from mdt_board.presenters.parts import Detail, Statement
from mdt_board.presenters.radiology import MODALITIES, READINGS
from mdt_board.presenters.regimen import named
from mdt_board.terminology.names import term_id

INDENT = "  "
MAX_VARIANTS = 20


def value_lines(view: View, tr: Translator) -> Iterator[str]:
    """Show what each discipline brought, in brief, and how the decision stands."""
    case = view.case
    treatments = [_treatment(t, tr) for t in case.oncology.treatments]
    yield from block(tr(N_("Treatment lines")), treatments)
    panel = oncology.present(view, tr)
    asked = [(fact.name, fact.value) for fact in (*panel.facts, *panel.notes)]
    yield from block(tr.term("discipline.oncology"), asked)
    performance = sorted(case.oncology.performance, key=_day, reverse=True)
    ecog = [(f"ECOG {p.ecog}", str(p.on)) for p in performance]
    yield from block(tr(N_("Performance status entries")), ecog)
    labs = _lab_rows(case.oncology.labs, view.on, tr)
    yield from block(tr(N_("Latest laboratory values")), labs)
    studies = sorted(case.radiology.studies, key=_day, reverse=True)
    yield from block(tr(N_("Imaging studies")), [_study(s, tr) for s in studies])
    points = [visit(p, tr) for p in view.interpretation.response]
    yield from block(tr(N_("Response")), points)
    loose = [(x.label, tr.free(x.site)) for x in case.radiology.lesions if not x.role]
    yield from block(tr(N_("Role not assigned")), loose)
    yield from _variants(case.molecular, view.interpretation.series, tr)
    yield from _decision(view, tr)


def _decision(view: View, tr: Translator) -> Iterator[str]:
    """Show what is decided, who said what, and whether the signature still stands."""
    state = decision_bar.present(view, tr)
    chosen = [option.text for option in state.options if option.is_chosen]
    yield ""
    yield state.title
    yield f"{INDENT}{' · '.join([*chosen, state.state.text])}"
    for statement in state.standing:
        yield from (INDENT + line for line in opened(statement))
    if view.case.decision:
        yield from (INDENT + line for line in opened(state.said))
    else:
        yield from (INDENT + detail_line(d) for d in state.said.details)
    positions = "  ".join(p.chip.text for p in state.positions)
    yield INDENT + tr(
        N_("{name}: {words}"), name=state.positions_title, words=positions
    )


def opened(statement: Statement) -> Iterator[str]:
    """Write a statement with its details under it."""
    yield statement.text
    yield from map(detail_line, statement.details)


def detail_line(detail: Detail) -> str:
    """Write one detail: its mark, its words and what stands beside them."""
    badge = f" [{detail.badge}]" if detail.badge else ""
    mark = INDENT + "·" if detail.is_reference else detail.mark
    return f"{INDENT}{mark} {detail.text}{badge}"


def _variants(
    molecular: Molecular, series: Sequence[Series], tr: Translator
) -> Iterator[str]:
    """Show the latest variants; those of a whole exome would fill the terminal."""
    labels = {s.id: s.label for s in series}
    days = {a.sample: str(a.sampled_on or "") for a in molecular.assays}
    latest = sorted(
        molecular.variants, key=lambda v: days.get(v.sample, ""), reverse=True
    )
    shown = latest[:MAX_VARIANTS]
    rows = [_variant(v, days.get(v.sample, ""), labels, tr) for v in shown]
    yield from block(tr(N_("Variant results")), rows)
    more = len(latest) - len(shown)
    if more:
        yield INDENT + tr(N_("and {number} more"), number=more)


def block(title: str, rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Write a titled table; nothing where it has no rows."""
    if rows:
        yield ""
        yield title
        yield from (INDENT + line for line in columns(rows).split("\n"))


def visit(point: TimePoint, tr: Translator) -> tuple[str, ...]:
    """Write one visit: day, sum, response, change from baseline and from nadir."""
    total = f"{point.total} mm" if point.total else NO_VALUE
    overall = tr.term(f"response.{point.overall.value}") if point.overall else NO_VALUE
    changes = (
        NO_VALUE if c is None else tr.percent(c, signed=True)
        for c in (point.change_from_baseline, point.change_from_nadir)
    )
    said = tr(N_("baseline")) if point.is_baseline else overall
    return tr.day(point.on), total, said, *changes


def _day(record: LabValue | Study | PerformanceStatus) -> tuple[object, ...]:
    return record.on.last, record.id


def _treatment(treatment: Treatment, tr: Translator) -> tuple[str, ...]:
    end = tr(N_("ongoing")) if treatment.is_ongoing else tr(N_("unknown"))
    return (
        named(treatment, tr),
        str(treatment.started_on or tr(N_("unknown"))),
        str(treatment.stopped_on or end),
    )


def _lab_rows(
    labs: Sequence[LabValue], on: date, tr: Translator
) -> list[tuple[str, ...]]:
    """Show the latest value of each analyte, then those dated after the day."""
    ordered = sorted(labs, key=_day)
    to_come = [lab for lab in ordered if lab.on.first > on]
    latest = {
        term_id(lab.analyte, "analyte") or lab.analyte: lab
        for lab in ordered
        if lab.on.first <= on
    }
    told = tr(N_("dated after {day}, not used"), day=tr.day(on))
    return [
        *((*_lab(lab, tr), "") for lab in latest.values()),
        *((*_lab(lab, tr), told) for lab in to_come),
    ]


def _lab(lab: LabValue, tr: Translator) -> tuple[str, ...]:
    bound = "" if lab.comparator.value == "=" else lab.comparator.value
    return tr.term(lab.analyte), str(lab.on), f"{bound}{lab.value} {lab.unit}".rstrip()


def _study(study: Study, tr: Translator) -> tuple[str, ...]:
    regions = tr.join([tr.term(r) for r in study.regions]) or NO_VALUE
    said = tr(READINGS[study.reading]) if study.reading else tr(N_("not read"))
    if study.is_not_done:
        said = tr(N_("not done"))
    return str(study.on), tr(MODALITIES[study.modality]), regions, said


def _variant(
    variant: Variant, day: str, labels: Mapping[str, str], tr: Translator
) -> tuple[str, ...]:
    """Write one result, the variant by the name that its curve has."""
    own = f"{variant.gene} {variant.label or variant.name}".strip()
    name = tr.variant(labels.get(series_id(variant), own))
    filters = tr(N_("filters: {names}"), names=tr.join(list(variant.filters)))
    return (
        variant.sample,
        day or NO_VALUE,
        name,
        _result(variant, tr),
        filters if variant.filters else "",
    )


def _result(variant: Variant, tr: Translator) -> str:
    result = variant.result
    if isinstance(result, Detected):
        if result.vaf is None:
            return tr(N_("detected"))
        return tr.percent(result.vaf, digits_of(result.vaf))
    if not isinstance(result, NotDetected):
        return tr(N_("no result"))
    if result.lod is None:
        return tr(N_("not detected"))
    return tr(N_("ND < {limit}"), limit=tr.percent(result.lod, digits_of(result.lod)))
