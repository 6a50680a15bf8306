from datetime import date

import pytest

from mdt_board.importers.site_access import EMPTY_TABLE, read_access

HEADER = EMPTY_TABLE.strip()


def rows_of(tmp_path, *lines, encoding="utf-8"):
    file = tmp_path / "access.csv"
    file.write_text("\n".join((HEADER, *lines)), encoding=encoding)
    return read_access(file)


def test_a_row_says_who_checked_it_and_when(tmp_path):
    line = "osimertinib,是,二线 T790M,EGFR,,,,14,2026-10-01,示例药师"
    (row,), issues = rows_of(tmp_path, line, encoding="utf-8-sig")
    assert issues == ()
    assert (row.drug, row.is_in_formulary, row.washout_days) == (
        "osimertinib",
        True,
        14,
    )
    assert row.insurance_limits.zh == "二线 T790M"
    assert (row.checked_on, row.checked_by) == (date(2026, 10, 1), "示例药师")


def test_what_nobody_stated_is_unknown_and_not_no(tmp_path):
    (row,), _ = rows_of(tmp_path, "osimertinib,,,,,,,,2026-10-01,P")
    assert row.is_in_formulary is None
    assert row.washout_days is None


@pytest.mark.parametrize(
    "line",
    [
        "osimertinib,yes,,,,,,,2026-10-01,",
        "osimertinib,yes,,,,,,,,P",
        ",yes,,,,,,,2026-10-01,P",
        "osimertinib,yes,,,,,,,01.10.2026,P",
        "osimertinib,yes,,,,,,-3,2026-10-01,P",
    ],
)
def test_a_row_for_which_nobody_answers_is_left_out_and_said_so(tmp_path, line):
    rows, (issue,) = rows_of(tmp_path, line)
    assert rows == ()
    assert (issue.code, issue.place) == ("access-row", "row 2")


def test_no_file_and_the_table_as_shipped_are_empty(tmp_path):
    assert read_access(tmp_path / "access.csv") == ((), ())
    assert rows_of(tmp_path) == ((), ())


def test_an_empty_line_is_no_row(tmp_path):
    assert rows_of(tmp_path, "", ",,,,,,,,,") == ((), ())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "access-unreadable"),
        (b'drug,checked_on,checked_by\n"open', "access-unreadable"),
        (b"medicine,day\n", "access-columns"),
        (b"", "access-columns"),
    ],
)
def test_a_file_that_is_no_such_table_is_an_issue_and_no_error(tmp_path, content, code):
    file = tmp_path / "access.csv"
    file.write_bytes(content)
    rows, (issue,) = read_access(file)
    assert rows == ()
    assert issue.code == code


@pytest.mark.parametrize("line", ["d,,,,,,,14 d,2026-10-01,P", "d,,,,,,,,01.10.2026,P"])
def test_a_day_or_wash_out_that_cannot_be_read_is_told_as_such(tmp_path, line):
    _, (issue,) = rows_of(tmp_path, line)
    assert "2026-11-24" in issue.message.text


def test_a_table_too_large_to_read_whole_is_not_read_in_part(tmp_path):
    line = f"osimertinib,,{'x' * 1000},,,,,,2026-10-01,P"
    rows, (issue,) = rows_of(tmp_path, *[line] * 2_500)
    assert (rows, issue.code) == ((), "access-large")
