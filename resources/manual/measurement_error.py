"""Fit the error of independent readers, check it on held-out patients, draw the plot.

Run once, by hand, from the root of the project:

    python resources/manual/measurement_error.py <lidc_reader_diameters.csv>

The table has one line per annotation of a nodule by one radiologist (LIDC-IDRI, CC BY
3.0, Armato et al. 2011; diameters from the annotated contours). Two annotations of one
nodule on one CT are a change without growth. Patients are split by a hash of their id:
one part is fitted, the other only looked at. Writes `measurement-error.json` and
`measurement-error.png` beside this file; the parameters of the first go, rounded, into
`mdt_board/interpret/response/calibration.py`.
"""

import csv
import json
import sys
from collections import defaultdict
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from mdt_board.interpret.response.calibration import (
    INDEPENDENT_READERS,
    OTHER_READER,
    ReadingError,
)
from mdt_board.interpret.response.measurement_error import (
    OUTSIDE_SHARE,
    Setting,
    p_error_at_least,
)

Numbers = np.ndarray[Any, np.dtype[np.float64]]

HERE = Path(__file__).parent
SPLIT = "mdt-board reader variability"
HALF_OF_A_BYTE = 128
LEAST_MM = 10  # the larger diameter: what RECIST 1.1 can measure
MOST_READERS = 4  # a group of more annotations is not one nodule
STATED = (0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01)
SIZES = ((10, 15), (15, 20), (20, 30), (30, 100))
PD_MM, PD_FRACTION = 5, 0.2  # RECIST 1.1
RESAMPLES = 2000
START = (0.08, 0.25, 0.2)  # core, outlier, share of outliers
SMALLEST_STEP = 1e-5
ROWS = {"published": OTHER_READER, "fitted": INDEPENDENT_READERS}


class Pairs(NamedTuple):
    """Pairs of readings of one nodule; every nodule has the weight 1 in all."""

    patient: Numbers
    larger_mm: Numbers
    difference_mm: Numbers
    slice_mm: Numbers
    weight: Numbers

    def part(self, chosen: Any) -> "Pairs":
        """Return some of the pairs."""
        return Pairs(*(column[chosen] for column in self))


def is_held_out(patient: str) -> bool:
    """Say to which part a patient belongs, from nothing but the id."""
    return sha256(f"{SPLIT} {patient}".encode()).digest()[0] >= HALF_OF_A_BYTE


def read(path: Path) -> tuple[Pairs, Pairs]:
    """Return the pairs of the fitted part and those of the held-out part."""
    nodules = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            key = (row["patient_id"], row["scan_id"], row["nodule_cluster"])
            size = float(row["max_inplane_diameter_mm"])
            nodules[key].append((size, float(row["slice_thickness_mm"])))
    rows: tuple[list[Any], list[Any]] = ([], [])
    for (patient, *_), read_by in nodules.items():
        if not 1 < len(read_by) <= MOST_READERS:
            continue
        pairs = list(combinations(read_by, 2))
        number = int(sha256(patient.encode()).hexdigest()[:12], 16)
        for (a, slice_mm), (b, _) in pairs:
            if max(a, b) >= LEAST_MM:
                of = (number, max(a, b), abs(a - b), slice_mm, 1 / len(pairs))
                rows[is_held_out(patient)].append(of)
    fitted, held_out = (Pairs(*np.array(part).T) for part in rows)
    return fitted, held_out


# --- fitting ---------------------------------------------------------------------


def unlikelihood(pairs: Pairs, core: float, outlier: float, share: float) -> float:
    """Return the negative mean logarithm of the likelihood."""
    if not (0 < core <= outlier and 0 <= share <= 1):
        return float("inf")
    density = np.zeros(len(pairs.weight))
    for weight, sd in ((1 - share, core), (share, outlier)):
        variance = OTHER_READER.floor_mm**2 + (sd * pairs.larger_mm) ** 2
        normal = np.exp(-(pairs.difference_mm**2) / (2 * variance))
        density += weight * normal / np.sqrt(variance)
    return float(-(pairs.weight * np.log(density)).sum() / pairs.weight.sum())


def fit(pairs: Pairs) -> tuple[float, float, float]:
    """Return core, outlier and share of greatest likelihood, by pattern search."""
    best = list(START)
    least = unlikelihood(pairs, *best)
    steps = [0.3 * start for start in START]
    while max(steps) > SMALLEST_STEP:
        is_moved = False
        for i in range(len(best)):
            for step in (steps[i], -steps[i]):
                tried = best.copy()
                tried[i] += step
                found = unlikelihood(pairs, *tried)
                if found < least:
                    best, least, is_moved = tried, found, True
        if not is_moved:
            steps = [step / 2 for step in steps]
    core, outlier, share = best
    return core, outlier, share


# --- figures ---------------------------------------------------------------------


def chances(pairs: Pairs, readers: ReadingError) -> Numbers:
    """Return what the program calls the chance of so large a difference, per pair."""
    return np.array(
        [
            p_error_at_least(Setting((size,), slice_mm, readers), difference)
            for size, difference, slice_mm in zip(
                pairs.larger_mm, pairs.difference_mm, pairs.slice_mm, strict=True
            )
        ]
    )


def share(pairs: Pairs, is_outside: Any) -> dict[str, float]:
    """Return the share of pairs with its 95 % interval; patients are resampled."""
    patients, of = np.unique(pairs.patient, return_inverse=True)
    outside = np.bincount(of, pairs.weight * is_outside)
    every = np.bincount(of, pairs.weight)
    draws = np.random.default_rng(1).integers(
        0, len(patients), (RESAMPLES, len(patients))
    )
    shares = outside[draws].sum(axis=1) / every[draws].sum(axis=1)
    low, high = np.quantile(shares, (0.025, 0.975))
    found = outside.sum() / every.sum()
    return {
        k: round(float(v), 4)
        for k, v in (("share", found), ("low", low), ("high", high))
    }


def reaches_pd(pairs: Pairs) -> Any:
    """Say of which pairs the larger would be PD against the smaller."""
    smaller = pairs.larger_mm - pairs.difference_mm
    return (pairs.difference_mm >= PD_MM) & (
        pairs.difference_mm >= PD_FRACTION * smaller
    )


def figures(pairs: Pairs) -> dict[str, Any]:
    """Return how often readers really differ as much as the program says."""
    told: dict[str, Any] = {
        "patients": len(set(pairs.patient)),
        "nodules": round(float(pairs.weight.sum()), 1),
        "pairs": len(pairs.weight),
        "as large as PD": share(pairs, reaches_pd(pairs)),
    }
    for name, readers in ROWS.items():
        chance = chances(pairs, readers)
        told[name] = {
            "beyond what error exceeds with probability": {
                str(stated): share(pairs, chance < stated) for stated in STATED
            },
            "beyond the 95 % coefficient, by diameter in mm": {
                f"{low}-{high}": share(
                    pairs.part(chosen), chance[chosen] < OUTSIDE_SHARE
                )
                for low, high in SIZES
                for chosen in [(low <= pairs.larger_mm) & (pairs.larger_mm < high)]
            },
        }
    return told


# --- the plot --------------------------------------------------------------------

SIDE, LEFT, BOTTOM = 320.0, 64.0, 58.0
LEAST, MOST = 0.005, 1.0
COLORS = {"published": "#B3561D", "fitted": "#1D5FB3"}
LEGEND = {
    "published": "已发表（不同阅片者）published, other reader",
    "fitted": "拟合（独立阅片者）fitted, independent readers",
}


def place(share_of_one: float) -> float:
    """Return where a share stands on an axis, in points."""
    inside = min(max(share_of_one, LEAST), MOST)
    return float(SIDE * np.log(inside / LEAST) / np.log(MOST / LEAST))


def draw(told: dict[str, Any], to: Path) -> None:
    """Draw stated against observed shares of the held-out part."""
    from io import BytesIO

    import pypdfium2
    from reportlab.graphics import renderPDF
    from reportlab.graphics.shapes import Drawing, Group, Line
    from reportlab.lib.colors import HexColor
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = HERE.parent / "fonts" / "NotoSansSC-Regular.ttf"
    pdfmetrics.registerFont(TTFont("chart", str(font)))
    chart = Group(transform=(1, 0, 0, 1, LEFT, BOTTOM))
    chart.add(Line(0, 0, SIDE, SIDE, strokeColor=HexColor("#999999")))
    for mark in _axes():
        chart.add(mark)
    for number, (name, color) in enumerate(COLORS.items()):
        for mark in _marks(told, name, HexColor(color), number):
            chart.add(mark)
    drawing = Drawing(LEFT + SIDE + 24, BOTTOM + SIDE + 24)
    drawing.add(chart)
    page = BytesIO(renderPDF.drawToString(drawing))
    with pypdfium2.PdfDocument(page) as document:
        document[0].render(scale=2).to_pil().save(to, optimize=True)


def _axes() -> list[Any]:
    from reportlab.graphics.shapes import Group, Line, String

    marks: list[Any] = [Line(0, 0, SIDE, 0), Line(0, 0, 0, SIDE)]
    for share_of_one in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0):
        at, text = place(share_of_one), f"{100 * share_of_one:g} %"
        marks += [Line(at, -4, at, 0), Line(-4, at, 0, at)]
        marks.append(
            String(at, -16, text, fontName="chart", fontSize=9, textAnchor="middle")
        )
        marks.append(
            String(-8, at - 3, text, fontName="chart", fontSize=9, textAnchor="end")
        )
    below = "程序所述概率 stated by the program"
    beside = "未参与拟合的患者中实际所占比例 observed, held-out patients"
    marks.append(
        String(SIDE / 2, -38, below, fontName="chart", fontSize=10, textAnchor="middle")
    )
    turned = Group(transform=(0, 1, -1, 0, -46, SIDE / 2))
    turned.add(String(0, 0, beside, fontName="chart", fontSize=10, textAnchor="middle"))
    return [*marks, turned]


def _marks(told: dict[str, Any], name: str, color: Any, number: int) -> list[Any]:
    from reportlab.graphics.shapes import Circle, Line, String

    marks: list[Any] = []
    shift = 5 * number - 2.5
    observed = told[name]["beyond what error exceeds with probability"]
    for stated, found in observed.items():
        x = place(float(stated)) + shift
        low, high = place(found["low"]), place(found["high"])
        marks.append(Line(x, low, x, high, strokeColor=color))
        y = place(found["share"])
        marks.append(Circle(x, y, 3, fillColor=color, strokeColor=color))
    y = SIDE - 14 * (number + 1)
    marks.append(Circle(14, y + 3, 3, fillColor=color, strokeColor=color))
    return [*marks, String(22, y, LEGEND[name], fontName="chart", fontSize=9)]


def main(table: Path) -> None:
    """Fit, look at the held-out part, write the figures and the plot."""
    fitted, held_out = read(table)
    names = ("core_sd", "outlier_sd", "outlier_share")
    told: dict[str, Any] = {
        "split": SPLIT,
        "parameters": {
            name: round(value, 4)
            for name, value in zip(names, fit(fitted), strict=True)
        },
        "fitted part": figures(fitted),
        "held-out part": figures(held_out),
    }
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (HERE / "measurement-error.json").write_text(text, encoding="utf-8")
    draw(told["held-out part"], HERE / "measurement-error.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
