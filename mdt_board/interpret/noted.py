"""Facts, answers and a situation that note in a `Reader` what is looked at.

They are what they stand for in every other way. Whoever keeps one of them keeps what
was true of one version of the case only: questions answer with records and words.
"""

from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from mdt_board.interpret.derived import CLINICAL
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.hypotheses import Answers
from mdt_board.interpret.reading import Notes, Reader, bit_if_read, bit_of, same
from mdt_board.interpret.situation import Situation
from mdt_board.model.base import Record
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Band, Finding, TimePoint, Unanswered
from mdt_board.model.molecular import Molecular
from mdt_board.model.oncology import Oncology
from mdt_board.model.pathology import Pathology
from mdt_board.model.radiology import Radiology

T = TypeVar("T")
FINDING, SPOKE = "finding", "spoke"
WHO_SPOKE, WHO_IS_OPEN = bit_of("who-spoke"), bit_of("who-is-open")
HAS_LATEST = bit_of(("latest", "is-there"))
BANDS = bit_of(("situation", "bands"))
# Disciplines bring many records: what is read of each list is noted apart.
SECTIONS: dict[str, type[Record]] = {
    "oncology": Oncology,
    "radiology": Radiology,
    "pathology": Pathology,
    "molecular": Molecular,
}


def _noting(kind: str, name: str) -> property:
    """Return a property that notes that it was read, and gives what it stands for."""
    bit = bit_of((kind, name))

    def read(self: Any) -> Any:
        self.reader.reads |= bit
        return getattr(self.of, name)

    return property(read)


def _bits(kind: str, names: Iterable[str]) -> tuple[int, ...]:
    return tuple(bit_of((kind, name)) for name in names)


class _Noted:
    """Something of which reading is noted."""

    __slots__ = ("of", "reader")

    def __init__(self, of: object, reader: Reader) -> None:
        self.of = of
        self.reader = reader


def _section(name: str, model: type[Any]) -> type[_Noted]:
    members = {f: _noting(name, f) for f in model.model_fields}
    return type(f"_Noted{name.title()}", (_Noted,), {"__slots__": (), **members})


_SECTIONS = {name: _section(name, model) for name, model in SECTIONS.items()}
_SECTION_BITS = {name: _bits(name, of.model_fields) for name, of in SECTIONS.items()}


class _NotedCase(_Noted):
    """A case; what the board writes about it is not there for any rule."""

    __slots__ = tuple(SECTIONS)

    def __init__(self, of: Case, reader: Reader) -> None:
        super().__init__(of, reader)
        for name, section in _SECTIONS.items():
            setattr(self, name, section(getattr(of, name), reader))


for _name in CLINICAL:
    if _name not in SECTIONS:
        setattr(_NotedCase, _name, _noting("case", _name))

_FACTS = tuple(f.name for f in fields(Facts) if f.name not in ("case", "remembered"))
_FACTS_OF = attrgetter(*_FACTS)
_FACT_BITS = _bits("facts", _FACTS)
_VISIT = tuple(f.name for f in fields(TimePoint))
_VISIT_OF = attrgetter(*_VISIT)
_VISIT_BITS = _bits("latest", _VISIT)


class _NotedVisit(TimePoint):
    """The latest visit, of which every field is noted: an edit moves few of them."""

    __slots__ = ("of", "reader")


for _name in _VISIT:
    setattr(_NotedVisit, _name, _noting("latest", _name))


class _NotedFacts(Facts):
    """Facts of which every field is noted; shared questions are asked of the reader."""

    __slots__ = ("noted", "of", "reader", "visit")
    reader: Reader
    visit: TimePoint | None

    @property
    def latest(self) -> TimePoint | None:
        """The last time point that was assessed."""
        self.reader.reads |= HAS_LATEST
        return self.visit

    def recall(self, calculate: Callable[[Facts], T]) -> T:
        """Return what several rules ask for."""
        answer: T = self.reader.recall(calculate)
        return answer


for _name in _FACTS:
    setattr(_NotedFacts, _name, _noting("facts", _name))
_NotedFacts.case = property(lambda facts: facts.noted)  # type: ignore[assignment,misc]  # noted itself


def _made(kind: type[T], **values: object) -> T:
    """Return a noted object; what it stands for is frozen and needs no fields."""
    made = object.__new__(kind)
    for name, value in values.items():
        object.__setattr__(made, name, value)
    return made


def noted_facts(facts: Facts, reader: Reader) -> Facts:
    """Return the facts as questions are to read them."""
    case, latest = _NotedCase(facts.case, reader), facts.latest
    visit = latest and _made(_NotedVisit, of=latest, reader=reader)
    reader.facts = _made(_NotedFacts, of=facts, reader=reader, noted=case, visit=visit)
    return cast(Facts, reader.facts)


class _NotedFindings(Mapping[str, Finding]):
    """Findings of which each is noted by its rule."""

    __slots__ = ("of", "reader")

    def __init__(self, of: Mapping[str, Finding], reader: Reader) -> None:
        self.of = of
        self.reader = reader

    def __getitem__(self, rule: str) -> Finding:
        self.reader.reads |= bit_of((FINDING, rule))
        return self.of[rule]

    def get(self, rule: str, default: Any = None) -> Any:
        self.reader.reads |= bit_of((FINDING, rule))
        return self.of.get(rule, default)

    def __contains__(self, rule: object) -> bool:
        self.reader.reads |= bit_of((SPOKE, rule))
        return rule in self.of

    def __iter__(self) -> Iterator[str]:
        self.reader.reads |= WHO_SPOKE
        return iter(self.of)

    def __len__(self) -> int:
        self.reader.reads |= WHO_SPOKE
        return len(self.of)

    def keys(self) -> KeysView[str]:
        self.reader.reads |= WHO_SPOKE
        return self.of.keys()


class _NotedAnswers(Answers):
    """What the rules said, of which every look is noted."""

    __slots__ = ("noted", "of", "reader")
    of: Answers
    reader: Reader

    def spoke(self, *rule_ids: str) -> bool:
        """Say whether any of these rules concluded something."""
        self.reader.reads |= _spoke_bits(rule_ids)
        return not self.of.findings.keys().isdisjoint(rule_ids)


_NotedAnswers.findings = property(lambda answers: answers.noted)  # type: ignore[assignment,misc]  # noted itself


def _unanswered(answers: Any) -> Mapping[str, Unanswered]:
    answers.reader.reads |= WHO_IS_OPEN
    unanswered: Mapping[str, Unanswered] = answers.of.unanswered
    return unanswered


_NotedAnswers.unanswered = property(_unanswered)  # type: ignore[assignment,misc]  # as a whole


@lru_cache(maxsize=1024)
def _spoke_bits(rule_ids: tuple[str, ...]) -> int:
    return union(bit_of((SPOKE, rule)) for rule in rule_ids)


def union(bits: Iterable[int]) -> int:
    """Return all the bits together."""
    every = 0
    for bit in bits:
        every |= bit
    return every


def noted_answers(answers: Answers, reader: Reader) -> Answers:
    """Return what the rules said as questions are to read it."""
    findings = _NotedFindings(answers.findings, reader)
    return _made(_NotedAnswers, of=answers, reader=reader, noted=findings)


class _NotedSituation(Situation):
    """A situation of which every field is noted; facts and answers note themselves."""

    __slots__ = ("before", "noted_answers", "noted_facts", "notes", "of", "reader")
    before: Notes
    notes: Notes
    of: Situation
    reader: Reader

    def ask(self, question: Callable[[Situation], T]) -> T:
        """Return the answer, from the version before where it holds.

        A question that asks another one reads what that one reads.
        """
        note = self.notes.get(question)
        if note is None:
            note = self.reader.answer(self.before.get(question), question, self)
            self.notes[question] = note
        self.reader.add(note)
        answer: T = note.answer
        return answer

    def band(self, hypothesis: str) -> Band | None:
        """Return the band of a hypothesis; None when nothing bears on it."""
        self.reader.reads |= BANDS
        return self.of.band(hypothesis)


_SITUATION = ("growth", "discordance", "differential", "red_flags")
_SITUATION_OF = attrgetter(*_SITUATION)
_SITUATION_BITS = _bits("situation", _SITUATION)
for _name in _SITUATION:
    setattr(_NotedSituation, _name, _noting("situation", _name))
_NotedSituation.facts = property(lambda s: s.noted_facts)  # type: ignore[assignment,misc]  # noted itself
_NotedSituation.answers = property(lambda s: s.noted_answers)  # type: ignore[assignment,misc]  # noted itself


def noted_situation(
    situation: Situation,
    answers: Answers,
    reader: Reader,
    notes: Notes,
    before: Notes,
) -> Situation:
    """Return the situation as questions are to read it; ``answers`` noted themselves.

    ``notes`` are those that hold, ``before`` all of the version before.
    """
    return _made(
        _NotedSituation,
        of=situation,
        reader=reader,
        notes=notes,
        before=before,
        noted_facts=reader.facts,
        noted_answers=answers,
    )


def changed_facts(before: Facts, now: Facts) -> int:
    """Return the bits of what is another in these facts."""
    facts = _changed(_FACTS_OF(before), _FACTS_OF(now), _FACT_BITS)
    visit = _changed_visit(before.latest, now.latest)
    return _changed_case(before.case, now.case) | facts | visit


def _changed(
    before: tuple[Any, ...], now: tuple[Any, ...], bits: tuple[int, ...]
) -> int:
    changed = 0
    for old, new, bit in zip(before, now, bits, strict=True):
        if old is not new and not same(old, new):
            changed |= bit
    return changed


def _changed_visit(before: TimePoint | None, now: TimePoint | None) -> int:
    if before is now:
        return 0
    if before is None or now is None:
        return HAS_LATEST
    return _changed(_VISIT_OF(before), _VISIT_OF(now), _VISIT_BITS)


def _changed_case(before: Case, now: Case) -> int:
    changed = 0
    for name in CLINICAL:
        old, new = before.__dict__[name], now.__dict__[name]
        if old is new:
            continue
        if name in SECTIONS:
            parts, bits = SECTIONS[name].model_fields, _SECTION_BITS[name]
            were = tuple(map(old.__dict__.__getitem__, parts))
            changed |= _changed(were, tuple(map(new.__dict__.__getitem__, parts)), bits)
        elif not same(old, new):
            changed |= bit_of(("case", name))
    return changed


def changed_answers(before: Answers, now: Answers) -> int:
    """Return the bits of what the rules say otherwise."""
    changed = 0
    old, new = before.findings, now.findings
    for rule in old.keys() | new.keys():
        one, other = old.get(rule), new.get(rule)
        if one is not other:
            changed |= bit_if_read((FINDING, rule))
            if one is None or other is None:
                changed |= WHO_SPOKE | bit_if_read((SPOKE, rule))
    were, are = before.unanswered, now.unanswered
    if were.keys() != are.keys() or any(are[r] is not u for r, u in were.items()):
        changed |= WHO_IS_OPEN
    return changed


def changed_situation(before: Situation, now: Situation) -> int:
    """Return the bits of what is another in the situation, beside facts and answers."""
    found = _changed(_SITUATION_OF(before), _SITUATION_OF(now), _SITUATION_BITS)
    if before.differential is now.differential:
        return found
    bands = [[(h.id, h.band) for h in s.differential] for s in (before, now)]
    return found | (BANDS if bands[0] != bands[1] else 0)
