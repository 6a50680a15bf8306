"""Asking radiology to look again, knowing what plasma showed; and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from mdt_board.interpret.ctdna.evidence import wilson
from mdt_board.interpret.ctdna.site_hints import hints
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, ReReadRequest
from mdt_board.model.radiology import Reading, ReRead, ReReadAnswer, Study
from mdt_board.model.text import N_, Message, On, Term, Terms, Variants, Word

ANSWERED = "ctdna.reread.answered"
FOUND = frozenset({ReReadAnswer.SUSPICIOUS, ReReadAnswer.VISIBLE_IN_RETROSPECT})


@dataclass(frozen=True, slots=True)
class ReReadRate:
    """How often second looks at a site found something, with its 95 % interval.

    Fractions of one; ``None`` while nothing was answered.
    """

    asked: int
    answered: int
    found: int
    rate: Decimal | None
    low: Decimal | None
    high: Decimal | None


def site_rate(rereads: Iterable[ReRead]) -> ReReadRate:
    """Return the site's own rate; a request without an answer counts as asked only."""
    rows = list(rereads)
    answers = [r.answer for r in rows if r.answer is not None]
    found = sum(a in FOUND for a in answers)
    if not answers:
        return ReReadRate(len(rows), 0, 0, None, None, None)
    low, high = (Decimal(str(round(x, 4))) for x in wilson(found, len(answers)))
    rate = round(Decimal(found) / len(answers), 4)
    return ReReadRate(len(rows), len(answers), found, rate, low, high)


def requests(facts: Facts) -> tuple[ReReadRequest, ...]:
    """Return what to look at again: every current study read as negative.

    Only while plasma holds a positive that somebody has to explain; a study that was
    asked about already is left out.
    """
    positive = facts.suspicious
    if not positive or facts.coverage.is_negative is not True:
        return ()
    asked = {r.study for r in facts.case.radiology.rereads}
    studies = {s.id: s for s in facts.coverage.current.values()}
    organs = dict.fromkeys(site for _, row in hints(facts) for site in row.sites)
    why = (
        Message(
            N_("Plasma positive: {names}"),
            {"names": Variants(tuple(s.label for s in positive))},
        ),
    )
    return tuple(
        _request(s, facts, tuple(organs), why)
        for s in studies.values()
        if s.reading is Reading.NEGATIVE and s.id not in asked
    )


def _request(
    study: Study, facts: Facts, organs: tuple[str, ...], why: tuple[Message, ...]
) -> ReReadRequest:
    regions = tuple(r for r, s in facts.coverage.current.items() if s.id == study.id)
    prior = _prior(study, facts)
    words: dict[str, Word] = {"regions": Terms(regions), "on": On(study.on.last)}
    text = N_("Look again at {regions} of {on}, knowing the plasma result")
    if prior is not None:
        words["prior"] = On(prior.on.last)
        text = N_(
            "Look again at {regions} of {on}, beside the study of {prior}, knowing the "
            "plasma result"
        )
    return ReReadRequest(
        study=study.id,
        accession=study.accession,
        series=study.series,
        on=study.on.last,
        regions=regions,
        organs=tuple(o for o in organs if _region_of(o, facts) in regions),
        prior=prior.id if prior else "",
        prior_on=prior.on.last if prior else None,
        message=Message(text, words),
        why=why,
    )


def _region_of(organ: str, facts: Facts) -> str:
    row = facts.knowledge.terms.get(organ)
    return next(iter(row.parents), organ) if row else organ


def _prior(study: Study, facts: Facts) -> Study | None:
    """Return the latest earlier study that shares a region with it."""
    earlier = [
        s
        for s in facts.case.radiology.studies
        if not s.is_not_done
        and s.on.is_before(study.on)
        and set(s.regions) & set(study.regions)
    ]
    return max(earlier, key=lambda s: (s.on.last, s.id), default=None)


@rule(
    ANSWERED,
    N_("{regions}, looked at again: {answer}, since {on}"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def reread_answered(facts: Facts) -> Because | Unknown | None:
    """A second look found something, and since when it can be seen.

    When  a re-read was answered suspicious or visible in retrospect
    Then  says what and from which day on; pathology remains the standard
    Else  unknown while a request has no answer; silent otherwise
    """
    rows = facts.case.radiology.rereads
    found = [r for r in rows if r.answer in FOUND]
    if found:
        latest = max(found, key=lambda r: (str(r.answered_on or ""), r.id))
        return _said(latest, facts)
    if any(r.answer is None for r in rows):
        return Unknown((Message(N_("radiology's answer to the re-read")),))
    return None


def _said(row: ReRead, facts: Facts) -> Because | Unknown:
    studies = {s.id: s for s in facts.case.radiology.studies}
    since = row.first_visible_on
    if since is None and row.study in studies:
        since = studies[row.study].on
    if since is None or row.answer is None:
        return Unknown((Message(N_("the study that was looked at again")),))
    regions = row.regions or (
        studies[row.study].regions if row.study in studies else ()
    )
    words: dict[str, Word] = {
        "regions": Terms(regions),
        "answer": Term(f"reread.{row.answer.value}"),
        "on": On(since.first),
    }
    return Because((row.id, row.study), words)


RULES: tuple[Rule, ...] = (reread_answered,)
