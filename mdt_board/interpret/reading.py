"""Questions about a case, each asked again only when something that it read is another.

Records are frozen and an edit leaves the parts that it does not touch the same objects.
So every question (a rule, a next step, a calculation that several rules share) is asked
with facts that note what is looked at, and its answer holds for the next version of the
case until one of those things changes. Nobody declares what a rule reads, and no
declaration can be wrong. What is kept is what the question would answer again.

What can be read is a bit, what a question read a number of bits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from operator import attrgetter
from threading import Lock
from typing import Any, NamedTuple

from mdt_board.model.base import Record

_bits: dict[object, int] = {}  # by what can be read; it only grows
_growing = Lock()


def bit_of(what: object) -> int:
    """Return the bit of something that can be read, always the same."""
    bit = _bits.get(what)
    if bit is None:
        with _growing:
            bit = _bits.setdefault(what, 1 << len(_bits))
    return bit


def bit_if_read(what: object) -> int:
    """Return the bit of what somebody read once, 0 where nobody ever did."""
    return _bits.get(what, 0)


def same(one: object, other: object) -> bool:
    """Say whether two answers are the same to the last digit.

    Equality is too little: 12.5 equals 12.50 and is printed otherwise, and what is read
    of a dict in its order depends on that order. Records of a case are the same when
    they are one object, sets when they hold text only.
    """
    return one is other or (one == other and _is_exact(one, other))


def _is_exact(one: Any, other: Any) -> bool:
    """Say whether equal answers are written alike, too."""
    kind = type(one)
    if kind is not type(other):
        return False
    how = _HOW.get(kind)
    if how is None:
        how = _HOW[kind] = _how(kind)
    return how(one, other)


def _how(kind: type) -> Callable[[Any, Any], bool]:
    if is_dataclass(kind):
        parts = attrgetter(*(f.name for f in fields(kind)), "__class__")
        return lambda one, other: _are_exact(parts(one), parts(other))
    known = (how for kinds, how in _OF_KINDS if issubclass(kind, kinds))
    return next(known, lambda one, other: True)


def _in_one_order(one: dict[Any, Any], other: dict[Any, Any]) -> bool:
    is_in_order = [*one] == [*other]
    return is_in_order and _are_exact([*one.items()], [*other.items()])


def _are_exact(some: Sequence[Any], others: Sequence[Any]) -> bool:
    if len(some) != len(others):
        return False
    for one, other in zip(some, others, strict=True):
        if one is not other and not _is_exact(one, other):
            return False
    return True


_OF_KINDS: tuple[tuple[tuple[type, ...], Callable[[Any, Any], bool]], ...] = (
    ((tuple, list), _are_exact),
    ((dict,), _in_one_order),
    ((set, frozenset), lambda one, other: all(isinstance(m, str) for m in one)),
    ((Record,), lambda one, other: False),
    ((Decimal, float), lambda one, other: repr(one) == repr(other)),
)
_HOW: dict[type, Callable[[Any, Any], bool]] = {}

Question = Callable[[Any], Any]


class Note(NamedTuple):
    """An answer, what the question read, the questions it asked, and its own bit."""

    answer: Any
    reads: int
    asked: tuple[Question, ...]
    bit: int


Notes = dict[object, Note]
NOTHING: Mapping[object, Note] = {}


class Reader:
    """Asks questions of one version of a case, with the notes of the version before.

    ``changed`` are the bits of what is another now; ``maybe`` those of shared questions
    that read one of these and were not asked again yet. ``facts`` is what shared
    questions are asked of. ``shared`` are their notes, in the order of answering.
    """

    def __init__(self, before: Mapping[object, Note] = NOTHING) -> None:
        """Begin with the notes of the version before, of which none holds yet."""
        self.facts: Any = None
        self.shared: Notes = {}
        self.changed = self.maybe = self.reads = 0
        self.asked: list[Question] = []
        self._before = before

    def begin(self, changed: int) -> None:
        """Take over the shared questions that did not read what is ``changed``.

        What one of them asked stands before it.
        """
        other = changed
        for ask, note in self._before.items():
            if note.reads & other:
                other |= note.bit
            else:
                self.shared[ask] = note
        self.changed, self.maybe = changed, other & ~changed

    def standing(self, notes: Mapping[object, Note], changed: int) -> Notes:
        """Return those of the notes that hold now that ``changed`` is another, too."""
        self.changed |= changed
        other = self.changed | self.maybe
        return {key: note for key, note in notes.items() if not note.reads & other}

    def recall(self, ask: Question) -> Any:
        """Return the answer to a question that others ask for, and note that they did.

        Whoever asks for it is asked again only when the answer is another.
        """
        note = self.shared.get(ask) or self._settled(ask)
        self.reads |= note.bit
        self.asked.append(ask)
        return note.answer

    def add(self, note: Note) -> None:
        """Note what a question read on behalf of the one that asked it."""
        self.reads |= note.reads
        self.asked += note.asked

    def _settled(self, ask: Question) -> Note:
        """Ask a shared question that is new, or that read what may be another."""
        before, bit = self._before.get(ask), bit_of(ask)
        note = self.answer(before, ask, self.facts, bit)
        if before is None or note.answer is not before.answer:
            self.changed |= bit
        self.maybe &= ~bit
        self.shared[ask] = note
        return note

    def answer(
        self, before: Note | None, ask: Question, subject: Any, bit: int = 0
    ) -> Note:
        """Return the note of a question: the one ``before`` where it holds."""
        if before is not None and self._holds(before):
            return before
        reads, asked = self.reads, self.asked
        self.reads, self.asked = 0, []
        try:
            answer = ask(subject)
            if before is not None and same(before.answer, answer):
                answer = before.answer
            return Note(answer, self.reads, tuple(dict.fromkeys(self.asked)), bit)
        finally:
            self.reads, self.asked = reads, asked

    def _holds(self, note: Note) -> bool:
        """Say whether an answer holds; what it asked is settled in the same order."""
        if note.reads & self.changed:
            return False
        for ask in note.asked:
            if ask not in self.shared:
                self._settled(ask)
                if note.reads & self.changed:
                    return False
        return True
