"""The response category at the latest visit, one rule for each way to reach one."""

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import RECIST_2009
from mdt_board.interpret.response import course_rules
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
from mdt_board.interpret.response.recist_1_1 import first_seen_on
from mdt_board.interpret.response.visits import naming
from mdt_board.interpret.rule import Because, Unknown, rule
from mdt_board.model.interpretation import Level, TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.radiology import Lesion
from mdt_board.model.text import N_, Message, Mm, On, Word

BRAIN = "brain"
WHOLE_BODY = "whole-body"


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
    if non_targets_at(facts, point).response in (None, Response.CR):
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
    "response.recist-1-1.new-lesion",
    N_("PD by a new lesion: {lesions}, first noted on {on}"),
    RECIST_2009,
    level=Level.ALARM,
)
@at_follow_up
def new_lesion(facts: Facts, point: TimePoint) -> Answer:
    """A new lesion is seen without doubt (§4.3.5).

    When  a lesion recorded as new is present and was not at the baseline
    Then  the overall response is PD, dated from the scan that first showed it
    Else  unknown when it is only suspected
    """
    new = new_lesions_at(facts, point)
    if new.is_any is None:
        text = N_("confirmation that {lesions} is a new lesion")
        return Unknown(
            (Message(text, {"lesions": naming(facts.case.radiology, new.uncertain)}),)
        )
    if not new.unequivocal:
        return None
    radiology = facts.case.radiology
    first = min(first_seen_on(radiology, x, point.on) for x in new.unequivocal)
    words: dict[str, Word] = {"lesions": naming(facts.case.radiology, new.unequivocal)}
    words["on"] = On(first)
    return Because(records_of(facts, new.unequivocal, point), words)


@rule(
    "response.recist-1-1.equivocal-new-lesion",
    N_("Possible new lesion: {lesions}; image again, not PD until confirmed"),
    RECIST_2009,
    level=Level.CAUTION,
)
@at_follow_up
def equivocal_new_lesion(facts: Facts, point: TimePoint) -> Answer:
    """Something may be a new lesion: treatment goes on and it is imaged again (§4.3.5).

    When  a new lesion is equivocal, too small, or no longer mentioned
    Then  it does not count as PD; confirmed later, PD dates from this scan
    Else  silent: none was recorded, or it is unequivocal
    """
    uncertain = new_lesions_at(facts, point).uncertain
    if not uncertain:
        return None
    words: dict[str, Word] = {"lesions": naming(facts.case.radiology, uncertain)}
    return Because(records_of(facts, uncertain, *facts.time_points), words)


@rule(
    "response.recist-1-1.region-first-imaged",
    N_("{lesions}: not imaged at baseline: whether it is new cannot be told"),
    RECIST_2009,
    level=Level.CAUTION,
)
@at_follow_up
def region_first_imaged(facts: Facts, point: TimePoint) -> Answer:
    """By the criteria it counts as new; whether it was there before nobody saw.

    When  no study before the one that showed the new lesion covered its region
    Then  say so beside the PD, and let the board decide
    Else  unknown when the lesion's region, or that of an earlier study, is not stated
    """
    new = new_lesions_at(facts, point).unequivocal
    imaged = {x.id: was_imaged_before(facts, x, point) for x in new}
    unseen = tuple(x for x in new if imaged[x.id] is False)
    if unseen:
        words: dict[str, Word] = {"lesions": naming(facts.case.radiology, unseen)}
        return Because(records_of(facts, unseen, point), words)
    unclear = tuple(x for x in new if imaged[x.id] is None)
    if unclear:
        text = N_("whether the region of {lesions} was imaged before")
        return Unknown(
            (Message(text, {"lesions": naming(facts.case.radiology, unclear)}),)
        )
    return None


def was_imaged_before(facts: Facts, lesion: Lesion, point: TimePoint) -> bool | None:
    """Say whether a lesion's region was imaged before the lesion was first noted.

    None when the region, or that of an earlier study, is not stated. A whole-body
    study does not count for the brain.
    """
    first = first_seen_on(facts.case.radiology, lesion, point.on)
    places = set(classes_of(lesion.organ, facts.knowledge)) if lesion.organ else set()
    regions = places & _regions(facts)
    if regions and BRAIN not in regions:
        places.add(WHOLE_BODY)
    done = [s for s in facts.case.radiology.studies if not s.is_not_done]
    earlier = [(s, s.on.is_before(first)) for s in done]
    if any(before and places & set(s.regions) for s, before in earlier):
        return True
    is_unclear = any(
        (before and not s.regions) or (before is None and places & set(s.regions))
        for s, before in earlier
    )
    return None if is_unclear or not regions else False


def _regions(facts: Facts) -> set[str]:
    return {row.id for row in facts.knowledge.terms.values() if row.kind == "region"}


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
    new_lesion,
    equivocal_new_lesion,
    region_first_imaged,
    not_evaluable,
    *course_rules.RULES,
)
