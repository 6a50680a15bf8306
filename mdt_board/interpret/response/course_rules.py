"""Rules on the course: disease that is back, markers, images that differ."""

from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import RECIST_2009
from mdt_board.interpret.response.assessed import (
    MARKERS_LACK,
    Answer,
    at_follow_up,
    baseline_of,
    lacking,
    records_of,
    target_records,
)
from mdt_board.interpret.response.reasons import (
    AFTER_COMPLETE,
    MARKERS_NOT_MEASURED,
    MARKERS_RAISED,
    REAPPEARED,
)
from mdt_board.interpret.response.visits import naming, of_role
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, TimePoint
from mdt_board.model.oncology import Response
from mdt_board.model.radiology import Lesion, LesionRole, Modality, Study
from mdt_board.model.text import N_, Message, On, Word


@rule(
    "response.recist-1-1.disease-after-complete-response",
    N_("Disease after the CR of {on}: review whether that CR was true; if so, PD"),
    RECIST_2009,
    level=Level.CAUTION,
)
@at_follow_up
def disease_after_complete_response(facts: Facts, point: TimePoint) -> Answer:
    """After a true complete response any disease is progression (Table 3, footnote).

    When  an earlier visit was CR, not confirmed by another, and disease is seen now
    Then  the board reviews the earlier scan; nothing is guessed
    Else  unknown when the latest visit is not evaluable
    """
    complete = [p for p in facts.time_points if p.overall is Response.CR]
    if complete and point.overall is Response.NE:
        return lacking(facts, point)
    if not any(message.text == AFTER_COMPLETE.text for message in point.why):
        return None
    return Because(point.records, {"on": On(complete[-1].on)})


@rule(
    "response.recist-1-1.reappearance",
    N_("PD: disease is back after the confirmed CR of {on}"),
    RECIST_2009,
    level=Level.ALARM,
)
@at_follow_up
def reappearance(facts: Facts, point: TimePoint) -> Answer:
    """After a CR that a second visit confirmed, any disease is progression (Table 3).

    When  CR stood at two visits at least four weeks apart and disease is seen now
    Then  the overall response is PD, whatever the sum
    Else  unknown when the latest visit is not evaluable after a CR
    """
    complete = [p for p in facts.time_points if p.overall is Response.CR]
    if complete and point.overall is Response.NE:
        return lacking(facts, point)
    if not any(message.text == REAPPEARED.text for message in point.why):
        return None
    return Because(point.records, {"on": On(complete[0].on)})


@rule(
    "response.recist-1-1.markers-above-normal",
    N_("Not CR although every lesion is gone: tumor markers are still above normal"),
    RECIST_2009,
)
@at_follow_up
def markers_above_normal(facts: Facts, point: TimePoint) -> Answer:
    """A complete response asks for normal markers where they were raised (§4.3.3).

    When  every lesion is gone and a marker that was raised at the baseline still is
    Then  the response is PR, or non-CR/non-PD without target lesions
    Else  unknown when that marker was not measured near the latest visit
    """
    said = {message.text for message in point.why}
    if MARKERS_NOT_MEASURED.text in said:
        return Unknown((Message(MARKERS_LACK),))
    return Because(point.records) if MARKERS_RAISED.text in said else None


@rule(
    "response.recist-1-1.images-differ",
    N_("{lesions}: measured on other images than at the baseline; compare with care"),
    RECIST_2009,
    level=Level.CAUTION,
)
@at_follow_up
def images_differ(facts: Facts, point: TimePoint) -> Answer:
    """A lesion is followed by the method of the baseline (§4.1).

    When  a target was measured by another modality than at the baseline, without the
          contrast that it had then, or the other way round, or in another phase
    Then  name it: part of the change may be the images'
    Else  unknown when contrast was stated at one of the visits only
    """
    baseline = baseline_of(facts)
    if baseline is None:
        return None
    targets = of_role(facts.case.radiology, LesionRole.TARGET)
    answers = {x.id: _is_same_way(facts, x, baseline, point) for x in targets}
    other = tuple(x for x in targets if answers[x.id] is False)
    if other:
        words: dict[str, Word] = {"lesions": naming(facts.case.radiology, other)}
        return Because(records_of(facts, other, baseline, point), words)
    unclear = tuple(x for x in targets if answers[x.id] is None)
    if unclear and target_records(facts, point):
        text = N_("whether contrast was given when {lesions} was measured")
        return Unknown(
            (Message(text, {"lesions": naming(facts.case.radiology, unclear)}),)
        )
    return None


def _is_same_way(
    facts: Facts, lesion: Lesion, baseline: TimePoint, point: TimePoint
) -> bool | None:
    """Say whether a lesion was imaged alike; None when contrast was not stated.

    A lesion without a study at either visit cannot differ.
    """
    before, now = (_study(facts, lesion, p) for p in (baseline, point))
    if before is None or now is None:
        return True
    if _kind(before) != _kind(now):
        return False
    is_alike = before.has_contrast == now.has_contrast
    if not is_alike and None in (before.has_contrast, now.has_contrast):
        return None
    is_one_phase = len({before.contrast_phase, now.contrast_phase} - {""}) <= 1
    return is_alike and is_one_phase


def _kind(study: Study) -> Modality:
    """PET-CT measures on its CT."""
    return Modality.CT if study.modality is Modality.PET_CT else study.modality


def _study(facts: Facts, lesion: Lesion, point: TimePoint) -> Study | None:
    found = _measured_in(facts).get(lesion.id, ())
    of_visit = {study for record, study in found if record in point.records}
    return next((s for s in facts.case.radiology.studies if s.id in of_visit), None)


@once
def _measured_in(facts: Facts) -> dict[str, list[tuple[str, str]]]:
    """Return the measurements with a size, by lesion: each with its study."""
    found: dict[str, list[tuple[str, str]]] = {}
    for m in facts.case.radiology.measurements:
        if m.diameter:
            found.setdefault(m.lesion, []).append((m.id, m.study))
    return found


RULES: tuple[Rule, ...] = (
    disease_after_complete_response,
    reappearance,
    markers_above_normal,
    images_differ,
)
