"""What must hold for every course of disease."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mdt_board.importers import sdtm
from mdt_board.importers.sandbox import Content
from mdt_board.interpret.response.course import judge
from mdt_board.interpret.response.recist_1_1 import time_points
from mdt_board.interpret.response.target_sum import (
    is_partial_response,
    is_progression,
    pd_line,
    pr_line,
)
from mdt_board.model.course import Course, Seen
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import LesionState, Radiology

FIRST_DAY = date(2026, 1, 5)
TICK = Length(1)
lengths = st.integers(0, 2_000_000).map(Length)
states = st.sampled_from(
    [LesionState.ABSENT, LesionState.TOO_SMALL, LesionState.NOT_EVALUABLE]
)
cells = st.one_of(st.none(), lengths, lengths, states)


@st.composite
def plans(draw):
    """Visits, and lesions as (role, is it a node, cells); baseline always measured."""
    visits = draw(st.integers(2, 5))
    later = st.lists(cells, min_size=visits - 1, max_size=visits - 1)
    target = st.tuples(st.just("target"), st.booleans(), lengths, later)
    non_target = st.tuples(st.just("non-target"), st.booleans(), lengths, later)
    targets = draw(st.lists(target, min_size=1, max_size=4))
    return visits, [*targets, *draw(st.lists(non_target, max_size=2))]


def radiology_of(course, plan):
    visits, lesions = plan
    built = course(visits)
    for role, is_node, first, later in lesions:
        built.lesion(role, first, *later, is_node=is_node)
    return built.radiology()


def without(radiology, measurement):
    kept = tuple(m for m in radiology.measurements if m.id != measurement)
    return Radiology(
        studies=radiology.studies, lesions=radiology.lesions, measurements=kept
    )


@given(plan=plans(), data=st.data())
def test_the_order_of_records_does_not_matter(course, plan, data):
    radiology = radiology_of(course, plan)
    shuffled = Radiology(
        studies=tuple(data.draw(st.permutations(radiology.studies))),
        lesions=tuple(data.draw(st.permutations(radiology.lesions))),
        measurements=tuple(data.draw(st.permutations(radiology.measurements))),
    )
    assert time_points(shuffled) == time_points(radiology)


@given(plan=plans())
def test_an_unequivocal_new_lesion_is_always_progression(course, plan):
    visits, _ = plan
    radiology = radiology_of(course, plan)
    built = course(visits)
    seen = [None] * (visits - 1) + [LesionState.UNEQUIVOCAL]
    added = built.new(*seen, id="new").radiology()
    with_new = Radiology(
        studies=radiology.studies,
        lesions=radiology.lesions + added.lesions,
        measurements=radiology.measurements + added.measurements,
    )
    assert time_points(with_new)[-1].overall is Response.PD


@given(plan=plans(), data=st.data())
def test_a_missing_measurement_never_acts_as_zero(course, plan, data):
    """Taking one away leaves response unknown; it never lowers a later nadir."""
    radiology = radiology_of(course, plan)
    targets = {x.id for x in radiology.lesions if x.role.value == "target"}
    followed = [
        m
        for m in radiology.measurements
        if m.lesion in targets and not m.id.endswith("-0")
    ]
    if not followed:
        return
    removed = data.draw(st.sampled_from(followed))
    before = {p.on: p for p in time_points(radiology)}
    after = {p.on: p for p in time_points(without(radiology, removed.id))}
    for on, point in after.items():
        assert point.nadir is None or point.nadir >= before[on].nadir
        if removed.id in before[on].records:
            assert point.total is None
            assert point.target in (Response.NE, Response.PD)
            was_progression = before[on].target is Response.PD
            assert (
                point.target is Response.NE or was_progression or not before[on].total
            )


@given(plan=plans())
def test_a_visit_that_was_not_evaluable_leaves_the_nadir_as_it_was(course, plan):
    points = time_points(radiology_of(course, plan))
    for earlier, later in pairwise(points[1:]):
        if earlier.total is None:
            assert later.nadir == earlier.nadir
        else:
            assert later.nadir == min(earlier.nadir, earlier.total)


@given(lengths)
def test_the_progression_line_is_exact(nadir):
    line = pd_line(nadir)
    assert is_progression(line, nadir)
    assert not is_progression(line - TICK, nadir)


@given(lengths)
def test_the_response_line_is_exact(baseline):
    line = pr_line(baseline)
    assert is_partial_response(line, baseline)
    assert not is_partial_response(line + TICK, baseline)


@given(baseline=lengths, nadir=lengths)
def test_a_sum_on_the_line_is_progression_and_one_tick_less_is_not(
    course, baseline, nadir
):
    lowest = min(baseline, nadir)
    line = pd_line(lowest)
    at_line, below = (
        time_points(course(3).target(baseline, nadir, now).radiology())[-1]
        for now in (line, line - TICK)
    )
    assert at_line.pd_line == line
    assert at_line.target is Response.PD
    assert below.target is not Response.PD


@given(plan=plans())
def test_a_reader_never_changes_the_category(course, plan):
    radiology = radiology_of(course, plan)
    read = Radiology(
        studies=tuple(
            type(s)(**{**dict(s), "reader": s.id}) for s in radiology.studies
        ),
        lesions=radiology.lesions,
        measurements=radiology.measurements,
    )
    assert time_points(read) == time_points(radiology)


@given(plan=plans())
def test_every_follow_up_has_a_category_and_says_why(course, plan):
    baseline, *later = time_points(radiology_of(course, plan))
    assert baseline.is_baseline
    assert baseline.overall is None
    assert all(p.overall is not None and p.why for p in later)


@given(plan=plans())
def test_complete_response_needs_every_lesion_seen(course, plan):
    radiology = radiology_of(course, plan)
    lesions = {x.id for x in radiology.lesions}
    for point in time_points(radiology):
        seen = {m.lesion for m in radiology.measurements if m.id in point.records}
        if point.overall is Response.CR:
            assert seen == lesions
            assert not point.is_baseline
            assert all(s.size is not None for s in point.targets)


# --- a tenfold scale -------------------------------------------------------------

mm_sizes = st.integers(0, 60).map(lambda mm: mm * 10_000)
sums = st.lists(
    st.lists(mm_sizes, min_size=2, max_size=2).map(tuple), min_size=2, max_size=5
)


def judged(visits, nodes=(False, False)):
    least = tuple(100_000 if is_node else 1 for is_node in nodes)
    return judge(Course(least, tuple(Seen(None, sizes) for sizes in visits)))


def tenfold(visits):
    return [tuple(10 * size for size in sizes) for sizes in visits]


def decides_five_millimeters(before, after):
    """Growth of a fifth that is under 5 mm at one of the two scales."""
    if before.nadir is None:
        return False
    growth = before.total - before.nadir
    return growth > 0 and 5 * growth >= before.nadir and growth < 50_000


@given(sums)
def test_ten_times_larger_is_the_same_category_but_for_the_five_millimeters(visits):
    """Without nodes, so that the 10 mm of a node decide nothing."""
    small, large = judged(visits), judged(tenfold(visits))
    for before, after in zip(small, large, strict=True):
        if decides_five_millimeters(before, after):
            assert (before.target, after.target) != (Response.PD, before.target)
        else:
            assert before.target is after.target
            assert before.overall is after.overall


@given(sums)
def test_a_node_changes_category_with_the_scale_only_about_ten_millimeters(visits):
    nodes = (True, True)
    pairs = zip(judged(visits, nodes), judged(tenfold(visits), nodes), strict=True)
    for before, after in pairs:
        is_about_nodes = any(10_000 <= s < 100_000 for s in before.seen.sizes)
        if not (is_about_nodes or decides_five_millimeters(before, after)):
            assert before.target is after.target


# --- one engine ------------------------------------------------------------------


def sdtm_of(visits, lesions):
    """The same course as SDTM writes it."""
    tu = ["USUBJID,TULNKID,TUSTRESC,TULOC,TUEVAL"]
    tr = ["USUBJID,TRLNKID,TRTESTCD,TRSTRESC,TRSTRESU,TRSTAT,TREVAL,VISITNUM,TRDTC"]
    for i, (role, is_node, first, later) in enumerate(lesions):
        place = "LYMPH NODE" if is_node else "LIVER"
        tu.append(f"P,L{i},{role.upper()},{place},INV")
        for number, cell in enumerate((first, *later)):
            day = f"INV,{number + 1},2026-{number + 1:02d}-01"
            if isinstance(cell, Length):
                test = "SAXIS" if is_node else "LDIAM"
                tr.append(f"P,L{i},{test},{cell},mm,,{day}")
            elif cell is LesionState.NOT_EVALUABLE:
                tr.append(f"P,L{i},LDIAM,,,NOT DONE,{day}")
            elif cell is not None:
                state = {
                    LesionState.ABSENT: "ABSENT",
                    LesionState.TOO_SMALL: "TOO SMALL TO MEASURE",
                }
                tr.append(f"P,L{i},TUMSTATE,{state[cell]},,,{day}")
    for number in range(visits):
        tr.append(f"P,,TRALL,,,NOT DONE,INV,{number + 1},2026-{number + 1:02d}-01")
    return (content("tu", tu), content("tr", tr))


def content(name, lines):
    return Content(name, "", "\n".join(lines).encode())


@given(plan=plans())
def test_a_case_and_a_trial_are_judged_alike(course, plan):
    visits, lesions = plan
    points = {p.on: p for p in time_points(radiology_of(course, plan))}
    (of_trial,), _ = sdtm.read(*sdtm_of(visits, lesions))
    for number, found in enumerate(judge(of_trial.course)):
        point = points.get(FIRST_DAY + timedelta(56 * number))
        if point is None:  # nothing was recorded: to a case it is no visit
            continue
        assert (found.overall, found.target, found.non_target) == (
            point.overall,
            point.target,
            point.non_target,
        )
        assert found.partial == point.partial_total.ticks
