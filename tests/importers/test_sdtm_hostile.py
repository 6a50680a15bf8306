"""SDTM that nobody meant to be read: whatever it holds is an answer or an issue."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from mdt_board.i18n import Translator
from mdt_board.importers import sdtm
from mdt_board.importers.sandbox import Content
from mdt_board.interpret.response.trial import answer
from mdt_board.model.issue import Severity
from mdt_board.reports import to_sdtm

SUBJECTS = ["P1", "P1", "P2", "", "NA", "=cmd|x", "P\n1", "\x00"]
LINKS = ["T1", "T2", "N1", "X1", ""]
ROLES = ["TARGET", "NON-TARGET", "NEW", "new", "", "X"]
PLACES = ["LIVER", "LYMPH NODE", ""]
READERS = ["", "INV", "NA"]
NUMBERS = ["1", "2", "3", "3.0", "", "-1", "1e5", "W1", "9" * 20]
DATES = ["2026-01-05", "2026-03", "2026", "", "--", "2026-02-30", "9999-12-31"]
DATES += ["0001-01-01", "2026-05-05T10:11"]
TESTS = ["LDIAM", "SAXIS", "LPERP", "DIAMETER", "TUMSTATE", "SUMDIAM", "ldiam", ""]
STATES = ["ABSENT", "PRESENT", "EQUIVOCAL", "UNEQUIVOCAL", "NOT EVALUABLE", "?"]
VALUES = ["30", "0", "9.9", "10", "2001", "1e5", "-3", "", "٣", "0.00001", *STATES]
UNITS = ["mm", "cm", "", "MM", "inch"]
STATUSES = ["", "", "NOT DONE"]

TU_COLUMNS = {
    "USUBJID": SUBJECTS,
    "TULNKID": LINKS,
    "TUSTRESC": ROLES,
    "TULOC": PLACES,
    "TUEVAL": READERS,
    "VISITNUM": NUMBERS,
    "TUDTC": DATES,
}
TR_COLUMNS = {
    "USUBJID": SUBJECTS,
    "TRLNKID": LINKS,
    "TRTESTCD": TESTS,
    "TRSTRESC": VALUES,
    "TRSTRESU": UNITS,
    "TRORRES": VALUES,
    "TRORRESU": UNITS,
    "TRSTAT": STATUSES,
    "TREVAL": READERS,
    "VISITNUM": NUMBERS,
    "TRDTC": DATES,
    "TRGRPID": ["", "NEW"],
}


def tables(columns):
    """Return a strategy for tables of such columns, as bytes."""
    row = st.tuples(*(st.sampled_from(cells) for cells in columns.values()))
    return st.lists(row, max_size=25).map(lambda rows: as_csv(tuple(columns), rows))


def as_csv(header, rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows((header, *rows))
    return text.getvalue().encode()


def read(tu, tr):
    return sdtm.read(Content("tu.csv", "", tu), Content("tr.csv", "", tr))


@given(tables(TU_COLUMNS), tables(TR_COLUMNS))
def test_whatever_the_cells_hold_is_judged_or_told(tu, tr):
    courses, issues = read(tu, tr)
    tr_en = Translator("en")
    assert all(tr_en.message(issue.message) for issue in issues)
    for course in courses:
        found = answer(course)
        assert len(found.judged) == len(course.visits)
        table = [row for _, row in to_sdtm.rows(found)]
        assert to_sdtm.to_bytes(table).count(b"\n") > len(table)


@given(tables(TU_COLUMNS), st.binary(max_size=200))
def test_bytes_that_are_no_table_are_refused(tu, noise):
    courses, issues = read(tu, noise)
    assert courses == ()
    assert [i.severity for i in issues] == [Severity.REFUSED]


@given(tables(TU_COLUMNS), tables(TR_COLUMNS), st.integers(0), st.integers(0, 255))
def test_one_broken_byte_costs_no_crash(tu, tr, at, byte):
    broken = bytearray(tr)
    broken[at % len(broken)] = byte
    courses, issues = read(tu, bytes(broken))
    if any(issue.severity is Severity.REFUSED for issue in issues):
        assert courses == ()
    assert all(answer(course).judged for course in courses)


def test_utf_16_is_refused_by_name():
    tr = ",".join(TR_COLUMNS).encode("utf-16")
    _, issues = read(as_csv(tuple(TU_COLUMNS), ()), tr)
    assert [(i.code, i.place) for i in issues] == [("encoding", "tr.csv")]
