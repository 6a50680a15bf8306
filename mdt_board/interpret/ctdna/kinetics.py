"""Values over time: variants of plasma, tumor-informed assays, laboratory values.

A result that was not detected is a point without a value, with its limit: never zero.
A sample without an assay record, an exact date or a known material is left out here
and named by the rule ``ctdna.series.undated``.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from math import exp, log, sqrt

from mdt_board.interpret.ctdna.sampling import expected_molecules, loci_of
from mdt_board.model.case import Case
from mdt_board.model.interpretation import FoldChange, Series, SeriesPoint
from mdt_board.model.molecular import (
    Assay,
    AssayKind,
    Detected,
    Molecular,
    NotDetected,
    Result,
    Variant,
    VariantKind,
)
from mdt_board.model.oncology import Comparator, LabValue

# The same amount under another name: such values may share a curve as they are.
SAME_AMOUNT = {
    "\N{MICRO SIGN}g/L": "ng/mL",
    "\N{GREEK SMALL LETTER MU}g/L": "ng/mL",
    "ug/L": "ng/mL",
    "ng/L": "pg/mL",
    "kU/L": "U/mL",
}
PLASMA = frozenset({AssayKind.TUMOR_INFORMED, AssayKind.TUMOR_NAIVE})
ANSWERING = PLASMA | {AssayKind.METHYLATION}  # assays with an answer of their own
FRACTION = "fraction"
COPIES = "copies"
Z95 = 1.96
ASSAY_CV = 0.15  # between-run variation of one assay; judgment
PAIR = 2
ANSWERED = ("detected", "not-detected")
LAB_STATUS = {
    Comparator.EQUAL: "measured",
    Comparator.BELOW: "below",
    Comparator.ABOVE: "above",
}


def series_of(
    case: Case, assays: dict[str, Assay], on: date = date.max
) -> dict[str, Series]:
    """Return every series of the case as known on the day ``on``, by its id.

    ``assays`` is by sample name; what was drawn after ``on`` is left out.
    """
    of_labs = lab_series(case.oncology.labs, on)
    return molecular_series(case.molecular, assays, on) | of_labs


def molecular_series(
    molecular: Molecular, assays: dict[str, Assay], on: date
) -> dict[str, Series]:
    """Return the series of variants and assays as known on the day ``on``, by id."""
    drawn = {s: a for s, a in assays.items() if (day_of(a) or on) <= on}
    variants = _variant_series(molecular.variants, drawn)
    return {s.id: s for s in (*variants, *_panel_series(drawn.values()))}


def lab_series(labs: Iterable[LabValue], on: date) -> dict[str, Series]:
    """Return the series of laboratory values as known on the day ``on``, by id."""
    return {s.id: s for s in _lab_series(v for v in labs if v.on.first <= on)}


def series_id(variant: Variant, prefix: str = "variant") -> str:
    """Return the id of the series that a variant belongs to."""
    return f"{prefix}:{f'{variant.gene} {variant.name}'.strip()}"


def day_of(assay: Assay | None) -> date | None:
    """Return the day of sampling, when it is known to the day."""
    return assay.sampled_on.exact if assay and assay.sampled_on else None


def fraction_of(result: Result) -> Decimal | None:
    """Return the variant allele fraction as reported, or from the reads."""
    if not isinstance(result, Detected):
        return None
    if result.vaf is not None:
        return result.vaf
    if result.alt_reads is None or not result.total_reads:
        return None
    return Decimal(result.alt_reads) / result.total_reads


def fold_change(
    values: tuple[Decimal, Decimal], molecules: tuple[Decimal, Decimal], days: int
) -> FoldChange | None:
    """Return second over first with the 95 % interval that molecule counts allow.

    ratio x exp(±1.96 sqrt(1/m1 + 1/m2 + 2 CV²)); ``None`` when less than one molecule
    stands behind either value: then there is nothing to compare.
    """
    if min(*values, Decimal(days)) <= 0 or min(molecules) < 1:
        return None
    ratio = values[1] / values[0]
    variance = sum(1 / float(m) for m in molecules) + 2 * ASSAY_CV**2
    factor = Decimal(exp(Z95 * sqrt(variance)))
    low, high = ratio / factor, ratio * factor
    return FoldChange(
        ratio, low, high, days, *(_doubling(r, low, days) for r in (ratio, high, low))
    )


def _doubling(ratio: Decimal, low: Decimal, days: int) -> Decimal | None:
    """Return the days to double at this ratio, if the interval excludes no growth."""
    return Decimal(days * log(2) / log(ratio)) if low > 1 else None


def _variant_series(
    variants: tuple[Variant, ...], assays: dict[str, Assay]
) -> Iterable[Series]:
    grouped: dict[str, list[Variant]] = {}
    panels = {s for s, a in assays.items() if _is_panel(a)}
    elsewhere = _tested_elsewhere(variants, assays, panels) if panels else set()
    for variant in variants:
        assay = assays.get(variant.sample)
        if variant.sample in panels and series_id(variant) not in elsewhere:
            continue  # a locus of a panel that answers for all its loci together
        if assay is None or not day_of(assay):
            continue
        if assay.kind in PLASMA:
            grouped.setdefault(series_id(variant), []).append(variant)
        elif assay.kind is AssayKind.CSF:
            grouped.setdefault(series_id(variant, "csf"), []).append(variant)
    for key, seen in sorted(grouped.items()):
        rows = [(v.result, assays[v.sample], v.id) for v in seen]
        is_copies = seen[0].kind in (VariantKind.AMPLIFICATION, VariantKind.DELETION)
        yield _series(key, _spoken(seen), rows, is_copies=is_copies)


def _tested_elsewhere(
    variants: tuple[Variant, ...], assays: dict[str, Assay], panels: set[str]
) -> set[str]:
    """Return the series ids of variants that a sample other than a panel's tested."""
    others = assays.keys() - panels
    return {series_id(v) for v in variants if v.sample in others}


def _spoken(variants: list[Variant]) -> str:
    """Return what people call the variant: its label where it has one (``19del``)."""
    label = max((v.label for v in variants), default="")
    return f"{variants[0].gene} {label or variants[0].name}".strip()


def _is_panel(assay: Assay | None) -> bool:
    """Say whether the assay answers for all its loci of a known tumor together."""
    is_informed = assay is not None and assay.kind is AssayKind.TUMOR_INFORMED
    return is_informed and assay is not None and assay.result is not None


def _panel_series(assays: Iterable[Assay]) -> Iterable[Series]:
    """One series per named assay that gives an answer of its own.

    ``assay:`` are panels that know the tumor; ``test:`` those that do not.
    """
    grouped: dict[str, list[tuple[Result, Assay, str]]] = {}
    for assay in assays:
        if assay.result is None or not assay.kind or not day_of(assay):
            continue
        if assay.kind in ANSWERING:
            prefix = "assay" if _is_panel(assay) else "test"
            key = f"{prefix}:{assay.name or assay.kind.value}"
            grouped.setdefault(key, []).append((assay.result, assay, assay.id))
    for key, rows in sorted(grouped.items()):
        name, is_panel = key.partition(":")[2], key.startswith("assay:")
        yield _series(key, name, rows, is_panel=is_panel)


def _series(
    key: str,
    label: str,
    rows: list[tuple[Result, Assay, str]],
    *,
    is_panel: bool = False,
    is_copies: bool = False,
) -> Series:
    """Build one series of typed results; only fractions have molecules and a change."""
    rows = sorted(rows, key=lambda row: (str(day_of(row[1])), row[2]))
    points = tuple(_point(*row, is_copies=is_copies) for row in rows)
    if is_copies:
        return Series(key, label, COPIES, points)
    counts = [_molecules(result, assay, is_panel) for result, assay, _ in rows]
    shown = tuple(
        (row[2], _stated(row[0]) or count)
        for row, count in zip(rows, counts, strict=True)
        if count is not None
    )
    change = _change(points, counts, [row[1].name for row in rows])
    return Series(key, label, FRACTION, points, molecules=shown, change=change)


def _point(
    result: Result, assay: Assay, record: str, *, is_copies: bool
) -> SeriesPoint:
    on = day_of(assay)
    assert on is not None  # only dated samples are grouped
    copies = result.copy_number if isinstance(result, Detected) else None
    limit = None
    if isinstance(result, NotDetected) and not is_copies:
        limit = assay.lod if result.lod is None else result.lod
    value = copies if is_copies else fraction_of(result)
    return SeriesPoint(on, result.status, record, value, limit, assay.sample)


def _molecules(result: Result, assay: Assay, is_panel: bool) -> Decimal | None:
    vaf = fraction_of(result)
    loci = loci_of(assay) if is_panel else 1
    if vaf is None or assay.input_ng is None or loci is None:
        return None
    return expected_molecules(vaf, assay.input_ng, loci)


def _stated(result: Result) -> Decimal | None:
    stated = result.mutant_molecules if isinstance(result, Detected) else None
    return None if stated is None else Decimal(stated)


def _change(
    points: tuple[SeriesPoint, ...], counts: list[Decimal | None], names: list[str]
) -> FoldChange | None:
    """Compare the last two results, when one assay detected both.

    ``None`` when either was not detected (a value before clearance says nothing about
    the speed of growth after it) or its DNA input is not known.
    """
    answered = [i for i, p in enumerate(points) if p.status in ANSWERED][-PAIR:]
    values = [v for i in answered if (v := points[i].value) is not None]
    molecules = [m for i in answered if (m := counts[i]) is not None]
    is_one_assay = len({names[i] for i in answered}) == 1
    if len(values) < PAIR or len(molecules) < PAIR or not is_one_assay:
        return None
    first, last = answered
    days = (points[last].on - points[first].on).days
    return fold_change((values[0], values[1]), (molecules[0], molecules[1]), days)


def _lab_series(values: Iterable[LabValue]) -> Iterable[Series]:
    """One series per analyte; different units are never mixed in one."""
    labs = tuple(values)
    units: dict[str, set[str]] = {}
    for lab in labs:
        units.setdefault(lab.analyte, set()).add(SAME_AMOUNT.get(lab.unit, lab.unit))
    grouped: dict[tuple[str, str], list[LabValue]] = {}
    for lab in labs:
        if lab.on.exact:
            key = (lab.analyte, SAME_AMOUNT.get(lab.unit, lab.unit))
            grouped.setdefault(key, []).append(lab)
    for (analyte, unit), rows in sorted(grouped.items()):
        is_mixed = len(units[analyte]) > 1
        series = f"lab:{analyte}:{unit}" if is_mixed else f"lab:{analyte}"
        rows.sort(key=lambda v: (str(v.on), v.id))
        yield Series(
            id=series,
            label=analyte,
            unit=unit,
            points=tuple(_lab_point(v) for v in rows),
            is_term=True,
            reference_high=rows[-1].reference_high,
        )


def _lab_point(lab: LabValue) -> SeriesPoint:
    is_exact = lab.comparator is Comparator.EQUAL
    return SeriesPoint(
        on=lab.on.first,
        status=LAB_STATUS[lab.comparator],
        record=lab.id,
        value=lab.value if is_exact else None,
        limit=None if is_exact else lab.value,
    )
