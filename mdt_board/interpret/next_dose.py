"""When the next dose of a drug given in cycles is due, from its schedule."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from mdt_board.model.oncology import Drug, Treatment

# q3w, q21d, Q2W, every 3 weeks, 每3周, 每 21 天
_CYCLE = re.compile(r"(?:q|every\s*|每\s*)(\d{1,2})\s*(w|d|周|天|日)", re.IGNORECASE)
DAYS = {"w": 7, "周": 7, "d": 1, "天": 1, "日": 1}


def cycle_days(drug: Drug) -> int | None:
    """Return the days from one dose to the next; None where the schedule says none."""
    found = _CYCLE.match(drug.schedule.strip())
    if found is None or int(found[1]) == 0:
        return None
    return int(found[1]) * DAYS[found[2].lower()]


def next_dose_on(treatments: Iterable[Treatment], on: date) -> date | None:
    """Return the day of the next dose, of all drugs the first; None where not known.

    A dose that was due before ``on`` is no next dose: nobody says when it will be.
    """
    due = [
        last + timedelta(days)
        for t in treatments
        if t.last_given_on is not None and (last := t.last_given_on.exact) is not None
        for drug in t.drugs
        if (days := cycle_days(drug)) is not None
    ]
    return min((day for day in due if day >= on), default=None)
