"""Fit the origin model to plasma variants of known origin, and report on the rest.

    python packaging/variant_origin.py fit VARIANTS.csv      writes the fitted rows
    python packaging/variant_origin.py check VARIANTS.csv    cross-validates that half
    python packaging/variant_origin.py report VARIANTS.csv   prints the table (Markdown)
        [--plot FILE.png]                                    and draws the calibration

The table is that of Razavi 2019 as plasmaCHORD publishes it. Patients are halved by a
hash of their id. Numbers, penalties and limits of the answers come from the fitting
half by cross-validation over its patients; the reporting half is read by ``report``
alone. Nothing of the table is copied: only parameters leave this script.
"""

import argparse
import csv
import hashlib
import math
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mdt_board.interpret.ctdna.origin_context import Peer, fractions, said_of
from mdt_board.interpret.ctdna.origin_parts import (
    CALLABLE,
    CANCER,
    Seen,
    ratio_of,
    signature_parts,
    tumor_parts,
    weak_parts,
)
from mdt_board.interpret.ctdna.origin_signature import Signatures, change_of
from mdt_board.interpret.ctdna.origin_tables import (
    Figure,
    OriginTables,
    compile_origin,
)
from mdt_board.interpret.ctdna.origin_white_cells import Reads
from mdt_board.knowledge import bundled
from mdt_board.model.interpretation import OriginAnswer, Tag

ROWS = Path(__file__).parents[1] / "resources" / "knowledge" / "origin.yaml"
SALT = "plasma-variant-origin:"
FOLDS = 5
REPEATS = 3
PRECISION = 0.90
SURE = 2.5  # percentile of the bootstrapped precision that must hold it
ROUNDS = 400
LIMITS = tuple(0.70 + 0.01 * i for i in range(30))  # below 0.70 nothing is likely
FARTHEST = 2.0  # deviations that one step of the minimizer may go
LEAST_STEP, LEAST_GAIN, FLAT = 1e-5, 1e-3, 1e-10  # of the minimizer
CH, TUMOR = OriginAnswer.CH_LIKELY, OriginAnswer.TUMOR_LIKELY

# Start and penalty (mean, deviation) of each parameter, on the scale it is fitted on.
# log: spreads; logit: shares; the priors from published shares, wide.
PARAMETERS: dict[str, tuple[str, float, float]] = {
    "prior-frequent": ("", 3.7, 1.5),
    "prior-canonical": ("", 3.0, 1.5),
    "prior-shared": ("", 1.0, 1.0),
    "prior-driver": ("", -1.5, 1.0),
    "prior-other": ("", 0.0, 1.0),
    "prior-tp53": ("", -0.5, 1.0),
    "level-mean": ("", -1.5, 0.5),
    "level-spread": ("log", math.log(0.8), 0.3),
    "clonal-spread": ("log", math.log(0.35), 0.3),
    "subclone-share": ("logit", 0.0, 1.0),
    "subclone-shift": ("", 0.7, 0.4),
    "subclone-spread": ("log", math.log(0.5), 0.3),
    "ch-mean": ("", -2.6, 0.4),
    "ch-spread": ("log", math.log(0.5), 0.3),
    "ch-tail-share": ("logit", -1.5, 1.0),
    "ch-tail-shift": ("", 0.9, 0.3),
    "ch-tail-spread": ("log", math.log(0.6), 0.3),
    "patient-spread": ("log", math.log(0.7), 0.4),
    "fragment": ("", 1.0, 0.5),
    "fragment-counted": ("logit", -0.9, 0.5),
}
START = np.array([mean for _, mean, _ in PARAMETERS.values()])
# 29 patients do not carry 20 free parameters: log loss in cross-validation was least,
# and flat, between 0.3 and 0.5 of these deviations.
TIGHT = 0.4
WIDTH = TIGHT * np.array([deviation for *_, deviation in PARAMETERS.values()])


@dataclass(frozen=True, slots=True)
class Known:
    """One variant of known origin; ``is_ch`` as white cells or tissue had shown."""

    patient: str
    seen: Seen
    is_ch: bool


def half_of(patient: str) -> int:
    """Return 0 for patients to fit on and 1 for those to report on."""
    return hashlib.sha256((SALT + patient).encode()).digest()[0] % 2


def read(path: Path, half: int, with_fragments: bool) -> list[list[Known]]:
    """Return the variants of one half, by patient."""
    patients: dict[str, list[Known]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if half_of(row["patient.id"]) == half:
                known = _known(row, with_fragments)
                patients.setdefault(known.patient, []).append(known)
    return list(patients.values())


def _known(row: dict[str, str], with_fragments: bool) -> Known:
    mutant, other = (_number(row[f"width_Md_{w}"]) for w in ("mut", "wild"))
    ratio = mutant / other if mutant is not None and other else None
    place = (row["Chr"].removeprefix("chr"), int(float(row["Start_hg19"])))
    seen = Seen(
        gene=row["Gene"],
        place=place,
        change=change_of(row["Base_from"], row["Base_to"]),
        vaf=float(row["MAF"]),
        reads=Reads(
            int(float(row["distinct.mutant.reads"])),
            int(float(row["distinct.total.reads"])),
        ),
        history=CANCER,
        fragment_ratio=ratio if with_fragments else None,
    )
    return Known(row["patient.id"], seen, row["Mutation_type"] == "WBC_matched")


def _number(text: str) -> float | None:
    return float(text) if text not in ("", "NaN") else None


def natural(name: str, x: float) -> float:
    """Return a parameter from the scale that it is fitted on."""
    scale = PARAMETERS[name][0]
    if scale == "log":
        return math.exp(x)
    return 1 / (1 + math.exp(-x)) if scale == "logit" else x


def tables_with(x: Sequence[float], tables: OriginTables) -> OriginTables:
    """Return the tables with the parameters ``x`` in place of those shipped."""
    figures = dict(tables.figures)
    for name, value in zip(PARAMETERS, x, strict=True):
        v = natural(name, float(value))
        figures[f"fit.{name}"] = Figure(v, v, v, Tag.COMPUTED, "razavi-2019")
    return replace(tables, figures=figures)


def scores(
    x: Sequence[float], patients: list[list[Known]], base: OriginTables
) -> list[list[float]]:
    """Return the log odds of hematopoiesis : tumor by the program's own functions."""
    tables = tables_with(x, base)
    of, signatures = fractions(tables), Signatures(tables)
    found = []
    for patient in patients:
        peers = []
        classes = [tables.class_of(k.seen.gene, "", frozenset()) for k in patient]
        told = signature_parts([k.seen for k in patient], classes, signatures, tables)
        for known, cls, signature in zip(patient, classes, told, strict=True):
            own = [
                *([signature] if signature else []),
                *tumor_parts(known.seen, False, tables),
                *weak_parts(known.seen, tables),
            ]
            prior = tables[f"fit.prior-{cls}"].value
            peers.append(Peer(prior, known.seen.vaf or 0, ratio_of(own)))
        said = said_of(peers, [True] * len(peers), of)
        pairs = zip(said, peers, strict=True)
        found.append([sum(s) + math.log(p.ratio) for s, p in pairs])
    return found


def loss(
    x: np.ndarray, sets: Iterable[list[list[Known]]], tables: OriginTables
) -> float:
    """Return the penalized negative log likelihood; ``sets`` weigh one together."""
    total, parts = 0.0, list(sets)
    for patients in parts:
        for patient, odds in zip(patients, scores(x, patients, tables), strict=True):
            for known, z in zip(patient, odds, strict=True):
                total += float(np.logaddexp(0, -z if known.is_ch else z)) / len(parts)
    return total + 0.5 * float((((x - START) / WIDTH) ** 2).sum())


Loss = Callable[[np.ndarray], float]


def gradient(of: Loss, x: np.ndarray, here: float, step: float = 1e-4) -> np.ndarray:
    """Return the forward differences of ``of`` at ``x``."""
    return np.array([(of(x + step * e) - here) / step for e in np.eye(len(x))])


def minimum(of: Loss, start: np.ndarray, rounds: int = 60) -> np.ndarray:
    """Return where ``of`` is least, by BFGS with a halving line search."""
    x, inverse = start.copy(), np.diag(WIDTH**2 * 0.1)
    here = of(x)
    slope = gradient(of, x, here)
    for _ in range(rounds):
        move = np.clip(-inverse @ slope, -FARTHEST * WIDTH, FARTHEST * WIDTH)
        size, there = 1.0, of(x + move)
        while there > here + 1e-4 * size * (slope @ move) and size > LEAST_STEP:
            size /= 2
            there = of(x + size * move)
        gain, here, x = here - there, there, x + size * move
        if gain < LEAST_GAIN:
            break
        steeper = gradient(of, x, here)
        inverse = _updated(inverse, size * move, steeper - slope)
        slope = steeper
    return x


def _updated(inverse: np.ndarray, s: np.ndarray, y: np.ndarray) -> np.ndarray:
    if s @ y <= FLAT:
        return inverse
    left = np.eye(len(s)) - np.outer(s, y) / (s @ y)
    return np.asarray(left @ inverse @ left.T + np.outer(s, s) / (s @ y))


def deviations(of: Loss, x: np.ndarray, step: float = 0.02) -> np.ndarray:
    """Return the standard errors from the curvature at the minimum."""
    n, units = len(x), np.eye(len(x)) * step
    here = of(x)
    alone = [of(x + u) for u in units]
    curve = np.empty((n, n))
    for i in range(n):
        for j in range(i + 1):
            both = of(x + units[i] + units[j])
            curve[i, j] = curve[j, i] = (both - alone[i] - alone[j] + here) / step**2
    values, vectors = np.linalg.eigh(curve)
    least = 1 / WIDTH.max() ** 2
    inverse = (vectors / np.maximum(values, least)) @ vectors.T
    return np.sqrt(np.diag(inverse))


class Scored(NamedTuple):
    """One variant's score from a fit that had not seen its patient."""

    mode: int
    patient: int
    log_odds: float
    is_ch: bool
    is_callable: bool


def cross_validated(path: Path, base: OriginTables) -> list[Scored]:
    """Return scores of the fitting half, each by a fit without its patient.

    Mode 0 is asked without fragment lengths, mode 1 with.
    """
    sets = [read(path, 0, with_fragments=w) for w in (False, True)]
    count = len(sets[0])
    found = []
    for repeat in range(REPEATS):
        fold = np.random.default_rng(repeat).permutation(count) % FOLDS
        for f in range(FOLDS):
            kept = [[s[i] for i in range(count) if fold[i] != f] for s in sets]
            x = minimum(lambda x, kept=kept: loss(x, kept, base), START)
            for mode, s in enumerate(sets):
                for i in np.flatnonzero(fold == f):
                    (odds,) = scores(x, [s[i]], base)
                    pairs = zip(odds, s[i], strict=True)
                    found += [
                        Scored(mode, int(i), z, k.is_ch, _is_callable(k, base))
                        for z, k in pairs
                    ]
    return found


def _is_callable(known: Known, tables: OriginTables) -> bool:
    """Say whether plasma alone may call it hematopoiesis."""
    return tables.class_of(known.seen.gene, "", frozenset()) in CALLABLE


def limit(found: list[Scored], sign: int) -> float:
    """Return the least probability whose answers keep the precision, in both modes.

    ``sign`` is 1 for answers of hematopoiesis and -1 for those of tumor.
    """
    return max(
        next(p for p in LIMITS if _is_precise(found, mode, sign, p)) for mode in (0, 1)
    )


def _is_precise(found: list[Scored], mode: int, sign: int, at: float) -> bool:
    """Say whether precision holds at the lower end of its 95 % interval."""
    least = math.log(at / (1 - at))
    count = max(s.patient for s in found) + 1
    right, all_ = np.zeros(count), np.zeros(count)
    for s in found:
        is_asked = s.mode == mode and (s.is_callable or sign < 0)
        if is_asked and sign * s.log_odds >= least:
            all_[s.patient] += 1
            right[s.patient] += s.is_ch == (sign > 0)
    draws = np.random.default_rng(1).integers(0, count, (ROUNDS, count))
    precision = right[draws].sum(1) / np.maximum(all_[draws].sum(1), 1)
    return bool(np.percentile(precision, SURE) >= PRECISION)


def fit(path: Path) -> None:
    """Fit, and write the rows between the marks of the knowledge table."""
    base = compile_origin(bundled())
    sets = [read(path, 0, with_fragments=w) for w in (False, True)]

    def of(x: np.ndarray) -> float:
        return loss(x, sets, base)

    x = minimum(of, START)
    errors = deviations(of, x)
    found = cross_validated(path, base)
    rows = [
        _row(
            f"fit.{name}", *(natural(name, v) for v in (m, m - 1.96 * e, m + 1.96 * e))
        )
        for name, m, e in zip(PARAMETERS, x, errors, strict=True)
    ]
    limits = {"ch": limit(found, 1), "tumor": limit(found, -1)}
    rows += [_row(f"limit.{a}", p, p, p) for a, p in limits.items()]
    _write("\n".join(rows))


def _row(row_id: str, value: float, low: float, high: float) -> str:
    numbers = f'value: "{value:.4g}", low: "{low:.4g}", high: "{high:.4g}"'
    return f"- {{id: {row_id}, {numbers}, tag: C, references: [razavi-2019]}}"


def _write(rows: str) -> None:
    text = ROWS.read_text(encoding="utf-8")
    marks = r"(# begin fitted\n).*?(\n# end fitted)"
    new = re.sub(marks, lambda m: m[1] + rows + m[2], text, flags=re.DOTALL)
    ROWS.write_text(new, encoding="utf-8")


def main() -> int:
    """Run the command that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("command", choices=("fit", "check", "report"))
    parser.add_argument("variants", type=Path)
    parser.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    if asked.command == "fit":
        fit(asked.variants)
        return 0
    import variant_origin_report as on

    is_check = asked.command == "check"
    told = (
        on.check(asked.variants) if is_check else on.report(asked.variants, asked.plot)
    )
    sys.stdout.write(told)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
