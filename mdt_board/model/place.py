"""Where in a file something stands, as importers write it.

For instance ``line 4``, ``sheet 1, row 3, column VAF`` or ``lines 3–14, 17``. Places
are plain text because records keep them and their ids hang on them. Here they are read
again, so that they can be said in another language and gathered.
"""

import re
from typing import NamedTuple

STEPS = ("sheet", "line", "row", "group", "item", "allele")
WHOLE = ("images", "patient")  # parts of a report that are not numbered
GATHERED = ("line", "row", "group", "item")  # what may be several: lines 3–14, 17
_NAMES = "|".join(f"{name}s?" for name in STEPS)
_NUMBERS = r"\d+(?:\.\d+)*(?:–\d+)?(?:, \d+(?:–\d+)?)*(?: … \d+(?:–\d+)?)?"
_STEP = rf"(?:{_NAMES}) {_NUMBERS}"
_PLACE = re.compile(
    rf"(?P<steps>{_STEP}(?:, {_STEP})*|{'|'.join(WHOLE)})(?:, column (?P<column>.*))?",
    re.DOTALL,
)
_ONE = re.compile(rf"({_NAMES}) ({_NUMBERS})")
_ENTRY = re.compile(r"entry\[(\d+)\]\.resource( .*)?", re.DOTALL)


class Step(NamedTuple):
    """One step to a place: ``row`` ``3``; ``numbers`` may be several, as ``3–14``."""

    name: str
    numbers: str


class Place(NamedTuple):
    """The steps from the outside in, and the header of the column as the file has it.

    ``column`` is None where the whole row is meant.
    """

    steps: tuple[Step, ...]
    column: str | None = None


def read_place(text: str) -> Place | None:
    """Return what a place says; None where it is written in another way."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    if found["steps"] in WHOLE:
        return Place((Step(found["steps"], ""),), found["column"])
    parts = _ONE.findall(found["steps"])
    steps = (Step(n if n in STEPS else n.removesuffix("s"), of) for n, of in parts)
    return Place(tuple(steps), found["column"])


class Numbered(NamedTuple):
    """A place as one of many of its kind: what stands around its number."""

    before: str
    name: str
    number: int
    after: str


def numbered(text: str) -> Numbered | None:
    """Return a place by its row, or by its entry of a bundle; None where it has none.

    The id of an entry's resource is left out: it differs from entry to entry.
    """
    entry = _ENTRY.fullmatch(text)
    if entry:
        return Numbered("", "entry", int(entry[1]), ".resource")
    place = read_place(text)
    for at, step in enumerate(place.steps if place else ()):
        if place and step.name in GATHERED and step.numbers.isdigit():
            before = written(Place(place.steps[:at]))
            after = written(Place(place.steps[at + 1 :], place.column))
            return Numbered(before, step.name, int(step.numbers), after)
    return None


def written(place: Place) -> str:
    """Return a place as importers write it."""
    steps = [f"{name} {numbers}".rstrip() for name, numbers in place.steps]
    return ", ".join([*steps, *([f"column {place.column}"] if place.column else [])])


def gathered(one: Numbered, numbers: list[int], most: int) -> str:
    """Return the one place that stands for all of its kind.

    Args:
        one: any of them.
        numbers: of all of them.
        most: so many ranges are named, and the last.
    """
    runs = _runs(sorted(set(numbers)))
    shown = ", ".join(runs if len(runs) <= most else runs[:most])
    if len(runs) > most:
        shown = f"{shown} … {runs[-1]}"
    if one.name == "entry":
        return f"entry[{shown}]{one.after}"
    name = one.name if shown.isdigit() else f"{one.name}s"
    return ", ".join(p for p in (one.before, f"{name} {shown}", one.after) if p)


def _runs(numbers: list[int]) -> list[str]:
    """Write numbers that follow each other as one: 3–14; two alone stay two."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [_run(run) for run in runs]


def _run(run: list[int]) -> str:
    is_long = len(run) > 2  # noqa: PLR2004  # two are written as two
    return f"{run[0]}–{run[-1]}" if is_long else ", ".join(map(str, run))
