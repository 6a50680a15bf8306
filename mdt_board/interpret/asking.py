"""Asking about a version of a case what its last version does not answer already.

Most edits at a board are of one value, and most of what is asked never looks at it. The
notes of the last version of a few cases are kept; see `reading`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

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
    """A version of a case: what each stage began with, and the notes it left."""

    facts: Facts
    answers: Answers
    situation: Situation
    shared: Notes
    rules: Notes
    explanations: Notes
    plans: Notes


_versions: dict[str, _Version] = {}  # the last of each case, by the case's id
_changing = Lock()


def questions_about(facts: Facts) -> "Questions":
    """Return who asks about this version of a case.

    The first version is asked without notes: most cases are read and never edited.
    """
    before = _versions.get(facts.case.id)
    if before is None or before.facts.knowledge is not facts.knowledge:
        return Questions(facts)
    return _Resumed(facts, before)


class Questions:
    """Everything that is asked about one version of a case, in the order of stages.

    Rules are asked of the facts, explanations of what the rules said, and the rest of
    the situation: each stage begins when the one before it is settled. ``facts`` and
    ``answers`` are as questions are to read them, ``said`` what the rules said.
    """

    facts: Facts
    answers: Answers
    said: Answers

    def __init__(self, facts: Facts) -> None:
        """Begin with facts that nobody asked about."""
        self.facts = self._plain = facts
        self._rules: Notes = {}
        self._explanations: Notes = {}
        self._plans: Notes = {}
        self._shared: Notes = {}

    def rules(self, rules: tuple[Rule, ...]) -> None:
        """Ask the rules of the case, in their order."""
        facts = self.facts
        self.said = self.answers = _sorted({r.id: r.apply(facts) for r in rules})

    def of_answers(self, key: object, ask: Callable[[Answers], T]) -> T:
        """Return the answer to a question about what the rules said."""
        return ask(self.answers)

    def situation(self, situation: Situation) -> Situation:
        """Return the situation as the questions about it are to read it."""
        self._situation = situation
        return situation

    def keep(self) -> None:
        """Keep all notes for the next version of the case."""
        version = _Version(
            self._plain,
            self.said,
            self._situation,
            self._shared,
            self._rules,
            self._explanations,
            self._plans,
        )
        with _changing:
            _versions.pop(self._plain.case.id, None)
            if len(_versions) >= CASES_KEPT:
                del _versions[next(iter(_versions))]
            _versions[self._plain.case.id] = version


class _Resumed(Questions):
    """What the version before leaves standing is not asked again."""

    def __init__(self, facts: Facts, before: _Version) -> None:
        """Begin with the notes that hold of the facts."""
        super().__init__(facts)
        self._before = before
        self._reader = Reader(before.shared)
        self._reader.begin(changed_facts(before.facts, facts))
        self._shared = self._reader.shared
        self._rules = self._reader.standing(before.rules, 0)
        self.facts = noted_facts(facts, self._reader)

    def rules(self, rules: tuple[Rule, ...]) -> None:
        """Ask the rules of the case, in their order."""
        notes, before, ask = self._rules, self._before, self._reader.answer
        for rule in [r for r in rules if r.id not in notes]:
            notes[rule.id] = ask(before.rules.get(rule.id), rule.apply, self.facts)
        said = self.said = _sorted({r.id: notes[r.id].answer for r in rules})
        self.answers = noted_answers(said, self._reader)
        changed = changed_answers(before.answers, said)
        self._explanations = self._reader.standing(before.explanations, changed)

    def of_answers(self, key: object, ask: Callable[[Answers], T]) -> T:
        """Return the answer to a question about what the rules said."""
        note = self._explanations.get(key)
        if note is None:
            known = self._before.explanations.get(key)
            note = self._reader.answer(known, ask, self.answers)
            self._explanations[key] = note
        answer: T = note.answer
        return answer

    def situation(self, situation: Situation) -> Situation:
        """Return the situation as the questions about it are to read it."""
        super().situation(situation)
        before, reader = self._before, self._reader
        changed = changed_situation(before.situation, situation)
        self._plans = reader.standing(before.plans, changed)
        return noted_situation(
            situation, self.answers, reader, self._plans, before.plans
        )


def _sorted(said: Mapping[str, Finding | Unanswered | None]) -> Answers:
    findings: dict[str, Finding] = {}
    unanswered: dict[str, Unanswered] = {}
    for rule, answer in said.items():
        if answer is not None:
            if isinstance(answer, Finding):
                findings[rule] = answer
            else:
                unanswered[rule] = answer
    return Answers(findings, unanswered)
