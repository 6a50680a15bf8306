"""What stands behind the plasma results: where each comes from, and what a tube shows.

Statements that open: the room reads the panel, whoever asks opens the reasons.
"""

from collections.abc import Iterator
from decimal import Decimal

from mdt_board.i18n import NO_VALUE, Translator, rounded, signed
from mdt_board.model.interpretation import (
    Clearance,
    Clue,
    CourseKind,
    Origin,
    OriginAnswer,
    PlasmaCourse,
    PlasmaSample,
    Series,
    Tag,
)
from mdt_board.model.mechanism import Amplification, AmplificationLine
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.civic import civic_statement
from mdt_board.presenters.parts import TAG_WORDS, Bar, Chip, Detail, Statement, Tone

ANSWERS = {
    OriginAnswer.TUMOR_LIKELY: N_("tumor likely"),
    OriginAnswer.CH_LIKELY: N_("CH likely"),
    OriginAnswer.GERMLINE_LIKELY: N_("germline likely"),
    OriginAnswer.TECHNICAL_LIKELY: N_("technical likely"),
    OriginAnswer.UNDETERMINED: N_("undetermined"),
}
AXES = {
    OriginAnswer.CH_LIKELY: N_("Clonal hematopoiesis against tumor"),
    OriginAnswer.GERMLINE_LIKELY: N_("Germline against tumor"),
    OriginAnswer.TECHNICAL_LIKELY: N_("Technical error against tumor"),
}
KINDS = {
    CourseKind.RISING: N_("rising"),
    CourseKind.FALLING: N_("falling"),
    CourseKind.LEVEL: N_("level within what counting can tell"),
    CourseKind.CLEARED: N_("no longer detected"),
    CourseKind.NEVER_DETECTED: N_("never detected"),
    CourseKind.UNCLEAR: N_("course unclear"),
}
CLEARANCES = {
    Clearance.ONCE: N_("without it in one informative sample so far"),
    Clearance.SUSTAINED: N_("cleared in two or more samples"),
    Clearance.TRANSIENT: N_("cleared and came back"),
}
NAMED = N_("{name}: {words}")


def plasma_details(view: View, tr: Translator) -> tuple[Statement, ...]:
    """Return origins, courses, the latest tubes, amplifications, and what CIViC has."""
    found = view.interpretation
    labels = {s.id: _label(s, tr) for s in found.series}
    latest = max((s.on for s in found.plasma_samples if s.on), default=None)
    return (
        *(_origin(o, labels, tr) for o in found.origins if o.clues),
        *(_course(c, labels, tr) for c in found.plasma_courses),
        *(_sample(s, labels, tr) for s in found.plasma_samples if s.on == latest),
        *(_amplification(a, tr) for a in found.amplifications),
        *(civic_statement(c, tr) for c in view.civic),
    )


def _label(series: Series, tr: Translator) -> str:
    return tr.term(series.label) if series.is_term else tr.variant(series.label)


# origins


def _origin(origin: Origin, labels: dict[str, str], tr: Translator) -> Statement:
    name = labels.get(origin.series, origin.variant)
    return Statement(
        id=f"origin:{origin.series}",
        text=tr(NAMED, name=name, words=tr(ANSWERS[origin.answer])),
        details=(*_odds(origin, tr), *_clues(origin, tr), *_open(origin, tr)),
        records=tuple(dict.fromkeys(r for c in origin.clues for r in c.records)),
    )


def _odds(origin: Origin, tr: Translator) -> Iterator[Detail]:
    odds = origin.odds
    if odds is None:
        return
    shares = {
        N_("tumor"): odds.tumor,
        N_("clonal hematopoiesis"): odds.hematopoiesis,
        N_("germline"): odds.germline,
        N_("technical error"): odds.technical,
    }
    words = [f"{tr(name)} {_share(share, tr)}" for name, share in shares.items()]
    low, high = _share(odds.low, tr), _share(odds.high, tr)
    text = N_("{shares}; of the leading one {low} to {high}")
    yield Detail(tr(text, shares=tr.join(words), low=low, high=high), "=")


def _share(share: Decimal, tr: Translator) -> str:
    least, most = Decimal("0.001"), Decimal("0.999")
    if share < least:
        return f"< {tr.percent(least)}"
    if share > most:
        return f"> {tr.percent(most)}"
    return tr.percent(share)


def _clues(origin: Origin, tr: Translator) -> Iterator[Detail]:
    """Write what was weighed as a waterfall for each origin, then what was not."""
    scale = _Scale(origin)
    for about, name in AXES.items():
        steps = [c for c in origin.clues if c.about is about and c.log_odds is not None]
        if not steps:
            continue
        yield Detail(tr(name))
        sum_before = Decimal(0)
        for clue in steps:
            after = sum_before + (clue.log_odds or Decimal(0))
            yield _step(clue, scale.bar(sum_before, after), tr)
            sum_before = after
        text = tr(N_("all together {sum}"), sum=signed(sum_before))
        yield Detail(text, "=", bar=scale.bar(Decimal(0), sum_before, is_result=True))
    for clue in origin.clues:
        if clue.log_odds is None:
            yield Detail(tr.message(clue.message), _mark(clue), _badge(clue, tr))


def _step(clue: Clue, bar: Bar, tr: Translator) -> Detail:
    weight = signed(clue.log_odds or Decimal(0))
    if clue.low is not None and clue.high is not None:
        low, high = signed(clue.low), signed(clue.high)
        text = N_("{clue}: {weight} ({low} to {high})")
        words = tr(
            text, clue=tr.message(clue.message), weight=weight, low=low, high=high
        )
    else:
        words = tr(N_("{clue}: {weight}"), clue=tr.message(clue.message), weight=weight)
    return Detail(words, _mark(clue), _badge(clue, tr), bar=bar)


def _mark(clue: Clue) -> str:
    return "−" if clue.speaks_for is OriginAnswer.TUMOR_LIKELY else "+"


def _badge(clue: Clue, tr: Translator) -> str:
    return tr(TAG_WORDS[clue.tag])


class _Scale:
    """One axis for all waterfalls of a variant, so that their steps can be compared."""

    def __init__(self, origin: Origin) -> None:
        reached = [Decimal(0)]
        for about in AXES:
            sum_so_far = Decimal(0)
            for clue in origin.clues:
                if clue.about is about and clue.log_odds is not None:
                    sum_so_far += clue.log_odds
                    reached.append(sum_so_far)
        self._low = min(reached)
        self._width = (max(reached) - self._low) or Decimal(1)

    def bar(self, start: Decimal, end: Decimal, is_result: bool = False) -> Bar:
        """Place a step on the axis."""
        left, right, even = (
            float((x - self._low) / self._width) for x in (start, end, Decimal(0))
        )
        return Bar(left, right, even, is_result)


def _open(origin: Origin, tr: Translator) -> Iterator[Detail]:
    if origin.deciding_test:
        test = tr.term(f"action.{origin.deciding_test}")
        yield Detail(tr(N_("Deciding test: {test}"), test=test), "→")
    if origin.needs_consent:
        text = N_(
            "A germline answer needs the patient's consent first; it is not recorded."
        )
        yield Detail(tr(text), "→")


# courses and tubes


def _course(course: PlasmaCourse, labels: dict[str, str], tr: Translator) -> Statement:
    name = labels.get(course.series, course.series)
    words = [tr(KINDS[course.kind])]
    if course.clearance in CLEARANCES:
        words.append(tr(CLEARANCES[course.clearance]))
    return Statement(
        id=f"course:{course.series}",
        text=tr(N_("Course of {name}: {words}"), name=name, words=tr.join(words)),
        details=tuple(Detail(text, "·") for text in _speed(course, tr)),
    )


def _speed(course: PlasmaCourse, tr: Translator) -> Iterator[str]:
    days = course.doubling_days
    if days is not None:
        text = (
            N_("half-life {days} d (95 % CI {low}–{high}), over all samples")
            if days < 0
            else N_("doubling time {days} d (95 % CI {low}–{high}), over all samples")
        )
        ends = sorted(
            (course.doubling_low, course.doubling_high),
            key=lambda end: (end is None, abs(end or 0)),
        )
        low, high = (tr(N_("open")) if e is None else rounded(abs(e), 0) for e in ends)
        yield tr(text, days=rounded(abs(days), 0), low=low, high=high)
    if course.least_fold is not None:
        text = N_("smallest change that counting could tell from chance: × {fold}")
        yield tr(text, fold=rounded(course.least_fold, 1))
    yield tr(N_("{count} samples of one assay"), count=course.samples)


def _sample(sample: PlasmaSample, labels: dict[str, str], tr: Translator) -> Statement:
    informative = (
        N_("not detected would be informative")
        if sample.is_negative_informative
        else N_("not detected would say nothing")
    )
    return Statement(
        id=f"tube:{sample.record}",
        text=tr(
            N_("Tube of {day}: {words}"),
            day=str(sample.on or NO_VALUE),
            words=tr(informative),
        ),
        details=tuple(Detail(text, "·") for text in _tube(sample, labels, tr)),
        records=(sample.record,),
        tone=Tone.CAUTION if sample.is_lod_physical is False else Tone.PLAIN,
    )


def _tube(
    sample: PlasmaSample, labels: dict[str, str], tr: Translator
) -> Iterator[str]:
    if sample.input_ng is not None and sample.genome_equivalents is not None:
        text = N_("{ng} ng of cfDNA: {count} haploid genomes")
        count = rounded(sample.genome_equivalents, 0)
        yield tr(text, ng=str(sample.input_ng), count=count)
    if sample.sampling_limit is not None:
        limit = tr.percent(sample.sampling_limit, 3)
        yield tr(N_("sampling limit {limit} (95 of 100 tubes)"), limit=limit)
    if sample.lod is not None and sample.detection_at_lod is not None:
        text = N_("at the stated limit of {lod} a tube detects in {share}")
        lod, share = tr.percent(sample.lod, 3), tr.percent(sample.detection_at_lod, 0)
        yield tr(text, lod=lod, share=share)
    if sample.is_lod_physical is False:
        text = N_("The stated limit lies below what this amount of DNA can show.")
        yield tr(text)
    if sample.cfdna_ng_per_ml is not None:
        ng = rounded(sample.cfdna_ng_per_ml, 1)
        yield tr(N_("background: {ng} ng cfDNA per mL of plasma"), ng=ng)
    for series, molecules in sample.molecules_per_ml:
        text = N_("{name}: {count} mutant molecules per mL of plasma")
        name = labels.get(series, series)
        yield tr(text, name=name, count=rounded(molecules, 1))
    if sample.is_in_surgical_window:
        yield tr(N_("Taken within two weeks of surgery."))
    for lack in sample.lacks:
        yield tr(N_("missing: {what}"), what=tr.message(lack))


# amplifications


def _amplification(found: Amplification, tr: Translator) -> Statement:
    shown = [line for line in found.lines if line.tag is not Tag.UNVERIFIED]
    words = [f"{tr(N_('copies'))} {found.copies}"] if found.copies is not None else []
    if found.ratio is not None:
        words.append(f"{tr(N_('ratio'))} {found.ratio}")
    name = f"{found.gene} {tr(N_('amplification'))}"
    return Statement(
        id=f"amplification:{found.record}",
        text=tr(NAMED, name=name, words=tr.join(words) or tr(N_("not measured"))),
        details=(
            *(_line(line, tr) for line in shown),
            *_in_plasma(found, tr),
        ),
        records=(found.record,),
        badges=_reached(shown, tr),
    )


def _line(line: AmplificationLine, tr: Translator) -> Detail:
    answers = {
        True: N_("reached"),
        False: N_("not reached"),
        None: N_("cannot be told"),
    }
    words = f"{line.study} · {line.assay} · {line.line}"
    said = tr(NAMED, name=words, words=tr(answers[line.is_reached]))
    mark = {True: "+", False: "−", None: "?"}[line.is_reached]
    return Detail(said, mark, tr(TAG_WORDS[line.tag]))


def _in_plasma(found: Amplification, tr: Translator) -> Iterator[Detail]:
    if found.tumor_fraction is None:
        return
    text = N_("tumor fraction of the sample about {share}")
    yield Detail(tr(text, share=tr.percent(found.tumor_fraction, 1)), "·")
    if found.least_visible_copies is not None:
        text = N_("at this fraction plasma shows an amplification from {copies} copies")
        yield Detail(tr(text, copies=rounded(found.least_visible_copies, 0)), "·")


def _reached(lines: list[AmplificationLine], tr: Translator) -> tuple[Chip, ...]:
    """Say by how many of the studies' lines it is one: they disagree."""
    told = [line for line in lines if line.is_reached is not None]
    if not told:
        return ()
    count = sum(bool(line.is_reached) for line in told)
    return (Chip(tr(N_("{count} of {all} lines"), count=count, all=len(told))),)
