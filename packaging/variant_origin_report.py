"""How good the answers are on the reporting half: the table and the calibration plot.

Numbers and limits come from the fitting half alone; that this half was looked at more
than once, and what followed from it, stands in the manual. Intervals and the paired
differences come from a bootstrap over patients, because variants of one are dependent.
"""

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from variant_origin import CH, TUMOR, Known, cross_validated, read

from mdt_board.interpret.ctdna.origin_model import OriginModel, Weighed
from mdt_board.interpret.ctdna.origin_parts import CANONICAL
from mdt_board.interpret.ctdna.origin_tables import OriginTables, compile_origin
from mdt_board.knowledge import bundled
from mdt_board.model.interpretation import OriginAnswer

ROUNDS = 2000
PRECISION = 0.90
BINS = 10
PENALTY = 0.1
SOLID = frozenset({"EGFR", "KRAS", "PIK3CA", "APC"})
Scores = list[np.ndarray]
Measure = Callable[[np.ndarray, np.ndarray], float]


@dataclass(frozen=True, slots=True)
class Judged:
    """One way of judging: scores (log odds of CH), patient by patient."""

    name: str
    scores: Scores


def auc(truth: np.ndarray, score: np.ndarray) -> float:
    """Return the area under the ROC curve; ties count half."""
    order = np.sort(score[~truth])
    below = np.searchsorted(order, score[truth], "left")
    up_to = np.searchsorted(order, score[truth], "right")
    return float((below + up_to).sum() / 2 / max(1, truth.sum() * (~truth).sum()))


def coverage(truth: np.ndarray, score: np.ndarray) -> float:
    """Return the greatest share that two limits can answer at the precision asked.

    The limits are chosen on the same data, for every way of judging alike; variants of
    one score are answered together or not at all.
    """
    ends = _reach(truth, score) + _reach(~truth, -score)
    return min(1.0, ends / len(truth))


def _reach(right: np.ndarray, score: np.ndarray) -> int:
    order = np.argsort(-score, kind="stable")
    hits = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    is_last = np.append(np.diff(score[order]) != 0, True)
    reached = np.flatnonzero((hits >= PRECISION) & is_last)
    return int(reached[-1]) + 1 if len(reached) else 0


def check(path: Path) -> str:
    """Return how well fits judge patients of the fitting half that they never saw."""
    found = cross_validated(path, compile_origin(bundled()))
    lines = [
        "| cross-validated, fragment lengths | AUC | coverage at precision 0.90 | "
        "log loss |",
        "|---|---|---|---|",
    ]
    for mode, name in enumerate(("without", "with")):
        truth = np.array([s.is_ch for s in found if s.mode == mode])
        odds = np.array([s.log_odds for s in found if s.mode == mode])
        lost = float(np.logaddexp(0, np.where(truth, -odds, odds)).mean())
        numbers = (auc(truth, odds), coverage(truth, odds), lost)
        lines.append(" | ".join([f"| {name}", *(f"{n:.3f}" for n in numbers)]) + " |")
    return "\n".join(lines) + "\n"


def report(path: Path, plot: Path | None) -> str:
    """Return the table in Markdown; draw the calibration where asked."""
    tables = compile_origin(bundled())
    fit, held = (read(path, half, with_fragments=False) for half in (0, 1))
    with_fragments = read(path, 1, with_fragments=True)
    model = OriginModel(tables)
    plain = [model.weigh([k.seen for k in p]) for p in held]
    lengths = [model.weigh([k.seen for k in p]) for p in with_fragments]
    judged = (
        Judged("gene list alone", _listed(held, tables)),
        Judged("logistic regression: gene list, log VAF", _logistic(fit, held, tables)),
        Judged("this model, no fragment lengths", [_odds(p) for p in plain]),
        Judged("this model, with fragment lengths", [_odds(p) for p in lengths]),
    )
    truth = [np.array([k.is_ch for k in p]) for p in held]
    if plot:
        _draw(plot, truth, {"no fragments": plain, "fragments": lengths})
    sections = (
        _sizes(fit, held),
        _compared(judged, truth),
        _answered({"without": plain, "with": lengths}, truth),
        _solid({"without": plain, "with": lengths}, held),
    )
    return "\n\n".join(sections) + "\n"


def _sizes(fit: list[list[Known]], held: list[list[Known]]) -> str:
    counts = (len(fit), sum(map(len, fit)), len(held), sum(map(len, held)))
    text = "Fitted on {} patients ({} variants), reported on {} patients ({} variants)."
    return text.format(*counts)


def _odds(weighed: list[Weighed]) -> np.ndarray:
    least = 1e-12
    return np.array([math.log((w.ch + least) / (w.tumor + least)) for w in weighed])


def _class(known: Known, tables: OriginTables) -> str:
    return tables.class_of(known.seen.gene, "", frozenset())


def _listed(held: list[list[Known]], tables: OriginTables) -> Scores:
    """Score by the canonical genes of hematopoiesis alone."""
    return [
        np.array([float(_class(k, tables) in CANONICAL) for k in patient])
        for patient in held
    ]


def _features(patient: list[Known], tables: OriginTables) -> np.ndarray:
    rows = []
    for known in patient:
        cls = _class(known, tables)
        is_shared = cls in ("shared", "tp53")
        vaf = math.log10(known.seen.vaf or 1) + 2
        rows.append((1.0, cls in CANONICAL, is_shared, cls == "driver", vaf))
    return np.array(rows, dtype=float)


def _logistic(
    fit: list[list[Known]], held: list[list[Known]], tables: OriginTables
) -> Scores:
    """Fit a ridge logistic regression on the fitting half; score the other."""
    x = np.vstack([_features(p, tables) for p in fit])
    y = np.array([k.is_ch for p in fit for k in p], dtype=float)
    ridge = PENALTY * np.eye(x.shape[1])
    ridge[0, 0] = 0
    b = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ b))
        curve = x.T @ (x * (p * (1 - p))[:, None]) + ridge
        b += np.linalg.solve(curve, x.T @ (y - p) - ridge @ b)
    return [_features(p, tables) @ b for p in held]


def _compared(judged: tuple[Judged, ...], truth: list[np.ndarray]) -> str:
    """Compare AUC and coverage, and each model with the regression, in pairs."""
    lines = [
        "| judged by | AUC (95 %) | coverage at precision 0.90 (95 %) | "
        "AUC more than the regression | coverage more than the regression |",
        "|---|---|---|---|---|",
    ]
    areas = {j.name: _drawn(auc, j, truth) for j in judged}
    shares = {j.name: _drawn(coverage, j, truth) for j in judged}
    base = judged[1].name
    for j in judged:
        cells = [j.name, _interval(areas[j.name]), _interval(shares[j.name])]
        for found in (areas, shares):
            more = found[j.name] - found[base]
            cells.append("" if j.name == base else _interval(more))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _drawn(measure: Measure, judged: Judged, truth: list[np.ndarray]) -> np.ndarray:
    """Return the measure, then of each bootstrap round; the same rounds for all."""
    draw = np.random.default_rng(20261122)
    count = len(truth)
    picks = [np.arange(count), *draw.integers(0, count, (ROUNDS, count))]
    return np.array(
        [
            measure(
                np.concatenate([truth[i] for i in pick]),
                np.concatenate([judged.scores[i] for i in pick]),
            )
            for pick in picks
        ]
    )


def _interval(values: np.ndarray) -> str:
    low, high = np.percentile(values[1:], (2.5, 97.5))
    return f"{values[0]:.3f} ({low:.3f} to {high:.3f})"


def _answered(models: dict[str, list[list[Weighed]]], truth: list[np.ndarray]) -> str:
    """Say what the answers themselves are worth, at the limits fixed before."""
    lines = [
        "| answers given, fragment lengths | CH likely: right | tumor likely: right | "
        "answered |",
        "|---|---|---|---|",
    ]
    is_ch = np.concatenate(truth)
    for name, weighed in models.items():
        answers = np.array([w.answer for p in weighed for w in p], dtype=object)
        ch, tumor = answers == CH, answers == TUMOR
        cells = [
            name,
            _share(int(is_ch[ch].sum()), int(ch.sum())),
            _share(int((~is_ch[tumor]).sum()), int(tumor.sum())),
            _share(int((ch | tumor).sum()), len(answers)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    from mdt_board.interpret.ctdna.evidence import wilson

    low, high = wilson(part, whole)
    return f"{part} of {whole}: {part / whole:.3f} ({low:.3f} to {high:.3f})"


def _solid(models: dict[str, list[list[Weighed]]], held: list[list[Known]]) -> str:
    """Count what must not happen: a tumor's EGFR, KRAS, PIK3CA or APC called CH."""
    wrong = [
        w.answer is OriginAnswer.CH_LIKELY
        for weighed in models.values()
        for p, ws in zip(held, weighed, strict=True)
        for k, w in zip(p, ws, strict=True)
        if k.seen.gene in SOLID and not k.is_ch
    ]
    return (
        f"EGFR, KRAS, PIK3CA and APC of tumors called CH: {sum(wrong)} of {len(wrong)}."
    )


def _draw(
    path: Path, truth: list[np.ndarray], models: dict[str, list[list[Weighed]]]
) -> None:
    """Draw stated against true shares in tenths, with 95 % intervals, as PNG."""
    import pypdfium2
    from reportlab.graphics import renderPDF

    pdf = io.BytesIO(renderPDF.drawToString(_drawing(truth, models)))
    page = pypdfium2.PdfDocument(pdf)[0]
    page.render(scale=2).to_pil().convert("P").save(path, optimize=True)


def _drawing(
    truth: list[np.ndarray], models: dict[str, list[list[Weighed]]]
) -> "object":
    from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
    from reportlab.lib.colors import HexColor

    from mdt_board.interpret.ctdna.evidence import wilson

    size, edge = 300.0, 45.0
    drawing = Drawing(size + 2 * edge, size + 2 * edge)
    grey = HexColor("#888888")
    drawing.add(Rect(edge, edge, size, size, fillColor=None, strokeColor=grey))
    drawing.add(Line(edge, edge, edge + size, edge + size, strokeColor=grey))
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1.0):
        at = edge + tick * size
        drawing.add(
            String(at, edge - 14, f"{tick:.1f}", fontSize=9, textAnchor="middle")
        )
        drawing.add(
            String(edge - 6, at - 3, f"{tick:.1f}", fontSize=9, textAnchor="end")
        )
    middle = edge + size / 2
    words = "stated probability of clonal hematopoiesis (of CH and tumor)"
    drawing.add(String(middle, 12, words, fontSize=10, textAnchor="middle"))
    drawing.add(String(edge, edge + size + 20, "share that was CH, 95 %", fontSize=10))
    is_ch = np.concatenate(truth)
    for n, (name, weighed) in enumerate(models.items()):
        color = HexColor(("#0072B2", "#D55E00")[n])
        stated = np.array([w.ch / (w.ch + w.tumor) for p in weighed for w in p])
        for part in range(BINS):
            inside = np.minimum((stated * BINS).astype(int), BINS - 1) == part
            if not inside.any():
                continue
            x = edge + stated[inside].mean() * size + 4 * n
            low, high = wilson(int(is_ch[inside].sum()), int(inside.sum()))
            y = edge + is_ch[inside].mean() * size
            ends = (x, edge + low * size, x, edge + high * size)
            drawing.add(Line(*ends, strokeColor=color))
            drawing.add(Circle(x, y, 3, fillColor=color, strokeColor=color))
        label = String(edge + 150 + 90 * n, edge + size + 20, name, fontSize=10)
        label.fillColor = color
        drawing.add(label)
    return drawing
