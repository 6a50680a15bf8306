"""What the rules on mimics share: the drug, its start, the lesions of an organ."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.response.assessed import Answer
from mdt_board.interpret.response.mimic_signs import Suspect, weeks_between
from mdt_board.interpret.response.visits import naming
from mdt_board.interpret.rule import Check, Unknown
from mdt_board.model.interpretation import TimePoint
from mdt_board.model.oncology import Treatment
from mdt_board.model.text import Message, Word, Written


def at_growth(judge: Callable[[Facts, TimePoint], Answer]) -> Check:
    """Let a rule judge the latest visit after the baseline.

    Where there is none nothing has grown yet: silent. Which roles or days are missing
    for the criteria is said once, by the rules on the category.
    """

    @wraps(judge)
    def check(facts: Facts) -> Answer:
        latest = facts.latest
        is_follow_up = latest and not latest.is_baseline and latest.overall
        return judge(facts, latest) if latest and is_follow_up else None

    return check


def current_of(
    facts: Facts, classes: frozenset[str] | set[str]
) -> tuple[Treatment, str] | None:
    """Return the current treatment with a drug of these classes, and the drug."""
    if not classes & facts.exposure.current_classes:
        return None
    found = (
        (t, d) for t in facts.exposure.current for d in drugs_of(facts, t, classes)
    )
    return next(found, None)


def drugs_of(
    facts: Facts, treatment: Treatment, classes: frozenset[str] | set[str]
) -> list[str]:
    """Return the drugs of a treatment that are of these classes, as recorded."""
    names = (d.name for d in treatment.drugs)
    return [n for n in names if classes & classes_of(n, facts.knowledge)]


def weeks_since_start(treatment: Treatment, on: date) -> int | None:
    """Return the whole weeks of treatment; None when its first day is not known."""
    begun = treatment.started_on.exact if treatment.started_on else None
    return None if begun is None else weeks_between(begun, on)


def of_organ(facts: Facts, organs: set[str]) -> list[Suspect]:
    """Return what grew or came in these organs."""
    return [
        s
        for s in facts.suspects
        if organs & classes_of(s.lesion.organ, facts.knowledge)
    ]


def naming_of(facts: Facts, suspects: Iterable[Suspect]) -> Written:
    """Name the lesions in a sentence."""
    return naming(facts.case.radiology, (s.lesion for s in suspects))


def seen_of(suspects: Iterable[Suspect]) -> tuple[str, ...]:
    """Return the ids of what was seen of them at the latest visit."""
    return tuple(record for s in suspects for record in s.records)


def asks(text: str, about: Written | None = None) -> Unknown:
    """Say what the case lacks, of which lesions."""
    words: dict[str, Word] = {"lesions": about} if about else {}
    return Unknown((Message(text, words),))
