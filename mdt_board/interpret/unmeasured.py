"""A case and its facts with every measurement hidden, to see who looks for one.

What is concluded without looking cannot change when a diameter is edited: it may be
kept. Whoever looks is stopped, and asked again with all facts.
"""

from dataclasses import fields
from typing import Any, NoReturn, cast

from mdt_board.interpret.derived import CLINICAL, UNREAD
from mdt_board.interpret.facts import Facts
from mdt_board.model.case import Case
from mdt_board.model.radiology import Radiology

MEASURED = frozenset(
    {
        *("time_points", "best_response", "immune", "lesion_checks", "error_band"),
        *("lesion_growth", "sum_trend", "suspects"),
    }
)
_OWN = frozenset({"case", "remembered"})
_SHOWN = tuple(f.name for f in fields(Facts) if f.name not in MEASURED | _OWN)
_BESIDE = tuple(name for name in CLINICAL if name != "radiology")


class HiddenError(Exception):
    """Somebody looked for measurements that were hidden."""


def _refuse(_: object) -> NoReturn:
    raise HiddenError


class _Unmeasured(Facts):
    """Facts without all that follows from measurements."""

    __slots__ = ()


for _name in MEASURED:
    setattr(_Unmeasured, _name, property(_refuse))


class _UnmeasuredRadiology:
    """Studies and lesions without their measurements."""

    measurements = property(_refuse)

    def __init__(self, radiology: Radiology) -> None:
        self.studies = radiology.studies
        self.lesions = radiology.lesions
        self.rereads = radiology.rereads


class _UnmeasuredCase:
    """A case whose radiology has no measurements; all else is the case's own."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.radiology = _UnmeasuredRadiology(case.radiology)

    def __getattr__(self, name: str) -> Any:
        return _refuse(self) if name in UNREAD else getattr(self._case, name)


def parts_beside(facts: Facts) -> tuple[object, ...]:
    """Return all that facts come from, without the measurements."""
    case, radiology = facts.case, facts.case.radiology
    images = (radiology.studies, radiology.lesions, radiology.rereads)
    beside = map(case.__dict__.__getitem__, _BESIDE)
    return (*beside, *images, facts.not_passed, facts.knowledge, facts.on)


def without_measurements(facts: Facts) -> Facts:
    """Return facts that raise `HiddenError` where a measurement is looked for."""
    unmeasured = object.__new__(_Unmeasured)
    for name in _SHOWN:
        object.__setattr__(unmeasured, name, getattr(facts, name))
    case = cast(Case, _UnmeasuredCase(facts.case))
    object.__setattr__(unmeasured, "case", case)
    object.__setattr__(unmeasured, "remembered", {})
    return unmeasured
