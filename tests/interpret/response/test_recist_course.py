"""The course as a whole: visits of several days, PET, bone, markers, CR that ends."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from mdt_board.i18n import Translator
from mdt_board.interpret.response.course import judge
from mdt_board.interpret.response.explanation import explain
from mdt_board.interpret.response.markers import markers_of
from mdt_board.interpret.response.outcome import outcome_of
from mdt_board.interpret.response.recist_1_1 import progression_on, time_points
from mdt_board.interpret.response.visits import visits
from mdt_board.knowledge import bundled
from mdt_board.model.course import RECIST_1_1, Course, Names, Protocol, Seen
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import Comparator, LabValue, Response
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Appearance, LesionState, Modality, Radiology

CR, PR, SD, PD, NE = (Response(r) for r in ("CR", "PR", "SD", "PD", "NE"))
ABSENT, PRESENT = LesionState.ABSENT, LesionState.PRESENT
EQUIVOCAL, UNEQUIVOCAL = LesionState.EQUIVOCAL, LesionState.UNEQUIVOCAL
START = date(2026, 1, 5)


def days(*after):
    return [START + timedelta(n) for n in after]


def overall(radiology, **how):
    return [p.overall for p in time_points(radiology, **how)]


def remade(radiology, **lists):
    return Radiology(**{**dict(radiology), **lists})


def with_modality(radiology, study, modality):
    studies = (
        type(s)(**{**dict(s), "modality": modality}) if s.id == study else s
        for s in radiology.studies
    )
    return remade(radiology, studies=tuple(studies))


def with_fields(radiology, lesion, **fields):
    lesions = (
        type(x)(**{**dict(x), **fields}) if x.id == lesion else x
        for x in radiology.lesions
    )
    return remade(radiology, lesions=tuple(lesions))


def words(messages):
    return [Translator("en").message(m) for m in messages]


# --- visits of several days --------------------------------------------------------


def test_a_bone_scan_two_days_after_the_ct_belongs_to_the_same_visit(course):
    at = days(0, 2, 56, 58)
    seen = course(4, days=at).target("30", None, "20", None, id="T")
    radiology = seen.non_target(None, PRESENT, None, PRESENT, id="N").radiology()
    baseline, now = time_points(radiology)
    assert (baseline.is_baseline, baseline.until) == (True, at[1])
    assert (now.on, now.until, now.overall) == (at[2], at[3], PR)


def test_a_lesion_looked_at_again_makes_another_visit(course):
    built = course(3, days=days(0, 56, 63)).target("30", "20", "21")
    assert [v.on for v in visits(built.radiology())] == days(0, 56, 63)


def test_a_study_more_than_two_weeks_later_is_another_visit(course):
    built = course(3, days=days(0, 56, 71)).target("30", "20", None)
    radiology = built.non_target(PRESENT, None, PRESENT).radiology()
    assert overall(radiology) == [None, PR, NE]


def test_a_study_two_weeks_later_belongs_to_the_visit(course):
    built = course(3, days=days(0, 56, 70)).target("30", "20", None)
    radiology = built.non_target(PRESENT, None, PRESENT).radiology()
    assert overall(radiology) == [None, PR]


@pytest.mark.parametrize(
    ("later", "expected"), [(ABSENT, False), (EQUIVOCAL, None), (UNEQUIVOCAL, True)]
)
def test_a_doubt_is_settled_by_the_next_study_of_the_same_work_up(
    course, later, expected
):
    built = course(3, days=days(0, 56, 61)).target("30", "30", None)
    radiology = built.new(None, EQUIVOCAL, later).radiology()
    now = time_points(radiology)[-1]
    assert (now.on, now.until, now.has_new_lesion) == (*days(56, 61), expected)


def test_progression_dates_from_the_day_of_the_scan_that_showed_it(course):
    built = course(4, days=days(0, 1, 56, 61)).target("30", None, "20", None)
    built.non_target(None, PRESENT, None, LesionState.UNEQUIVOCAL_PROGRESSION)
    radiology = built.radiology()
    assert progression_on(radiology, time_points(radiology)) == days(61)[0]


def test_progression_by_the_sum_dates_from_the_day_that_completed_it(course):
    built = course(4, days=days(0, 1, 56, 61)).target("30", None, "50", None)
    radiology = built.target(None, "30", None, "30").radiology()
    assert progression_on(radiology, time_points(radiology)) == days(61)[0]


# --- what a visit gives ------------------------------------------------------------


def test_a_time_point_gives_every_component_and_the_distance_to_both_lines(course):
    radiology = course(2).target("30", "24", id="A").target("20", "18", id="B")
    point = time_points(radiology.radiology())[-1]
    assert {s.lesion: s.size.mm for s in point.targets} == {"A": 24, "B": 18}
    assert (point.total.mm, point.baseline.mm, point.nadir.mm) == (42, 50, 50)
    assert (point.pd_line.mm, point.to_pd_line.mm) == (60, 18)
    assert (point.pr_line.mm, point.to_pr_line.mm) == (35, 7)
    assert (point.change_from_baseline, point.change_from_nadir) == (
        Decimal("-0.16"),
        Decimal("-0.16"),
    )


def test_a_lesion_without_a_size_is_a_component_without_one(course):
    built = course(2).target("30", "24", id="A").target("20", None, id="B")
    point = time_points(built.radiology())[-1]
    assert [s.size for s in point.targets] == [Length.from_mm(24), None]
    assert (point.to_pd_line, point.to_pr_line) == (None, None)


# --- complete response that ends ---------------------------------------------------


def test_after_a_confirmed_complete_response_any_disease_is_progression(course):
    built = course(4, days=days(0, 56, 84, 140)).target("30", ABSENT, ABSENT, "4")
    points = time_points(built.radiology())
    assert [p.overall for p in points] == [None, CR, CR, PD]
    assert words(points[-1].why)[-1] == (
        "Disease after a confirmed complete response, hence PD"
    )


def test_before_it_is_confirmed_disease_is_put_to_review(course):
    built = course(4, days=days(0, 56, 83, 140)).target("30", ABSENT, ABSENT, "4")
    assert overall(built.radiology()) == [None, CR, CR, PR]
    assert outcome_of(built.radiology(), time_points(built.radiology())).needs_review


def test_what_was_not_assessed_does_not_hide_disease_that_is_back(course):
    built = course(4, days=days(0, 56, 84, 140)).target("30", ABSENT, ABSENT, "4")
    built.target("20", ABSENT, ABSENT, None)
    assert overall(built.radiology())[-1] is PD


def test_a_lesion_not_assessed_after_a_complete_response_is_no_disease(course):
    built = course(4, days=days(0, 56, 84, 140)).target("30", ABSENT, ABSENT, ABSENT)
    built.non_target(PRESENT, ABSENT, ABSENT, LesionState.NOT_EVALUABLE)
    assert overall(built.radiology())[-1] is PR


def test_a_node_of_ten_millimeters_after_a_confirmed_cr_is_disease(course):
    built = course(4, days=days(0, 56, 84, 140)).node("20", "9", "9", "10")
    assert overall(built.radiology()) == [None, CR, CR, PD]
    built = course(4, days=days(0, 56, 84, 140)).node("20", "9", "9", "9.9999")
    assert overall(built.radiology())[-1] is CR


def test_after_a_partial_response_a_lesion_that_is_back_is_added_again(course):
    built = course(3).target("30", ABSENT, "6").target("40", "20", "20")
    assert overall(built.radiology()) == [None, PR, PD]  # 26 against a nadir of 20
    built = course(3).target("30", ABSENT, "3").target("40", "20", "20")
    assert overall(built.radiology()) == [None, PR, PR]


# --- new lesions -------------------------------------------------------------------


@pytest.fixture
def uptake(course):
    """A focus that only PET shows, then perhaps CT."""

    def build(*later, baseline_pet=False):
        built = course(4, days=days(-3, 0, 56, 84)).target(None, "30", "30", "30")
        radiology = built.new(None, None, *later, id="X").radiology()
        radiology = with_modality(radiology, "s2", Modality.PET_CT)
        first = Modality.PET_CT if baseline_pet else Modality.CT
        return with_modality(radiology, "s0", first)

    return build


def test_uptake_without_a_pet_at_baseline_needs_ct_and_then_dates_from_the_pet(uptake):
    radiology = uptake(UNEQUIVOCAL, UNEQUIVOCAL)
    points = time_points(radiology)
    assert [p.overall for p in points] == [None, SD, PD]
    assert progression_on(radiology, points) == days(56)[0]


def test_uptake_that_ct_does_not_confirm_is_no_progression(uptake):
    assert overall(uptake(UNEQUIVOCAL, ABSENT)) == [None, SD, SD]


def test_uptake_is_new_where_the_baseline_pet_did_not_show_it(uptake):
    radiology = uptake(UNEQUIVOCAL, None, baseline_pet=True)
    assert overall(radiology)[1] is PD


def test_what_pet_ct_measures_needs_no_other_ct(uptake):
    measured = {"state": UNEQUIVOCAL, "diameter": Length.from_mm(12)}
    assert overall(uptake(measured, None))[1] is PD


@pytest.mark.parametrize(
    ("after", "fields", "expected"),
    [
        (56, {}, SD),
        (112, {}, SD),
        (113, {}, PD),
        (56, {"has_soft_tissue": True}, PD),
        (56, {"appearance": Appearance.LYTIC}, PD),
    ],
)
def test_bone_that_turns_sclerotic_early_under_therapy_is_imaged_again(
    course, after, fields, expected
):
    built = course(2, days=days(0, after)).target("30", "30")
    radiology = built.new(None, UNEQUIVOCAL, id="X").radiology()
    bone = {"organ": "bone", "appearance": Appearance.SCLEROTIC, **fields}
    assert overall(with_fields(radiology, "X", **bone))[-1] is expected


def test_sclerotic_bone_stays_no_progression_until_it_grows_itself(course):
    grown = LesionState.UNEQUIVOCAL_PROGRESSION
    built = course(4, days=days(0, 56, 168, 224)).target("30", "30", "30", "30")
    radiology = built.new(None, UNEQUIVOCAL, UNEQUIVOCAL, grown, id="X").radiology()
    bone = with_fields(radiology, "X", appearance=Appearance.SCLEROTIC)
    assert overall(bone) == [None, SD, SD, PD]
    assert progression_on(bone, time_points(bone)) == days(56)[0]


def test_progression_by_another_lesion_dates_back_with_its_own_suspicion(course):
    built = course(3, days=days(0, 56, 112)).target("30", "30", "40")
    radiology = built.new(None, EQUIVOCAL, UNEQUIVOCAL).radiology()
    assert progression_on(radiology, time_points(radiology)) == days(56)[0]


# --- tumor markers -----------------------------------------------------------------


def cea(day, value, **fields):
    values = {"reference_high": Decimal(5), "unit": "ng/mL", **fields}
    on = PartialDate.from_day(day)
    return LabValue(
        id=f"cea-{day}", on=on, analyte="cea", value=Decimal(value), **values
    )


@pytest.mark.parametrize(
    ("labs", "expected"),
    [
        ([], CR),
        ([("0", "4")], CR),  # never raised
        ([("0", "40"), ("56", "4")], CR),
        ([("0", "40"), ("56", "5")], CR),  # on the limit is normal
        ([("0", "40"), ("56", "6")], PR),
        ([("0", "40")], PR),  # not measured again
        ([("0", "40"), ("10", "4")], PR),  # too long before the visit
    ],
)
def test_a_marker_that_was_raised_must_be_normal_for_complete_response(
    course, labs, expected
):
    radiology = course(2, days=days(0, 56)).target("30", ABSENT).radiology()
    values = [cea(START + timedelta(int(day)), value) for day, value in labs]
    asked = markers_of(values, bundled())
    assert overall(radiology, ask_markers=asked)[-1] is expected


def test_only_tumor_markers_are_asked(course):
    radiology = course(2, days=days(0, 56)).target("30", ABSENT).radiology()
    creatinine = LabValue(
        id="creatinine",
        on=PartialDate.from_day(START),
        analyte="creatinine",
        value=Decimal(900),
        reference_high=Decimal(90),
    )
    asked = markers_of([creatinine], bundled())
    assert overall(radiology, ask_markers=asked)[-1] is CR


def test_a_value_below_its_limit_of_detection_is_normal(course):
    radiology = course(2, days=days(0, 56)).target("30", ABSENT).radiology()
    values = [cea(START, "40"), cea(days(56)[0], "1", comparator=Comparator.BELOW)]
    asked = markers_of(values, bundled())
    assert overall(radiology, ask_markers=asked)[-1] is CR


def test_without_targets_a_marker_decides_between_cr_and_non_cr(course):
    radiology = course(2, days=days(0, 56)).non_target(PRESENT, ABSENT).radiology()
    values = [cea(START, "40"), cea(days(56)[0], "6")]
    raised = markers_of(values, bundled())
    assert overall(radiology, ask_markers=raised)[-1] is Response.NON_CR_NON_PD
    unknown = markers_of(values[:1], bundled())
    assert overall(radiology, ask_markers=unknown)[-1] is NE


# --- switches of a protocol --------------------------------------------------------


def courses(*totals, at=None):
    at = at or [56 * i for i in range(len(totals))]
    seen = (
        Seen(START + timedelta(day), (mm * 10_000,))
        for day, mm in zip(at, totals, strict=True)
    )
    return Course((1,), tuple(seen))


def test_by_the_criteria_a_response_does_not_outlast_its_line():
    rise = courses(100, 60, 71)
    assert [j.overall for j in judge(rise)] == [None, PR, SD]
    lasting = Protocol(does_response_persist=True)
    judged = judge(rise, lasting)
    assert [j.overall for j in judged] == [None, PR, PR]
    assert "Counted as PR: the protocol" in words(explain(judged[-1], Names(("T",))))[0]
    assert judge(courses(100, 60, 72), lasting)[-1].overall is PD


def test_a_complete_response_lasts_where_the_protocol_lets_a_response_last():
    sizes = (150_000, 90_000, 120_000)  # a node: 9 mm is normal, 12 mm is disease
    visits = tuple(
        Seen(day, (x,)) for day, x in zip(days(0, 56, 112), sizes, strict=True)
    )
    node = Course((100_000,), visits)
    assert [j.target for j in judge(node)] == [None, CR, SD]
    lasting = Protocol(does_response_persist=True)
    assert [j.target for j in judge(node, lasting)] == [None, CR, PR]


def test_by_the_criteria_no_visit_is_too_soon():
    early = courses(100, 60, 90, at=(0, 56, 83))
    assert [j.overall for j in judge(early)] == [None, PR, PD]
    spaced = judge(early, Protocol(least_days_between=28))
    assert [j.overall for j in spaced] == [None, PR, None]
    on_time = courses(100, 60, 90, at=(0, 56, 84))
    assert judge(on_time, Protocol(least_days_between=28))[-1].overall is PD


def test_a_visit_left_out_moves_no_reference():
    course = courses(100, 60, 50, 62, at=(0, 56, 70, 112))
    judged = judge(course, Protocol(least_days_between=28))
    assert (judged[-1].nadir, judged[-1].overall) == (600_000, PR)
    assert judge(course)[-1].overall is PD


def test_nothing_departs_from_the_criteria_by_itself():
    assert RECIST_1_1 == (False, 0, 28, 42)


# --- best response -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "at", "best", "confirmed"),
    [
        (("30", "20", "20"), (0, 42, 70), PR, PR),
        (("30", "20", "20"), (0, 42, 69), PR, SD),  # one day short of four weeks
        (("30", "20", "30"), (0, 42, 84), PR, SD),
        (("30", "29", "36"), (0, 42, 84), SD, SD),
        (("30", "29", "36"), (0, 41, 84), PD, PD),  # too early to be stable
        (("30", "29"), (0, 41), NE, NE),
        (("30", ABSENT, ABSENT), (0, 42, 70), CR, CR),
        (("30", "20", None, "20"), (0, 42, 56, 70), PR, PR),
    ],
)
def test_best_response_with_and_without_confirmation(
    course, sizes, at, best, confirmed
):
    built = course(len(sizes), days=days(*at)).target(*sizes)
    radiology = built.non_target(*(PRESENT if s != ABSENT else s for s in sizes))
    radiology = radiology.radiology()
    found = outcome_of(radiology, time_points(radiology))
    assert (found.unconfirmed, found.confirmed) == (best, confirmed)


def test_a_suspicion_that_was_confirmed_ends_the_course_where_it_began(course):
    built = course(4, days=days(0, 56, 112, 168)).target("30", "28", "20", "20")
    radiology = built.new(None, EQUIVOCAL, EQUIVOCAL, UNEQUIVOCAL).radiology()
    found = outcome_of(radiology, time_points(radiology))
    assert (found.unconfirmed, found.progression_on) == (PD, days(56)[0])
    assert found.response_on is None


def test_the_days_of_response_and_progression_are_told(course):
    built = course(4, days=days(0, 56, 112, 168)).target("30", "20", "20", "30")
    radiology = built.radiology()
    found = outcome_of(radiology, time_points(radiology))
    assert (found.response_on, found.confirmed_on) == (days(56)[0], days(56)[0])
    assert found.progression_on == days(168)[0]
    assert words(found.why) == [
        "PR of 2026-03-02 was confirmed at least 28 days later",
        "Progression dates from 2026-06-22",
    ]


def test_without_a_visit_after_the_baseline_there_is_no_best_response(course):
    radiology = course(1).target("30").radiology()
    assert outcome_of(radiology, time_points(radiology)) is None
