"""How imaging, plasma and marker agree under a targeted drug (G3): judgment.

Keyed on not PD and a sum above its nadir, which is usually still PR; a sum at its nadir
is another row. A stable or falling marker never clears growth.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mdt_board.interpret.ctdna.kinetics import ANSWERED
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.resistance.driver_rise import driver_series
from mdt_board.interpret.resistance.marker_change import (
    DOWN,
    NEUROENDOCRINE,
    STABLE,
    UP,
    is_one_raised,
    marker_direction,
    markers_going,
)
from mdt_board.interpret.resistance.oligoprogression import is_oligo, pattern_of
from mdt_board.interpret.resistance.progression import is_progression
from mdt_board.interpret.resistance.recent_tests import is_brain_due, is_mechanism_open
from mdt_board.interpret.resistance.unexplained import targeted
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Concordance, Finding, Level, Series
from mdt_board.model.oncology import Response
from mdt_board.model.text import N_, Message, Terms, Word

AT_NADIR, WITHIN, BEYOND = "at-nadir", "above-within", "above-beyond"
OLIGO, SYSTEMIC = "pd-oligo", "pd-systemic"
RISING, CLEAR, LOW, FALLING, STEADY = "up", "clear", "low", "down", STABLE
ANY: frozenset[str] = frozenset()
GROWN = frozenset({WITHIN, BEYOND})


@dataclass(frozen=True, slots=True)
class Triple:
    """The three answers at the last visit; an empty one could not be read."""

    imaging: str
    plasma: str
    marker: str
    records: tuple[str, ...]


@once
def triple_of(facts: Facts) -> Triple | None:
    """Return what imaging, the driver in plasma and the markers say together.

    None where no response under a targeted drug can be told.
    """
    imaging = _imaging(facts)
    if targeted(facts) is None or imaging is None or facts.latest is None:
        return None
    series = _driver(facts)
    last = (series.points[-1].record,) if series else ()
    records = (*facts.latest.records, *last)
    return Triple(imaging, _plasma(series), marker_direction(facts), records)


def _imaging(facts: Facts) -> str | None:
    latest = facts.latest
    if latest is None or latest.is_baseline or latest.overall in (None, Response.NE):
        return None
    if is_progression(facts):
        pattern = pattern_of(facts)
        return OLIGO if pattern and is_oligo(pattern) else SYSTEMIC
    if not latest.total or not latest.nadir or latest.total <= latest.nadir:
        return AT_NADIR
    band = facts.error_band
    if band is None:
        return WITHIN
    return BEYOND if band.change.mm >= band.rc95 else WITHIN


def _driver(facts: Facts) -> Series | None:
    return max(driver_series(facts), key=lambda s: s.points[-1].on, default=None)


def _plasma(series: Series | None) -> str:
    """Read the driver's course; one that is back after it was gone has risen."""
    answered = [p for p in series.points if p.status in ANSWERED] if series else []
    if series is None or not answered:
        return ""
    last = answered[-1]
    if last.status == "not-detected":
        return CLEAR if last.limit is not None else ""
    if len(answered) == 1:
        return ""
    if answered[-2].status == "not-detected" or series.change is None:
        return RISING if answered[-2].status == "not-detected" else ""
    if series.change.low > 1:
        return RISING
    return FALLING if series.change.high < 1 else STEADY


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell: the answers it is for (none: any), and what it says.

    ``asks`` returns the steps that its sentence names: those that the plan proposes.
    """

    name: str
    imaging: frozenset[str]
    plasma: frozenset[str]
    marker: frozenset[str]
    sentence: str
    level: Level = Level.CAUTION
    asks: Callable[[Facts], tuple[str, ...]] | None = None


def _early(facts: Facts) -> tuple[str, ...]:
    """Return what growth with a rising driver asks for before PD (G3).

    CT earlier; the brain and a panel where they are not recent, no mechanism known.
    """
    asked = {
        "early-ct": True,
        "brain-mri": is_brain_due(facts),
        "plasma-ngs": is_mechanism_open(facts),
    }
    return tuple(f"action.{step}" for step, is_asked in asked.items() if is_asked)


QUIET = frozenset({CLEAR, FALLING})
CALM = frozenset({DOWN, STABLE})
CELLS = (
    _Cell(
        "growth-all-up",
        frozenset({BEYOND}),
        frozenset({RISING}),
        frozenset({UP}),
        N_(
            "Sum above its nadir beyond measurement error, driver and marker rising: "
            "progression is likely before the RECIST line; tissue now, beside it: "
            "{steps}"
        ),
        asks=_early,
    ),
    _Cell(
        "growth-driver-up",
        GROWN,
        frozenset({RISING}),
        ANY,
        N_(
            "Not PD and sum above its nadir, but the driver rises: molecular "
            "progression possible; to be done: {steps}"
        ),
        asks=_early,
    ),
    _Cell(
        "growth-beyond-error",
        frozenset({BEYOND}),
        ANY,
        ANY,
        N_(
            "Sum above its nadir beyond measurement error, driver not rising: measure "
            "again side by side, CT in 4 to 8 weeks; a marker that does not rise does "
            "not clear it"
        ),
    ),
    _Cell(
        "growth-within-error",
        frozenset({WITHIN}),
        QUIET,
        CALM,
        N_(
            "Growth within measurement error, driver and marker not rising: continue "
            "to the dated assessment; neither of the two clears the growth"
        ),
        Level.INFO,
    ),
    _Cell(
        "response-driver-up",
        frozenset({AT_NADIR}),
        frozenset({RISING}),
        ANY,
        N_(
            "Sum at its nadir, but the driver rises: early escape, the brain, or "
            "clonal hematopoiesis; white cells and the brain, where not looked at yet"
        ),
    ),
    _Cell(
        "oligo-driver-quiet",
        frozenset({OLIGO}),
        QUIET | {STEADY},
        ANY,
        N_(
            "Few lesions progress and the driver does not rise: restage body and brain "
            "before local therapy is discussed; another histology is not excluded"
        ),
    ),
    _Cell(
        "progression-driver-clear",
        frozenset({SYSTEMIC}),
        frozenset({CLEAR}),
        ANY,
        N_(
            "Progression and the driver is not detected in plasma: a tumor that sheds "
            "little, another histology or another tumor; tissue decides"
        ),
    ),
    _Cell(
        "progression-driver-up",
        frozenset({OLIGO, SYSTEMIC}),
        frozenset({RISING}),
        ANY,
        N_(
            "Progression and the driver rises: tissue, and plasma where none is "
            "recent; the drug goes on until there is a plan"
        ),
    ),
)


def _check(cell: _Cell) -> Callable[[Facts], Because | Unknown | None]:
    """Return the check of one cell of the matrix.

    When  imaging, the driver in plasma and the markers under a targeted drug are those
          of the cell, and no cell before it fits
    Then  says what they mean together
    Else  unknown when imaging fits and what the cell asks of plasma or markers could
          not be read; silent otherwise
    """

    def check(facts: Facts) -> Because | Unknown | None:
        triple = triple_of(facts)
        if triple is None or triple.imaging not in cell.imaging:
            return None
        if fitting(triple) is cell:
            words: dict[str, Word] = {}
            if cell.asks:
                words["steps"] = Terms(cell.asks(facts))
            return Because(triple.records, words)
        return _lacking(cell, triple)

    return check


def fitting(triple: Triple) -> _Cell | None:
    """Return the first cell that fits what could be read."""
    return next((c for c in CELLS if _fits(c, triple)), None)


def _fits(cell: _Cell, triple: Triple) -> bool:
    answers = (triple.imaging, triple.plasma, triple.marker)
    wanted = (cell.imaging, cell.plasma, cell.marker)
    return all(not w or a in w for a, w in zip(answers, wanted, strict=True))


def _lacking(cell: _Cell, triple: Triple) -> Unknown | None:
    missing = []
    if cell.plasma and not triple.plasma:
        missing.append(Message(N_("the driver in plasma, twice, with its limit")))
    if cell.marker and not triple.marker:
        missing.append(Message(N_("two values of a tumor marker, same method")))
    return Unknown(tuple(missing)) if missing else None


PREFIX = "resistance.concordance."
RULES: tuple[Rule, ...] = tuple(
    rule(
        PREFIX + cell.name,
        cell.sentence,
        BOARD_JUDGMENT,
        level=cell.level,
    )(_check(cell))
    for cell in CELLS
)


def concordance(facts: Facts, findings: Mapping[str, Finding]) -> Concordance | None:
    """Return the matrix at the last visit with the cell that speaks, if one does."""
    triple = triple_of(facts)
    if triple is None:
        return None
    cell = fitting(triple)
    markers = markers_going(facts, triple.marker) if triple.marker else ()
    found = findings.get(PREFIX + cell.name) if cell else None
    return Concordance(
        imaging=f"concordance-imaging.{triple.imaging}",
        plasma=f"concordance-plasma.{triple.plasma or 'not-read'}",
        marker=_marker_term(facts, triple.marker, markers),
        markers=markers,
        cell=found.rule if found else "",
        message=found.message if found else None,
    )


def _marker_term(facts: Facts, direction: str, markers: tuple[str, ...]) -> str:
    """Return how the markers stand; those that may show the histology by their name.

    One that does not rise but stays above its reference is said to be both.
    """
    if direction == UP and NEUROENDOCRINE.issuperset(markers):
        return "concordance-marker.up-neuroendocrine"
    if direction in CALM and is_one_raised(facts, direction):
        return f"concordance-marker.{direction}-raised"
    return f"concordance-marker.{direction or 'not-read'}"
