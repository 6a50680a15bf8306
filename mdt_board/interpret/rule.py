"""What a rule is: a documented function of facts, with an id and its references."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mdt_board.interpret.facts import Facts
from mdt_board.model.interpretation import Finding, Level, Reference, Tag, Unanswered
from mdt_board.model.text import Message, Word


@dataclass(frozen=True, slots=True)
class Because:
    """What in the case made a rule conclude: record ids, and words for the sentence."""

    records: tuple[str, ...]
    words: Mapping[str, Word] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unknown:
    """What the case lacks, so that a rule cannot conclude either way."""

    missing: tuple[Message, ...]


Check = Callable[[Facts], Because | Unknown | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named, cited function from facts to a conclusion.

    It speaks (`Because`), does not know (`Unknown`), or is silent (``None``): it
    looked and found nothing.
    """

    id: str
    sentence: str
    references: tuple[Reference, ...]
    check: Check
    level: Level = Level.INFO
    tag: Tag | None = None

    def __post_init__(self) -> None:
        """Refuse a rule that cites nothing."""
        if not self.references:
            raise ValueError(f"{self.id}: a rule must cite at least one reference")

    def apply(self, facts: Facts) -> Finding | Unanswered | None:
        """Ask the rule; a conclusion leaves with the rule's id and references."""
        found = self.check(facts)
        if found is None:
            return None
        if isinstance(found, Unknown):
            return Unanswered(self.id, found.missing)
        return Finding(
            rule=self.id,
            message=Message(self.sentence, found.words),
            records=found.records,
            references=tuple(r.id for r in self.references),
            tag=self.tag or self.references[0].tag,
            level=self.level,
        )


def rule(
    rule_id: str,
    sentence: str,
    *references: Reference,
    level: Level = Level.INFO,
    tag: Tag | None = None,
) -> Callable[[Check], Rule]:
    """Turn the decorated check into a rule.

    ``tag`` is given where the rule is less well founded than its first reference.
    """
    return lambda check: Rule(rule_id, sentence, references, check, level, tag)
