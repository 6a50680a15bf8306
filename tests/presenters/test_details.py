"""What stands behind a panel's answers opens to every number it rests on."""

from dataclasses import replace
from datetime import date

import pytest

from mdt_board.model.civic import CivicItem
from mdt_board.model.interpretation import (
    GrowthPoints,
    OriginAnswer,
    Point,
    PointsAnswer,
    Series,
    SeriesPoint,
    Tag,
)
from mdt_board.model.text import Message
from mdt_board.model.view import CivicBeside
from mdt_board.presenters import interpretation, molecular
from mdt_board.presenters.mechanism_details import mechanism_details
from mdt_board.presenters.plan_details import plan_details
from mdt_board.presenters.plasma_details import plasma_details
from mdt_board.presenters.response_details import response_details

DRIVER = "variant:EGFR 19del"


def said(statements, start):
    return next(s for s in statements if s.id.startswith(start))


def lines(statement):
    return [d.text for d in statement.details]


def test_each_waterfall_adds_up_to_its_result(meeting, en):
    for view in meeting.values():
        for origin in view.interpretation.origins:
            found = [
                s for s in plasma_details(view, en) if s.id == f"origin:{origin.series}"
            ]
            for statement in found:
                bars = [d.bar for d in statement.details if d.bar]
                ends = [b for b in bars if b.is_result]
                steps = [b for b in bars if not b.is_result]
                assert all(0 <= p <= 1 for b in bars for p in (b.start, b.end, b.even))
                weighed = {c.about for c in origin.clues if c.log_odds is not None}
                assert len(ends) == len(weighed)
                assert bool(steps) == bool(weighed)
                if ends:
                    assert steps[-1].end == pytest.approx(ends[-1].end)


def test_unlike_origins_are_named_with_their_probability(growth, en):
    statement = said(plasma_details(growth, en), "origin:variant:DNMT3A")
    assert statement.text.endswith("CH likely")
    assert "clonal hematopoiesis" in lines(statement)[0]


def test_a_tube_says_what_it_could_have_shown(growth, en):
    statement = said(plasma_details(growth, en), "tube:")
    assert "2026-11-10" in statement.text
    assert any("haploid genomes" in line for line in lines(statement))


def test_a_whole_test_that_detected_is_never_called_without_result(growth, en):
    point = SeriesPoint(on=date(2026, 11, 10), status="detected", record="assay-x")
    series = Series(id="test:MCED", label="MCED", unit="", points=(point,))
    found = growth.interpretation
    view = replace(
        growth, interpretation=replace(found, series=(*found.series, series))
    )
    rows = molecular.present(view, en).tables[0].rows
    row = next(r for r in rows if r.id == "test:MCED")
    assert row.cells[:2] == ("MCED", "detected")


def test_the_response_names_the_distance_to_both_lines(growth, en):
    statement = said(response_details(growth, en), "response:now")
    assert "3 mm below the PD line of 30 mm" in lines(statement)
    assert "6.6 mm on or under the PR line of 33.6 mm" in lines(statement)


def test_measurement_error_is_told_for_other_readers_and_slices(growth, en):
    statement = said(response_details(growth, en), "response:error")
    assert "± 4.1 mm" in statement.text
    other = next(x for x in lines(statement) if x.startswith("another reader"))
    assert "± 6.2 mm" in other


def test_the_chance_of_any_growth_is_told_in_the_details_only(growth, en):
    shown = interpretation.present(growth, en)
    said_first = (*shown.headline, *shown.lead)
    assert not any("87 %" in text for text in said_first)
    statement = said(response_details(growth, en), "response:error")
    assert any("87 %" in line for line in lines(statement))


def test_molecular_points_are_not_added(growth, en):
    points = GrowthPoints(
        items=(Point(Message("on a drug"), 2), Point(Message("within error"), -3)),
        molecular=(Point(Message("the driver rises"), 3),),
        total=-1,
        is_capped=False,
        answer=PointsAnswer.MIMIC,
    )
    found = replace(
        growth.interpretation, growth_points=points, concordance=None, test_plan=()
    )
    statement = plan_details(replace(growth, interpretation=found), en)
    assert statement
    marks = [(d.mark, d.text) for d in statement.details]
    apart = next(i for i, (_, t) in enumerate(marks) if t.startswith("Molecular"))
    assert [m for m, _ in marks[1:apart]] == ["+2", "-3"]
    assert marks[apart + 1] == ("+3", "the driver rises")


def test_nothing_unverified_of_a_mechanism_is_shown(meeting, en):
    rows = [m for v in meeting.values() for m in v.interpretation.mechanisms]
    assert rows
    for row in rows:
        hidden = replace(row, tag=Tag.UNVERIFIED)
        assert mechanism_details(hidden, en) == ()
        unverified = [f for f in row.frequencies if f.tag is Tag.UNVERIFIED]
        shown = "\n".join(d.text for d in mechanism_details(row, en))
        assert not any(f.share and f"{f.share}," in shown for f in unverified)


def test_civic_is_marked_as_a_reference_that_no_rule_uses(growth, en):
    item = CivicItem(
        id="1",
        profile="EGFR T790M",
        parts=(),
        disease="Lung Cancer",
        therapies="Osimertinib",
        type="Predictive",
        direction="Supports",
        level="A",
        significance="Sensitivity",
        statement="",
        citation="A et al.",
        source_id="",
        rating=None,
        is_flagged=True,
        reviewed_on=date(2026, 5, 1),
        url="",
    )
    beside = CivicBeside("variant-1", "EGFR T790M", date(2026, 5, 2), (item,))
    view = replace(growth, civic=(beside,))
    statement = said(plasma_details(view, en), "civic:")
    assert "no rule uses them" in statement.text
    assert "[flagged in CIViC: not current]" in lines(statement)[0]
    assert all(d.is_reference for d in statement.details)


def test_an_origin_answer_for_each_kind_has_a_name(zh, en):
    from mdt_board.presenters.plasma_details import ANSWERS

    assert set(ANSWERS) == set(OriginAnswer)
    assert all(zh(t) != t for t in ANSWERS.values())
