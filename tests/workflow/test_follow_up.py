import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from mdt_board.model.base import ListRecord
from mdt_board.model.case import Case
from mdt_board.model.decision import (
    DecisionState,
    MetTrigger,
    NewLesionTrigger,
    Signing,
    SumTrigger,
    VariantTrigger,
)
from mdt_board.model.interpretation import Interpretation, to_json
from mdt_board.model.molecular import Assay, Variant
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import Lesion, Measurement, Study
from mdt_board.workflow.decide import propose
from mdt_board.workflow.edit import adding, apply, changing
from mdt_board.workflow.follow_up import due_list, triggers_met
from mdt_board.workflow.sign import sign

CaseOf = Callable[[str], Case]
Look = Callable[..., Interpretation]
DAY = date(2026, 12, 9)


@pytest.fixture
def signed(
    whole: CaseOf, look: Look, user: Callable[..., User], at: datetime
) -> Callable[[str], Case]:
    """Return an example case with its decision signed."""

    def signed_case(name: str) -> Case:
        chair = user(Role.MEMBER, Role.CHAIR, speaks_for=tuple(Discipline))
        case = whole(name)
        patient = case.patient
        assert case.decision is not None
        proposed = propose(case, case.decision, chair, at)
        assert isinstance(proposed, Case)
        signing = Signing(
            id="s-1",
            person=chair,
            at=at,
            language="zh",
            wording=("词",),
            identifiers=(patient.name.zh, patient.identifiers[0].value),
            meaning="主持人审核并签署",
        )
        answer = sign(proposed, look(proposed), signing)
        assert isinstance(answer, Case), answer
        return answer

    return signed_case


def with_record(case: Case, path: str, of: type[ListRecord], **fields: Any) -> Case:
    record = of.model_validate(fields, strict=False)
    return apply(case, [adding(case, path, record)])


# due lists


def test_what_is_due_comes_by_day_with_the_overdue_first(
    signed: Callable[[str], Case],
) -> None:
    cases = [signed("b"), signed("a")]
    items = due_list(cases, DAY)
    days = [i.follow_up.due_on for i in items]
    assert days == sorted(days)
    assert len(items) == sum(len(c.decision.follow_ups) for c in cases if c.decision)
    assert [i.is_overdue for i in items] == [d < DAY for d in days]
    assert {True, False} == {i.is_overdue for i in items}


def test_an_item_is_due_to_the_last_of_its_days_and_open_from_the_first(
    signed: Callable[[str], Case],
) -> None:
    case = signed("a")
    (item,) = [i for i in due_list([case], DAY) if i.follow_up.id == "follow-up-1"]
    first, last = item.follow_up.not_before, item.follow_up.due_on
    assert (first, last) == (date(2026, 11, 24), date(2026, 12, 8))

    def on(day: date) -> tuple[bool, bool]:
        items = {i.follow_up.id: i for i in due_list([case], day)}
        return items["follow-up-1"].is_open, items["follow-up-1"].is_overdue

    assert on(date(2026, 11, 23)) == (False, False)
    assert on(date(2026, 11, 24)) == (True, False)
    assert on(date(2026, 12, 8)) == (True, False)
    assert on(date(2026, 12, 9)) == (True, True)


def test_each_discipline_has_its_own_list(signed: Callable[[str], Case]) -> None:
    cases = [signed("a"), signed("b")]
    every = due_list(cases, DAY)
    for owner in Discipline:
        own = tuple(i for i in every if i.follow_up.owner is owner)
        assert due_list(cases, DAY, owner) == own


def test_what_is_done_is_not_due(signed: Callable[[str], Case]) -> None:
    case = signed("a")
    done = apply(case, [changing(case, "follow-up-1", "is_done", True)])
    assert len(due_list([done], DAY)) == len(due_list([case], DAY)) - 1


@pytest.mark.parametrize("state", DecisionState)
def test_only_a_decision_that_stands_makes_work(
    signed: Callable[[str], Case], state: DecisionState
) -> None:
    case = signed("a")
    case = apply(case, [changing(case, "", "decision.state", state.value)])
    stands = state in (DecisionState.SIGNED, DecisionState.AMENDED)
    assert bool(due_list([case], DAY)) is stands


# triggers: those of example B are T790M again, any new lesion, sum ≥ 30 mm


def later_ct(case: Case, rul: str | None = "18", new: str | None = None) -> Case:
    study = {"id": "ct-6", "on": "2026-12-22", "modality": "CT", "regions": ["chest"]}
    case = with_record(case, "radiology.studies", Study, **study)
    if rul:
        case = measured(case, "m-rul", "lesion-rul", rul)
    case = measured(case, "m-ln", "lesion-ln-7", "9")
    if not new:
        return case
    lesion = {"id": "liver-1", "label": "liver", "role": "new", "organ": "liver"}
    case = with_record(case, "radiology.lesions", Lesion, **lesion)
    return measured(case, "m-new", "liver-1", new)


def measured(
    case: Case, record_id: str, lesion: str, mm: str, study: str = "ct-6"
) -> Case:
    fields = {"lesion": lesion, "study": study, "state": "measured", "diameter": mm}
    path = "radiology.measurements"
    return with_record(case, path, Measurement, **fields, id=record_id)


def second_tube(case: Case, on: str, status: str, sample: str = "B-P6") -> Case:
    assay = {"id": f"assay-{sample}", "sample": sample, "kind": "tumor-naive"}
    case = with_record(case, "molecular.assays", Assay, **assay, sampled_on=on)
    seen = next(v for v in case.molecular.variants if v.name == "T790M")
    fields = seen.model_dump(mode="json") | {
        "id": f"v-{sample}",
        "sample": sample,
        "result": {
            "status": status,
            **({"vaf": "0.002"} if status == "detected" else {}),
        },
    }
    return with_record(case, "molecular.variants", Variant, **fields)


def met(case: Case, look: Look) -> list[tuple[str, tuple[str, ...]]]:
    found = triggers_met(case, look(case, date(2027, 1, 10)))
    assert all(isinstance(m, MetTrigger) for m in found)
    return [(m.trigger.kind, m.records) for m in found]


def test_nothing_is_met_by_what_the_board_had_seen(
    signed: Callable[[str], Case], look: Look
) -> None:
    assert met(signed("b"), look) == []
    assert met(later_ct(signed("b")), look) == []


@pytest.mark.parametrize(("mm", "is_met"), [("20.9999", False), ("21", True)])
def test_the_sum_is_met_at_its_line_exactly(
    signed: Callable[[str], Case], look: Look, mm: str, is_met: bool
) -> None:
    found = met(later_ct(signed("b"), rul=mm), look)
    expected = [("sum", ("m-rul", "m-ln"))] if is_met else []
    assert [(k, tuple(sorted(r))) for k, r in found] == [
        (k, tuple(sorted(r))) for k, r in expected
    ]


def test_what_was_measured_may_reach_the_line_alone(
    signed: Callable[[str], Case], look: Look
) -> None:
    case = signed("b")
    triggers = [{"kind": "sum", "at_least": "9"}]
    case = apply(case, [changing(case, "", "decision.triggers", triggers)])
    assert met(later_ct(case, rul=None), look) == [("sum", ("m-ln",))]
    triggers = [{"kind": "sum", "at_least": "10"}]
    case = apply(case, [changing(case, "", "decision.triggers", triggers)])
    assert met(later_ct(case, rul=None), look) == []


def test_a_lesion_that_is_new_since_the_signature_brings_the_case_back(
    signed: Callable[[str], Case], look: Look
) -> None:
    assert met(later_ct(signed("b"), new="8"), look) == [("new-lesion", ("m-new",))]


def test_a_new_lesion_is_found_where_nothing_was_measured_before(
    signed: Callable[[str], Case], look: Look
) -> None:
    case = with_record(
        signed("a"), "radiology.studies", Study, id="mri", on="2026-12-02",
        modality="MRI", regions=["brain"],
    )  # fmt: skip
    case = with_record(
        case, "radiology.lesions", Lesion, id="brain-1", label="brain", role="new"
    )
    case = with_record(
        case, "radiology.measurements", Measurement, id="m-brain", lesion="brain-1",
        study="mri", state="unequivocal",
    )  # fmt: skip
    assert met(case, look) == [("new-lesion", ("m-brain",))]


def test_a_lesion_that_the_board_had_seen_is_not_new_again(
    whole: CaseOf, signed: Callable[[str], Case], look: Look
) -> None:
    case = later_ct(signed("b"), new="8")
    seen = look(case, date(2026, 12, 23))
    next_ct = with_record(
        case, "radiology.studies", Study, id="ct-7", on="2027-01-05",
        modality="CT", regions=["chest"],
    )  # fmt: skip
    next_ct = measured(next_ct, "m-new-2", "liver-1", "9", study="ct-7")
    signed_later = frozen(next_ct, seen)
    assert met(signed_later, look) == []


def frozen(case: Case, seen: Interpretation) -> Case:
    """Return the case as if its signer had seen another interpretation."""
    (sign_off,) = case.sign_offs
    wording = {"interpretation": json.loads(to_json(seen)), "lines": ["词"]}
    return apply(case, [changing(case, sign_off.id, "seen", wording)])


@pytest.mark.parametrize(
    ("on", "status", "is_met"),
    [
        ("2026-12-10", "detected", True),
        ("2026-12-10", "not-detected", False),
        ("2026-12-10", "failed", False),
        ("2026-08-13", "detected", False),  # drawn before what the board saw
    ],
)
def test_a_variant_is_met_by_a_second_tube_alone(
    signed: Callable[[str], Case], look: Look, on: str, status: str, is_met: bool
) -> None:
    found = met(second_tube(signed("b"), on, status), look)
    assert found == ([("variant", ("v-B-P6",))] if is_met else [])


def test_the_same_tube_tested_again_is_no_second_tube(
    signed: Callable[[str], Case], look: Look
) -> None:
    case = signed("b")
    seen = next(v for v in case.molecular.variants if v.sample == "B-P5")
    again = seen.model_dump(mode="json") | {"id": "again"}
    case = with_record(case, "molecular.variants", Variant, **again)
    assert met(case, look) == []


def test_a_variant_may_be_named_with_its_prefix(
    signed: Callable[[str], Case], look: Look
) -> None:
    case = second_tube(signed("b"), "2026-12-10", "detected")
    named = [{"kind": "variant", "gene": "EGFR", "name": "p.T790M"}]
    case = apply(case, [changing(case, "", "decision.triggers", named)])
    assert met(case, look) == [("variant", ("v-B-P6",))]
    other = [{"kind": "variant", "gene": "EGFR", "name": "C797S"}]
    case = apply(case, [changing(case, "", "decision.triggers", other)])
    assert met(case, look) == []


def test_several_triggers_are_all_told_and_those_in_words_are_left_to_people(
    signed: Callable[[str], Case], look: Look
) -> None:
    case = signed("b")
    assert case.decision is not None
    assert case.decision.triggers[:3] == (
        VariantTrigger(gene="EGFR", name="T790M"),
        NewLesionTrigger(),
        SumTrigger(at_least=Length.from_mm(30)),
    )
    case = second_tube(later_ct(case, rul="22", new="8"), "2026-12-22", "detected")
    assert [kind for kind, _ in met(case, look)] == ["variant", "new-lesion", "sum"]
    words = [{"kind": "other", "text": {"zh": "头痛"}}]
    case = apply(case, [changing(case, "", "decision.triggers", words)])
    assert met(case, look) == []


def test_without_a_signature_nothing_is_met(whole: CaseOf, look: Look) -> None:
    case = later_ct(whole("b"), new="8")
    assert triggers_met(case, look(case, date(2027, 1, 10))) == ()
