"""Rules on new lesions: without doubt, in doubt, or where nobody looked before."""

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import RECIST_2009
from mdt_board.interpret.response.assessed import (
    Answer,
    at_follow_up,
    doubt,
    lacking,
    new_lesions_at,
    records_of,
)
from mdt_board.interpret.response.recist_1_1 import first_seen_on
from mdt_board.interpret.response.visits import naming
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.radiology import Lesion
from mdt_board.model.text import N_, Message, On, Word

BRAIN = "brain"
WHOLE_BODY = "whole-body"
COMPLETE_IN_DOUBT = "response.recist-1-1.complete-response-in-doubt"


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
        return doubt(facts, point)
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
    "response.recist-1-1.there-at-baseline",
    N_(
        "{lesions}: recorded as new, but was there at baseline: give it its role "
        "(target or non-target)"
    ),
    RECIST_2009,
    level=Level.CAUTION,
)
@at_follow_up
def there_at_baseline(facts: Facts, point: TimePoint) -> Answer:
    """Disease that was there at the baseline is not new (§4.3.5).

    When  a lesion recorded as new was seen or suspected at the baseline or before, and
          is not known to be gone
    Then  it counts as a non-target lesion that is still there: no CR, and no PD
    Else  silent: none is, or it is gone
    """
    old = new_lesions_at(facts, point).old
    if not old:
        return None
    words: dict[str, Word] = {"lesions": naming(facts.case.radiology, old)}
    return Because(records_of(facts, old, *facts.time_points), words)


@rule(
    COMPLETE_IN_DOUBT,
    N_(
        "CR holds only if {lesions} proves to be no new lesion; if it is confirmed, PD "
        "is dated from {on}"
    ),
    RECIST_2009,
    level=Level.CAUTION,
)
@at_follow_up
def complete_response_in_doubt(facts: Facts, point: TimePoint) -> Answer:
    """All known disease is gone and something may be new (§4.3.5).

    Only a new lesion without doubt counts, so the tables give CR.

    When  the response is CR and a new lesion is equivocal
    Then  say what CR depends on, and from when PD would be dated
    Else  unknown when a lesion was not evaluable; silent otherwise
    """
    uncertain = new_lesions_at(facts, point).uncertain
    if not uncertain or point.overall is None:
        return None
    if point.overall is Response.NE:
        return lacking(facts, point)
    if point.overall is not Response.CR:
        return None
    radiology = facts.case.radiology
    words: dict[str, Word] = {
        "lesions": naming(radiology, uncertain),
        "on": On(min(first_seen_on(radiology, x, point.on) for x in uncertain)),
    }
    return Because(point.records, words)


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


RULES: tuple[Rule, ...] = (
    new_lesion,
    equivocal_new_lesion,
    there_at_baseline,
    complete_response_in_doubt,
    region_first_imaged,
)
