"""The rules together; each alone is shown in ``tests/rules/response``."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mdt_board.i18n import LANGUAGES, Translator
from mdt_board.interpret.facts import derive
from mdt_board.interpret.response.growth import RULES
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import Finding, Level, Tag, Unanswered
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion, LesionState, Modality, Study

KNOWLEDGE = bundled()
RECIST = "response.recist-1-1."
CATEGORY = {
    Response.CR: {RECIST + "complete-response"},
    Response.PR: {RECIST + "partial-response", RECIST + "targets-gone"},
    Response.SD: {RECIST + "stable-disease"},
    Response.NON_CR_NON_PD: {RECIST + "non-cr-non-pd"},
    Response.NE: {RECIST + "not-evaluable"},
    Response.PD: {
        RECIST + "target-progression",
        RECIST + "non-target-progression",
        RECIST + "new-lesion",
        RECIST + "reappearance",
    },
}
ANY_CATEGORY = set().union(*CATEGORY.values())


def facts_of(radiology):
    return derive(Case(id="x", radiology=radiology), KNOWLEDGE, date(2026, 11, 24))


def answers_of(facts):
    return {r.id: a for r in RULES if (a := r.apply(facts)) is not None}


def findings_of(radiology):
    answers = answers_of(facts_of(radiology))
    return {i: a for i, a in answers.items() if isinstance(a, Finding)}


def text(finding, language):
    return Translator(language).message(finding.message)


def test_rule_ids_are_unique():
    assert len({r.id for r in RULES}) == len(RULES)


def test_slightly_larger_says_response_first_then_the_line_then_the_error(course):
    radiology = (
        course(5, readers=["dr-li"] * 5)
        .target("31", "16", "16", "16", "18")
        .node("17", "9", "9", "9", "9")
        .radiology()
    )
    found = findings_of(radiology)
    assert [text(f, "zh") for f in found.values()] == [
        "较基线缩小 43.8%（48 mm → 27 mm），疗效评价 PR",
        "较最小值增加 2 mm（+8.0%），未达 PD 标准（≥30 mm）",
        "增幅在测量误差范围内（同一阅片者 ±4.1 mm），尚不能判断为真实增大",
    ]


def test_growth_of_one_lesion_is_progression_although_smaller_than_at_baseline(course):
    radiology = (
        course(5)
        .target("38", "24", "20", "21", "22", id="LLL")
        .target("22", "13", "10", "11", "24", id="S8")
        .node("18", "11", "9", "9", "10", id="N7")
        .radiology()
    )
    found = findings_of(radiology)
    assert set(found) == {
        RECIST + "target-progression",
        "response.measurement-error.beyond",
        "response.growth.doubling-time",
    }
    assert text(found[RECIST + "target-progression"], "en") == (
        "PD: the target sum of 56 mm is 17 mm (+43.6 %) above its nadir of 39 mm; "
        "PD from 46.8 mm"
    )
    latest = facts_of(radiology).latest
    assert latest.change_from_baseline == Decimal("-0.282051")


def test_progression_by_a_new_lesion_hides_no_response_of_the_rest(course):
    radiology = (
        course(5)
        .target("42", "24", "14", "14", "15")
        .target("28", "15", "9", "9", "9")
        .node("19", "11", "7", "7", "7")
        .new(None, None, None, None, "11", id="FR")
        .radiology()
    )
    latest = facts_of(radiology).latest
    assert (latest.target, latest.overall) == (Response.PR, Response.PD)
    assert round(latest.change_from_baseline, 3) == Decimal("-0.652")
    found = findings_of(radiology)
    assert found[RECIST + "new-lesion"].level is Level.ALARM
    assert RECIST + "above-nadir-not-pd" not in found
    assert RECIST + "partial-response" not in found


def test_normal_nodes_that_vary_in_a_complete_response_are_not_called_growth(course):
    built = course(3).target("30", LesionState.ABSENT, LesionState.ABSENT)
    found = findings_of(built.node("18", "4", "9.5").radiology())
    assert set(found) >= {RECIST + "complete-response"}
    assert RECIST + "above-nadir-not-pd" not in found


def test_targets_gone_are_partial_response_even_without_a_baseline_sum(course):
    built = course(2).target("20", "0").target(None, "0")
    found = findings_of(built.non_target(LesionState.PRESENT, None).radiology())
    assert set(found) == {RECIST + "targets-gone"}


def test_early_growth_of_22_percent_is_progression(course):
    radiology = course(2).target("52", "64").target("24", "29").radiology()
    latest = facts_of(radiology).latest
    assert (latest.total, latest.overall) == (Length.from_mm(93), Response.PD)
    assert round(latest.change_from_nadir, 3) == Decimal("0.224")


def test_judgment_and_computation_are_shown_as_such(course):
    found = findings_of(course(2).target("50", "60").radiology())
    assert found["response.measurement-error.near-pd-line"].tag is Tag.JUDGED
    assert found["response.measurement-error.possible"].tag is Tag.COMPUTED


@pytest.mark.parametrize(
    ("now", "said"),
    [("31", "within"), ("32", "within"), ("34", "possible"), ("37", "beyond")],
)
def test_exactly_one_sentence_says_how_growth_stands_to_measurement_error(
    course, now, said
):
    built = course(2, readers=["dr-li"] * 2).target("30", now)
    found = findings_of(built.radiology())
    names = {i.split(".")[-1] for i in found if i.startswith("response.measurement")}
    assert names & {"within", "possible", "beyond"} == {said}


def test_a_sum_back_at_its_nadir_has_not_grown(course):
    found = findings_of(course(3).target("48", "25", "25").radiology())
    assert set(found) == {RECIST + "partial-response"}


def first_imaged(course, organ, earlier):
    """Answer for a new lesion in ``organ`` after one ``earlier`` study."""
    built = course(2).target("50", "30").new(None, "11", id="new")
    baseline, now = built.studies
    covered = Study(**{**dict(baseline), "regions": ("neck",)})
    built.studies = (covered, now, earlier)
    new = built.lesions[-1]
    built.lesions[-1] = Lesion(**{**dict(new), "organ": organ})
    return answers_of(facts_of(built.radiology())).get(RECIST + "region-first-imaged")


def study(on="2026-01-02", **how):
    on = PartialDate.from_text(on)
    return Study(id="earlier", on=on, modality=Modality.PET_CT, **how)


def test_a_whole_body_study_covers_the_liver_but_not_the_brain(course):
    whole_body = study(regions=("whole-body",))
    assert first_imaged(course, "liver", whole_body) is None
    assert isinstance(first_imaged(course, "brain", whole_body), Finding)


def test_a_study_that_was_not_done_showed_nothing(course):
    planned = study(regions=("brain",), is_not_done=True)
    assert isinstance(first_imaged(course, "brain", planned), Finding)


@pytest.mark.parametrize(
    ("organ", "earlier"),
    [
        ("brain", study("2026", regions=("brain",))),  # before or after: not known
        ("lymph-node", study(regions=("abdomen",))),  # a node of which region?
        ("", study(regions=("abdomen",))),
    ],
)
def test_whether_it_was_imaged_before_can_be_unknown(course, organ, earlier):
    assert isinstance(first_imaged(course, organ, earlier), Unanswered)


@pytest.mark.parametrize("cells", [(), ("48",)])
def test_nothing_is_said_before_there_is_a_follow_up(course, cells):
    built = course(len(cells))
    if cells:
        built.target(*cells)
    assert answers_of(facts_of(built.radiology())) == {}


def test_lesions_that_nobody_measured_are_asked_for(course):
    answers = answers_of(facts_of(course(1).target(None).radiology()))
    assert all(isinstance(a, Unanswered) for a in answers.values())
    assert RECIST + "target-progression" in answers


cells = st.one_of(
    st.none(),
    st.integers(0, 800_000).map(Length),
    st.sampled_from(list(LesionState)),
)
rows = st.tuples(
    st.sampled_from(["target", "target", "non-target", "new"]),
    st.booleans(),
    st.lists(cells, min_size=4, max_size=4),
)


@given(st.lists(rows, min_size=1, max_size=5))
@example(  # disease back after a confirmed CR, with one target not assessed
    lesions=[
        ("target", False, [Length(10_000), Length(0), Length(0), Length(1)]),
        ("target", False, [Length(0), Length(0), Length(0), None]),
    ]
)
def test_one_category_speaks_whatever_was_seen(course, lesions):
    built = course(4)
    for role, is_node, seen in lesions:
        built.lesion(role, *map(stated, seen), is_node=is_node)
    facts = facts_of(built.radiology())
    answers = answers_of(facts)
    spoke = {i for i, a in answers.items() if isinstance(a, Finding)}
    overall = facts.latest.overall if facts.latest else None
    expected = CATEGORY.get(overall, set())
    assert spoke & ANY_CATEGORY <= expected
    assert bool(spoke & expected) == (overall is not None)


@given(st.lists(rows, min_size=1, max_size=5))
def test_every_sentence_can_be_said_in_every_language(course, lesions):
    built = course(4)
    for role, is_node, seen in lesions:
        built.lesion(role, *map(stated, seen), is_node=is_node)
    facts = facts_of(built.radiology())
    messages = [m for p in facts.time_points for m in p.why]
    for answer in answers_of(facts).values():
        is_finding = isinstance(answer, Finding)
        messages += [answer.message] if is_finding else answer.missing
    for language in LANGUAGES:
        said = [Translator(language).message(m) for m in messages]
        assert all(said)
        assert not [s for s in said if "{" in s]


def stated(cell):
    """A split without fragments, a merger without a place, an absence: all as typed."""
    return {"state": cell} if isinstance(cell, LesionState) else cell
