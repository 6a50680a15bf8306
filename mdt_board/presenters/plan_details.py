"""What stands behind the plan: points of growth, agreement of methods, tests."""

from collections.abc import Iterator

from mdt_board.i18n import Translator
from mdt_board.model.interpretation import (
    Concordance,
    GrowthPoints,
    PlannedTest,
    Point,
    PointsAnswer,
)
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.parts import Detail, Statement

ANSWERS = {
    PointsAnswer.LIKELY: N_("progression likely"),
    PointsAnswer.UNCLEAR: N_("unclear"),
    PointsAnswer.MIMIC: N_("mimic or measurement more likely"),
}
RISKS = {1: N_("a small procedure"), 2: N_("a needle")}
HEAD = "▸"
NAMED = N_("{name}: {words}")


def plan_details(view: View, tr: Translator) -> Statement | None:
    """Gather under one line how methods agree, what weighs growth, and which tests.

    None where nothing of it applies.
    """
    found = view.interpretation
    parts = (
        *(_concordance(c, tr) for c in (found.concordance,) if c and c.message),
        *(_points(p, tr) for p in (found.growth_points,) if p),
        *_tests(found.test_plan, tr),
    )
    if not parts:
        return None
    return Statement(
        id="plan",
        text=tr(N_("Behind the plan: {count}"), count=len(parts)),
        details=tuple(detail for part in parts for detail in part),
    )


def _concordance(found: Concordance, tr: Translator) -> tuple[Detail, ...]:
    sides = (
        (N_("imaging"), found.imaging),
        (N_("plasma"), found.plasma),
        (N_("marker"), found.marker),
    )
    lines = [
        tr(
            NAMED,
            name=tr(name),
            words=tr.term(state) if state else tr(N_("not assessed")),
        )
        for name, state in sides
    ]
    message = tr.message(found.message) if found.message else ""
    text = tr(N_("Imaging, plasma and marker together: {words}"), words=message)
    return (Detail(text, HEAD), *(Detail(line, "·") for line in lines))


def _points(points: GrowthPoints, tr: Translator) -> tuple[Detail, ...]:
    text = tr(
        N_("Points for real growth: {total} ({answer})"),
        total=points.total,
        answer=tr(ANSWERS[points.answer]),
    )
    capped = N_("Nothing measurable grew, so that points alone cannot say growth.")
    apart = N_("Molecular, a statement of its own and not added:")
    return (
        Detail(text, HEAD, tr(N_("judgment, not validated"))),
        *(_point(p, tr) for p in points.items),
        *((Detail(tr(capped), "·"),) if points.is_capped else ()),
        *((Detail(tr(apart), "·"),) if points.molecular else ()),
        *(_point(p, tr) for p in points.molecular),
    )


def _point(point: Point, tr: Translator) -> Detail:
    return Detail(tr.message(point.message), f"{point.points:+d}")


def _tests(
    tests: tuple[PlannedTest, ...], tr: Translator
) -> Iterator[tuple[Detail, ...]]:
    if not tests:
        return
    text = tr(
        N_("Tests that can change the decision: {count} of {all}"),
        count=sum(t.can_decide for t in tests),
        all=len(tests),
    )
    lines = (detail for test in tests for detail in _test(test, tr))
    yield (Detail(text, HEAD), *lines)


def _test(test: PlannedTest, tr: Translator) -> Iterator[Detail]:
    words = [tr.message(test.name), *_costs(test, tr)]
    if not test.can_decide:
        words.append(tr(N_("every result leads to the same")))
    yield Detail(tr.join(words), "·" if test.can_decide else "−")
    for outcome in test.outcomes:
        text = tr(
            NAMED,
            name=tr.message(outcome.result),
            words=tr.term(f"action.{outcome.leads_to}"),
        )
        yield Detail(text, "→")


def _costs(test: PlannedTest, tr: Translator) -> Iterator[str]:
    if test.turnaround_days is not None:
        yield tr(N_("{count} days"), count=test.turnaround_days)
    if test.price_yuan is not None:
        yield tr(N_("CNY {price}"), price=str(test.price_yuan))
    if test.risk in RISKS:
        yield tr(RISKS[test.risk])
    if test.sections:
        yield tr(N_("{count} sections of tissue"), count=test.sections)
    if test.is_short_of_tissue:
        yield tr(N_("the tissue left may not do"))
