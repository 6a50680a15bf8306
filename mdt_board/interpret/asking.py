"""Asking every rule about a case, and not again those that an edit cannot have moved.

Most edits at a board are of one diameter, and half of the rules never look at one. Each
rule is asked first with facts that hide all measurements; one that looks for them is
told apart by that and asked with all facts, at once and from then on. So nobody has to
declare what a rule reads, and no declaration can be wrong.
"""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, NoReturn, cast

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.hypotheses import Answers
from mdt_board.interpret.kept import kept
from mdt_board.interpret.rule import Rule
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Finding, Unanswered
from mdt_board.model.radiology import Radiology

MEASURED = frozenset(
    {
        *("time_points", "best_response", "immune", "lesion_checks", "error_band"),
        *("lesion_growth", "sum_trend", "suspects"),
    }
)
_OWN = frozenset({"case", "remembered"})
_SHOWN = tuple(f.name for f in fields(Facts) if f.name not in MEASURED | _OWN)
_BESIDE = tuple(name for name in Case.model_fields if name != "radiology")
_looks_at_measurements: set[str] = set()  # ids of rules; it only grows

Answer = Finding | Unanswered | None


class _HiddenError(Exception):
    """A rule looked for measurements that were hidden from it."""


def _refuse(_: object) -> NoReturn:
    raise _HiddenError


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
        return getattr(self._case, name)


def ask(rules: Iterable[Rule], facts: Facts) -> Answers:
    """Return what the rules say of the case, in their order."""
    rules = tuple(rules)
    findings: dict[str, Finding] = {}
    unanswered: dict[str, Unanswered] = {}
    known = _beside_measurements(rules, facts)
    for rule in rules:
        said = known[rule.id] if rule.id in known else rule.apply(facts)
        if isinstance(said, Finding):
            findings[rule.id] = said
        elif said is not None:
            unanswered[rule.id] = said
    return Answers(findings=findings, unanswered=unanswered)


def _parts(_: tuple[Rule, ...], facts: Facts) -> tuple[object, ...]:
    """Return all that facts come from, without the measurements."""
    case, radiology = facts.case, facts.case.radiology
    images = (radiology.studies, radiology.lesions, radiology.rereads)
    beside = map(case.__dict__.__getitem__, _BESIDE)
    return (*beside, *images, facts.not_passed, facts.knowledge, facts.on)


@kept(_parts)
def _beside_measurements(rules: tuple[Rule, ...], facts: Facts) -> dict[str, Answer]:
    """Return the answers of the rules that do without measurements, by rule id."""
    unmeasured = _without_measurements(facts)
    answers: dict[str, Answer] = {}
    for rule in rules:
        if rule.id in _looks_at_measurements:
            continue
        try:
            answers[rule.id] = rule.apply(unmeasured)
        except _HiddenError:
            _looks_at_measurements.add(rule.id)
    facts.remembered.update(unmeasured.remembered)
    return answers


def _without_measurements(facts: Facts) -> Facts:
    unmeasured = object.__new__(_Unmeasured)
    for name in _SHOWN:
        object.__setattr__(unmeasured, name, getattr(facts, name))
    case = cast(Case, _UnmeasuredCase(facts.case))
    object.__setattr__(unmeasured, "case", case)
    object.__setattr__(unmeasured, "remembered", {})
    return unmeasured
