from datetime import date
from decimal import Decimal

import pytest

from mdt_board.i18n import Translator
from mdt_board.interpret.response.outcome import outcome_of
from mdt_board.interpret.response.overall import overall_response
from mdt_board.interpret.response.recist_1_1 import progression_on, time_points
from mdt_board.interpret.response.visits import imprecise, unplaced
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import LesionState, Measurement, Modality, Study

CR, PR, SD, PD, NE = (Response(r) for r in ("CR", "PR", "SD", "PD", "NE"))
NON = Response.NON_CR_NON_PD
ABSENT, TOO_SMALL = LesionState.ABSENT, LesionState.TOO_SMALL
NOT_EVALUABLE = LesionState.NOT_EVALUABLE
PRESENT, MAYBE = LesionState.PRESENT, LesionState.EQUIVOCAL


def mm(text):
    return Length.from_mm(text)


def words(point, language="en"):
    return [Translator(language).message(m) for m in point.why]


@pytest.fixture
def case_b(course):
    days = ["2025-12-10", "2026-02-05", "2026-05-07", "2026-08-13", "2026-11-10"]
    return (
        course(5, days=[date.fromisoformat(d) for d in days])
        .target("31", "16", "16", "16", "18", id="RUL")
        .node("17", "9", "9", "9", "9", id="N7")
        .radiology()
    )


def test_slightly_larger_in_a_partial_response_stays_one(case_b):
    baseline, *later = time_points(case_b)
    assert (baseline.is_baseline, baseline.overall, baseline.nadir) == (
        True,
        None,
        None,
    )
    assert [p.overall for p in later] == [PR] * 4
    assert [p.on.isoformat() for p in later] == [
        "2026-02-05",
        "2026-05-07",
        "2026-08-13",
        "2026-11-10",
    ]
    latest = later[-1]
    assert latest.total == mm(27)
    assert latest.change_from_baseline == Decimal("-0.4375")
    assert latest.change_from_nadir == Decimal("0.08")
    assert (latest.nadir, latest.pd_line, latest.pr_line) == (
        mm(25),
        mm(30),
        mm("33.6"),
    )


def test_the_explanation_gives_the_numbers_in_both_languages(case_b):
    latest = time_points(case_b)[-1]
    assert words(latest) == [
        "Target lesions PR: 27 mm, −43.8 % from the baseline of 48 mm",
        "2 mm (+8.0 %) above the nadir of 25 mm, not PD (≥ 30 mm)",
        "No non-target lesions",
        "No new lesion recorded",
    ]
    assert words(latest, "zh") == [
        "靶病灶 PR：总和 27 mm，较基线（48 mm）缩小 43.8%",
        "较最小值（25 mm）增加 2 mm（+8.0%），未达 PD 标准（≥30 mm）",
        "无非靶病灶",
        "未记录新病灶",
    ]


@pytest.mark.parametrize(
    ("baseline", "nadir", "now", "expected"),
    [
        ("40", "27.0", "32.4", PD),  # exactly +20 %, +5.4 mm
        ("40", "27.0", "32.3999", SD),
        ("20", "20", "24", SD),  # +20 %, but 4 mm
        ("60", "60", "66", SD),  # +6 mm, but 10 %
        ("100", "50", "62", PD),  # −38 % from baseline too: PD outranks PR
        ("14", "14", "9.8", PR),  # exactly −30 %
        ("14", "14", "9.8001", SD),
    ],
)
def test_thresholds_are_exact(course, baseline, nadir, now, expected):
    latest = time_points(course(3).target(baseline, nadir, now).radiology())[-1]
    assert latest.target is expected


EXACT_PAIRS = [(n, 6 * n // 5) for n in range(10, 200, 5)]


def test_binary_fractions_would_miss_all_38_exact_pairs():
    assert len(EXACT_PAIRS) == 38
    assert not any(now / nadir - 1 >= 0.2 for nadir, now in EXACT_PAIRS)


@pytest.mark.parametrize(("nadir", "now"), EXACT_PAIRS)
def test_an_exact_twenty_percent_is_progression_from_five_millimeters(
    course, nadir, now
):
    latest = time_points(course(2).target(nadir, now).radiology())[-1]
    assert latest.target is (PD if now - nadir >= 5 else SD)


def test_complete_response_does_not_need_a_sum_of_zero(course):
    point = time_points(course(2).target("30", ABSENT).node("18", "8").radiology())[-1]
    assert (point.target, point.overall, point.total) == (CR, CR, mm(8))


def test_a_node_of_ten_millimeters_is_still_disease(course):
    point = time_points(course(2).target("30", ABSENT).node("18", "10").radiology())[-1]
    assert point.target is PR


def test_a_lesion_seen_but_too_small_counts_five_millimeters(course):
    radiology = course(2).target("20", TOO_SMALL).radiology()
    assert time_points(radiology)[-1].total == mm(5)


def test_a_real_value_below_five_millimeters_is_kept(course):
    seen = {"state": TOO_SMALL, "diameter": mm("3.5")}
    radiology = course(2).target("20", seen).radiology()
    assert time_points(radiology)[-1].total == mm("3.5")


def test_fragments_of_a_split_lesion_are_added(course):
    point = time_points(course(2).target("40", ("15", "14")).radiology())[-1]
    assert (point.total, point.target) == (mm(29), SD)


def test_a_lesion_that_is_gone_counts_nothing_whatever_diameter_was_left(course):
    seen = {"state": ABSENT, "diameter": mm("20")}
    radiology = course(2).target("20", seen).target("30", "30").radiology()
    point = time_points(radiology)[-1]
    assert (point.total, point.target) == (mm(30), PR)


def merged(into):
    return {"state": LesionState.MERGED, "merged_into": into}


def test_merged_lesions_are_measured_once(course):
    radiology = (
        course(2).target("20", "33", id="A").target("15", merged("A"), id="B")
    ).radiology()
    assert time_points(radiology)[-1].total == mm(33)


@pytest.mark.parametrize("into", ["", "B", "elsewhere"])
def test_a_merged_lesion_without_a_place_is_missing_not_zero(course, into):
    radiology = (
        course(2).target("20", "18", id="A").target("15", merged(into), id="B")
    ).radiology()
    assert time_points(radiology)[-1].total is None


def test_two_lesions_merged_into_each_other_are_not_gone(course):
    radiology = (
        course(2)
        .target("20", merged("B"), id="A")
        .target("15", merged("A"), id="B")
        .radiology()
    )
    assert time_points(radiology)[-1].target is NE


def test_a_lesion_that_is_not_mentioned_is_missing_not_gone(course):
    radiology = course(2).target("31", "16").node("17", None, id="N7").radiology()
    point = time_points(radiology)[-1]
    assert (point.total, point.partial_total, point.target) == (None, mm(16), NE)
    assert words(point)[:3] == [
        "Target lesions NE: N7 not measured",
        "It would be PD if the missing lesions add up to 41.6 mm or more",
        "PR only if the missing lesions add up to 17.6 mm or less",
    ]


def test_what_the_missing_leave_open_is_told_where_the_others_are_gone(course):
    point = time_points(course(2).target("30", "0").target("20", None).radiology())[-1]
    assert words(point)[1:3] == [
        "It would be PD if the missing lesions add up to 60 mm or more",
        "PR only if the missing lesions add up to 35 mm or less",
    ]
    nothing = time_points(course(2).target("30", NOT_EVALUABLE).radiology())[-1]
    assert not any("add up" in sentence for sentence in words(nothing))


def test_whatever_is_under_the_line_of_progression_may_be_a_response(course):
    radiology = course(3).target("50", "10", "9").target("50", "10", None).radiology()
    assert words(time_points(radiology)[-1])[1:3] == [
        "It would be PD if the missing lesions add up to 16 mm or more",
        "No non-target lesions",
    ]


def test_a_measured_state_without_a_diameter_is_missing(course):
    seen = {"state": LesionState.MEASURED}
    point = time_points(course(2).target("31", seen).radiology())[-1]
    assert point.overall is NE


def test_measured_lesions_that_already_exclude_response_say_so(course):
    point = time_points(course(2).target("31", "34").node("17", None).radiology())[-1]
    assert "PR is excluded: the measured lesions alone exceed 33.6 mm" in words(point)


def test_a_response_is_excluded_above_its_line_and_not_on_it(course):
    on_the_line = course(2).target("50", "70").target("50", NOT_EVALUABLE).radiology()
    told = words(time_points(on_the_line)[-1])
    assert "PR only if the missing lesions add up to 0 mm or less" in told
    above = course(2).target("50", "70.0001").target("50", NOT_EVALUABLE).radiology()
    told = words(time_points(above)[-1])
    assert "PR is excluded: the measured lesions alone exceed 70 mm" in told


def test_a_sum_at_its_nadir_is_not_called_above_it(course):
    told = words(time_points(course(2).target("50", "50").radiology())[-1])
    assert not any("above the nadir" in sentence for sentence in told)


def test_progression_is_proven_where_the_missing_could_only_add(course):
    radiology = (
        course(2).target("20", "45").target("15", "35").target("15", NOT_EVALUABLE)
    ).radiology()
    point = time_points(radiology)[-1]
    assert (point.target, point.overall, point.total) == (PD, PD, None)


def test_normal_nodes_alone_prove_no_progression_while_a_lesion_is_missing(course):
    """The lesion may be gone, and then it is CR although the node grew by 5.5 mm."""

    def latest(lesion):
        built = course(3).target("30", ABSENT, lesion).node("18", "4", "9.5")
        return time_points(built.radiology())[-1]

    assert latest(ABSENT).target is CR
    assert latest(None).target is NE
    assert not [w for w in words(latest(None)) if w.startswith("It would be PD")]
    assert latest("1").target is PD


def test_the_nadir_skips_visits_that_were_not_evaluable(course):
    radiology = course(4).target("50", "40", NOT_EVALUABLE, "49").radiology()
    points = time_points(radiology)
    assert [p.nadir for p in points] == [None, mm(50), mm(40), mm(40)]
    assert points[-1].target is PD


def test_from_a_nadir_of_zero_five_millimeters_are_progression(course):
    points = time_points(course(3).target("30", ABSENT, "5").radiology())
    latest = points[-1]
    assert (latest.target, latest.pd_line, latest.change_from_nadir) == (
        PD,
        mm(5),
        None,
    )


def test_disease_after_complete_response_is_put_to_review(course):
    point = time_points(course(3).target("30", ABSENT, "4").radiology())[-1]
    assert point.overall is PR
    assert words(point)[-1].startswith("Disease after a complete response")


def test_a_target_missing_at_baseline_leaves_only_progression_and_cr(course):
    radiology = course(3).target("30", "20", "20").target(None, "10", "17").radiology()
    points = time_points(radiology)
    assert [p.overall for p in points] == [None, NE, PD]
    assert words(points[0]) == ["Baseline incomplete: L1 not measured"]


def test_different_sizes_on_one_day_are_a_contradiction_not_a_choice(course):
    built = course(2).target("30", "20")
    built.measurements.append(
        Measurement(
            id="again",
            lesion="L0",
            study="s1",
            state=LesionState.MEASURED,
            diameter=mm("26"),
        )
    )
    point = time_points(built.radiology())[-1]
    assert point.target is NE
    assert "L0 was given two different sizes on this day" in words(point)


def test_a_second_study_of_the_day_fills_in_what_the_first_could_not_see(course):
    built = course(2, days=[date(2026, 1, 5), date(2026, 3, 2)])
    built.studies += (
        Study(id="mri", on=PartialDate(2026, 3, 2), modality=Modality.MRI),
    )
    built.target("30", NOT_EVALUABLE)
    built.measurements.append(
        Measurement(
            id="m",
            lesion="L0",
            study="mri",
            state=LesionState.MEASURED,
            diameter=mm(20),
        )
    )
    points = time_points(built.radiology())
    assert len(points) == 2
    assert points[-1].records == ("L0-1", "m")
    assert points[-1].total == mm(20)


@pytest.mark.parametrize(
    ("target", "non_target", "new", "expected"),
    [
        (CR, CR, False, CR),
        (CR, None, False, CR),
        (CR, NON, False, PR),
        (CR, NE, False, PR),
        (PR, NON, False, PR),
        (PR, NE, False, PR),
        (SD, NON, False, SD),
        (SD, NE, False, SD),
        (NE, NON, False, NE),
        (PD, CR, False, PD),
        (NE, PD, False, PD),
        (CR, PD, False, PD),
        (NE, NE, True, PD),
        (CR, CR, True, PD),
        (PR, None, None, PR),
        (None, CR, False, CR),
        (None, NON, False, NON),
        (None, NE, False, NE),
        (None, PD, False, PD),
        (None, NON, True, PD),
        (CR, CR, None, CR),  # only a new lesion without doubt counts
        (CR, None, None, CR),
        (CR, NON, None, PR),
        (PR, CR, None, PR),
        (SD, None, None, SD),
        (NE, CR, None, NE),
        (PD, CR, None, PD),
        (None, CR, None, CR),
        (None, NON, None, NON),
    ],
)
def test_overall_response_follows_tables_1_and_2(target, non_target, new, expected):
    assert overall_response(target, non_target, new) is expected


def test_non_target_progression_decides_while_targets_are_not_evaluable(course):
    radiology = (
        course(2)
        .target("30", NOT_EVALUABLE)
        .non_target(PRESENT, LesionState.UNEQUIVOCAL_PROGRESSION)
        .radiology()
    )
    assert time_points(radiology)[-1].overall is PD


def test_a_non_target_node_below_ten_millimeters_is_gone(course):
    radiology = (
        course(2).target("30", ABSENT).non_target("12", "9", is_node=True)
    ).radiology()
    point = time_points(radiology)[-1]
    assert (point.non_target, point.overall) == (CR, CR)


def test_a_non_target_node_of_ten_millimeters_is_not_gone(course):
    radiology = (
        course(2).target("30", ABSENT).non_target("12", "10", is_node=True)
    ).radiology()
    assert time_points(radiology)[-1].non_target is NON


def test_a_non_target_lesion_too_small_to_measure_is_not_gone(course):
    radiology = course(2).target("30", ABSENT).non_target(PRESENT, TOO_SMALL)
    assert time_points(radiology.radiology())[-1].overall is PR


def test_non_target_disease_only_starts_at_its_first_sighting(course):
    points = time_points(course(2).non_target(PRESENT, PRESENT).radiology())
    assert [p.overall for p in points] == [None, NON]
    assert points[0].is_baseline


def test_an_equivocal_new_lesion_is_unknown_and_later_dates_the_progression(course):
    seen = [None, LesionState.EQUIVOCAL, LesionState.UNEQUIVOCAL]
    radiology = course(3).target("50", "30", "30").new(*seen).radiology()
    points = time_points(radiology)
    assert [p.has_new_lesion for p in points] == [False, None, True]
    assert [p.overall for p in points] == [None, PR, PD]
    assert progression_on(radiology, points) == points[1].on


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ((MAYBE, ABSENT, ABSENT), [CR, CR, CR]),
        ((MAYBE, LesionState.UNEQUIVOCAL, LesionState.UNEQUIVOCAL), [CR, PD, PD]),
        ((ABSENT, MAYBE, ABSENT), [CR, CR, CR]),
    ],
)
def test_a_possible_new_lesion_is_told_beside_a_complete_response(
    course, new, expected
):
    seen = course(4).target("50", ABSENT, ABSENT, ABSENT)
    seen.non_target(PRESENT, ABSENT, ABSENT, ABSENT).new(None, *new)
    points = time_points(seen.radiology())
    assert [p.overall for p in points[1:]] == expected
    in_doubt = [p for p in points if p.has_new_lesion is None]
    assert in_doubt
    assert all("CR holds only if" in " ".join(words(p)) for p in in_doubt)


def test_a_suspicion_that_was_cleared_in_between_does_not_date_back(course):
    seen = [None, LesionState.EQUIVOCAL, ABSENT, LesionState.UNEQUIVOCAL]
    radiology = course(4).target("50", "45", "45", "45").new(*seen).radiology()
    points = time_points(radiology)
    assert progression_on(radiology, points) == points[3].on


def test_a_new_lesion_measured_as_zero_is_not_there(course):
    radiology = course(2).target("50", "30").new(None, "0").radiology()
    assert time_points(radiology)[-1].has_new_lesion is False


def test_a_new_lesion_that_is_not_mentioned_again_is_not_gone(course):
    radiology = course(3).target("50", "30", "30").new(None, "8", None).radiology()
    assert [p.has_new_lesion for p in time_points(radiology)] == [False, True, None]


def test_a_lesion_recorded_as_new_at_the_baseline_is_not_new(course):
    radiology = course(2).target("50", "30").new("8", "8").radiology()
    points = time_points(radiology)
    assert [p.has_new_lesion for p in points] == [False, False]
    assert points[-1].overall is PR


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ((PRESENT, LesionState.UNEQUIVOCAL, LesionState.UNEQUIVOCAL), [PR, PR]),
        ((MAYBE, LesionState.UNEQUIVOCAL, ABSENT), [PR, CR]),
        ((PRESENT, None, None), [PR, PR]),
        ((PRESENT, ABSENT, ABSENT), [CR, CR]),
        ((LesionState.NOT_EVALUABLE, LesionState.UNEQUIVOCAL, PRESENT), [PD, PD]),
    ],
    ids=["stays", "suspected", "not-mentioned", "gone", "not-seen-before"],
)
def test_what_was_there_at_the_baseline_counts_as_a_non_target(course, cells, expected):
    radiology = course(3).target("50", ABSENT, ABSENT).new(*cells).radiology()
    points = time_points(radiology)
    assert [p.overall for p in points[1:]] == expected
    is_told = ["give it its role" in " ".join(words(p)) for p in points[1:]]
    assert is_told == [response is PR for response in expected]
    best = outcome_of(radiology, points)
    assert best.unconfirmed is expected[-1]


def test_without_targets_what_was_there_at_the_baseline_is_neither_gone_nor_pd(course):
    seen = course(2).non_target(PRESENT, ABSENT)
    seen.new(PRESENT, LesionState.UNEQUIVOCAL)
    assert time_points(seen.radiology())[-1].overall is NON


def test_a_complete_response_is_under_review_while_a_possible_lesion_is_open(course):
    seen = course(3).target("50", ABSENT, ABSENT)
    radiology = seen.new(None, MAYBE, None).radiology()
    best = outcome_of(radiology, time_points(radiology))
    assert (best.confirmed, best.needs_review) == (CR, True)
    assert "CR holds only if {lesions} proves to be no new lesion" in {
        m.text for m in best.why
    }


def test_a_complete_response_is_free_once_the_possible_lesion_is_gone(course):
    seen = course(3).target("50", ABSENT, ABSENT)
    radiology = seen.new(None, MAYBE, ABSENT).radiology()
    best = outcome_of(radiology, time_points(radiology))
    assert (best.confirmed, best.needs_review) == (CR, False)


def test_the_reason_names_no_other_day_than_the_rule(course):
    seen = course(3).target("50", "20", ABSENT).new(None, MAYBE, MAYBE)
    said = " ".join(words(time_points(seen.radiology())[-1]))
    assert "PD dates back" in said
    assert "from here" not in said


def test_progression_by_targets_dates_from_its_own_scan(course):
    radiology = course(2).target("50", "60").radiology()
    points = time_points(radiology)
    assert progression_on(radiology, points) == points[1].on
    assert progression_on(radiology, points[:1]) is None


def test_without_a_baseline_nothing_is_called_progression(course):
    point = time_points(course(1).new("7").radiology())[-1]
    assert (point.overall, point.is_baseline) == (None, False)
    assert words(point) == ["No baseline: the criteria cannot be applied"]


def test_scans_before_the_baseline_have_no_category(course):
    radiology = course(3).target(None, "50", "30").non_target(PRESENT, PRESENT, PRESENT)
    points = time_points(radiology.radiology())
    assert [p.is_baseline for p in points] == [False, True, False]
    assert points[0].overall is None
    assert points[2].overall is PR


def test_what_cannot_be_placed_in_time_is_named_not_lost(course):
    built = course(3, days=[date(2026, 1, 5), date(2026, 3, 2), PartialDate(2026, 5)])
    built.target("30", "20", "60")
    built.measurements.append(
        Measurement(id="lost", lesion="L0", study="nowhere", state=ABSENT)
    )
    radiology = built.radiology()
    assert len(time_points(radiology)) == 2
    assert [m.id for m in imprecise(radiology)] == ["L0-2"]
    assert [m.id for m in unplaced(radiology)] == ["lost"]


def test_a_study_that_was_not_done_has_no_measurements(course):
    built = course(2).target("30", "20")
    done, planned = built.studies
    built.studies = (done, Study(**{**dict(planned), "is_not_done": True}))
    radiology = built.radiology()
    assert len(time_points(radiology)) == 1
    assert [m.id for m in unplaced(radiology)] == ["L0-1"]


def test_no_measurements_give_no_time_points(course):
    assert time_points(course(0, days=[]).radiology()) == ()
