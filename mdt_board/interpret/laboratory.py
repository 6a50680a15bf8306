"""What laboratory values cannot be read as one course, and why."""

from mdt_board.interpret.ctdna.kinetics import SAME_AMOUNT
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level
from mdt_board.model.oncology import LabValue
from mdt_board.model.text import N_, Message, Terms, Word, Written

NO_UNIT = "–"
COURSE = 2  # values that a course takes


@rule(
    "oncology.marker.mixed-units",
    N_("{names}: recorded in units that cannot be joined to one course: {units}"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def mixed_units(facts: Facts) -> Because | Unknown | None:
    """Values of one analyte stand in several curves, because their units differ.

    When  values of an analyte come in units that are not the same amount, or one of
          them without a unit
    Then  names the analytes and the units
    Else  unknown when no value of an analyte has a unit; silent when all share one
    """
    by_analyte: dict[str, list[LabValue]] = {}
    for lab in facts.case.oncology.labs:
        by_analyte.setdefault(lab.analyte, []).append(lab)
    mixed = {a: labs for a, labs in by_analyte.items() if len(_units(labs)) > 1}
    if mixed:
        every = [lab for labs in mixed.values() for lab in labs]
        units = Written(tuple(unit or NO_UNIT for unit in _units(every)))
        words: dict[str, Word] = {"names": Terms(tuple(mixed)), "units": units}
        return Because(tuple(lab.id for lab in every), words)
    bare = [
        a
        for a, labs in by_analyte.items()
        if len(labs) >= COURSE and _units(labs) == [""]
    ]
    if bare:
        missing = N_("the unit of {names}")
        return Unknown((Message(missing, {"names": Terms(tuple(bare))}),))
    return None


def _units(labs: list[LabValue]) -> list[str]:
    """Return the units that differ in amount, in the order of their first value."""
    return list(dict.fromkeys(SAME_AMOUNT.get(lab.unit, lab.unit) for lab in labs))


RULES: tuple[Rule, ...] = (mixed_units,)
