"""The list of tables says what their readers read, and it is they who say it."""

import csv
import io
import re

import pytest

from mdt_board.cli.tables import table_lines
from mdt_board.i18n import Translator
from mdt_board.importers.tables_kinds import KINDS
from mdt_board.terminology.columns import column


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_listed_header_is_one_that_is_read(language):
    listed = [line for line in table_lines(Translator(language)) if "|" in line]
    assert len(listed) > len(KINDS)
    for line in listed:
        headers = re.sub(r"^.*[:：]", "", line).split("|")
        assert all(column(h.strip()) for h in headers), line


def test_a_table_of_the_first_needed_headers_alone_is_told(run, tmp_path):
    out = run("import", "--lang", "en", "--columns").out
    needed = [
        re.findall(r"needed: ([^|\n]+)", block) for block in out.split("\n\n")[:-1]
    ]
    assert len(needed) == len(KINDS)
    for at, headers in enumerate(needed):
        file = tmp_path / f"{at}.csv"
        text = io.StringIO()
        csv.writer(text).writerow(h.strip() for h in headers)
        file.write_text(text.getvalue(), encoding="utf-8")
        ran = run("import", "--new", tmp_path / f"{at}.json", file, "--lang", "en")
        assert "The table has headers and no rows" in ran.out


def test_a_table_that_cannot_be_told_is_sent_to_the_list(run, tmp_path):
    file = tmp_path / "odd.csv"
    file.write_text("colour,shape\nred,round\n", encoding="utf-8")
    ran = run("import", "--new", tmp_path / "case.json", file, "--lang", "en")
    assert ran.code == 1
    assert "`mdt-board import --columns`" in ran.err
