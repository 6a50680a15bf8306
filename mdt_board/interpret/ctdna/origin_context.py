"""What the other variants of a patient say of one: tumor DNA has a level of its own.

Each patient's tumor variants gather around one level of plasma (the clonal ones on it,
subclonal ones below); clones of hematopoiesis have sizes of their own, mostly small.
Level and the patient's share of hematopoiesis are unknown and summed over a grid, with
every variant but the one that is asked about. Nothing depends on the order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log, log10
from operator import mul, truediv
from typing import NamedTuple

from mdt_board.interpret.ctdna.origin_tables import OriginTables

LEVELS = tuple(-3.6 + 0.3 * i for i in range(13))  # log10 of the tumor's fraction
NODES = (-2.0, -1.0, 0.0, 1.0, 2.0)  # of the patient's own share, in deviations
FLOOR = 1e-4  # no fraction is impossible for either
LEAST_VAF = 1e-6


class Peer(NamedTuple):
    """One variant as the others see it.

    ``prior`` is the log odds of hematopoiesis by its gene alone, ``ratio`` the
    likelihood ratio of its own evidence.
    """

    prior: float
    vaf: float
    ratio: float


class Said(NamedTuple):
    """Log odds of hematopoiesis: by gene, by the fraction, by the other variants."""

    prior: float
    vaf: float
    others: float


class _Prior(NamedTuple):
    """A class's share of CH at each node, that of tumor, and both summed, as odds."""

    ch: tuple[float, ...]
    tumor: tuple[float, ...]
    odds: float


@dataclass(frozen=True, slots=True)
class Fractions:
    """The fitted distributions of fractions, ready to be asked."""

    levels: tuple[float, ...]
    spread: float
    subclone: tuple[float, float, float]
    ch: tuple[float, float]
    tail: tuple[float, float, float]
    nodes: tuple[float, ...]
    node_weights: tuple[float, ...]
    cap: float
    known: dict[float, _Prior] = field(default_factory=dict, compare=False)

    def of_ch(self, vaf: float) -> float:
        """Return the density of log10 of a clone's fraction."""
        x = log10(max(vaf, LEAST_VAF))
        share, shift, spread = self.tail
        body = (1 - share) * _bell(x, *self.ch)
        return body + share * _bell(x, self.ch[0] + shift, spread) + FLOOR

    def of_tumor(self, vaf: float) -> tuple[float, ...]:
        """Return the density at each level that the tumor's DNA may have."""
        x = log10(max(vaf, LEAST_VAF))
        share, shift, spread = self.subclone
        width = self.spread
        a = (1 - share) / width
        b = share / spread
        u, v = -0.5 / width**2, -0.5 / spread**2
        return tuple(
            a * exp(u * (x - m) ** 2) + b * exp(v * (x - m + shift) ** 2) + FLOOR
            for m in LEVELS
        )

    def prior(self, log_odds: float) -> _Prior:
        """Return the shares at each node; summed, the patient's own shrinks them."""
        found = self.known.get(log_odds)
        if found is None:
            ch = tuple(1 / (1 + exp(-(log_odds + n))) for n in self.nodes)
            share = sum(map(mul, self.node_weights, ch))
            found = _Prior(ch, tuple(1 - s for s in ch), log(share / (1 - share)))
            self.known[log_odds] = found
        return found


def fractions(tables: OriginTables) -> Fractions:
    """Take the fitted numbers out of the tables."""
    n = {name: tables[f"fit.{name}"].value for name in _NAMES}
    own = n["patient-spread"]
    return Fractions(
        levels=_weights(LEVELS, n["level-mean"], n["level-spread"]),
        spread=n["clonal-spread"],
        subclone=(n["subclone-share"], n["subclone-shift"], n["subclone-spread"]),
        ch=(n["ch-mean"], n["ch-spread"]),
        tail=(n["ch-tail-share"], n["ch-tail-shift"], n["ch-tail-spread"]),
        nodes=tuple(own * z for z in NODES),
        node_weights=_weights(NODES, 0.0, 1.0),
        cap=tables["others.cap"].value,
    )


_NAMES = (
    *("level-mean", "level-spread", "clonal-spread", "subclone-share"),
    *("subclone-shift", "subclone-spread", "ch-mean", "ch-spread"),
    *("ch-tail-share", "ch-tail-shift", "ch-tail-spread", "patient-spread"),
)


def _weights(xs: tuple[float, ...], mean: float, spread: float) -> tuple[float, ...]:
    raw = [_bell(x, mean, spread) for x in xs]
    return tuple(r / sum(raw) for r in raw)


def _bell(x: float, mean: float, spread: float) -> float:
    return exp(-0.5 * ((x - mean) / spread) ** 2) / spread


class _Cells(NamedTuple):
    """One variant on the grid: its likelihood as CH, as tumor, and both together."""

    ch: list[float]
    tumor: list[float]
    mixed: list[float]


def said_of(peers: Sequence[Peer], joins: Sequence[bool], of: Fractions) -> list[Said]:
    """Return what gene, fraction and the other variants say of each.

    Args:
        peers: the variants of one patient, each with its fraction.
        joins: which of them the others may learn from.
        of: the fitted distributions.
    """
    priors = [of.prior(p.prior) for p in peers]
    densities = [(of.of_ch(p.vaf), of.of_tumor(p.vaf)) for p in peers]
    alone = [log(c / sum(map(mul, of.levels, t))) for c, t in densities]
    first = [p.odds for p in priors]
    if sum(joins) < 1 or len(peers) == 1:
        return [Said(a, b, 0.0) for a, b in zip(first, alone, strict=True)]
    every = zip(priors, peers, densities, strict=True)
    grids = [_cells(prior, peer.ratio, *d) for prior, peer, d in every]
    together = _together(grids, joins, of)
    return [
        Said(a, b, 0.0 if both is None else _within(both - a - b, of.cap))
        for a, b, both in zip(first, alone, together, strict=True)
    ]


def _within(value: float, cap: float) -> float:
    """Bound what the others say: no patient's variants are as alike as the model's."""
    return max(-cap, min(cap, value))


def _together(
    grids: list[_Cells], joins: Sequence[bool], of: Fractions
) -> list[float | None]:
    """Return the log odds of each with all the others; None where it has none."""
    product = [a * b for a in of.node_weights for b in of.levels]
    for grid, joined in zip(grids, joins, strict=True):
        if joined:
            product = list(map(mul, product, grid.mixed))
            top = max(product)  # kept away from underflow
            product = [w / top for w in product]
    count = sum(joins)
    found: list[float | None] = []
    for grid, joined in zip(grids, joins, strict=True):
        weights = map(truediv, product, grid.mixed) if joined else product
        found.append(_odds(list(weights), grid) if count > joined else None)
    return found


def _cells(
    prior: _Prior, ratio: float, carried: float, left: tuple[float, ...]
) -> _Cells:
    width = len(left)
    ch = [c for share in prior.ch for c in [share * carried] * width]
    tumor = [share * t for share in prior.tumor for t in left]
    return _Cells(ch, tumor, [c * ratio + t for c, t in zip(ch, tumor, strict=True)])


def _odds(weights: list[float], grid: _Cells) -> float:
    return log(sum(map(mul, weights, grid.ch)) / sum(map(mul, weights, grid.tumor)))
