"""What the molecular panel shows: plasma variants with their origin, and the series."""

from decimal import Decimal

from mdt_board.i18n import NO_VALUE, Translator, rounded
from mdt_board.model.interpretation import Origin, OriginAnswer, Series
from mdt_board.model.molecular import Assay, AssayKind, Detected, Molecular, Variant
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.editing import CellEdit, Reader
from mdt_board.presenters.panel import (
    PanelState,
    head,
    latest_day,
    statements_about,
    statements_title,
)
from mdt_board.presenters.parts import Column, Fact, Row, Table, Tone
from mdt_board.presenters.plasma_details import plasma_details
from mdt_board.presenters.record_kinds import RESULT_HINT
from mdt_board.presenters.typed_records import result_text
from mdt_board.series import (
    MOST_LISTED,
    ctdna_chart,
    undated_variants,
    undated_words,
    variant_name,
    variant_share,
)

ORIGINS = {
    OriginAnswer.TUMOR_LIKELY: (N_("tumor likely"), Tone.ALARM),
    OriginAnswer.CH_LIKELY: (N_("CH likely"), Tone.ACCENT),
    OriginAnswer.GERMLINE_LIKELY: (N_("germline likely"), Tone.ACCENT),
    OriginAnswer.TECHNICAL_LIKELY: (N_("technical likely"), Tone.CAUTION),
    OriginAnswer.UNDETERMINED: (N_("undetermined"), Tone.CAUTION),
}
RANKS = (
    OriginAnswer.TUMOR_LIKELY,
    OriginAnswer.UNDETERMINED,
    OriginAnswer.TECHNICAL_LIKELY,
    OriginAnswer.CH_LIKELY,
    OriginAnswer.GERMLINE_LIKELY,
)
PLASMA = (AssayKind.TUMOR_INFORMED, AssayKind.TUMOR_NAIVE, AssayKind.METHYLATION)
IN_PLASMA = ("variant:", "assay:", "test:")  # the last is an answer of a whole test
DETECTED = "detected"
NOT_DETECTED = "not-detected"
TENFOLD = 10  # from here on the decimals of a ratio say nothing


def present(view: View, tr: Translator) -> PanelState:
    """Arrange what molecular diagnostics brings."""
    molecular = view.case.molecular
    days = [a.sampled_on for a in molecular.assays if a.sampled_on]
    own = (*molecular.assays, *molecular.variants)
    said = (*statements_about(own, view, tr), *plasma_details(view, tr))
    return PanelState(
        head=head(Discipline.MOLECULAR, view, tr, latest_day(days)),
        facts=_undated_fact(molecular, tr),
        tables=_tables(view, tr),
        chart=ctdna_chart(view, tr),
        notes=(
            *_never_detected(view.interpretation.series, tr),
            *_doubling(view.interpretation.series, tr),
            *_plasma(molecular, tr),
            *_beside(molecular, tr),
        ),
        statements_title=statements_title(said, tr),
        statements=said,
        reader=Reader(view.case, tr),
    )


def _tables(view: View, tr: Translator) -> tuple[Table, ...]:
    """Return the plasma series, and calls that no dated assay explains."""
    series = _variants(view, tr)
    undated = undated_variants(view.case.molecular)
    if not undated:
        return (series,)
    listed = Table(
        title="",
        columns=(
            Column(tr(N_("Imported variant"))),
            Column(tr(N_("VAF")), is_number=True),
        ),
        rows=tuple(_undated_row(v, tr) for v in undated[:MOST_LISTED]),
        empty="",
    )
    return (series, listed) if series.rows else (listed,)


def _undated_row(variant: Variant, tr: Translator) -> Row:
    return Row(
        id=variant.id,
        cells=(variant_name(variant, tr), variant_share(variant, tr) or NO_VALUE),
        records=(variant.id,),
        edits=((1, result_cell(variant, tr)),),
        removes=(variant.id,),
    )


def _undated_fact(molecular: Molecular, tr: Translator) -> tuple[Fact, ...]:
    undated = undated_variants(molecular)
    if not undated:
        return ()
    words = undated_words(len(undated), tr)
    return (Fact("undated", tr(N_("Variants imported")), words, Tone.CAUTION),)


def _variants(view: View, tr: Translator) -> Table:
    origins = {o.series: o for o in view.interpretation.origins}
    shown = _followed(view.interpretation.series)
    shown.sort(key=lambda s: _rank(origins.get(s.id)))
    return Table(
        title="",
        columns=(
            Column(tr(N_("Plasma variant"))),
            Column(tr(N_("VAF")), is_number=True),
            Column(tr(N_("Change")), is_number=True),
            Column(tr(N_("Origin")), is_number=True),
        ),
        rows=tuple(
            _variant(s, origins.get(s.id), view.case.molecular, tr) for s in shown
        ),
        empty=tr(N_("no plasma result recorded")),
    )


def _plasma_series(series: tuple[Series, ...]) -> list[Series]:
    return [s for s in series if s.id.startswith(IN_PLASMA) and s.points]


def _is_missed(series: Series) -> bool:
    """Say whether a variant was looked for and seen in no sample."""
    is_variant = series.id.startswith("variant:")
    return is_variant and all(p.status == NOT_DETECTED for p in series.points)


def _followed(series: tuple[Series, ...]) -> list[Series]:
    """Return the series that have a row; what was never seen has one line for all.

    Where nothing was ever seen, that is the answer, and each has its row.
    """
    plasma = _plasma_series(series)
    return [s for s in plasma if not _is_missed(s)] or plasma


def _never_detected(series: tuple[Series, ...], tr: Translator) -> tuple[Fact, ...]:
    followed = {s.id for s in _followed(series)}
    missed = [
        tr.variant(s.label) for s in _plasma_series(series) if s.id not in followed
    ]
    if not missed:
        return ()
    return (Fact("missed", tr(N_("Never detected")), tr.join(missed)),)


def _variant(
    series: Series, origin: Origin | None, molecular: Molecular, tr: Translator
) -> Row:
    label = tr.term(series.label) if series.is_term else tr.variant(series.label)
    words, tone = _origin(origin, tr)
    return Row(
        id=series.id,
        cells=(label, _latest(series, tr), _change(series, tr), words),
        records=tuple(p.record for p in series.points),
        tones=((3, tone),) if words != NO_VALUE else (),
        edits=_latest_cell(series, molecular, tr),
    )


def _latest_cell(
    series: Series, molecular: Molecular, tr: Translator
) -> tuple[tuple[int, CellEdit], ...]:
    """Return the cell of the latest result, which is the one that the row shows."""
    last = series.points[-1].record
    owners: list[Variant | Assay] = [*molecular.variants, *molecular.assays]
    found = next((x for x in owners if x.id == last), None)
    return ((1, result_cell(found, tr)),) if found else ()


def result_cell(owner: Variant | Assay, tr: Translator) -> CellEdit:
    """Return the cell of one typed result; deleting it takes the variant's away."""
    return CellEdit(
        record=owner.id,
        field="result",
        text=result_text(owner.result, tr),
        kind="vaf",
        unit="%",
        hint=tr(RESULT_HINT),
        removes=(owner.id,) if isinstance(owner, Variant) else (),
    )


def _rank(origin: Origin | None) -> int:
    """Put what is likely of the tumor first, what is likely not of it last."""
    if origin is None:
        return RANKS.index(OriginAnswer.UNDETERMINED)
    return RANKS.index(origin.answer)


def _origin(origin: Origin | None, tr: Translator) -> tuple[str, Tone]:
    if origin is None:
        return NO_VALUE, Tone.PLAIN
    if origin.answer is OriginAnswer.UNDETERMINED and origin.is_ch_prone:
        return tr(N_("CH not excluded")), Tone.CAUTION
    text, tone = ORIGINS[origin.answer]
    return tr(text), tone


def _latest(series: Series, tr: Translator) -> str:
    last = series.points[-1]
    if last.value is not None:
        return tr.percent(last.value, digits_of(last.value))
    if last.status == DETECTED:
        return tr(N_("detected"))
    if last.status != NOT_DETECTED:
        return tr(N_("no result"))
    if last.limit is None:
        return tr(N_("not detected"))
    limit = tr.percent(last.limit, digits_of(last.limit))
    return tr(N_("ND < {limit}"), limit=limit)


def _change(series: Series, tr: Translator) -> str:
    """Say what became of it: a ratio with its interval, found first, or no more."""
    if series.change:
        change = series.change
        ends = (change.ratio, change.low, change.high)
        digits = 0 if change.ratio >= TENFOLD else 1
        ratio, low, high = (rounded(end, digits) for end in ends)
        return f"×{ratio} ({low}–{high})"
    if len(series.points) == 1:
        return NO_VALUE
    before, last = series.points[-2:]
    if last.value is not None and before.status == NOT_DETECTED:
        was_there = any(p.value is not None for p in series.points[:-1])
        return tr(N_("detected again") if was_there else N_("newly detected"))
    if before.value is not None and last.status == NOT_DETECTED:
        return tr(N_("no longer detected"))
    return NO_VALUE


def digits_of(fraction: Decimal) -> int:
    """Return the decimals that show two significant digits of a percentage."""
    return max(1, 1 - (fraction * 100).adjusted()) if fraction else 1


def _doubling(series: tuple[Series, ...], tr: Translator) -> tuple[Fact, ...]:
    rising = [s for s in series if s.change and s.change.doubling_days is not None]
    return tuple(
        Fact(f"doubling:{s.id}", tr(N_("Doubling time")), _days(s, tr)) for s in rising
    )


def _days(series: Series, tr: Translator) -> str:
    change = series.change
    if change is None or change.doubling_days is None:
        return NO_VALUE
    low, high = (
        tr(N_("open")) if end is None else rounded(end, 0)
        for end in (change.doubling_low, change.doubling_high)
    )
    days = tr(
        N_("{days} d (95 % CI {low}–{high})"),
        days=rounded(change.doubling_days, 0),
        low=low,
        high=high,
    )
    return f"{tr.variant(series.label)} · {days}"


def _plasma(molecular: Molecular, tr: Translator) -> tuple[Fact, ...]:
    """Say what the last tube could have seen: DNA put in, limit of detection."""
    tubes = [a for a in molecular.assays if a.kind in PLASMA and a.sampled_on]
    if not tubes:
        return ()
    last = max(tubes, key=lambda a: a.sampled_on.last if a.sampled_on else 0)
    return (Fact(last.id, tr(N_("Last plasma")), _tube(last, tr)),)


def _tube(assay: Assay, tr: Translator) -> str:
    parts = [str(assay.sampled_on)]
    if assay.input_ng is not None:
        parts.append(f"{assay.input_ng} ng")
    if assay.lod is not None:
        limit = tr.percent(assay.lod, digits_of(assay.lod))
        parts.append(tr(N_("LOD {limit}"), limit=limit))
    if assay.loci is not None:
        parts.append(tr(N_("{count} loci"), count=assay.loci))
    return " · ".join(parts)


def _beside(molecular: Molecular, tr: Translator) -> tuple[Fact, ...]:
    """Show the tissue and the white cells that plasma is read against."""
    names = {AssayKind.TISSUE: N_("Tissue"), AssayKind.WBC: N_("WBC")}
    kinds = {a.sample: a.kind for a in molecular.assays}
    found: dict[AssayKind, list[str]] = {kind: [] for kind in names}
    for variant in molecular.variants:
        kind = kinds.get(variant.sample)
        if kind in names:
            found[kind].append(_counted(variant, tr))
    return tuple(
        Fact(kind.value, tr(names[kind]), tr.join(list(dict.fromkeys(words))))
        for kind, words in found.items()
        if words
    )


def _counted(variant: Variant, tr: Translator) -> str:
    name = tr.variant(f"{variant.gene} {variant.name}")
    result = variant.result
    if not isinstance(result, Detected):
        missed = result.status == NOT_DETECTED
        return f"{name} {tr(N_('not detected')) if missed else tr(N_('no result'))}"
    if result.alt_reads is not None and result.total_reads is not None:
        return f"{name} {result.alt_reads}/{result.total_reads:,}"
    share = result.vaf
    return name if share is None else f"{name} {tr.percent(share, digits_of(share))}"
