"""iRECIST 2017: the rows of its Table 2 and the working group's clarifications."""

from datetime import date, timedelta

import pytest

from mdt_board.interpret.facts import derive
from mdt_board.interpret.response.irecist import best_of
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import ImmuneTimePoint
from mdt_board.model.oncology import (
    Drug,
    Oncology,
    Response,
    Symptom,
    Treatment,
    Trend,
)
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import LesionState

BASELINE = date(2026, 1, 1)
START = date(2026, 1, 5)
PRESENT, GONE = LesionState.PRESENT, LesionState.ABSENT
WORSE = LesionState.UNEQUIVOCAL_PROGRESSION
NEW, MAYBE = LesionState.UNEQUIVOCAL, LesionState.EQUIVOCAL
UNSEEN = LesionState.NOT_EVALUABLE


def sized(state, diameter):
    return {"state": state, "diameter": Length.from_mm(diameter)}


def days(*weeks):
    return [BASELINE, *(START + timedelta(weeks=w) for w in weeks)]


def immune(radiology, drug="pembrolizumab", symptoms=(), **treatment):
    treatment = {"started_on": PartialDate.from_day(START), "is_ongoing": True} | (
        treatment
    )
    case = Case(
        id="x",
        oncology=Oncology(
            treatments=(Treatment(id="tx", drugs=(Drug(name=drug),), **treatment),),
            symptoms=tuple(symptoms),
        ),
        radiology=radiology,
    )
    return derive(case, bundled(), date(2027, 12, 1)).immune


def answers(course):
    return [str(p.response) for p in course]


def test_without_progression_the_categories_are_those_of_recist(course):
    radiology = course(4, days(8, 16, 24)).target("100", "90", "60", GONE).radiology()
    assert answers(immune(radiology)) == ["iSD", "iPR", "iCR"]


def test_progression_of_targets_is_confirmed_by_five_millimeters_more(course):
    radiology = course(3, days(8, 14)).target("50", "62", "67").radiology()
    first, last = immune(radiology)
    assert first.response is Response.IUPD
    assert first.confirm_sum == Length.from_mm(67)
    assert last.response is Response.ICPD
    assert last.opened_on == first.on
    assert any("exactly 5 mm" in m.text for m in last.why)


def test_less_than_five_millimeters_more_confirms_nothing(course):
    radiology = course(3, days(8, 14)).target("50", "62", "66.9999").radiology()
    assert answers(immune(radiology)) == ["iUPD", "iUPD"]


def test_small_steps_add_up_from_the_first_unconfirmed_progression(course):
    radiology = course(4, days(8, 14, 20)).target("50", "62", "66", "68").radiology()
    assert answers(immune(radiology)) == ["iUPD", "iUPD", "iCPD"]


def test_an_unconfirmed_progression_moves_its_window_with_each_scan(course):
    radiology = course(3, days(8, 14)).target("50", "62", "62").radiology()
    first, last = immune(radiology)
    assert first.confirm_from == first.on + timedelta(weeks=4)
    assert first.confirm_until == first.on + timedelta(weeks=8)
    assert last.confirm_from == last.on + timedelta(weeks=4)


def test_shrinkage_resets_the_bar_and_the_next_progression_opens_anew(course):
    radiology = (
        course(8, days(8, 16, 24, 32, 40, 48, 54))
        .target("100", "90", "90", "120", "60", "60", "80", "86")
        .radiology()
    )
    found = immune(radiology)
    expected = ["iSD", "iSD", "iUPD", "iPR", "iPR", "iUPD", "iCPD"]
    assert answers(found) == expected
    assert found[-1].opened_on == found[5].on


def test_another_kind_of_progression_confirms(course):
    radiology = (
        course(3, days(8, 14))
        .target("50", "62", "62")
        .non_target(PRESENT, PRESENT, WORSE)
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iCPD"]


def test_non_target_progression_is_confirmed_by_any_growth(course):
    radiology = (
        course(3, days(8, 14))
        .target("50", "50", "50")
        .non_target(PRESENT, sized(WORSE, "30"), sized(PRESENT, "31"))
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iCPD"]


def test_non_target_progression_recorded_again_without_sizes_is_a_question(course):
    radiology = (
        course(3, days(8, 14))
        .target("50", "50", "50")
        .non_target(PRESENT, WORSE, WORSE)
        .radiology()
    )
    last = immune(radiology)[-1]
    assert last.response is Response.IUPD
    assert "grew further" in last.lacks[0].text


def test_non_target_progression_that_went_back_is_stable_again(course):
    radiology = (
        course(3, days(8, 14))
        .target("50", "50", "50")
        .non_target(PRESENT, WORSE, PRESENT)
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iSD"]


def test_new_lesions_confirm_by_five_millimeters_and_are_never_in_the_sum(course):
    radiology = (
        course(3, days(8, 14))
        .target("50", "50", "50")
        .new(None, sized(NEW, "12"), sized(NEW, "18"))
        .radiology()
    )
    first, last = immune(radiology)
    assert (first.response, last.response) == (Response.IUPD, Response.ICPD)
    assert first.new_total == Length.from_mm(12)
    assert first.confirm_new_sum == Length.from_mm(17)
    assert first.confirm_sum is None


def test_a_small_new_lesion_confirms_by_any_growth(course):
    radiology = (
        course(3, days(8, 14))
        .target("50", "50", "50")
        .new(None, sized(NEW, "6"), sized(NEW, "7"))
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iCPD"]


def test_a_further_new_lesion_confirms(course):
    radiology = (
        course(3, days(8, 14))
        .target("50", "50", "50")
        .new(None, sized(NEW, "12"), sized(NEW, "12"))
        .new(None, None, NEW)
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iCPD"]


def test_new_lesions_that_do_not_change_leave_it_unconfirmed(course):
    radiology = (
        course(3, days(8, 14))
        .target("50", "50", "50")
        .new(None, sized(NEW, "12"), sized(NEW, "14"))
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iUPD"]


def test_a_new_lesion_that_is_gone_closes_it(course):
    radiology = (
        course(3, days(8, 14))
        .target("50", "50", "50")
        .new(None, sized(NEW, "12"), GONE)
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iSD"]


def test_a_new_lesion_that_nobody_mentions_is_not_gone(course):
    radiology = (
        course(3, days(8, 14))
        .target("50", "50", "50")
        .new(None, sized(NEW, "12"), None)
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iUPD"]


def test_targets_that_respond_after_the_new_lesion_came_are_a_partial_response(course):
    radiology = (
        course(4, days(8, 14, 22))
        .target("100", "100", "60", GONE)
        .new(None, sized(NEW, "12"), sized(NEW, "12"), sized(NEW, "12"))
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iPR", "iPR"]


def test_targets_that_had_responded_before_the_new_lesion_change_nothing(course):
    radiology = (
        course(4, days(8, 14, 22))
        .target("100", "60", "60", "60")
        .new(None, None, sized(NEW, "12"), sized(NEW, "12"))
        .radiology()
    )
    assert answers(immune(radiology)) == ["iPR", "iUPD", "iUPD"]


def test_an_accepted_new_lesion_progresses_by_the_rules_of_recist(course):
    radiology = (
        course(5, days(8, 14, 22, 30))
        .target("100", "100", "60", "60", "60")
        .new(None, *(sized(NEW, mm) for mm in ("12", "12", "16", "17")))
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iPR", "iPR", "iUPD"]


@pytest.mark.parametrize(("day", "expected"), [(25, "iUPD"), (26, "iCPD")])
def test_a_scan_before_four_weeks_confirms_nothing(course, day, expected):
    first = START + timedelta(weeks=8)
    visits = [BASELINE, first, first + timedelta(day)]
    radiology = course(3, visits).target("50", "62", "90").radiology()
    found = immune(radiology)
    assert answers(found) == ["iUPD", expected]
    if expected == "iUPD":
        assert found[-1].confirm_from == first + timedelta(weeks=4)


def test_a_scan_before_four_weeks_confirms_by_new_symptoms_and_a_new_lesion(course):
    first = START + timedelta(weeks=8)
    visits = [BASELINE, first, first + timedelta(14)]
    radiology = course(3, visits).target("50", "62", "62").new(None, None, NEW)
    symptom = Symptom(
        id="s",
        on=PartialDate.from_day(first + timedelta(13)),
        name="headache",
        trend=Trend.NEW,
    )
    assert answers(immune(radiology.radiology()))[-1] == "iUPD"
    assert answers(immune(radiology.radiology(), symptoms=[symptom]))[-1] == "iCPD"


def test_a_late_confirmation_counts_and_says_so(course):
    radiology = course(3, days(8, 20)).target("50", "62", "80").radiology()
    last = immune(radiology)[-1]
    assert last.response is Response.ICPD
    assert any("later than the eight weeks" in m.text for m in last.why)


def test_a_visit_that_cannot_be_evaluated_neither_confirms_nor_refutes(course):
    radiology = course(4, days(8, 14, 20)).target("50", "62", UNSEEN, "70").radiology()
    found = immune(radiology)
    assert answers(found) == ["iUPD", "NE", "iCPD"]
    assert found[-1].opened_on == found[0].on


def test_measured_lesions_alone_can_prove_the_further_growth(course):
    radiology = (
        course(3, days(8, 14))
        .target("30", "40", "60")
        .target("20", "25", UNSEEN)
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iUPD"]
    radiology = (
        course(3, days(8, 14))
        .target("30", "40", "70")
        .target("20", "25", UNSEEN)
        .radiology()
    )
    assert answers(immune(radiology)) == ["iUPD", "iCPD"]


def test_an_incomplete_sum_at_the_unconfirmed_progression_asks_for_it(course):
    radiology = (
        course(3, days(8, 14))
        .target("30", "70", "75")
        .target("20", UNSEEN, "20")
        .radiology()
    )
    last = immune(radiology)[-1]
    assert last.response is Response.IUPD
    assert "sum of all target lesions" in last.lacks[0].text


def test_confirmed_progression_stands(course):
    radiology = course(4, days(8, 14, 20)).target("50", "62", "70", "30").radiology()
    found = immune(radiology)
    assert answers(found) == ["iUPD", "iCPD", "iCPD"]
    assert found[-1].opened_on == found[0].on


def test_an_equivocal_new_lesion_opens_nothing(course):
    radiology = course(2, days(8)).target("50", "50").new(None, MAYBE).radiology()
    assert answers(immune(radiology)) == ["iSD"]


def test_a_possible_new_lesion_leaves_icr_as_it_leaves_cr(course):
    radiology = course(2, days(8)).target("50", GONE).new(None, MAYBE).radiology()
    found = immune(radiology)
    assert answers(found) == ["iCR"]
    assert "iCR holds only if" in found[0].why[0].text


def test_what_was_there_at_the_baseline_leaves_ipr_as_it_leaves_pr(course):
    seen = course(2, days(8)).target("50", GONE)
    radiology = seen.new(PRESENT, NEW).radiology()
    assert answers(immune(radiology)) == ["iPR"]


@pytest.mark.parametrize("drug", ["osimertinib", "gefitinib", "pemetrexed", "unknown"])
def test_nothing_under_other_drugs(course, drug):
    radiology = course(2, days(8)).target("50", "90").radiology()
    assert immune(radiology, drug=drug) == ()


def test_nothing_when_the_start_of_the_drug_is_not_known(course):
    radiology = course(2, days(8)).target("50", "90").radiology()
    assert immune(radiology, started_on=None) == ()


def test_progression_before_immunotherapy_is_not_counted_against_it(course):
    start = PartialDate.from_day(START + timedelta(weeks=9))
    radiology = course(4, days(8, 17, 25)).target("50", "90", "92", "110").radiology()
    found = immune(radiology, started_on=start)
    assert answers(found) == ["iSD", "iUPD"]


def test_another_drug_in_its_place_ends_the_course(course):
    radiology = course(4, days(8, 14, 30)).target("50", "62", "62", "90").radiology()
    ended = START + timedelta(weeks=20)
    case = Case(
        id="x",
        oncology=Oncology(
            treatments=(
                Treatment(
                    id="a",
                    drugs=(Drug(name="nivolumab"),),
                    started_on=PartialDate.from_day(START),
                    stopped_on=PartialDate.from_day(ended),
                ),
                Treatment(
                    id="b",
                    drugs=(Drug(name="docetaxel"),),
                    started_on=PartialDate.from_day(ended),
                    is_ongoing=True,
                ),
            )
        ),
        radiology=radiology,
    )
    found = derive(case, bundled(), date(2027, 12, 1)).immune
    assert answers(found) == ["iUPD", "iUPD"]


def test_new_lesions_to_follow_are_two_of_an_organ_and_five_in_all(course):
    built = course(2, days(8)).target("50", "50")
    for _ in range(7):
        built.new(None, sized(NEW, "20"))
    assert immune(built.radiology())[0].new_total == Length.from_mm(100)


def test_progression_by_a_lesion_suspected_before_dates_from_that_scan(course):
    radiology = (
        course(4, days(8, 14, 20))
        .target("50", "50", "50", "50")
        .new(None, MAYBE, sized(NEW, "12"), sized(NEW, "18"))
        .radiology()
    )
    found = immune(radiology)
    assert answers(found) == ["iSD", "iUPD", "iCPD"]
    assert found[-1].opened_on == found[1].on
    assert found[-1].progressed_on == found[0].on


def given(id, name, since, until=None):
    ended = {"stopped_on": PartialDate.from_day(until)} if until else {}
    return Treatment(
        id=id,
        drugs=(Drug(name=name),),
        started_on=PartialDate.from_day(since),
        is_ongoing=until is None,
        **ended,
    )


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ([], ["iUPD", "iUPD", "iUPD"]),
        ([("docetaxel", 15, 20)], ["iSD"]),
    ],
)
def test_immunotherapy_again_after_another_drug_is_a_course_of_its_own(
    course, between, expected
):
    radiology = course(4, days(8, 14, 30)).target("50", "62", "62", "62").radiology()
    week = timedelta(weeks=1)
    treatments = (
        given("a", "nivolumab", START, START + 15 * week),
        *(given(n, n, START + i * week, START + j * week) for n, i, j in between),
        given("c", "pembrolizumab", START + 22 * week),
    )
    case = Case(id="x", oncology=Oncology(treatments=treatments), radiology=radiology)
    found = derive(case, bundled(), date(2027, 12, 1)).immune
    assert answers(found) == expected


def test_immunotherapy_after_a_long_pause_is_a_course_of_its_own(course):
    radiology = course(4, days(8, 14, 50)).target("50", "62", "70", "70").radiology()
    week = timedelta(weeks=1)
    treatments = (
        given("a", "nivolumab", START, START + 10 * week),
        given("c", "pembrolizumab", START + 40 * week),
    )
    case = Case(id="x", oncology=Oncology(treatments=treatments), radiology=radiology)
    found = derive(case, bundled(), date(2027, 12, 1)).immune
    assert answers(found) == ["iSD"]


@pytest.mark.parametrize(
    ("visits", "best"),
    [
        ("iCR iPR NE iUPD iCPD", "iCR"),
        ("iUPD iPR iCR iUPD iCPD", "iCR"),
        ("iUPD iPR iPR iSD NE", "iPR"),
        ("iUPD NE iPR iUPD iCPD", "iPR"),
        ("iUPD iSD iUPD NE iCPD", "iSD"),
        ("iUPD iCPD iPR iCR", "iCPD"),
        ("iUPD iUPD iCPD", "iCPD"),
        ("iUPD NE NE NE NE", "iUPD"),
        ("NE", "NE"),
        ("", None),
    ],
)
def test_the_best_response_is_that_of_table_3(visits, best):
    course = [ImmuneTimePoint(BASELINE, (), Response(r)) for r in visits.split()]
    assert best_of(course) == best
