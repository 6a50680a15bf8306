"""ctDNA against RECIST in 94 patients under pembrolizumab (INSPIRE): who disagrees."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from mdt_board.interpret.ctdna.against_imaging import is_discordant
from mdt_board.model.oncology import Response

PLACE = (
    Path(__file__).resolve().parents[3] / "shared/data/ctdna_and_response/intervals.csv"
)
TEXT = PLACE.read_text("utf-8") if PLACE.exists() else ""
ROWS = list(csv.DictReader(TEXT.splitlines()))


def judged(row):
    change = float(row["log10_change_ctDNA"])
    return is_discordant(Response(row["interval_recist"]), change > 0)


@pytest.mark.skipif(not ROWS, reason=f"{PLACE.name} is not here")
def test_18_of_the_65_intervals_that_can_be_judged_are_discordant():
    assert Counter(judged(row) for row in ROWS) == {True: 18, False: 47, None: 48}


@pytest.mark.skipif(not ROWS, reason=f"{PLACE.name} is not here")
def test_both_directions_occur_so_neither_modality_is_a_verdict():
    directions = {
        (row["interval_recist"] == "PD", float(row["log10_change_ctDNA"]) > 0)
        for row in ROWS
        if judged(row)
    }
    assert directions == {(True, False), (False, True)}


@pytest.mark.parametrize("response", [None, Response.NE])
@pytest.mark.parametrize("is_rise", [True, False, None])
def test_without_a_response_nothing_agrees_or_disagrees(response, is_rise):
    assert is_discordant(response, is_rise) is None


@pytest.mark.parametrize("response", [Response.PD, Response.SD])
def test_without_a_change_nothing_agrees_or_disagrees(response):
    assert is_discordant(response, None) is None
