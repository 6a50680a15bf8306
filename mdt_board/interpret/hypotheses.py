"""How findings add up to a differential: what speaks for, against, what is missing.

An explanation names the rules that speak for and against it; the reasons shown are the
findings' own sentences. Bands are counted, not computed from probabilities, and say so
by the tag J: nobody has validated them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mdt_board.model.interpretation import (
    Band,
    Finding,
    Hypothesis,
    Reason,
    Tag,
    Unanswered,
)

# Two more reasons for than against make a hypothesis likely [J].
LIKELY_MARGIN = 2
PROOF = 3  # what proves a hypothesis outweighs two reasons against it [J]
_ORDER = {
    Band.LEADING: 0,
    Band.LIKELY: 1,
    Band.POSSIBLE: 2,
    Band.NOT_ASSESSABLE: 3,
    Band.UNLIKELY: 4,
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """One hypothesis with the ids of the rules that bear on it.

    ``missing`` are rules whose silence for want of data leaves a gap. Where ``core`` is
    given, the rules for it count only beside one of these. An explanation that
    ``never_leads`` stays below the others whatever speaks for it; one that leads
    ``from_margin`` needs so many more reasons for than against; one of a higher
    ``layer`` (a pattern or a category, no cause) yields to every cause of a lower one
    for which more speaks than against. ``proof`` are rules that settle it by
    themselves. ``place`` is the place in the order in which causes are excluded.
    """

    id: str
    for_: frozenset[str]
    against: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    core: frozenset[str] = frozenset()
    settled_by: str = ""
    never_leads: bool = False
    from_margin: int = 0
    layer: int = 0
    proof: frozenset[str] = frozenset()
    place: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """What the rules said of one case, by rule id."""

    findings: Mapping[str, Finding]
    unanswered: Mapping[str, Unanswered]

    def spoke(self, *rule_ids: str) -> bool:
        """Say whether any of these rules concluded something."""
        return not self.findings.keys().isdisjoint(rule_ids)

    def records(self, *rule_ids: str) -> tuple[str, ...]:
        """Return the records that these rules rest on."""
        found = (self.findings[r].records for r in rule_ids if r in self.findings)
        return tuple(dict.fromkeys(record for records in found for record in records))


Weighed = tuple[Hypothesis, Explanation, int]


def weigh(weighed: Iterable[Weighed | None]) -> tuple[Hypothesis, ...]:
    """Return the hypotheses by band, each with its reasons; at most one leads.

    An explanation that nothing bears on is left out; the order of equals is kept.
    """
    known = [w for w in weighed if w]
    known.sort(key=lambda w: (_ORDER[w[0].band], w[1].layer, -w[2]))
    ranked = [h for h, _, _ in known]
    able = [w for w in known if _can_lead(*w)]
    if not able:
        return tuple(ranked)
    first = min(able, key=lambda w: (w[2] < 1, w[1].layer))[0]
    others = [h for h in ranked if h is not first]
    return (replace(first, band=Band.LEADING), *others)


def _can_lead(hypothesis: Hypothesis, explanation: Explanation, margin: int) -> bool:
    is_standing = hypothesis.band in (Band.LIKELY, Band.POSSIBLE)
    is_able = not explanation.never_leads and margin >= explanation.from_margin
    return is_standing and is_able


def weighed(explanation: Explanation, answers: Answers) -> Weighed | None:
    """Return the hypothesis, and by how much more speaks for it than against it."""
    spoke, unanswered = answers.findings.keys(), answers.unanswered
    has_core = not explanation.core or not explanation.core.isdisjoint(spoke)
    for_ = _reasons(explanation.for_, answers) if has_core else ()
    against = _reasons(explanation.against, answers)
    missing = tuple(
        Reason(message, rule=rule)
        for rule in sorted(explanation.missing.intersection(unanswered))
        for message in unanswered[rule].missing
    )
    if not (for_ or against or missing):
        return None
    proofs = len(explanation.proof.intersection(spoke))
    weight = _weight(for_) + proofs * (PROOF - 1)
    hypothesis = Hypothesis(
        id=explanation.id,
        band=_band(weight, _weight(against)),
        for_=for_,
        against=against,
        missing=missing,
        settled_by=explanation.settled_by,
        place=explanation.place,
    )
    return hypothesis, explanation, weight - _weight(against)


def _reasons(rules: frozenset[str], answers: Answers) -> tuple[Reason, ...]:
    """Return what these rules found, in the order of the rules."""
    spoke = answers.findings.keys()
    if rules.isdisjoint(spoke):
        return ()
    found = [answers.findings[rule] for rule in spoke if rule in rules]
    return tuple([Reason(f.message, f.records, f.rule, f.tag) for f in found])


def _weight(reasons: tuple[Reason, ...]) -> int:
    """Count the reasons that may count: unverified ones are shown, not counted."""
    return len([r for r in reasons if r.tag is not Tag.UNVERIFIED])


def _band(for_: int, against: int) -> Band:
    if not for_ and not against:
        return Band.NOT_ASSESSABLE
    if not for_ or against > for_:
        return Band.UNLIKELY
    return Band.LIKELY if for_ - against >= LIKELY_MARGIN else Band.POSSIBLE
