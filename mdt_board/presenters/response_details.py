"""What stands behind the response: each category, measurement error, where was looked.

Statements that open: the room reads the panel, whoever asks opens the reasons.
"""

from collections.abc import Iterator
from decimal import Decimal

from mdt_board.i18n import Translator, rounded, signed
from mdt_board.model.interpretation import (
    BestResponse,
    ErrorBand,
    ErrorSetting,
    ErrorVerdict,
    ImagingCoverage,
    ImmuneTimePoint,
    LesionCheck,
    LesionGrowth,
    ReReadRequest,
    SumTrend,
    TimePoint,
)
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Radiology
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.parts import Detail, Statement, Tone
from mdt_board.series import response_name

VERDICTS = {
    ErrorVerdict.USUAL: N_("within the usual variation of measurement"),
    ErrorVerdict.POSSIBLE: N_("possibly a real change"),
    ErrorVerdict.LARGER: N_("larger than the usual variation of measurement"),
}
READERS = {
    "same-reader": N_("same reader"),
    "other-reader": N_("another reader"),
    "independent-readers": N_("readers who did not see each other's measurement"),
}
NAMED = N_("{name}: {words}")
LEAST = Decimal("0.01")


def response_details(view: View, tr: Translator) -> tuple[Statement, ...]:
    """Return what the response rests on, in the order in which a reader asks."""
    found, radiology = view.interpretation, view.case.radiology
    names = _names(radiology, tr)
    return (
        *(_time_point(t, tr) for t in found.response[-1:] if t.why),
        *(_immune(t, tr) for t in found.immune_response[-1:] if t.response),
        *(_best(b, tr) for b in (found.best_response,) if b),
        *(_error(e, tr) for e in (found.error_band,) if e),
        *_growth(found.lesion_growth, found.sum_trend, names, tr),
        *_checks(found.lesion_checks, names, tr),
        *_coverage(found.imaging_coverage, tr),
        *(_reread(r, tr) for r in found.reread_requests),
    )


def _names(radiology: Radiology, tr: Translator) -> dict[str, str]:
    return {x.id: tr.free(x.site) or tr.term(x.label) for x in radiology.lesions}


def _dots(texts: list[str]) -> tuple[Detail, ...]:
    return tuple(Detail(text, "·") for text in texts)


def _span(days: tuple[str, str]) -> str:
    return "–".join(dict.fromkeys(days))


# categories


def _time_point(visit: TimePoint, tr: Translator) -> Statement:
    day = _span((str(visit.on), str(visit.until or visit.on)))
    words = response_name(visit.overall, tr)
    name = tr(N_("Response on {day}"), day=day)
    lines = [tr.message(reason) for reason in visit.why]
    return Statement(
        id="response:now",
        text=tr(NAMED, name=name, words=words),
        details=_dots([*lines, *_distances(visit, tr)]),
        records=visit.records,
    )


def _distances(visit: TimePoint, tr: Translator) -> Iterator[str]:
    """Say how far it is to the lines; a line that is crossed is said so."""
    to_pd, to_pr = visit.to_pd_line, visit.to_pr_line
    if visit.pd_line is not None and to_pd is not None:
        text = (
            N_("{mm} mm below the PD line of {line} mm")
            if to_pd.ticks > 0
            else N_("{mm} mm on or over the PD line of {line} mm")
        )
        yield tr(text, mm=_unsigned(to_pd), line=str(visit.pd_line))
    if visit.pr_line is not None and to_pr is not None:
        text = (
            N_("{mm} mm above the PR line of {line} mm")
            if to_pr.ticks > 0
            else N_("{mm} mm on or under the PR line of {line} mm")
        )
        yield tr(text, mm=_unsigned(to_pr), line=str(visit.pr_line))


def _unsigned(length: Length) -> str:
    return str(length).removeprefix("-")


def _immune(visit: ImmuneTimePoint, tr: Translator) -> Statement:
    words = response_name(visit.response, tr)
    lines = [tr.message(m) for m in (*visit.why, *visit.lacks)]
    return Statement(
        id="response:immune",
        text=tr(NAMED, name=tr(N_("iRECIST on {day}"), day=str(visit.on)), words=words),
        details=_dots([*lines, *_confirming(visit, tr)]),
        records=visit.records,
    )


def _confirming(visit: ImmuneTimePoint, tr: Translator) -> Iterator[str]:
    if visit.confirm_from and visit.confirm_until:
        text = N_("a scan from {start} to {end} confirms or refutes it")
        yield tr(text, start=str(visit.confirm_from), end=str(visit.confirm_until))
    if visit.confirm_sum is not None:
        text = N_("iCPD from a target sum of {mm} mm")
        yield tr(text, mm=str(visit.confirm_sum))
    if visit.confirm_new_sum is not None:
        text = N_("iCPD from a sum of new lesions of {mm} mm")
        yield tr(text, mm=str(visit.confirm_new_sum))


def _best(best: BestResponse, tr: Translator) -> Statement:
    words = [
        tr(
            N_("unconfirmed {response}"),
            response=response_name(best.unconfirmed, tr),
        ),
        tr(N_("confirmed {response}"), response=response_name(best.confirmed, tr)),
    ]
    lines = [tr.message(m) for m in best.why]
    if best.response_on:
        lines.append(tr(N_("response since {day}"), day=str(best.response_on)))
    return Statement(
        id="response:best",
        text=tr(NAMED, name=tr(N_("Best overall response")), words=tr.join(words)),
        details=_dots(lines),
        tone=Tone.CAUTION if best.needs_review else Tone.PLAIN,
    )


# measurement


def _error(band: ErrorBand, tr: Translator) -> Statement:
    """Say what the room may read of measurement error; the rest is behind it."""
    change = str(band.change)
    text = N_("Change of {mm} mm: {verdict} (95 % repeatability ± {rc} mm)")
    return Statement(
        id="response:error",
        text=tr(
            text,
            mm=change if change.startswith("-") else f"+{change}",
            verdict=tr(VERDICTS[band.verdict]),
            rc=rounded(band.rc95, 1),
        ),
        details=(
            *_dots(list(_chances(band, tr))),
            *_dots([_setting(s, tr) for s in band.settings]),
        ),
    )


def _chances(band: ErrorBand, tr: Translator) -> Iterator[str]:
    text = N_("chance of at least this difference without growth: {share}")
    yield tr(text, share=_chance(band.p_at_least, tr))
    text = N_("chance that the true sum is on or over the PD line: {share}")
    yield tr(text, share=_chance(band.p_beyond_pd_line, tr))
    text = N_(
        "chance that anything grew at all, if growth and shrinkage are thought equally "
        "likely beforehand: {share}; not a reason to change therapy"
    )
    yield tr(text, share=_chance(band.p_true_growth, tr))


def _chance(share: Decimal, tr: Translator) -> str:
    """Write a probability; one that rounds to none or to certainty is a bound."""
    if share < LEAST:
        return f"< {tr.percent(LEAST, 0)}"
    most = 1 - LEAST
    return f"> {tr.percent(most, 0)}" if share > most else tr.percent(share, 0)


def _setting(setting: ErrorSetting, tr: Translator) -> str:
    slices = (
        tr(N_("slices of {mm} mm"), mm=str(setting.slice_mm))
        if setting.slice_mm is not None
        else tr(N_("thin slices"))
    )
    text = N_("{who}, {slices}: ± {rc} mm; without growth {chance}, PD line {beyond}")
    return tr(
        text,
        who=tr(READERS[setting.readers]),
        slices=slices,
        rc=rounded(setting.rc95, 1),
        chance=_chance(setting.p_at_least, tr),
        beyond=_chance(setting.p_beyond_pd_line, tr),
    )


def _growth(
    growth: tuple[LesionGrowth, ...],
    trend: SumTrend | None,
    names: dict[str, str],
    tr: Translator,
) -> tuple[Statement, ...]:
    lines = [_speed(g, names, tr) for g in growth]
    if trend:
        lines.append(_trend(trend, tr))
    if not lines:
        return ()
    moving = sum(g.is_distinguishable for g in growth)
    text = N_("Growth of single lesions: {count} of {all} told from stable")
    return (
        Statement(
            id="response:growth",
            text=tr(text, count=moving, all=len(growth)),
            details=_dots(lines),
            records=tuple(r for g in growth for r in g.records),
        ),
    )


def _speed(growth: LesionGrowth, names: dict[str, str], tr: Translator) -> str:
    sizes = f"{growth.before} → {growth.after} mm"
    name = f"{names.get(growth.lesion, growth.label)} {sizes}"
    if not growth.is_distinguishable or growth.doubling_days is None:
        words = tr(N_("not distinguishable from stable"))
        return tr(NAMED, name=name, words=words)
    text = (
        N_("volume doubles in {days} d (95 % CI {low}–{high})")
        if growth.doubling_days > 0
        else N_("volume halves in {days} d (95 % CI {low}–{high})")
    )
    ends = (growth.doubling_low, growth.doubling_high)
    low, high = (tr(N_("open")) if e is None else rounded(abs(e), 0) for e in ends)
    days = rounded(abs(growth.doubling_days), 0)
    return tr(NAMED, name=name, words=tr(text, days=days, low=low, high=high))


def _trend(trend: SumTrend, tr: Translator) -> str:
    text = N_("sum since {day}: {speed} mm per month ({low} to {high}), {count} visits")
    words = tr(
        text,
        day=str(trend.since),
        speed=signed(trend.mm_per_month),
        low=signed(trend.low),
        high=signed(trend.high),
        count=trend.visits,
    )
    creeping = N_("slow and steady; no single step beyond measurement error")
    return tr.join([words, tr(creeping)]) if trend.is_creeping else words


def _checks(
    checks: tuple[LesionCheck, ...], names: dict[str, str], tr: Translator
) -> tuple[Statement, ...]:
    told = [c for c in checks if c.messages]
    if not told:
        return ()
    lines = [
        tr(NAMED, name=names.get(c.lesion, c.lesion), words=tr.message(m))
        for c in told
        for m in c.messages
    ]
    is_grave = any(c.is_measurable is False for c in told)
    return (
        Statement(
            id="response:measurable",
            text=tr(N_("Measurability: {count} notes"), count=len(lines)),
            details=_dots(lines),
            records=tuple(c.lesion for c in told),
            tone=Tone.CAUTION if is_grave else Tone.PLAIN,
        ),
    )


# where was looked


def _coverage(coverage: ImagingCoverage, tr: Translator) -> tuple[Statement, ...]:
    if not coverage.looks:
        return ()
    lines = [tr.message(m) for x in coverage.looks for m in (x.message, *x.limits)]
    gaps = tr.join([tr.term(organ) for organ in coverage.not_covered])
    text = (
        tr(N_("Not covered by imaging: {organs}"), organs=gaps)
        if gaps
        else tr(N_("Where imaging looked"))
    )
    return (
        Statement(
            id="response:coverage",
            text=text,
            details=_dots(lines),
            records=tuple(dict.fromkeys(look.study for look in coverage.looks)),
        ),
    )


def _reread(request: ReReadRequest, tr: Translator) -> Statement:
    lines = [tr.message(m) for m in request.why]
    named = (
        (N_("accession {number}"), request.accession),
        (N_("series {number}"), request.series),
    )
    lines += [tr(text, number=number) for text, number in named if number]
    if request.prior_on:
        lines.append(tr(N_("compare with {day}"), day=str(request.prior_on)))
    return Statement(
        id=f"response:reread:{request.study}",
        text=tr.message(request.message),
        details=_dots(lines),
        records=(request.study,),
    )
