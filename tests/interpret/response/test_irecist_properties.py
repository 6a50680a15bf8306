"""What always holds of the iRECIST state machine, whatever the course."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mdt_board.interpret.engine import interpret
from mdt_board.interpret.facts import derive
from mdt_board.interpret.response.irecist import (
    CONFIRM_AFTER,
    EARLIEST,
    Case,
    immune_course,
)
from mdt_board.interpret.response.irecist_visits import ImmuneVisit, Seen
from mdt_board.interpret.response.target_sum import is_progression
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case as WholeCase
from mdt_board.model.day import PartialDate
from mdt_board.model.oncology import Drug, Oncology, Response, Treatment
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import LesionState

FIRST = date(2026, 1, 1)
CLOSED = (Response.ICR, Response.IPR, Response.ISD)
NEW_LESIONS = ("n1", "n2", "n3")
BASELINE = Length.from_mm(100)


@st.composite
def seen(draw, ids):
    there = draw(st.sets(st.sampled_from(ids)))
    sized = [x for x in sorted(there) if draw(st.booleans())]
    sizes = {x: Length.from_mm(draw(st.integers(5, 40))) for x in sized}
    grown = [x for x in sorted(there) if draw(st.integers(0, 4)) == 0]
    return Seen(frozenset(there), sizes, frozenset(grown))


def answer(total, nadir):
    if total is None:
        return Response.NE
    if is_progression(total, nadir):
        return Response.PD
    return Response.PR if 10 * total.ticks <= 7 * BASELINE.ticks else Response.SD


@st.composite
def courses(draw):
    """Visits whose target answers follow from their sums, as RECIST gives them."""
    on, nadir, found = FIRST, BASELINE, []
    for i in range(draw(st.integers(1, 6))):
        on += timedelta(draw(st.integers(10, 90)))
        mm = draw(st.one_of(st.none(), st.integers(40, 180)))
        total = None if mm is None else Length.from_mm(mm)
        others, new = draw(seen(("a", "b"))), draw(seen(NEW_LESIONS))
        found.append(
            ImmuneVisit(
                on=on,
                records=(f"m{i}",),
                target=answer(total, nadir),
                non_target=Response.PD if others.grown else Response.NON_CR_NON_PD,
                nadir=nadir,
                total=total,
                least=total or Length(0),
                non_targets=others,
                new=new,
                best_new=frozenset(new.sizes),
                has_uncertain_new=draw(st.booleans()),
            )
        )
        nadir = min(nadir, total or nadir)
    return tuple(found)


symptoms = st.lists(
    st.dates(FIRST, FIRST + timedelta(400)).map(PartialDate.from_day), max_size=3
)


@given(courses(), symptoms)
def test_confirmed_progression_comes_after_an_unconfirmed_one_that_still_stands(
    visits, days
):
    found = immune_course(visits, Case({}, tuple(days)))
    opened = None
    for point, visit in zip(found, visits, strict=True):
        if point.response is Response.ICPD:
            assert opened is not None
            assert point.opened_on == opened.on < point.on
            is_early = point.on - opened.on < EARLIEST
            assert not is_early or visit.new.there - opened.new.there
            return
        if point.response is Response.IUPD:
            opened = opened or visit
            assert point.opened_on == opened.on
        if point.response in CLOSED:
            opened = None


@given(courses())
def test_without_new_symptoms_nothing_is_confirmed_before_four_weeks(visits):
    for point in immune_course(visits, Case({})):
        if point.response is Response.ICPD:
            assert point.on - point.opened_on >= EARLIEST


@given(courses(), symptoms)
def test_the_first_visit_is_never_confirmed_and_what_is_confirmed_stands(visits, days):
    found = [p.response for p in immune_course(visits, Case({}, tuple(days)))]
    assert found[0] is not Response.ICPD
    if Response.ICPD in found:
        since = found.index(Response.ICPD)
        assert set(found[since:]) == {Response.ICPD}


@given(courses())
def test_progression_of_any_kind_is_never_called_response_or_stable(visits):
    for point, visit in zip(immune_course(visits, Case({})), visits, strict=True):
        if Response.PD in (visit.target, visit.non_target):
            assert point.response in (Response.IUPD, Response.ICPD)


@given(courses())
def test_a_visit_that_cannot_be_evaluated_does_not_close(visits):
    opened = None
    for point in immune_course(visits, Case({})):
        if point.response is Response.NE and opened:
            assert point.opened_on == opened
        opened = point.opened_on


@given(courses())
def test_an_open_one_says_when_to_image_and_never_before_four_weeks(visits):
    for point in immune_course(visits, Case({})):
        if point.response is Response.IUPD:
            assert point.confirm_from - point.opened_on >= CONFIRM_AFTER[0]
            assert point.confirm_until - point.confirm_from == timedelta(weeks=4)


@given(courses())
def test_sizes_of_new_lesions_never_touch_the_target_line(visits):
    def without(visit):
        bare = Seen(visit.new.there)
        return ImmuneVisit(
            **{f: getattr(visit, f) for f in visit.__slots__} | {"new": bare}
        )

    first = immune_course(visits, Case({}))[0]
    other = immune_course([without(v) for v in visits], Case({}))[0]
    assert first.confirm_sum == other.confirm_sum
    assert first.response == other.response


DRUGS = [t.id for t in bundled().terms.values() if t.kind == "drug"]
OTHER = [d for d in DRUGS if "immune-checkpoint-inhibitor" not in bundled().classes[d]]


@settings(max_examples=40)
@given(st.sampled_from(OTHER), st.lists(st.integers(20, 90), min_size=2, max_size=5))
def test_without_immunotherapy_there_is_no_irecist_at_all(course, drug, sizes):
    radiology = course(len(sizes)).target(*map(str, sizes)).radiology()
    treatment = Treatment(
        id="t",
        drugs=(Drug(name=drug),),
        started_on=PartialDate(2026, 1, 5),
        is_ongoing=True,
    )
    case = WholeCase(
        id="x", oncology=Oncology(treatments=(treatment,)), radiology=radiology
    )
    assert derive(case, bundled(), date(2027, 1, 1)).immune == ()


@settings(max_examples=40)
@given(st.permutations(range(4)), st.lists(st.integers(5, 60), min_size=6, max_size=6))
def test_the_order_of_lesions_does_not_matter(course, order, mm):
    def built(places):
        of = course(3, [FIRST, FIRST + timedelta(50), FIRST + timedelta(90)])
        lesions = [
            ("target", "50", str(mm[0]), str(mm[1]), "a"),
            ("target", "30", str(mm[2]), str(mm[3]), "b"),
            ("new", None, str(mm[4]), str(mm[5]), "c"),
            ("new", None, None, "20", "d"),
        ]
        for i in places:
            role, *cells, name = lesions[i]
            of.lesion(role, *cells, id=name)
        return of.radiology()

    treatment = Treatment(
        id="t",
        drugs=(Drug(name="nivolumab"),),
        started_on=PartialDate(2026, 1, 3),
        is_ongoing=True,
    )

    def immune(radiology):
        case = WholeCase(
            id="x", oncology=Oncology(treatments=(treatment,)), radiology=radiology
        )
        found = derive(case, bundled(), date(2027, 1, 1)).immune
        return [(p.response, p.opened_on, p.new_total, p.confirm_sum) for p in found]

    assert immune(built(order)) == immune(built(range(4)))


CELLS = st.one_of(
    st.none(),
    st.integers(0, 60).map(str),
    st.sampled_from(list(LesionState)).filter(
        lambda s: s not in (LesionState.MEASURED, LesionState.SPLIT, LesionState.MERGED)
    ),
)
ROLES = st.sampled_from(["target", "target", "non-target", "new"])


@st.composite
def plans(draw):
    """Gaps between studies (some in one visit), lesions, and the start of the drug."""
    gaps = draw(st.lists(st.integers(0, 70), min_size=1, max_size=5))
    row = st.lists(CELLS, min_size=len(gaps) + 1, max_size=len(gaps) + 1)
    lesions = draw(st.lists(st.tuples(ROLES, st.booleans(), row), max_size=5))
    start = draw(
        st.one_of(
            st.dates(FIRST - timedelta(40), FIRST + timedelta(200)).map(
                PartialDate.from_day
            ),
            st.just(PartialDate(2026, 1)),
            st.just(PartialDate(2026)),
            st.none(),
        )
    )
    return gaps, lesions, start


@settings(max_examples=150)
@given(plan=plans())
def test_whatever_is_recorded_each_visit_under_the_drug_has_one_answer(course, plan):
    gaps, lesions, start = plan
    days = [FIRST]
    for gap in gaps:
        days.append(days[-1] + timedelta(gap))
    built = course(len(days), days)
    for role, is_node, cells in lesions:
        built.lesion(role, *cells, is_node=is_node)
    treatment = Treatment(
        id="t", drugs=(Drug(name="sintilimab"),), started_on=start, is_ongoing=True
    )
    case = WholeCase(
        id="x",
        oncology=Oncology(treatments=(treatment,)),
        radiology=built.radiology(),
    )
    found = interpret(case, bundled(), date(2027, 12, 1))
    later = [p.on for p in found.response if start and start.is_before(p.on)]
    answered = [p.on for p in found.immune_response]
    assert answered == sorted(set(answered))
    assert set(answered) <= set(later)
    for point in found.immune_response:
        recist = next(p for p in found.response if p.on == point.on)
        if recist.overall is Response.PD and start.is_before(days[0]) is not True:
            continue  # the baseline of immunotherapy may be a later one
        if point.response in CLOSED and recist.target is not None:
            assert Response.PD not in (recist.target, recist.non_target)
