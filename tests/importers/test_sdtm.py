"""SDTM as it comes: units, dates, duplicates, rows that say nothing or too much."""

import hashlib

import pytest

from mdt_board.importers import sdtm
from mdt_board.importers.sandbox import Content
from mdt_board.interpret.response.course import judge
from mdt_board.interpret.response.trial import answer
from mdt_board.model.issue import Severity
from mdt_board.model.oncology import Response

TU_HEADER = "USUBJID,TULNKID,TUSTRESC,TULOC,TUEVAL,TUEVALID,TUTESTCD,VISITNUM"
TR_HEADER = (
    "USUBJID,TRLNKID,TRTESTCD,TRSTRESC,TRSTRESU,TRSTAT,TREVAL,TREVALID,"
    "VISITNUM,VISIT,TRDTC,TRGRPID"
)
TU = ("P1,T1,TARGET,LIVER,INV,,TUMIDENT,1",)
CR, NE, STAYS = Response.CR, Response.NE, Response.NON_CR_NON_PD
BASELINE, FOLLOW_UP = "1,BASELINE,2026-01-05,", "2,WEEK 8,2026-03-02,"


def content(name, header, rows):
    data = "\n".join((header, *rows)).encode()
    return Content(name, hashlib.sha256(data).hexdigest(), data)


def read(tr, tu=TU):
    tumors = content("tu.csv", TU_HEADER, tu)
    return sdtm.read(tumors, content("tr.csv", TR_HEADER, tr))


def size(value, visit, **other):
    row = {"unit": "mm", "lesion": "T1", "test": "LDIAM", "reader": "INV,", **other}
    unit, lesion, test, reader = (row[k] for k in ("unit", "lesion", "test", "reader"))
    return f"P1,{lesion},{test},{value},{unit},,{reader},{visit}"


def only(found):
    (course,), issues = found
    return course, issues


def codes(issues):
    return [i.code for i in issues]


def test_a_course_is_read_and_judged():
    course, issues = only(read((size("30", BASELINE), size("20", FOLLOW_UP))))
    assert issues == ()
    assert [s.sizes for s in course.course.visits] == [(300_000,), (200_000,)]
    assert judge(course.course)[-1].overall is Response.PR
    assert [v.name for v in course.visits] == ["BASELINE", "WEEK 8"]


def test_centimeters_are_converted_exactly_and_said():
    course, issues = only(read((size("3.05", BASELINE, unit="cm"),)))
    assert course.course.visits[0].sizes == (305_000,)
    assert codes(issues) == ["unit-converted"]


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [
        ("30", "", "no-unit"),
        ("30", "inch", "bad-unit"),
        ("thirty", "mm", "bad-size"),
        ("-3", "mm", "bad-size"),
        ("NaN", "mm", "bad-size"),
        ("1e9999999", "mm", "bad-size"),
        ("30.12345", "mm", "bad-size"),
        ("", "mm", "missing"),
    ],
)
def test_a_size_that_cannot_be_read_leaves_the_lesion_not_evaluable(value, unit, code):
    rows = (size("30", BASELINE), size(value, FOLLOW_UP, unit=unit))
    course, issues = only(read(rows))
    assert course.course.visits[1].sizes == (None,)
    assert [(i.code, i.severity, i.place) for i in issues] == [
        (code, Severity.SKIPPED, "tr.csv, line 3")
    ]
    assert judge(course.course)[-1].overall is Response.NE


BOTH_COLUMNS = (
    "USUBJID,TRLNKID,TRTESTCD,TRORRES,TRORRESU,TRSTRESC,TRSTRESU,VISITNUM,VISIT,TRDTC"
)


@pytest.mark.parametrize(
    ("cells", "ticks", "code"),
    [
        ("3,cm,30,mm", 300_000, None),
        ("3.5,cm,,mm", 350_000, "unit-converted"),
        ("35,mm,,cm", 350_000, None),
        ("3.3,cm,33,", None, "no-unit"),
        ("33,mm,33,", 330_000, None),
        ("35,,,mm", None, "no-unit"),
    ],
)
def test_a_value_never_takes_the_unit_of_the_other_column(cells, ticks, code):
    tumors = content("tu.csv", TU_HEADER, ("P1,T1,TARGET,LIVER,,,TUMIDENT,1",))
    rows = ("P1,T1,LDIAM,40,mm,40,mm,1,BASELINE,2026-01-05",)
    rows += (f"P1,T1,LDIAM,{cells},2,WEEK 8,2026-03-02",)
    (course,), issues = sdtm.read(tumors, content("tr.csv", BOTH_COLUMNS, rows))
    assert course.course.visits[1].sizes == (ticks,)
    assert codes(issues) == ([code] if code else [])


def test_codes_of_tests_are_read_in_any_case():
    course, issues = only(read((size("30", BASELINE, test="ldiam"),)))
    assert course.course.visits[0].sizes == (300_000,)
    assert issues == ()


def test_not_done_is_not_evaluable_and_not_zero():
    not_done = "P1,T1,LDIAM,,,NOT DONE,INV,," + FOLLOW_UP
    course, issues = only(read((size("30", BASELINE), not_done)))
    assert course.course.visits[1].sizes == (None,)
    assert issues == ()
    torn = not_done.replace("LDIAM,", "LDIAM,12")
    course, issues = only(read((size("30", BASELINE), torn)))
    assert course.course.visits[1].sizes == (None,)
    assert codes(issues) == ["not-done-with-value"]


def test_a_whole_visit_not_done_is_a_visit_without_an_answer():
    nothing = "P1,,TRALL,,,NOT DONE,INV,," + FOLLOW_UP
    course, _ = only(read((size("30", BASELINE), nothing)))
    assert judge(course.course)[-1].overall is Response.NE


def test_the_same_row_twice_counts_once_and_another_size_counts_not_at_all():
    twice, issues = only(read((size("30", BASELINE), size("30", BASELINE))))
    assert twice.course.visits[0].sizes == (300_000,)
    assert codes(issues) == ["duplicate"]
    torn, issues = only(read((size("30", BASELINE), size("31", BASELINE))))
    assert torn.course.visits[0].sizes == (None,)
    assert codes(issues) == ["two-sizes", "no-baseline"]


def test_a_node_is_measured_by_its_short_axis_only():
    tu = ("P1,T1,TARGET,LYMPH NODE,INV,,TUMIDENT,1",)
    sizes = {"LDIAM": "30", "SAXIS": "15", "LPERP": "16"}
    rows = [size(v, BASELINE, test=t) for t, v in sizes.items()]
    course, _ = only(read(rows, tu))
    assert course.course.visits[0].sizes == (150_000,)
    without_saxis, _ = only(read([rows[0], rows[2]], tu))
    assert without_saxis.course.visits[0].sizes == (160_000,)
    long_axis_alone, issues = only(read([rows[0]], tu))
    assert long_axis_alone.course.visits[0].sizes == (None,)
    assert codes(issues) == ["other-axis", "no-baseline"]


def test_any_other_lesion_by_ldiam_then_diameter():
    rows = [size("30", BASELINE), size("29", BASELINE, test="DIAMETER")]
    assert only(read(rows))[0].course.visits[0].sizes == (300_000,)
    assert only(read(rows[1:]))[0].course.visits[0].sizes == (290_000,)


def test_readers_are_kept_apart_however_nobody_is_written():
    tu = (
        "P1,T1,TARGET,LIVER,INV,NA,TUMIDENT,1",
        "P1,T1,TARGET,LIVER,IRC,R1,TUMIDENT,1",
    )
    rows = (size("30", BASELINE), size("40", BASELINE, reader="IRC,R1"))
    courses, issues = read(rows, tu)
    assert issues == ()
    assert [(c.evaluator, c.evaluator_id) for c in courses] == [
        ("INV", ""),
        ("IRC", "R1"),
    ]


def test_states_of_non_targets_and_new_lesions():
    tu = (
        *TU,
        "P1,N1,NON-TARGET,LUNG,INV,,TUMIDENT,1",
        "P1,X1,NEW,BONE,INV,,TUMIDENT,2",
    )
    rows = [size("30", BASELINE), size("30", FOLLOW_UP)]
    rows += [f"P1,N1,TUMSTATE,PRESENT,,,INV,,{BASELINE}"]
    for state, non_target in (
        ("ABSENT", Response.CR),
        ("PRESENT", Response.NON_CR_NON_PD),
        ("UNEQUIVOCAL PROGRESSION", Response.PD),
    ):
        more = [f"P1,N1,TUMSTATE,{state},,,INV,,{FOLLOW_UP}"]
        more += [f"P1,X1,TUMSTATE,EQUIVOCAL,,,INV,,{FOLLOW_UP}"]
        course, _ = only(read([*rows, *more], tu))
        judged = judge(course.course)[-1]
        assert (judged.non_target, judged.has_new) == (non_target, None)
    sure = f"P1,X1,TUMSTATE,UNEQUIVOCAL,,,INV,,{FOLLOW_UP}"
    course, _ = only(read([*rows, sure], tu))
    assert judge(course.course)[-1].overall is Response.PD


def test_a_new_tumor_that_only_tu_names_counts_and_is_told():
    tu = (*TU, "P1,X1,NEW,BONE,INV,,TUMIDENT,2")
    rows = (size("30", BASELINE), size("30", FOLLOW_UP))
    course, issues = only(read(rows, tu))
    assert judge(course.course)[-1].overall is Response.PD
    assert codes(issues) == ["new-by-tu"]


@pytest.mark.parametrize(
    ("visit", "written"), [("3", ""), ("3,WEEK 16,2026-05-04", "2026-05-04")]
)
def test_a_new_tumor_of_a_visit_that_tr_lacks_is_not_lost(visit, written):
    header = TU_HEADER + ",VISIT,TUDTC" * bool(written)
    tu = ("P1,T1,TARGET,LIVER,INV,,TUMIDENT,1" + ",BASELINE," * bool(written),)
    tu += ("P1,X1,NEW,BONE,INV,,TUMIDENT," + visit,)
    tr = content("tr.csv", TR_HEADER, (size("30", BASELINE), size("30", FOLLOW_UP)))
    (course,), issues = sdtm.read(content("tu.csv", header, tu), tr)
    overall = [visit.overall for visit in judge(course.course)]
    assert overall == [None, Response.SD, Response.PD]
    assert course.visits[2].new_written == written
    assert codes(issues) == ["new-by-tu"]


def test_a_new_tumor_whose_visit_tu_only_names_is_seen_at_that_visit():
    header = "USUBJID,TULNKID,TUSTRESC,TUEVAL,VISIT"
    tu = ("P1,T1,TARGET,INV,BASELINE", "P1,X1,NEW,INV,WEEK 8")
    tr = content("tr.csv", TR_HEADER, (size("30", BASELINE), size("30", FOLLOW_UP)))
    (course,), issues = sdtm.read(content("tu.csv", header, tu), tr)
    assert [v.overall for v in judge(course.course)] == [None, Response.PD]
    assert codes(issues) == ["new-by-tu"]


def test_a_new_tumor_without_visit_or_result_is_told():
    tu = (*TU, "P1,X1,NEW,BONE,INV,,TUMIDENT,")
    course, issues = only(read((size("30", BASELINE), size("30", FOLLOW_UP)), tu))
    assert judge(course.course)[-1].overall is Response.SD
    assert [(i.code, i.severity) for i in issues] == [("new-unseen", Severity.SKIPPED)]


def test_a_row_whose_visit_cannot_be_read_is_told_and_begins_no_visit():
    rows = (size("30", BASELINE), size("9", "x,,2026-02-01,"), size("20", FOLLOW_UP))
    course, issues = only(read(rows))
    assert [s.sizes for s in course.course.visits] == [(300_000,), (200_000,)]
    assert [(i.code, i.severity, i.place) for i in issues] == [
        ("bad-visit", Severity.SKIPPED, "tr.csv, line 3")
    ]


@pytest.mark.parametrize("visit", ["x", "1e3", "１", "WEEK 8"])
def test_a_new_tumor_of_a_visit_that_cannot_be_read_begins_none(visit):
    tu = (*TU, f"P1,X1,NEW,BONE,INV,,TUMIDENT,{visit}")
    course, issues = only(read((size("30", BASELINE), size("30", FOLLOW_UP)), tu))
    assert len(course.course.visits) == 2
    assert [(i.code, i.place) for i in issues] == [
        ("bad-visit", "tu.csv, line 3"),
        ("new-unseen", "tu.csv, line 3"),
    ]


def test_visits_that_have_names_alone_are_visits():
    header = TR_HEADER.replace("VISITNUM,VISIT", "VISIT")
    rows = (size("30", "BASELINE,2026-01-05,"), size("20", "WEEK 8,2026-03-02,"))
    tumors = content("tu.csv", TU_HEADER, TU)
    course, issues = only(sdtm.read(tumors, content("tr.csv", header, rows)))
    assert [v.name for v in course.visits] == ["BASELINE", "WEEK 8"]
    assert issues == ()


def test_a_patient_without_results_is_told():
    tu = (*TU, "P2,T1,TARGET,LIVER,INV,,TUMIDENT,1")
    courses, issues = read((size("30", BASELINE),), tu)
    assert [c.subject for c in courses] == ["P1"]
    assert [(i.code, i.place) for i in issues] == [("no-results", "tu.csv, line 3")]


def test_a_course_without_any_lesion_but_new_ones_is_told():
    tu = ("P1,X1,NEW,BONE,INV,,TUMIDENT,2",)
    seen = f"P1,X1,TUMSTATE,UNEQUIVOCAL,,,INV,,{FOLLOW_UP}"
    course, issues = only(read((seen,), tu))
    assert judge(course.course)[0].overall is None
    assert codes(issues) == ["no-baseline"]


def test_names_that_a_spreadsheet_would_calculate_are_kept_and_told_once():
    tu = ("=1+1,T1,TARGET,LIVER,INV,,TUMIDENT,1",)
    rows = [size("30", v).replace("P1", "=1+1") for v in (BASELINE, FOLLOW_UP)]
    course, issues = only(read(rows, tu))
    assert course.subject == "=1+1"
    assert codes(issues) == ["formula"]
    _, issues = only(read((size("30", "-1,BASELINE,2026-01-05,"),)))
    assert issues == ()


def test_a_table_that_is_not_utf_8_is_read_as_gb18030_and_told():
    rows = "\n".join((TR_HEADER, size("30", "1,基线,2026-01-05,")))
    tr = Content("tr.csv", "", rows.encode("gb18030"))
    (course,), issues = sdtm.read(content("tu.csv", TU_HEADER, TU), tr)
    assert course.visits[0].name == "基线"
    assert codes(issues) == ["gb18030"]


def test_a_new_tumor_that_only_tr_names_is_not_lost():
    seen = f"P1,X1,TUMSTATE,UNEQUIVOCAL,,,INV,,{FOLLOW_UP}NEW"
    course, issues = only(read((size("30", BASELINE), size("30", FOLLOW_UP), seen)))
    assert judge(course.course)[-1].overall is Response.PD
    assert codes(issues) == ["new-by-tr"]


def test_tumors_that_tu_gives_no_reader_are_every_readers():
    tu = ("P1,T1,TARGET,LIVER,,,TUMIDENT,1",)
    rows = (size("30", BASELINE), size("40", BASELINE, reader="IRC,R1"))
    courses, issues = read(rows, tu)
    assert [(c.evaluator, c.course.visits[0].sizes) for c in courses] == [
        ("INV", (300_000,)),
        ("IRC", (400_000,)),
    ]
    assert issues == ()


def test_an_unknown_state_is_not_evaluable():
    tu = (*TU, "P1,N1,NON-TARGET,LUNG,INV,,TUMIDENT,1")
    odd = f"P1,N1,TUMSTATE,PERHAPS,,,INV,,{FOLLOW_UP}"
    rows = (size("30", BASELINE), size("30", FOLLOW_UP), odd)
    course, issues = only(read(rows, tu))
    assert judge(course.course)[-1].non_target is Response.NE
    assert codes(issues) == ["unknown-state"]


def test_a_target_that_is_absent_and_measured_is_a_contradiction():
    gone = f"P1,T1,TUMSTATE,ABSENT,,,INV,,{FOLLOW_UP}"
    course, _ = only(read((size("30", BASELINE), gone)))
    assert course.course.visits[1].sizes == (0,)
    rows = (size("30", BASELINE), gone, size("12", FOLLOW_UP))
    course, issues = only(read(rows))
    assert course.course.visits[1].sizes == (None,)
    assert codes(issues) == ["contradiction"]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("PRESENT", "0"),
        ("TOO SMALL TO MEASURE", "0"),
        ("UNEQUIVOCAL PROGRESSION", "0"),
        ("NOT EVALUABLE", "12"),
        ("NOT EVALUABLE", "0"),
    ],
)
def test_what_is_there_is_never_zero_and_what_was_not_seen_has_no_size(state, said):
    told = f"P1,T1,TUMSTATE,{state},,,INV,,{FOLLOW_UP}"
    course, issues = only(read((size("30", BASELINE), size(said, FOLLOW_UP), told)))
    assert course.course.visits[1].sizes == (None,)
    assert codes(issues) == ["contradiction"]


@pytest.mark.parametrize(("short_axis", "ticks"), [("9.9", 99_000), ("10", None)])
def test_a_node_that_is_called_absent_may_measure_under_10_mm(short_axis, ticks):
    tu = ("P1,T1,TARGET,LYMPH NODE,INV,,TUMIDENT,1",)
    gone = f"P1,T1,TUMSTATE,ABSENT,,,INV,,{FOLLOW_UP}"
    rows = [size("20", BASELINE, test="SAXIS"), gone]
    rows.append(size(short_axis, FOLLOW_UP, test="SAXIS"))
    course, _ = only(read(rows, tu))
    assert course.course.visits[1].sizes == (ticks,)


@pytest.mark.parametrize(("role", "answer"), [("NON-TARGET", NE), ("NEW", None)])
def test_a_lesion_that_is_absent_and_measured_is_not_gone(role, answer):
    tu = (*TU, f"P1,X1,{role},LUNG,INV,,TUMIDENT,2")
    rows = [size("30", BASELINE), size("30", FOLLOW_UP)]
    rows += [f"P1,X1,TUMSTATE,ABSENT,,,INV,,{FOLLOW_UP}"]
    rows += [size("12", FOLLOW_UP, lesion="X1")]
    course, issues = only(read(rows, tu))
    judged = judge(course.course)[-1]
    assert (judged.non_target if role == "NON-TARGET" else judged.has_new) is answer
    assert codes(issues) == ["contradiction"]


def test_a_partial_date_orders_by_visit_and_proves_no_interval():
    rows = (size("30", BASELINE), size("20", "2,WEEK 8,2026-03,"))
    course, issues = only(read(rows))
    visit = course.visits[1]
    assert (visit.written, visit.first.day, visit.last.day) == ("2026-03", 1, 31)
    assert course.course.visits[1].on is None
    assert issues == ()


def test_a_date_that_is_none_is_told_and_the_row_is_read():
    rows = (size("30", BASELINE), size("20", "2,WEEK 8,2/3/2026,"))
    course, issues = only(read(rows))
    assert course.course.visits[1].sizes == (200_000,)
    assert codes(issues) == ["bad-date"]


def test_a_visit_number_of_a_million_digits_is_none():
    rows = (size("30", BASELINE), size("9", "1e999999,BASELINE,2026-01-05,"))
    course, issues = only(read(rows))
    assert [v.number for v in course.visits] == ["1"]
    assert codes(issues) == ["bad-visit"]


def test_unscheduled_visits_stand_where_their_dates_are():
    late = size("20", "99,UNSCHEDULED,2026-02-02,")
    rows = (size("30", BASELINE), size("25", FOLLOW_UP), late)
    course, issues = only(read(rows))
    assert [v.number for v in course.visits] == ["1", "99", "2"]
    assert codes(issues) == ["visit-order"]


TWO = ("P1,T1,TARGET,LIVER,INV,,TUMIDENT,1", "P1,T2,TARGET,LUNG,INV,,TUMIDENT,1")


@pytest.mark.parametrize(
    ("second", "visits", "codes_"),
    [
        ("2026-03-16", 1, ["two-sizes"]),
        ("2026-03-17", 2, ["two-visits"]),
    ],
)
def test_a_lesion_looked_at_again_after_two_weeks_is_another_visit(
    second, visits, codes_
):
    rows = (size("30", BASELINE), size("30", FOLLOW_UP))
    again = size("31", f"2,WEEK 8,{second},")
    course, issues = only(read((*rows, again)))
    assert len(course.visits) == 1 + visits
    assert codes(issues) == codes_


@pytest.mark.parametrize(
    ("second", "codes_"), [("2026-03-16", []), ("2026-03-17", ["long-visit"])]
)
def test_a_visit_of_several_days_is_one_and_a_long_one_is_told(second, codes_):
    rows = [size("30", BASELINE), size("30", BASELINE, lesion="T2")]
    rows += [size("30", FOLLOW_UP), size("30", f"2,WEEK 8,{second},", lesion="T2")]
    course, issues = only(read(rows, TWO))
    assert course.course.visits[1].sizes == (300_000, 300_000)
    assert course.visits[1].target_written == second
    assert codes(issues) == codes_


def test_a_new_lesion_dates_from_the_first_day_that_showed_it():
    tu = (*TU, "P1,X1,NEW,BONE,INV,,TUMIDENT,2", "P1,X2,NEW,LIVER,INV,,TUMIDENT,2")
    rows = [size("30", BASELINE), size("30", FOLLOW_UP)]
    for day, x1, x2 in (
        ("02", "ABSENT", "ABSENT"),
        ("04", "ABSENT", "UNEQUIVOCAL"),
        ("06", "EQUIVOCAL", "UNEQUIVOCAL"),
    ):
        visit = f"2,WEEK 8,2026-03-{day},"
        rows.append(f"P1,X1,TUMSTATE,{x1},,,INV,,{visit}")
        rows.append(f"P1,X2,TUMSTATE,{x2},,,INV,,{visit}")
    course, _ = only(read(rows, tu))
    assert course.visits[1].new_written == "2026-03-04"
    gone, _ = only(read(rows[:4], tu))
    assert gone.visits[1].new_written == "2026-03-02"


def test_stable_disease_counts_from_the_last_day_of_the_baseline():
    rows = [size("30", BASELINE)]
    rows += [size("30", "1,BASELINE,2026-01-08,", lesion="T2")]
    rows += [size("30", "2,WEEK 6,2026-02-18,", lesion=x) for x in ("T1", "T2")]
    course, _ = only(read(rows, TWO))
    assert answer(course).best[0].response is Response.NE  # 41 days
    later = [row.replace("2026-02-18", "2026-02-19") for row in rows]
    assert answer(only(read(later, TWO))[0]).best[0].response is Response.SD


def test_a_visit_without_a_date_proves_no_stable_disease():
    course, _ = only(read((size("30", BASELINE), size("30", "2,WEEK 8,,"))))
    assert judge(course.course)[-1].overall is Response.SD
    assert answer(course).best[0].response is Response.NE


def test_a_new_lesion_that_is_not_mentioned_again_stays_in_doubt():
    tu = (*TU, "P1,X1,NEW,BONE,INV,,TUMIDENT,2")
    rows = [size("30", v) for v in (BASELINE, FOLLOW_UP, "3,WEEK 16,2026-05-04,")]
    rows += [f"P1,X1,TUMSTATE,EQUIVOCAL,,,INV,,{FOLLOW_UP}"]
    course, _ = only(read(rows, tu))
    assert [j.has_new for j in judge(course.course)] == [False, None, None]


@pytest.mark.parametrize(
    ("state", "answer_"),
    [("PRESENT", (False, Response.PR)), ("NOT EVALUABLE", (True, Response.PD))],
)
def test_what_was_there_at_the_baseline_is_not_new(state, answer_):
    tu = (*TU, "P1,X1,NEW,BONE,INV,,TUMIDENT,1")
    rows = [size("30", BASELINE), size("0", FOLLOW_UP)]
    rows += [f"P1,X1,TUMSTATE,{state},,,INV,,{BASELINE}"]
    rows += [f"P1,X1,TUMSTATE,UNEQUIVOCAL,,,INV,,{FOLLOW_UP}"]
    course, _ = only(read(rows, tu))
    last = judge(course.course)[-1]
    assert (last.has_new, last.overall) == answer_


@pytest.mark.parametrize(("place", "answer_"), [("LYMPH NODE", CR), ("LUNG", STAYS)])
def test_a_non_target_too_small_to_measure_is_gone_if_it_is_a_node(place, answer_):
    tu = (*TU, f"P1,N1,NON-TARGET,{place},INV,,TUMIDENT,1")
    rows = [size("30", BASELINE), size("30", FOLLOW_UP)]
    rows += [f"P1,N1,TUMSTATE,TOO SMALL TO MEASURE,,,INV,,{FOLLOW_UP}"]
    course, _ = only(read(rows, tu))
    assert judge(course.course)[-1].non_target is answer_


@pytest.mark.parametrize(
    ("place", "test", "value", "answer_"),
    [
        ("LYMPH NODE", "SAXIS", "9.9", CR),
        ("LYMPH NODE", "SAXIS", "10", STAYS),
        ("LUNG", "LDIAM", "0", CR),
        ("LUNG", "LDIAM", "0.1", STAYS),
    ],
)
def test_a_non_target_is_judged_by_its_size_where_no_state_is_told(
    place, test, value, answer_
):
    tu = (*TU, f"P1,N1,NON-TARGET,{place},INV,,TUMIDENT,1")
    rows = [size("30", BASELINE), size("30", FOLLOW_UP)]
    rows += [size(value, FOLLOW_UP, lesion="N1", test=test)]
    course, _ = only(read(rows, tu))
    assert judge(course.course)[-1].non_target is answer_


def test_a_non_target_with_two_states_is_not_evaluable():
    tu = (*TU, "P1,N1,NON-TARGET,LUNG,INV,,TUMIDENT,1")
    rows = [size("30", BASELINE), size("30", FOLLOW_UP)]
    rows += [f"P1,N1,TUMSTATE,{x},,,INV,,{FOLLOW_UP}" for x in ("ABSENT", "PRESENT")]
    course, issues = only(read(rows, tu))
    assert judge(course.course)[-1].non_target is NE
    assert codes(issues) == ["two-states"]


def test_a_target_too_small_to_measure_counts_5_mm():
    small = f"P1,T1,TUMSTATE,TOO SMALL TO MEASURE,,,INV,,{FOLLOW_UP}"
    course, _ = only(read((size("30", BASELINE), small)))
    assert course.course.visits[1].sizes == (50_000,)


def test_a_node_has_the_threshold_of_a_node():
    tu = ("P1,T1,TARGET,LYMPH NODE,INV,,TUMIDENT,1",)
    rows = (size("20", BASELINE, test="SAXIS"), size("9.9", FOLLOW_UP, test="SAXIS"))
    assert judge(only(read(rows, tu))[0].course)[-1].target is CR


def test_a_told_sum_that_differs_is_noted_and_not_used():
    def told(value):
        row = f"P1,,SUMDIAM,{value},mm,,INV,,{FOLLOW_UP}"
        return only(read((size("30", BASELINE), size("20", FOLLOW_UP), row)))

    assert codes(told("20")[1]) == []
    course, issues = told("25")
    assert judge(course.course)[-1].total == 200_000
    assert codes(issues) == ["sum-differs"]


def test_a_target_first_measured_after_the_baseline_is_told():
    rows = (size("30", BASELINE), size("30", FOLLOW_UP))
    course, issues = only(read((*rows, size("20", FOLLOW_UP, lesion="T2")), TWO))
    assert judge(course.course)[-1].overall is NE
    assert codes(issues) == ["late-target"]


def test_a_tumor_identified_otherwise_than_before_is_told_and_the_first_stays():
    tu = (*TU, "P1,T1,NON-TARGET,LIVER,INV,,TUMIDENT,2")
    course, issues = only(read((size("30", BASELINE),), tu))
    assert course.course.visits[0].sizes == (300_000,)
    assert [(i.code, i.place) for i in issues] == [
        ("identified-twice", "tu.csv, line 3")
    ]


def test_one_visit_number_in_two_spellings_is_one_visit():
    rows = (size("30", "1.0,BASELINE,2026-01-05,"), size("30", FOLLOW_UP))
    more = size("30", BASELINE, lesion="T2"), size("30", FOLLOW_UP, lesion="T2")
    course, _ = only(read((*rows, *more), TWO))
    assert [s.sizes for s in course.course.visits] == [(300_000, 300_000)] * 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (size("20", FOLLOW_UP, lesion="T9"), "no-tumor"),
        (size("20", ",,2026-03-02,"), "missing"),
        (",T1,LDIAM,20,mm,,INV,," + FOLLOW_UP, "missing"),
        ("P1,T1,LDIAM", "row-length"),
        (size("20", FOLLOW_UP, reader="NOBODY,"), "no-tumor"),
    ],
)
def test_a_malformed_row_is_an_issue_with_its_line(row, code):
    course, issues = only(read((size("30", BASELINE), row)))
    assert [(i.code, i.severity, i.place) for i in issues] == [
        (code, Severity.SKIPPED, "tr.csv, line 3")
    ]
    assert len(course.visits) == 1


def test_issues_never_quote_what_the_file_holds():
    secret = "Jane Doe"
    tu = (*TU, f"P1,T2,{secret},LIVER,INV,,TUMIDENT,1")
    rows = (
        size(secret, BASELINE),
        size("3", BASELINE, unit=secret),
        f"P1,T1,TUMSTATE,{secret},,,INV,,{BASELINE}",
        f"P1,T1,{secret},3,mm,,INV,,{BASELINE}",
        f"{secret},T1,LDIAM,3,mm,,INV,,{BASELINE}",
        size("3", f"1,BASELINE,{secret},"),
    )
    _, issues = read(rows, tu)
    assert {"no-role", "bad-size", "bad-unit", "unknown-state", "bad-date"} <= set(
        codes(issues)
    )
    assert secret not in repr(issues)


def test_a_file_of_another_domain_is_refused_by_name():
    tumors = content("tu.csv", TU_HEADER, TU)
    courses, issues = sdtm.read(tumors, content("dm.csv", "USUBJID,AGE", ("P1,60",)))
    assert courses == ()
    assert [(i.code, i.severity, i.place) for i in issues] == [
        ("no-sdtm", Severity.REFUSED, "dm.csv")
    ]


def test_a_quote_that_never_ends_is_an_issue():
    rows = (size("30", BASELINE), '"P1,T1,LDIAM')
    _, issues = read(rows)
    assert codes(issues) == ["broken-quotes"]


def test_many_issues_are_counted_not_listed():
    rows = [size("x", BASELINE)] * 1_500
    _, issues = read(rows)
    assert len(issues) == 1_001
    assert issues[-1].message.words["number"].value == 501
