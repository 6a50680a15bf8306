"""Trials that others made, judged by the program: every answer against theirs.

The table of agreement is printed at the end of these tests. Where data are missing a
test is skipped by name.
"""

import csv
import gzip
import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from mdt_board.importers import sdtm
from mdt_board.importers.sandbox import content_of
from mdt_board.interpret.response.best_response import Assessed, best_response, up_to
from mdt_board.interpret.response.trial import answer
from mdt_board.model.course import Protocol
from mdt_board.model.oncology import Response
from mdt_board.reports import to_sdtm

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
AS_ADMIRAL = Protocol(stable_days=28)  # what the expected answers were made with
WORDS = {"NON_CR_NON_PD": "NON-CR/NON-PD", None: "MISSING"}
LIMIT_SECONDS = 3.0
LIMIT_BYTES = 300_000_000


def place(*names):
    path = DATA.joinpath(*names)
    if not path.exists():
        pytest.skip(f"no {'/'.join(names)}")
    return path


def table(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def lines(request):
    """Lines of the table, written when the last test of this file is done."""
    found = []
    yield found
    plugins = request.config.pluginmanager
    terminal = plugins.getplugin("terminalreporter")
    with plugins.getplugin("capturemanager").global_and_fixture_disabled():
        terminal.write_line("")
        for line in found:
            terminal.write_line(f"  {line}")


@pytest.fixture
def agreement(lines):
    """Return what notes how many answers agree, and returns those that do not."""

    def compare(name, expected, got):
        wrong = {k: (e, got.get(k)) for k, e in expected.items() if got.get(k) != e}
        lines.append(f"{name:<34} {len(expected) - len(wrong)} of {len(expected)}")
        return wrong

    return compare


def word(response):
    return WORDS.get(response and response.value, response and response.value)


@pytest.fixture(scope="module")
def recist():
    tumors = place("sdtm_recist", "tu_onco_recist.csv")
    results = place("sdtm_recist", "tr_onco_recist.csv")
    courses, issues = sdtm.read(content_of(tumors), content_of(results))
    assert {i.code for i in issues} == {"duplicate"}
    return [answer(course, AS_ADMIRAL) for course in courses]


@pytest.fixture(scope="module")
def investigator(recist):
    return {a.of.subject: a for a in recist if a.of.evaluator == "INVESTIGATOR"}


def test_every_overall_response_of_three_readers(recist, agreement):
    rows = table(place("sdtm_recist", "rs_onco_recist.csv"))
    assert len(rows) == 66
    key = ("USUBJID", "RSEVAL", "RSEVALID", "VISITNUM", "RSDTC")
    expected = {tuple(r[k] for k in key): r["RSSTRESC"] for r in rows}
    got = {
        tuple(getattr(row, k) for k in key): row.RSSTRESC
        for found in recist
        for _, row in to_sdtm.rows(found)
        if row.RSTESTCD == "OVRLRESP"
    }
    assert agreement("overall response", expected, got) == {}
    assert len(got) == 66


@pytest.mark.parametrize(("code", "number"), [("BOR", 0), ("CBOR", 1)])
def test_best_responses(investigator, agreement, code, number):
    rows = table(place("adam_expected", "adrs_onco.csv.gz"))
    expected = {
        r["USUBJID"]: (r["AVALC"], r["VISIT"])
        for r in rows
        if r["PARAMCD"] == code and r["USUBJID"] in investigator
    }
    assert len(expected) == 8
    got = {
        subject: (word(found.best[number].response), visit_name(found, number))
        for subject, found in investigator.items()
    }
    name = "best response, confirmed" if number else "best response"
    assert agreement(name, expected, got) == {}


def visit_name(found, number):
    return found.of.visits[found.best[number].at].name


def test_every_sum_of_diameters(investigator, agreement):
    """Partial sums too, at visits on which a lesion was not assessed."""
    rows = table(place("adam_expected", "adtr_onco.csv.gz"))
    sums = [r for r in rows if r["PARAMCD"] == "SDIAM"]
    assert len(sums) == 25
    first = {"BASELINE": "SCREENING"}
    expected = {
        (r["USUBJID"], first.get(r["AVISIT"], r["AVISIT"])): float(r["AVAL"])
        for r in sums
    }
    got = {
        (subject, visit.name): judged.partial / 10_000
        for subject, found in investigator.items()
        for visit, judged in zip(found.of.visits, found.judged, strict=True)
    }
    assert agreement("sum of diameters", expected, got) == {}


def confirmed_cases():
    path = DATA / "confirmed_bor" / "cases.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {"cases": []}


@pytest.mark.parametrize("case", confirmed_cases()["cases"], ids=lambda c: c["test"])
def test_confirmed_best_responses_with_their_days(agreement, case):
    every = confirmed_cases()
    expected = {
        e["USUBJID"]: (e["AVALC"], e["ADTC"]) for e in case["expected_confirmed_bor"]
    }
    ends_with_progression = case["source_pd"] != ["NULL"]
    got = {
        s["USUBJID"]: confirmed(every, s, ends_with_progression)
        for s in every["subjects"]
    }
    name = f"confirmed_bor, {'until PD' if ends_with_progression else 'no PD date'}"
    assert agreement(name, expected, got) == {}


def confirmed(every, subject, ends_with_progression):
    visits = [
        Assessed(Response(v["AVALC"].replace("-", "_").replace("/", "_")), day, day)
        for v in every["timepoint_responses"]
        if v["USUBJID"] == subject["USUBJID"]
        for day in [date.fromisoformat(v["ADTC"])]
    ]
    flagged = (
        {(r["USUBJID"], r["ADTC"]) for r in every["progression_flag_records"]}
        if ends_with_progression
        else set()
    )
    end = next(
        (
            i
            for i, v in enumerate(visits)
            if (subject["USUBJID"], v.first.isoformat()) in flagged
        ),
        None,
    )
    counted = up_to(visits, end)
    start = date.fromisoformat(subject["TRTSDTC"])
    best = best_response(counted, start, AS_ADMIRAL, must_confirm=True)
    day = None if best.at is None else counted[best.at].first.isoformat()
    return word(best.response), day


MEASURED = """
import resource, sys
from pathlib import Path
from mdt_board.__main__ import main
code = main(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
status = Path("/proc/self/status")  # where it tells; the other is the parent's, too
if status.exists():
    lines = status.read_text().splitlines()
    peak = next(1024 * int(x.split()[1]) for x in lines if x.startswith("VmHWM"))
print(used.ru_utime + used.ru_stime, peak, file=sys.stderr)
sys.exit(code)
"""


def test_a_large_trial_within_time_and_memory(tmp_path, lines):
    """The whole command, from start to written file, in a process of its own."""
    tumors = place("sdtm_volume", "tu_onco.csv.gz")
    results = place("sdtm_volume", "tr_onco.csv.gz")
    out = tmp_path / "RS.csv"
    command = (sys.executable, "-c", MEASURED, "response", tumors, results)
    started = time.perf_counter()
    done = subprocess.run(
        [*map(str, command), "--out", str(out), "--lang", "en"],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - started
    busy, peak = map(float, done.stderr.splitlines()[-1].split())
    lines.append(
        f"{'sdtm_volume':<34} {seconds:.2f} s, computing {busy:.2f} s, "
        f"{peak / 2**20:.0f} MB"
    )
    assert busy < LIMIT_SECONDS  # other work on the machine must not decide
    assert peak < LIMIT_BYTES
    assert "762 patients and readers" in done.stdout
    rows = table(out)
    overall = [r for r in rows if r["RSTESTCD"] == "OVRLRESP"]
    assert len({(r["USUBJID"], r["RSEVALID"]) for r in rows}) == 762
    assert {r["RSSTRESC"] for r in overall} == {"CR", "PR", "SD", "PD", "NE"}


def test_two_unscheduled_visits_of_one_number_are_two():
    tumors = place("sdtm_volume", "tu_onco.csv.gz")
    results = place("sdtm_volume", "tr_onco.csv.gz")
    courses, issues = sdtm.read(content_of(tumors), content_of(results))
    assert sum(i.code == "two-visits" for i in issues) == 3
    of_one = next(c for c in courses if c.subject == "01-711-1143")
    unscheduled = [v.written for v in of_one.visits if v.number == "9.2"]
    assert unscheduled == ["2013-06-22", "2013-09-22"]
