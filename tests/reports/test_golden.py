"""The words of the example reports, as they were last read and found right.

Run with MDT_BOARD_WRITE_GOLDEN=1 to write them anew, then read the difference.
"""

import os
import re
from pathlib import Path

import pytest

from mdt_board.reports.report import build
from mdt_board.reports.to_text import text_of

GOLDEN = Path(__file__).parents[1] / "golden"
HASH = re.compile(r"\b[0-9a-f]{12,64}\b|\b[0-9a-f]{4}…[0-9a-f]{4}\b")


GROUPED = re.compile(r"\[seal( [0-9a-f]{8}){8}\]")
NAMES = {"view_a": "a", "view_b": "b", "signed_b": "b-signed"}


@pytest.mark.parametrize("name", NAMES)
def test_the_report_reads_as_it_did(name, request, tr):
    text = text_of(build(request.getfixturevalue(name), tr))
    text = HASH.sub("(hash)", GROUPED.sub("[seal (hash)]", text))
    path = GOLDEN / f"chart-summary-{NAMES[name]}-{tr.language}.txt"
    if os.environ.get("MDT_BOARD_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
