"""What `show` says of a case beyond who it is about: its values, the latest first."""

from collections.abc import Iterator, Sequence

from mdt_board.cli.layout import columns
from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.model.interpretation import TimePoint
from mdt_board.model.molecular import Detected, Molecular, NotDetected, Variant
from mdt_board.model.oncology import LabValue, Treatment
from mdt_board.model.radiology import Study
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.molecular import digits_of
from mdt_board.presenters.radiology import MODALITIES, READINGS
from mdt_board.presenters.regimen import named

INDENT = "  "
MAX_VARIANTS = 20


def value_lines(view: View, tr: Translator) -> Iterator[str]:
    """Show treatments, laboratory values, imaging, sums and variants, each in brief."""
    case = view.case
    treatments = [_treatment(t, tr) for t in case.oncology.treatments]
    yield from block(tr(N_("Treatment lines")), treatments)
    labs = {lab.analyte: lab for lab in sorted(case.oncology.labs, key=_day)}
    yield from block(
        tr(N_("Latest laboratory values")), [_lab(v, tr) for v in labs.values()]
    )
    studies = sorted(case.radiology.studies, key=_day, reverse=True)
    yield from block(tr(N_("Imaging studies")), [_study(s, tr) for s in studies])
    points = [visit(p, tr) for p in view.interpretation.response]
    yield from block(tr(N_("Response")), points)
    loose = [(x.label, tr.free(x.site)) for x in case.radiology.lesions if not x.role]
    yield from block(tr(N_("Role not assigned")), loose)
    yield from _variants(case.molecular, tr)


def _variants(molecular: Molecular, tr: Translator) -> Iterator[str]:
    """Show the latest variants; those of a whole exome would fill the terminal."""
    days = {a.sample: str(a.sampled_on or "") for a in molecular.assays}
    latest = sorted(
        molecular.variants, key=lambda v: days.get(v.sample, ""), reverse=True
    )
    shown = latest[:MAX_VARIANTS]
    rows = [_variant(v, days.get(v.sample, ""), tr) for v in shown]
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


def _day(record: LabValue | Study) -> tuple[object, ...]:
    return record.on.last, record.id


def _treatment(treatment: Treatment, tr: Translator) -> tuple[str, ...]:
    end = tr(N_("ongoing")) if treatment.is_ongoing else tr(N_("unknown"))
    return (
        named(treatment, tr),
        str(treatment.started_on or tr(N_("unknown"))),
        str(treatment.stopped_on or end),
    )


def _lab(lab: LabValue, tr: Translator) -> tuple[str, ...]:
    bound = "" if lab.comparator.value == "=" else lab.comparator.value
    return tr.term(lab.analyte), str(lab.on), f"{bound}{lab.value} {lab.unit}".rstrip()


def _study(study: Study, tr: Translator) -> tuple[str, ...]:
    regions = tr.join([tr.term(r) for r in study.regions]) or NO_VALUE
    said = tr(READINGS[study.reading]) if study.reading else tr(N_("not read"))
    if study.is_not_done:
        said = tr(N_("not done"))
    return str(study.on), tr(MODALITIES[study.modality]), regions, said


def _variant(variant: Variant, day: str, tr: Translator) -> tuple[str, ...]:
    name = f"{variant.gene} {variant.name}".strip()
    filters = tr(N_("filters: {names}"), names=", ".join(variant.filters))
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
