from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from mdt_board.assets import table
from mdt_board.model.case import Case
from mdt_board.model.decision import DecisionState
from mdt_board.model.interpretation import Interpretation, RedFlag, from_json, to_json
from mdt_board.model.molecular import Variant
from mdt_board.model.oncology import LabValue
from mdt_board.model.quantity import Length
from mdt_board.model.text import Message, Number, Percent, Plain, Span, Term, Terms
from mdt_board.workflow import outdated as reasons
from mdt_board.workflow.edit import adding, apply, changing
from mdt_board.workflow.outdated import outdated

CaseOf = Callable[[str], Case]
Seen = Callable[[str], Interpretation]
Look = Callable[..., Interpretation]


@pytest.fixture
def standing(whole: CaseOf) -> Case:
    return apply(whole("b"), [changing(whole("b"), "", "decision.state", "signed")])


def texts(messages: tuple[Message, ...]) -> list[str]:
    return [m.text for m in messages]


def test_a_decision_holds_while_nothing_is_new(standing: Case, seen: Seen) -> None:
    assert outdated(standing, seen("b"), seen("b")) == ()
    assert outdated(standing, from_json(to_json(seen("b"))), seen("b")) == ()


@pytest.mark.parametrize("days", [1, 10, 30])
@pytest.mark.parametrize("name", ["a", "b"])
def test_a_later_day_alone_does_not_outdate(
    whole: CaseOf, look: Look, name: str, days: int
) -> None:
    case = apply(whole(name), [changing(whole(name), "", "decision.state", "signed")])
    day = date(2026, 11, 24)
    later = look(case, day + timedelta(days=days))
    assert outdated(case, look(case, day), later) == ()


def test_new_data_that_say_nothing_new_do_not_outdate(
    standing: Case, seen: Seen, look: Look
) -> None:
    known = standing.oncology.labs[-1].model_dump(mode="json")
    height = {"id": "new", "analyte": "body-height", "value": "161", "unit": "cm"}
    lab = LabValue.model_validate(known | height, strict=False)
    after = apply(standing, [adding(standing, "oncology.labs", lab)])
    assert outdated(after, seen("b"), look(after)) == ()


@pytest.mark.parametrize(
    "state", [DecisionState.DRAFT, DecisionState.PROPOSED, DecisionState.WITHDRAWN]
)
def test_only_a_decision_that_stands_is_outdated(
    standing: Case, seen: Seen, state: DecisionState
) -> None:
    case = apply(standing, [changing(standing, "", "decision.state", state.value)])
    assert outdated(case, seen("b"), seen("a")) == ()


def test_growth_to_progression_outdates_with_what_differs(
    standing: Case, seen: Seen, look: Look
) -> None:
    edit = changing(standing, "measurement-rul-ex-ct-0005", "diameter", "21")
    after = apply(standing, [edit])
    found = outdated(after, seen("b"), look(after))
    assert {reasons.HEADLINE, reasons.RESPONSE, reasons.NO_GUARDRAIL} <= set(
        texts(found)
    )
    gone = next(m for m in found if m.text == reasons.NO_GUARDRAIL)
    names = gone.words["guardrails"]
    assert isinstance(names, Terms)
    assert "guardrail.therapy-changed-on-subthreshold-growth" in names.ids


def test_a_sum_that_was_corrected_outdates_within_one_category(
    standing: Case, seen: Seen, look: Look
) -> None:
    edit = changing(standing, "measurement-rul-ex-ct-0005", "diameter", "17")
    found = outdated(standing, seen("b"), look(apply(standing, [edit])))
    assert reasons.RESPONSE in texts(found)


def test_another_variant_that_is_withdrawn_outdates(
    standing: Case, seen: Seen, look: Look
) -> None:
    t790m = next(
        v
        for v in standing.molecular.variants
        if (v.name, v.sample) == ("T790M", "B-P5")
    )
    assert isinstance(t790m, Variant)
    lost = {"status": "not-detected", "lod": "0.0004"}
    after = apply(standing, [changing(standing, t790m.id, "result", lost)])
    found = outdated(after, seen("b"), look(after))
    assert reasons.HEADLINE in texts(found)


# one aspect at a time


def test_the_explanation_that_leads_is_named_before_and_after(
    standing: Case, seen: Seen
) -> None:
    first, second, *rest = seen("b").differential
    now = replace(seen("b"), differential=(second, first, *rest))
    words = {
        "before": Term(f"hypothesis.{first.id}"),
        "now": Term(f"hypothesis.{second.id}"),
    }
    assert outdated(standing, seen("b"), now) == (Message(reasons.LEADING, words),)


@pytest.mark.parametrize("what", ["shorter", "none"])
def test_another_order_of_explanations_outdates(
    standing: Case, seen: Seen, what: str
) -> None:
    every = seen("b").differential
    now = replace(seen("b"), differential=every[:-1] if what == "shorter" else ())
    found = texts(outdated(standing, seen("b"), now))
    assert found == [reasons.DIFFERENTIAL]


def aspects(now: Interpretation) -> dict[str, tuple[Interpretation, str]]:
    flag = RedFlag("ild", Message("x"), ())
    urgent = replace(now.next_steps[0], is_urgent=not now.next_steps[0].is_urgent)
    last = replace(now.response[-1], total=Length.from_mm("27.0001"))
    return {
        "flag": (replace(now, red_flags=(flag,)), reasons.RED_FLAGS),
        "headline": (replace(now, headline=now.headline[1:]), reasons.HEADLINE),
        "visit": (replace(now, response=now.response[:-1]), reasons.RESPONSE),
        "sum": (replace(now, response=(*now.response[:-1], last)), reasons.RESPONSE),
        "step": (replace(now, next_steps=now.next_steps[:-1]), reasons.STEPS),
        "urgency": (
            replace(now, next_steps=(urgent, *now.next_steps[1:])),
            reasons.STEPS,
        ),
        "guard": (replace(now, guardrails=now.guardrails[1:]), reasons.NO_GUARDRAIL),
    }


@pytest.mark.parametrize(
    "aspect", ["flag", "headline", "visit", "sum", "step", "urgency", "guard"]
)
def test_each_aspect_outdates_alone(standing: Case, seen: Seen, aspect: str) -> None:
    now, text = aspects(seen("b"))[aspect]
    assert texts(outdated(standing, seen("b"), now)) == [text]


def test_a_must_not_that_is_new_is_named(standing: Case, seen: Seen) -> None:
    before = replace(seen("b"), guardrails=seen("b").guardrails[1:])
    name = f"guardrail.{seen('b').guardrails[0].id}"
    assert outdated(standing, before, seen("b")) == (
        Message(reasons.NEW_GUARDRAIL, {"guardrails": Terms((name,))}),
    )


def said(text: str, **words: Any) -> tuple[Message, ...]:
    return (Message(text, words),)


def number(value: str, digits: int = 0, unit: str = "") -> tuple[Message, ...]:
    return said("A {x}", x=Number(Decimal(value), digits, unit))


def percent(value: str, digits: int = 1, signed: bool = False) -> tuple[Message, ...]:
    return said("A {x}", x=Percent(Decimal(value), digits, signed))


def span(low: str | None, digits: int = 0) -> tuple[Message, ...]:
    return said("A {x}", x=Span(low and Decimal(low), Decimal(9), digits))


def plain(x: str, y: str, text: str = "{x}: {y}") -> tuple[Message, ...]:
    return said(text, x=Plain(x), y=Plain(y))


@pytest.mark.parametrize(
    ("before", "now", "is_same"),
    [
        (number("1.5", 1), number("1.50", 2), True),
        (number("1.5"), number("2"), False),
        (number("1", unit="mm"), number("1", unit="cm"), False),
        (number("1"), percent("1"), False),
        (percent("0.08", 1), percent("0.080", 2, signed=True), True),
        (percent("0.08"), percent("0.09"), False),
        (span("1.6", 1), span("1.60000001", 2), True),
        (span("1.6"), span(None), False),
        (plain("a  b", "c"), plain("a b", "c"), True),
        (plain("a", "b"), plain("b", "b"), False),
        (plain("a", "b"), plain("a", "b", "{y}: {x}"), False),
        (said("Not now."), said("not now"), True),
        (said("Growth"), said("No growth"), False),
    ],
)
def test_only_what_a_sentence_says_counts_not_how_it_is_written(
    standing: Case,
    seen: Seen,
    before: tuple[Message, ...],
    now: tuple[Message, ...],
    is_same: bool,
) -> None:
    one, other = (replace(seen("b"), headline=h) for h in (before, now))
    assert (outdated(standing, one, other) == ()) is is_same


def test_every_explanation_has_a_name(seen: Seen) -> None:
    names = {row["id"] for row in table("terms")}
    for name in ("a", "b"):
        assert {f"hypothesis.{h.id}" for h in seen(name).differential} <= names
