"""Tumor markers as a condition of CR: what was raised must be normal again (§4.3.3).

A marker that was not measured again is no normal one: CR then cannot be told.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.response.visits import WORK_UP_DAYS, Visit
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.oncology import Comparator, LabValue, Response

TUMOR_MARKER = "tumor-marker"  # the class of terms that CEA and its like belong to
NEAR_DAYS = 28  # judgment: as RECIST asks of baseline images (§4.2)

AskMarkers = Callable[[Visit, Visit], Response | None]


def markers_of(labs: Iterable[LabValue], knowledge: Knowledge) -> AskMarkers:
    """Return who answers, for baseline and visit, what markers leave of a CR.

    None where none was raised at the baseline or all are normal, NON_CR_NON_PD where
    one still is raised, NE where one was not measured near the visit or cannot be read.
    Values without a day known to the day are left out.
    """
    dated = [
        (day, lab)
        for lab in labs
        if (day := lab.on.exact) and TUMOR_MARKER in classes_of(lab.analyte, knowledge)
    ]

    def ask(baseline: Visit, visit: Visit) -> Response | None:
        if not dated:
            return None
        before = _last(dated, baseline.on - timedelta(NEAR_DAYS), baseline.until)
        raised = [lab for lab in before.values() if _is_raised(lab, lab)]
        until = visit.until + timedelta(WORK_UP_DAYS)
        now = _last(dated, visit.on - timedelta(NEAR_DAYS), until)
        answers = {_is_raised(now.get(lab.analyte), lab) for lab in raised}
        if True in answers:
            return Response.NON_CR_NON_PD
        return Response.NE if None in answers else None

    return ask


def _last(
    dated: list[tuple[date, LabValue]], first: date, last: date
) -> dict[str, LabValue]:
    """Return the latest value of each marker between two days."""
    between = ((day, lab) for day, lab in dated if first <= day <= last)
    ordered = sorted(between, key=lambda pair: (pair[0], pair[1].id))
    return {lab.analyte: lab for _, lab in ordered}


def _is_raised(lab: LabValue | None, baseline: LabValue) -> bool | None:
    """Say whether a value is over its limit; None when that cannot be told.

    A value without a limit of its own is held against the baseline's in the same unit.
    """
    if lab is None:
        return None
    limit = lab.reference_high
    if limit is None and lab.unit == baseline.unit:
        limit = baseline.reference_high
    return None if limit is None else _is_over(lab, limit)


def _is_over(lab: LabValue, limit: Decimal) -> bool | None:
    if lab.comparator is Comparator.ABOVE:
        return True if lab.value >= limit else None
    if lab.comparator is Comparator.BELOW:
        return False if lab.value <= limit else None
    return lab.value > limit
