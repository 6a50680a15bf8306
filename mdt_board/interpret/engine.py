"""Every rule there is, and the five stages in which they are applied to a case.

Facts → rules → differential → next steps → guardrails. Pure: the same case, knowledge
and day give the same interpretation.
"""

from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain

from mdt_board.interpret import laboratory
from mdt_board.interpret.access import with_access
from mdt_board.interpret.asking import Questions, questions_about
from mdt_board.interpret.completeness import completeness
from mdt_board.interpret.ctdna import discordance, imaging_positive, mrd, reread
from mdt_board.interpret.ctdna.discriminating import best_test
from mdt_board.interpret.deciding_tests import deciding_tests
from mdt_board.interpret.derived import CLINICAL
from mdt_board.interpret.facts import Facts, derive
from mdt_board.interpret.guardrails import guardrails
from mdt_board.interpret.headline import headline
from mdt_board.interpret.hypotheses import Answers, Explanation, weigh, weighed
from mdt_board.interpret.kept import kept, one_day
from mdt_board.interpret.next_steps import next_steps
from mdt_board.interpret.red_flags import red_flags
from mdt_board.interpret.references import BY_ID
from mdt_board.interpret.resistance import (
    adherence,
    amplification,
    concordance,
    continuation,
    differential,
    growth_points,
    marker_change,
    mechanisms,
    met_threshold,
    oligoprogression,
    progression,
    transformation,
    unexplained,
    unrecorded_driver,
)
from mdt_board.interpret.resistance.details import details_of
from mdt_board.interpret.response import (
    growth,
    immunotherapy,
    irecist_limits,
    measurability_rules,
    mimics,
    other_criteria,
)
from mdt_board.interpret.response.irecist import best_of
from mdt_board.interpret.rule import Rule
from mdt_board.interpret.situation import Situation
from mdt_board.model.case import Case
from mdt_board.model.interpretation import (
    Band,
    Concordance,
    Finding,
    GrowthPoints,
    Guardrail,
    Interpretation,
    NextStep,
    RedFlag,
    Reference,
    ReReadRequest,
)
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.mechanism import Amplification
from mdt_board.model.settings import AccessRow
from mdt_board.model.text import Message

RULESET = "2026.11"
STANDING = frozenset({Band.LEADING, Band.LIKELY, Band.POSSIBLE})
WRITTEN: tuple[Rule, ...] = (
    *growth.RULES,
    *mimics.RULES,
    *immunotherapy.RULES,
    *irecist_limits.RULES,
    *measurability_rules.RULES,
    *other_criteria.RULES,
    *mrd.RULES,
    *discordance.RULES,
    *progression.RULES,
    *adherence.RULES,
    *transformation.RULES,
    *unexplained.RULES,
    *oligoprogression.RULES,
    *continuation.RULES,
    *concordance.RULES,
    *marker_change.RULES,
    *unrecorded_driver.RULES,
    *mechanisms.RULES,
    *met_threshold.RULES,
    *laboratory.RULES,
)


_compiled: dict[str, dict[str, Rule]] = {}


def rules(knowledge: Knowledge) -> dict[str, Rule]:
    """Return every rule by id, compiled once per content of the knowledge tables.

    Raises:
        ValueError: when two rules share an id.
    """
    if knowledge.sha256 not in _compiled:
        every = (*WRITTEN, *mechanisms.rules_from(knowledge))
        by_id = {r.id: r for r in every}
        if len(by_id) != len(every):
            raise ValueError("two rules share an id")
        _compiled[knowledge.sha256] = by_id
    return _compiled[knowledge.sha256]


def interpret(
    case: Case, knowledge: Knowledge, on: date, access: tuple[AccessRow, ...] = ()
) -> Interpretation:
    """Interpret ``case`` as it stands on the day ``on``.

    ``access`` is the site's own table; without it nothing is said of access.
    """
    said = _interpreted(case, knowledge, one_day(on), access)
    if (said.case, said.revision) == (case.id, case.revision):
        return said
    return replace(said, case=case.id, revision=case.revision)


@kept(
    lambda case, knowledge, on, access: (
        *map(case.__dict__.__getitem__, CLINICAL),
        *(knowledge, on, access),
    )
)
def _interpreted(
    case: Case, knowledge: Knowledge, on: date, access: tuple[AccessRow, ...]
) -> Interpretation:
    facts = derive(case, knowledge, on)
    questions = questions_about(facts)
    questions.rules((*WRITTEN, *mechanisms.rules_about(facts)))
    situation = questions.situation(_situation(questions))
    steps = with_access(next_steps(situation), access, knowledge, on)
    said = _gathered(facts, questions, situation, steps)
    questions.keep()
    return said


def _gathered(
    facts: Facts, asked: Questions, situation: Situation, steps: tuple[NextStep, ...]
) -> Interpretation:
    """Put together what every question was answered; ``facts`` take no notes."""
    case, knowledge, answers = facts.case, facts.knowledge, asked.said
    guards = guardrails(situation)
    return Interpretation(
        case=case.id,
        revision=case.revision,
        on=facts.on,
        ruleset=RULESET,
        knowledge_sha256=knowledge.sha256,
        headline=situation.ask(headline),
        response=facts.time_points,
        best_response=facts.best_response,
        immune_response=facts.immune,
        immune_best=best_of(facts.immune),
        lesion_checks=facts.lesion_checks,
        error_band=facts.error_band,
        lesion_growth=facts.lesion_growth,
        sum_trend=facts.sum_trend,
        series=tuple(facts.series.values()),
        plasma_courses=tuple(facts.courses.values()),
        plasma_samples=facts.samples,
        imaging_coverage=facts.imaging,
        reread_requests=situation.ask(_rereads),
        origins=tuple(facts.origins.values()),
        findings=tuple(answers.findings.values()),
        mechanisms=details_of(answers.findings, knowledge),
        amplifications=situation.ask(_amplifications),
        unknown=tuple(answers.unanswered.values()),
        differential=situation.differential,
        discriminating_test=_discriminating(situation),
        discriminating_reason=_reason(situation, steps),
        next_steps=steps,
        guardrails=guards,
        red_flags=situation.red_flags,
        completeness=completeness(situation),
        growth_points=situation.ask(_points),
        concordance=situation.ask(_concordance),
        test_plan=deciding_tests(situation, steps),
        references=_cited(answers, steps, guards, situation.red_flags),
    )


def _situation(questions: Questions) -> Situation:
    facts, answers = questions.facts, questions.answers
    growth_asked = facts.recall(progression.applies)
    is_discordant = not growth_asked and facts.recall(discordance.applies)
    explanations = (
        *(_of_growth(questions) if growth_asked else ()),
        *(facts.recall(discordance.explanations) if is_discordant else ()),
        *(() if growth_asked or is_discordant else discordance.origin_explanations()),
        *(() if growth_asked or is_discordant else imaging_positive.explanations()),
    )
    flags = facts.recall(red_flags)
    ranked = weigh(questions.of_answers(e, partial(weighed, e)) for e in explanations)
    return Situation(
        facts=facts,
        answers=answers,
        growth=growth_asked,
        discordance=is_discordant,
        differential=differential.with_ild(ranked, flags) if growth_asked else ranked,
        red_flags=flags,
    )


def _of_growth(questions: Questions) -> tuple[Explanation, ...]:
    ask = differential.explanations
    return questions.of_answers(ask, partial(ask, questions.facts))


def _discriminating(situation: Situation) -> str:
    """Return the test that changes the odds most, or what settles the first standing.

    Only where plasma and imaging differ are the sources exclusive, so that one test
    can be weighed against another.
    """
    best = best_test(situation.differential) if situation.discordance else ""
    standing = (h for h in situation.differential if h.band in STANDING)
    return best or next((h.settled_by for h in standing if h.settled_by), "")


def _reason(situation: Situation, steps: tuple[NextStep, ...]) -> Message | None:
    """Return what the step of the discriminating test says."""
    test = _discriminating(situation)
    return next((s.message for s in steps if s.id == test), None)


def _rereads(situation: Situation) -> tuple[ReReadRequest, ...]:
    return reread.requests(situation.facts) if situation.discordance else ()


def _amplifications(situation: Situation) -> tuple[Amplification, ...]:
    return amplification.readings(situation.facts)


def _concordance(situation: Situation) -> Concordance | None:
    return concordance.concordance(situation.facts, situation.answers.findings)


def _points(situation: Situation) -> GrowthPoints | None:
    if not situation.growth:
        return None
    return growth_points.growth_points(situation.facts, situation.answers)


def _cited(
    answers: Answers,
    steps: tuple[NextStep, ...],
    guards: tuple[Guardrail, ...],
    flags: tuple[RedFlag, ...],
) -> tuple[Reference, ...]:
    """Return the references in the order in which they are first cited."""
    citing: tuple[Finding | NextStep | Guardrail | RedFlag, ...]
    citing = (*answers.findings.values(), *steps, *guards, *flags)
    cited = dict.fromkeys(chain.from_iterable([c.references for c in citing]))
    return tuple([BY_ID[r] for r in cited])
