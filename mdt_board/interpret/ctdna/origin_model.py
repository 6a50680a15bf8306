"""The origin of a patient's plasma variants: four scores, their parts, one answer.

Scores are log odds against tumor and add up from the parts, so each can be drawn as a
waterfall. Where white cells were read deeply enough, the clues they replace (fraction,
age, therapy, fragments, course, other variants) drop out: they depend on each other.
Fitted numbers come from patients with advanced cancer; where no cancer is known the
priors of that context stand in their place and the fraction says nothing.
"""

from collections.abc import Sequence
from math import exp, log, log10, sqrt
from typing import NamedTuple

from mdt_board.interpret.ctdna.evidence import wilson
from mdt_board.interpret.ctdna.origin_context import (
    LEAST_VAF,
    Fractions,
    Peer,
    Said,
    fractions,
    said_of,
)
from mdt_board.interpret.ctdna.origin_parts import (
    CALLABLE,
    CANONICAL,
    CH,
    FAR_BELOW,
    GERMLINE,
    HALF,
    HIGH_TUMOR,
    NO_CANCER,
    NOT_STATED,
    TECHNICAL,
    Seen,
    germline_parts,
    ratio_of,
    signature_parts,
    technical_parts,
    tissue_parts,
    tumor_parts,
    weak_parts,
)
from mdt_board.interpret.ctdna.origin_signature import Signatures
from mdt_board.interpret.ctdna.origin_tables import OriginTables, Part
from mdt_board.interpret.ctdna.origin_tests import deciding_test
from mdt_board.interpret.ctdna.origin_weighed import Weighed, held, without_cancer
from mdt_board.interpret.ctdna.origin_white_cells import (
    UNUSED,
    WhiteCells,
    ask_white_cells,
)
from mdt_board.model.interpretation import OriginAnswer, Tag

AXES = (CH, GERMLINE, TECHNICAL)
Z95 = 1.96
UNSURE_CONTEXT = 1.0  # log odds either way when nobody said whether there is a cancer
EVEN = 0.5
DECADE = 50
IN_TISSUE = ("tissue.same", "tissue.infiltrate")


class _Asked(NamedTuple):
    """One variant, its class, and what speaks of it but fraction and others."""

    seen: Seen
    cls: str
    cells: WhiteCells
    own: list[Part]
    apart: list[Part]


class OriginModel:
    """The model with its compiled numbers; made once per knowledge."""

    def __init__(self, tables: OriginTables) -> None:
        self.tables = tables
        self._of: Fractions = fractions(tables)
        self._signatures = Signatures(tables)
        self._steps: dict[int, float] = {}  # at most a few hundred
        self._limits = {
            OriginAnswer.TUMOR_LIKELY: tables["limit.tumor"].value,
            OriginAnswer.CH_LIKELY: tables["limit.ch"].value,
            OriginAnswer.GERMLINE_LIKELY: tables["limit.germline"].value,
            OriginAnswer.TECHNICAL_LIKELY: tables["limit.technical"].value,
        }

    def weigh(self, patient: Sequence[Seen]) -> list[Weighed]:
        """Weigh all variants of one patient together, in the order given.

        Their order changes nothing: sums run over the variants as sorted. Where nobody
        said whether there is a cancer, an answer must hold with one and without.
        """
        found = self._weigh(patient)
        if all(s.history != NOT_STATED for s in patient):
            return found
        without = self._weigh([without_cancer(s) for s in patient])
        return [held(*each) for each in zip(patient, found, without, strict=True)]

    def _weigh(self, patient: Sequence[Seen]) -> list[Weighed]:
        order = sorted(range(len(patient)), key=lambda i: _sorted_by(patient[i]))
        asked = self._asked([patient[i] for i in order])
        said = self._said(asked)
        weighed = {
            i: self._one(one, what)
            for i, one, what in zip(order, asked, said, strict=True)
        }
        return [weighed[i] for i in range(len(patient))]

    def _asked(self, patient: list[Seen]) -> list[_Asked]:
        tables = self.tables
        heights = [s.vaf for s in patient if s.vaf is not None and s.vaf >= HIGH_TUMOR]
        classes = [tables.class_of(s.gene, s.name, s.tumors) for s in patient]
        signatures = signature_parts(patient, classes, self._signatures, tables)
        asked = []
        for seen, cls, signature in zip(patient, classes, signatures, strict=True):
            cells = self._white_cells(seen)
            own = [
                *tumor_parts(seen, cells.decides, tables),
                *tissue_parts(seen, cls, tables),
                *([] if cells.decides else weak_parts(seen, tables)),
            ]
            if signature and not cells.decides:
                own.append(signature)
            if cells.is_used:
                own.append(self._wbc_part(cells))
            is_high = _has_high_tumor(seen, heights)
            apart = [
                *germline_parts(seen, is_high, tables),
                *technical_parts(seen, tables),
            ]
            asked.append(_Asked(seen, cls, cells, own, apart))
        return asked

    def _white_cells(self, seen: Seen) -> WhiteCells:
        if seen.wbc is None or not seen.wbc.total or not seen.vaf:
            return UNUSED
        return ask_white_cells(seen.wbc, seen.vaf, seen.reads, self.tables)

    def _wbc_part(self, cells: WhiteCells) -> Part:
        """Return the white cells' part; its range is that of the row it nears."""
        row = self.tables["wbc.same" if cells.log_ratio > 0 else "wbc.absent"]
        reach = abs(cells.log_ratio / log(row.value))
        low, high = (log(end / row.value) * reach for end in (row.low, row.high))
        value = cells.log_ratio
        return Part("wbc", CH, value, value + low, value + high, row.tag, row.reference)

    def _said(self, asked: list[_Asked]) -> list[Said | None]:
        """Return what gene, fraction and co-variants say, where the fit applies."""
        fits = [
            i for i, a in enumerate(asked) if a.seen.vaf and a.seen.history != NO_CANCER
        ]
        peers = [
            Peer(self._prior(asked[i]), asked[i].seen.vaf or 0, ratio_of(asked[i].own))
            for i in fits
        ]
        joins = _joining([asked[i] for i in fits])
        said: list[Said | None] = [None] * len(asked)
        for i, what in zip(fits, said_of(peers, joins, self._of), strict=True):
            said[i] = what
        return said

    def _prior(self, asked: _Asked) -> float:
        return self.tables[f"fit.prior-{asked.cls}"].value

    def _one(self, asked: _Asked, said: Said | None) -> Weighed:
        parts = [*self._first_parts(asked, said), *asked.own, *asked.apart]
        parts.extend(self._carried_germline(asked, parts))
        scores = {a: sum(p.value for p in parts if p.axis == a) for a in AXES}
        shares = _shares(scores)
        leading, low, high = _range(shares, parts)
        answer = self._answer(asked, leading, shares[leading], low)
        seen = asked.seen
        has_tissue = any(p.id in IN_TISSUE for p in asked.own)
        is_backed = asked.cells.is_used or has_tissue or seen.is_driver
        return Weighed(
            tumor=shares[OriginAnswer.TUMOR_LIKELY],
            ch=shares[OriginAnswer.CH_LIKELY],
            germline=shares[OriginAnswer.GERMLINE_LIKELY],
            technical=shares[OriginAnswer.TECHNICAL_LIKELY],
            answer=answer,
            low=low,
            high=high,
            parts=tuple(parts),
            deciding_test=deciding_test(
                shares=tuple(shares.values()),
                answer=answer,
                has_wbc=asked.cells.decides,
                is_repeated=seen.samples > 1,
                is_doubted=seen.history == NO_CANCER
                or (_may_be_germline(seen) and not is_backed),
            ),
            is_backed=is_backed,
            white_cells=asked.cells,
        )

    def _answer(
        self, asked: _Asked, leading: OriginAnswer, share: float, low: float
    ) -> OriginAnswer:
        """Answer what leads if it is likely enough, and plasma may say so alone.

        Where white cells match by the published rule (Magee 2025), what was thought
        before them no longer holds the answer open.
        """
        limit = self._limits[leading]
        is_firm = low >= EVEN
        if leading is OriginAnswer.CH_LIKELY:
            if _needs_cells(asked):
                return OriginAnswer.UNDETERMINED
            if _is_target(asked):
                limit = self.tables["limit.ch-shared"].value
            is_firm |= self._is_matched(asked.cells)
        is_likely = share >= limit and is_firm
        return leading if is_likely else OriginAnswer.UNDETERMINED

    def _is_matched(self, cells: WhiteCells) -> bool:
        """Say whether white cells carry it, by the least that a match can say."""
        return cells.decides and cells.log_ratio >= log(self.tables["wbc.same"].low)

    def _first_parts(self, asked: _Asked, said: Said | None) -> list[Part]:
        """Return the prior, and what fraction and co-variants add to it."""
        if asked.seen.history == NO_CANCER:
            name = f"no-cancer.{asked.cls}"
            return [Part(name, CH, *self.tables[name])]
        row = self.tables[f"fit.prior-{asked.cls}"]
        slack = UNSURE_CONTEXT if asked.seen.history == NOT_STATED else 0.0
        name = f"prior.{asked.cls}"
        low, high = row.low - slack, row.high + slack
        if said is None:
            return [Part(name, CH, row.value, low, high, row.tag, row.reference)]
        shift = said.prior - row.value
        first = Part(
            name, CH, said.prior, low + shift, high + shift, row.tag, row.reference
        )
        if asked.cells.decides:
            return [first]
        made = [first, self._fraction_part(asked.seen, said.vaf)]
        if said.others:
            by = said.others
            made.append(Part("others", CH, by, by, by, Tag.COMPUTED, row.reference))
        return made

    def _fraction_part(self, seen: Seen, value: float) -> Part:
        """Return the fraction's part; its range is that of the counted reads."""
        reference = self.tables["fit.ch-mean"].reference
        ends = [value]
        if seen.reads and seen.reads.total:
            ends += [self._by_fraction(end) for end in wilson(*seen.reads)]
        low, high = min(ends), max(ends)
        return Part("fraction", CH, value, low, high, Tag.COMPUTED, reference)

    def _by_fraction(self, vaf: float) -> float:
        """Return the log odds of a fraction, to a fiftieth of a decade."""
        step = round(DECADE * log10(max(vaf, LEAST_VAF)))
        if step not in self._steps:
            near = 10 ** (step / DECADE)
            tumor = self._of.of_tumor(near)
            left = sum(w * t for w, t in zip(self._of.levels, tumor, strict=True))
            self._steps[step] = log(self._of.of_ch(near) / left)
        return self._steps[step]

    def _carried_germline(self, asked: _Asked, parts: list[Part]) -> list[Part]:
        """White cells that were read tell germline from hematopoiesis by fraction."""
        cells = asked.cells
        if not cells.is_used:
            return []
        ch = sum(p.value for p in parts if p.axis == CH)
        before = sum(p.value for p in parts if p.axis == GERMLINE)
        ratio = cells.log_ratio if cells.germline < 0 else cells.free
        if cells.germline > 0:
            ratio = max(ratio, self.tables["wbc.germline"].value)
        score = ch - cells.log_ratio + ratio + cells.germline
        if cells.is_few:  # too few to tell 20 from 50 %: plasma's fraction stands
            score = max(score, before)
        value = score - before
        row = self.tables["wbc.germline"]
        return [
            Part("wbc-germline", GERMLINE, value, value, value, row.tag, row.reference)
        ]


def _needs_cells(asked: _Asked) -> bool:
    """Say whether plasma alone may not call it hematopoiesis.

    A driver of solid tumors that is wrongly set aside costs a patient a drug or a
    diagnosis. Of genes on no list one call in five was wrong in cross-validation.
    Without a fraction there is nothing but the gene.
    """
    is_callable = asked.cls in CALLABLE and asked.seen.vaf is not None
    return not is_callable and not asked.cells.is_used


def _is_target(asked: _Asked) -> bool:
    """Say whether plasma alone would set aside a gene that tumors mutate as well."""
    return asked.cls not in CANONICAL and not asked.cells.is_used


def _may_be_germline(seen: Seen) -> bool:
    """Say whether plasma's fraction is one that a germline variant can have."""
    return seen.vaf is not None and seen.vaf >= FAR_BELOW


def _sorted_by(seen: Seen) -> tuple[object, ...]:
    """Return a key that tells variants apart by what the others may learn from."""
    vaf, ratio = seen.vaf, seen.fragment_ratio
    return (
        *(seen.gene, seen.name, seen.key, -1.0 if vaf is None else vaf),
        *(tuple(seen.reads or ()), tuple(seen.wbc or ()), tuple(seen.tissue or ())),
        -1.0 if ratio is None else ratio,
    )


def _has_high_tumor(seen: Seen, heights: list[float]) -> bool:
    """Say whether another variant shows that plasma is rich in tumor DNA."""
    others = sum(v < HALF[0] for v in heights)
    is_itself = seen.vaf is not None and HIGH_TUMOR <= seen.vaf < HALF[0]
    return others > is_itself


def _joining(asked: list[_Asked]) -> list[bool]:
    """Say which variants the others may learn from; one seen again counts once."""
    known: set[tuple[str, ...]] = set()
    joins = []
    for one in asked:
        key = one.seen.key
        joins.append(_is_peer(one) and not (key and key in known))
        known.add(key)
    return joins


def _is_peer(asked: _Asked) -> bool:
    """Say whether the others may learn from it: neither germline nor error leads."""
    scores = [0.0, 0.0]
    for part in asked.apart:
        scores[part.axis == TECHNICAL] += part.value
    return max(scores) < 0 and asked.cells.germline <= 0


def _shares(scores: dict[str, float]) -> dict[OriginAnswer, float]:
    top = max(0.0, *scores.values())
    tumor = exp(-top)
    ch, germline, technical = (exp(scores[a] - top) for a in AXES)
    total = tumor + ch + germline + technical
    return {
        OriginAnswer.TUMOR_LIKELY: tumor / total,
        OriginAnswer.CH_LIKELY: ch / total,
        OriginAnswer.GERMLINE_LIKELY: germline / total,
        OriginAnswer.TECHNICAL_LIKELY: technical / total,
    }


def _range(
    shares: dict[OriginAnswer, float], parts: list[Part]
) -> tuple[OriginAnswer, float, float]:
    """Return the leading origin and the range of its probability.

    The ranges of the parts are taken as independent 95 % intervals of log odds.
    """
    leading = max(shares, key=lambda a: shares[a])
    down = up = 0.0
    rival = _rival(shares, leading)
    for part in parts:
        if part.axis in rival:
            down += (part.value - part.low) ** 2
            up += (part.high - part.value) ** 2
    share = min(max(shares[leading], 1e-12), 1 - 1e-12)
    odds = log(share / (1 - share))
    if leading is OriginAnswer.TUMOR_LIKELY:
        down, up = up, down
    ends = (odds - sqrt(down), odds + sqrt(up))
    low, high = (1 / (1 + exp(-max(-500.0, end))) for end in ends)
    return leading, low, high


_AXIS_OF = {
    OriginAnswer.CH_LIKELY: CH,
    OriginAnswer.GERMLINE_LIKELY: GERMLINE,
    OriginAnswer.TECHNICAL_LIKELY: TECHNICAL,
}


def _rival(shares: dict[OriginAnswer, float], leading: OriginAnswer) -> tuple[str, ...]:
    """Return the axes whose uncertainty moves the leading share: its own or the next's.

    Against tumor, the strongest other origin; the others hardly move it.
    """
    if leading in _AXIS_OF:
        return (_AXIS_OF[leading],)
    return (_AXIS_OF[max(_AXIS_OF, key=lambda a: shares[a])],)
