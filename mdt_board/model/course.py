"""A course of disease in its shortest form: what each visit showed, in whole ticks.

The same rules judge a case in the window and a trial of a thousand patients; both hand
them this. Lengths are ticks of 0.0001 mm, lesions are numbers in the order of `Names`.
"""

from datetime import date
from typing import NamedTuple

from mdt_board.model.oncology import Response
from mdt_board.model.text import Name


class Names(NamedTuple):
    """What the lesions of a course are called, in the order of its numbers."""

    targets: tuple[Name, ...] = ()
    non_targets: tuple[Name, ...] = ()
    new: tuple[Name, ...] = ()


class Seen(NamedTuple):
    """What one visit showed.

    Attributes:
        on: the day from which the visit counts; None when it is not known to the day.
        sizes: of each target in ticks, None where it was not evaluable.
        non_targets: CR, NON_CR_NON_PD, PD or NE of each non-target lesion.
        new: the new lesions that are there without doubt.
        maybe_new: those that are there perhaps.
        old: those recorded as new that were there at the baseline and are not known
            to be gone.
        markers: what raised tumor markers leave of a complete response: None allows
            it, NON_CR_NON_PD are still raised, NE were not measured.
    """

    on: date | None
    sizes: tuple[int | None, ...] = ()
    non_targets: tuple[Response, ...] = ()
    new: tuple[int, ...] = ()
    maybe_new: tuple[int, ...] = ()
    markers: Response | None = None
    old: tuple[int, ...] = ()


class Course(NamedTuple):
    """Every visit of one patient as one reader saw it, earliest first.

    ``disease_from`` is the size of each target, in ticks, from which it is disease: a
    node from 10 mm, any other lesion from one tick. ``baseline`` is the number of the
    baseline visit, None without one.
    """

    disease_from: tuple[int, ...]
    visits: tuple[Seen, ...]
    baseline: int | None = 0


class Protocol(NamedTuple):
    """What a protocol may say otherwise; as it stands nothing departs from RECIST 1.1.

    Attributes:
        does_response_persist: a partial response of the targets stays one until PD,
            though the sum rises over the line of −30 % again.
        least_days_between: a visit fewer days after the last one that counted has no
            category and moves no reference; 28 leaves out scans under four weeks.
        confirmation_days: the least days from a response to the visit confirming it.
        stable_days: the least days from the reference day to a visit with SD.
    """

    does_response_persist: bool = False
    least_days_between: int = 0
    confirmation_days: int = 28
    stable_days: int = 42


RECIST_1_1 = Protocol()
"""Nothing but the criteria: four weeks to confirm (§4.6), six to be stable (§4.4.3)."""


class Reason(NamedTuple):
    """Why, as a sentence and what it is about; put into words when somebody reads it.

    Attributes:
        text: English, marked for translators.
        numbers: ticks, or days, in the order that the sentence's wording asks for.
        lesions: numbers of the lesions that it names.
    """

    text: str
    numbers: tuple[int, ...] = ()
    lesions: tuple[int, ...] = ()


class Judged(NamedTuple):
    """The response at one visit, with every number it rests on and the reasons.

    Lengths are ticks. ``baseline`` and ``nadir`` are those of the earlier visits;
    ``pd_line`` is the smallest sum that would be progression, ``pr_line`` the largest
    that is partial response.
    """

    seen: Seen
    is_baseline: bool
    is_follow_up: bool
    total: int | None
    partial: int
    baseline: int | None
    nadir: int | None
    pd_line: int | None
    pr_line: int | None
    target: Response | None
    non_target: Response | None
    has_new: bool | None
    overall: Response | None
    reasons: tuple[Reason, ...]
