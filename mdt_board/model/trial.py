"""A trial's lesions as SDTM lists them: one course per patient and reader."""

from datetime import date
from typing import NamedTuple

from mdt_board.model.course import Course, Judged, Names
from mdt_board.model.oncology import Response


class TrialVisit(NamedTuple):
    """One visit as the trial names it.

    Attributes:
        number: VISITNUM as written.
        name: VISIT as written.
        first: the earliest day on which it can have begun; None without any date.
        last: the latest day on which it can have ended.
        written: the date to report, as far as it is known.
        target_written: the same of the target lesions alone, and so on.
    """

    number: str
    name: str
    first: date | None
    last: date | None
    written: str
    target_written: str
    non_target_written: str
    new_written: str


class TrialCourse(NamedTuple):
    """One patient as one reader saw the course; ``visits`` are those of ``course``."""

    subject: str
    evaluator: str
    evaluator_id: str
    names: Names
    course: Course
    visits: tuple[TrialVisit, ...]


class TrialBest(NamedTuple):
    """A best overall response, and the number of the visit that reached it.

    ``needs_review`` says that disease followed a CR: one of the two was misread.
    """

    response: Response | None
    at: int | None
    must_confirm: bool
    needs_review: bool


class TrialAnswer(NamedTuple):
    """What the criteria make of one course; ``judged`` is by visit.

    ``progressed_at`` is the number of the visit from which progression dates.
    """

    of: TrialCourse
    judged: tuple[Judged, ...]
    best: tuple[TrialBest, ...]
    progressed_at: int | None
