"""The response category at the latest visit, one rule for each way to reach one."""

from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import RECIST_2009
from mdt_board.interpret.response import course_rules, new_lesion_rules
from mdt_board.interpret.response.assessed import (
    Answer,
    at_follow_up,
    baseline_of,
    lacking,
    missing_targets,
    nadir_of,
    new_lesions_at,
    non_target_records,
    non_targets_at,
    non_targets_lacking,
    records_of,
    target_records,
    targets_lacking,
)
from mdt_board.interpret.response.explanation import relative, shrinkage
from mdt_board.interpret.response.visits import naming
from mdt_board.interpret.rule import Because, rule
from mdt_board.model.interpretation import Level, TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.radiology import Lesion
from mdt_board.model.text import N_, Mm, On, Word


@rule(
    "response.recist-1-1.complete-response",
    N_("CR: no lesion is left, and every node is under 10 mm"),
    RECIST_2009,
)
@at_follow_up
def complete_response(facts: Facts, point: TimePoint) -> Answer:
    """Everything that was there is gone (§4.3.1, §4.3.3, Table 1).

    When  targets and non-targets are CR and there is no new lesion
    Then  the overall response is CR
    Else  unknown when a lesion was not evaluable
    """
    if point.overall is Response.NE:
        return lacking(facts, point)
    if point.overall is not Response.CR:
        return None
    return Because(point.records)


@rule(
    "response.recist-1-1.partial-response",
    N_("PR: −{change} from baseline ({sum} against {baseline})"),
    RECIST_2009,
)
@at_follow_up
def partial_response(facts: Facts, point: TimePoint) -> Answer:
    """The sum is at least 30 % below the baseline, and nothing is PD (Table 1).

    When  the sum S and the baseline sum B satisfy 10·(B−S) ≥ 3·B, and nothing is PD
    Then  the overall response is PR
    Else  unknown when a target lesion was not evaluable
    """
    if point.overall is Response.NE:
        return lacking(facts, point)
    baseline = baseline_of(facts)
    if point.overall is not Response.PR or point.target is not Response.PR:
        return None
    if point.total is None or baseline is None or baseline.total is None:
        return None
    words: dict[str, Word] = {
        "change": shrinkage(point.total, baseline.total),
        "sum": Mm(point.total),
        "baseline": Mm(baseline.total),
    }
    return Because(target_records(facts, baseline, point), words)


@rule(
    "response.recist-1-1.targets-gone",
    N_("PR: the targets are gone, the non-target lesions are not known to be"),
    RECIST_2009,
)
@at_follow_up
def targets_gone(facts: Facts, point: TimePoint) -> Answer:
    """Complete response of the targets alone is partial response (Table 1).

    When  targets are CR, and non-targets persist or were not all assessed
    Then  the overall response is PR
    Else  unknown when a target lesion was not evaluable
    """
    if point.target is Response.NE:
        return targets_lacking(facts, point)
    if point.overall is not Response.PR or point.target is not Response.CR:
        return None
    is_gone = non_targets_at(facts, point).response in (None, Response.CR)
    if is_gone and not new_lesions_at(facts, point).old:
        return None  # all is gone: `markers_above_normal` speaks
    return Because(point.records)


@rule(
    "response.recist-1-1.stable-disease",
    N_("SD: {sum}, {change} from the baseline of {baseline}"),
    RECIST_2009,
)
@at_follow_up
def stable_disease(facts: Facts, point: TimePoint) -> Answer:
    """Neither enough shrinkage for PR nor enough growth for PD (§4.3.1, Table 1).

    When  the targets are SD and nothing is PD
    Then  the overall response is SD
    Else  unknown when a target lesion was not evaluable
    """
    if point.overall is Response.NE:
        return lacking(facts, point)
    baseline = baseline_of(facts)
    if point.overall is not Response.SD or baseline is None:
        return None
    if point.total is None or baseline.total is None:
        return None
    words: dict[str, Word] = {
        "change": relative(point.total, baseline.total),
        "sum": Mm(point.total),
        "baseline": Mm(baseline.total),
    }
    return Because(target_records(facts, baseline, point), words)


@rule(
    "response.recist-1-1.non-cr-non-pd",
    N_("Non-CR/non-PD: the lesions persist without unequivocal progression"),
    RECIST_2009,
)
@at_follow_up
def non_cr_non_pd(facts: Facts, point: TimePoint) -> Answer:
    """Non-target disease only, neither gone nor progressed (Table 2). Never called SD.

    When  there is no target lesion, and the non-targets are neither CR nor PD
    Then  the overall response is non-CR/non-PD
    Else  unknown when a non-target lesion was not assessed
    """
    if point.target is None and point.overall is Response.NE:
        return non_targets_lacking(facts, point)
    if point.overall is not Response.NON_CR_NON_PD:
        return None
    return Because(non_target_records(facts, point))


@rule(
    "response.recist-1-1.target-progression",
    N_(
        "PD: the target sum of {sum} is {increase} ({change}) above its nadir of "
        "{nadir}; PD from {line}"
    ),
    RECIST_2009,
    level=Level.ALARM,
)
@at_follow_up
def target_progression(facts: Facts, point: TimePoint) -> Answer:
    """The sum of diameters is at least 20 % and 5 mm above its nadir (§4.3.1).

    When  the sum S and the smallest earlier sum N satisfy 5·(S−N) ≥ N and S−N ≥ 5 mm
    Then  the targets are PD, also where lesions are missing that could only add to S
    Else  unknown when a target lesion was not evaluable
    """
    if point.target is Response.NE:
        return targets_lacking(facts, point)
    if point.target is not Response.PD or point.nadir is None or point.pd_line is None:
        return None
    words: dict[str, Word] = {
        "sum": Mm(point.partial_total),
        "increase": Mm(point.partial_total - point.nadir),
        "change": relative(point.partial_total, point.nadir),
        "nadir": Mm(point.nadir),
        "line": Mm(point.pd_line),
    }
    return Because(target_records(facts, nadir_of(facts, point.nadir), point), words)


@rule(
    "response.recist-1-1.progression-despite-missing",
    N_("PD is proven even without {lesions}: the other targets alone reach the line"),
    RECIST_2009,
)
@at_follow_up
def progression_despite_missing(facts: Facts, point: TimePoint) -> Answer:
    """A missing lesion could only make the sum larger (§4.4.2).

    When  targets are PD with a lesion missing, which is counted as zero
    Then  say so: the shown sum is a lower bound
    Else  unknown when the measured lesions do not prove it
    """
    if point.target is Response.NE:
        return targets_lacking(facts, point)
    if point.target is not Response.PD or point.total is not None:
        return None
    lesions = naming(facts.case.radiology, missing_targets(facts, point))
    return Because(target_records(facts, point), {"lesions": lesions})


@rule(
    "response.recist-1-1.non-target-progression",
    N_("PD by non-target lesions: {lesions} progressed unequivocally"),
    RECIST_2009,
    level=Level.ALARM,
)
@at_follow_up
def non_target_progression(facts: Facts, point: TimePoint) -> Answer:
    """The reader called the progression of a non-target lesion unequivocal (§4.3.4).

    When  at least one non-target lesion progressed unequivocally
    Then  the overall response is PD, whatever the targets do
    Else  unknown when a non-target lesion was not assessed
    """
    if point.non_target is Response.NE:
        return non_targets_lacking(facts, point)
    if point.non_target is not Response.PD:
        return None
    progressed = non_targets_at(facts, point).progressed
    words: dict[str, Word] = {"lesions": naming(facts.case.radiology, progressed)}
    return Because(records_of(facts, progressed, point), words)


@rule(
    "response.recist-1-1.not-evaluable",
    N_("NE: {lesions} not assessed on {on}"),
    RECIST_2009,
    level=Level.CAUTION,
)
@at_follow_up
def not_evaluable(facts: Facts, point: TimePoint) -> Answer:
    """A lesion that was not assessed leaves the response open (Tables 1 and 2).

    When  the overall response is NE
    Then  name the lesions that were not assessed, and when
    Else  silent: there is a category
    """
    if point.overall is not Response.NE:
        return None
    lesions, at = _not_assessed(facts, point)
    if not lesions:  # only markers lack: `markers_above_normal` does not know
        return None
    words: dict[str, Word] = {
        "lesions": naming(facts.case.radiology, lesions),
        "on": On(at.on),
    }
    return Because(point.records, words)


def _not_assessed(
    facts: Facts, point: TimePoint
) -> tuple[tuple[Lesion, ...], TimePoint]:
    if point.target is not Response.NE:
        return non_targets_at(facts, point).missing, point
    missing = missing_targets(facts, point)
    baseline = baseline_of(facts)
    if missing or baseline is None:
        return missing, point
    return missing_targets(facts, baseline), baseline


RULES = (
    complete_response,
    partial_response,
    targets_gone,
    stable_disease,
    non_cr_non_pd,
    target_progression,
    progression_despite_missing,
    non_target_progression,
    *new_lesion_rules.RULES,
    not_evaluable,
    *course_rules.RULES,
)
