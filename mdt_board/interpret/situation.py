"""What the last stages read: facts, what the rules said, and the differential."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from mdt_board.interpret.ctdna import discordance
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.hypotheses import Answers
from mdt_board.model.interpretation import Band, Finding, Hypothesis, RedFlag, Tag
from mdt_board.model.knowledge import MechanismRow
from mdt_board.model.oncology import Response

T = TypeVar("T")


def mechanisms_found(
    facts: Facts, answers: Answers
) -> list[tuple[MechanismRow, Finding]]:
    """Return the rows of resistance that spoke, each with its finding."""
    rows, findings = facts.knowledge.mechanism_by_id, answers.findings
    return [(rows[i], findings[i]) for i in findings if i in rows]


@dataclass(frozen=True, slots=True)
class Situation:
    """One case after the rules: which questions it raises and how they stand."""

    facts: Facts
    answers: Answers
    growth: bool
    discordance: bool
    differential: tuple[Hypothesis, ...]
    red_flags: tuple[RedFlag, ...]

    def ask(self, question: Callable[["Situation"], T]) -> T:
        """Return the answer to a question about the situation."""
        return question(self)

    def band(self, hypothesis: str) -> Band | None:
        """Return the band of a hypothesis; None when nothing bears on it."""
        return next((h.band for h in self.differential if h.id == hypothesis), None)

    @property
    def mechanisms(self) -> list[tuple[MechanismRow, Finding]]:
        """The rows of resistance that spoke, each with its finding."""
        return mechanisms_found(self.facts, self.answers)

    @property
    def overall(self) -> Response | None:
        """The overall response at the latest visit."""
        return self.facts.latest.overall if self.facts.latest else None

    @property
    def is_progression(self) -> bool:
        """Say whether the latest visit is progression by the criteria."""
        return self.overall in (Response.PD, Response.ICPD)

    @property
    def is_above_nadir_not_pd(self) -> bool:
        """Say whether the sum grew from its nadir without being progression."""
        latest = self.facts.latest
        if latest is None or latest.is_baseline or self.is_progression:
            return False
        if latest.target is Response.CR:
            return False  # only normal nodes vary
        return bool(latest.total and latest.nadir and latest.total > latest.nadir)

    @property
    def current_drugs(self) -> tuple[str, ...]:
        """The drugs of the current treatment, by name as recorded."""
        return tuple(d.name for t in self.facts.exposure.current for d in t.drugs)

    @property
    def is_tumor_dna(self) -> bool:
        """Say whether plasma carries DNA of the tumor, as far as can be told."""
        return self.answers.spoke(*discordance.TUMOR_RULES)

    @property
    def interacting_drugs(self) -> tuple[str, ...]:
        """The co-medication of checked interactions; unverified ones stay out."""
        return tuple(
            dict.fromkeys(
                i.co_medication.drug.name
                for i in self.facts.exposure.interactions
                if i.row.tag is not Tag.UNVERIFIED
            )
        )
