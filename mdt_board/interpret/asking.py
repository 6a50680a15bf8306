"""Asking every rule about a case, and not again those that an edit cannot have moved.

Most edits at a board are of one diameter, and half of the rules never look at one. Each
rule is asked first with facts that hide all measurements; one that looks for them is
told apart by that and asked with all facts, at once and from then on. So nobody has to
declare what a rule reads, and no declaration can be wrong.
"""

from collections.abc import Iterable
from typing import Any

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.hypotheses import Answers
from mdt_board.interpret.kept import kept
from mdt_board.interpret.rule import Rule
from mdt_board.interpret.unmeasured import (
    HiddenError,
    parts_beside,
    without_measurements,
)
from mdt_board.model.interpretation import Finding, Unanswered

_looks_at_measurements: set[str] = set()  # ids of rules; it only grows

Answer = Finding | Unanswered | None


def ask(rules: Iterable[Rule], facts: Facts) -> Answers:
    """Return what the rules say of the case, in their order."""
    rules = tuple(rules)
    findings: dict[str, Finding] = {}
    unanswered: dict[str, Unanswered] = {}
    known, remembered = _beside_measurements(rules, facts)
    facts.remembered.update(remembered)
    for rule in rules:
        said = known[rule.id] if rule.id in known else rule.apply(facts)
        if isinstance(said, Finding):
            findings[rule.id] = said
        elif said is not None:
            unanswered[rule.id] = said
    return Answers(findings=findings, unanswered=unanswered)


@kept(lambda _, facts: parts_beside(facts))
def _beside_measurements(
    rules: tuple[Rule, ...], facts: Facts
) -> tuple[dict[str, Answer], dict[object, Any]]:
    """Return the answers of the rules that do without measurements, by rule id.

    And what was remembered of the facts meanwhile: that does without them too.
    """
    unmeasured = without_measurements(facts)
    answers: dict[str, Answer] = {}
    for rule in rules:
        if rule.id in _looks_at_measurements:
            continue
        try:
            answers[rule.id] = rule.apply(unmeasured)
        except HiddenError:
            _looks_at_measurements.add(rule.id)
    return answers, unmeasured.remembered
