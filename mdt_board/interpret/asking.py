"""Asking about a version of a case what its last version does not answer already.

Most edits at a board are of one value, and most of what is asked never looks at it. The
notes of the last version of a few cases are kept; see `reading`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from typing import TypeVar, cast

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.hypotheses import Answers
from mdt_board.interpret.noted import (
    changed_answers,
    changed_facts,
    changed_situation,
    noted_answers,
    noted_facts,
    noted_situation,
)
from mdt_board.interpret.reading import Notes, Reader
from mdt_board.interpret.rule import Rule
from mdt_board.interpret.situation import Situation
from mdt_board.model.interpretation import Finding, Unanswered

T = TypeVar("T")
CASES_KEPT = 8


@dataclass(frozen=True, slots=True)
class _Version:
    """A version of a case: its notes, of which the first are those of the rules."""

    notes: Notes
    of_rules: int
    of_answers: int
    facts: Facts
    answers: Answers
    situation: Situation


_versions: dict[str, _Version] = {}  # the last of each case, by the case's id
_changing = Lock()


class Questions:
    """Everything that is asked about one version of a case, in the order of stages.

    Rules are asked of the facts, explanations of what the rules said, and the rest of
    the situation: each stage begins when the one before it is settled.
    """

    def __init__(self, facts: Facts) -> None:
        """Begin with what the last version of the case leaves standing."""
        before = _versions.get(facts.case.id)
        if before is not None and before.facts.knowledge is not facts.knowledge:
            before = None
        self._before = before
        self._reader = Reader(before.notes if before else {})
        self._plain = facts
        self.facts = noted_facts(facts, self._reader)
        if before:
            self._take_over(0, before.of_rules, changed_facts(before.facts, facts))

    def _take_over(self, first: int, last: int | None, changed: int) -> None:
        if self._before:
            notes = islice(self._before.notes.items(), first, last)
            self._reader.take_over(notes, changed)

    def rules(self, rules: Iterable[Rule]) -> Answers:
        """Return what the rules say of the case, in their order."""
        answer, facts = self._reader.answer, self.facts
        findings: dict[str, Finding] = {}
        unanswered: dict[str, Unanswered] = {}
        for rule in rules:
            said = answer(rule.id, rule.apply, facts)
            if isinstance(said, Finding):
                findings[rule.id] = said
            elif said is not None:
                unanswered[rule.id] = said
        return self._answered(Answers(findings, unanswered))

    def _answered(self, answers: Answers) -> Answers:
        self._answers, self._of_rules = answers, len(self._reader.notes)
        self.answers = noted_answers(answers, self._reader)
        if self._before:
            before = self._before
            changed = changed_answers(before.answers, answers)
            self._take_over(before.of_rules, before.of_answers, changed)
        return self.answers

    def of_answers(self, key: object, ask: Callable[[Answers], T]) -> T:
        """Return the answer to a question about what the rules said."""
        return cast(T, self._reader.answer(key, ask, self.answers))

    def situation(self, situation: Situation) -> Situation:
        """Return the situation as the questions about it are to read it."""
        self._situation, self._of_answers = situation, len(self._reader.notes)
        if self._before:
            before = self._before
            changed = changed_situation(before.situation, situation)
            self._take_over(before.of_answers, None, changed)
        return noted_situation(situation, self.facts, self.answers, self._reader)

    def keep(self) -> None:
        """Keep all notes for the next version of the case."""
        version = _Version(
            self._reader.notes,
            self._of_rules,
            self._of_answers,
            self._plain,
            self._answers,
            self._situation,
        )
        with _changing:
            _versions.pop(self._plain.case.id, None)
            if len(_versions) >= CASES_KEPT:
                del _versions[next(iter(_versions))]
            _versions[self._plain.case.id] = version
