"""``response``: a trial in, its responses out, and what was odd about it."""

import csv
import gzip

import pytest

TU = "USUBJID,TULNKID,TUSTRESC,TULOC,TUEVAL,TUEVALID\nP1,T1,TARGET,LIVER,IRC,R1\n"
TR = """\
USUBJID,TRLNKID,TRTESTCD,TRSTRESC,TRSTRESU,TREVAL,TREVALID,VISITNUM,VISIT,TRDTC
P1,T1,LDIAM,30,mm,IRC,R1,1,BASELINE,2026-01-05
P1,T1,LDIAM,20,mm,IRC,R1,2,WEEK 6,2026-02-16
P1,T1,LDIAM,21,mm,IRC,R1,3,WEEK 10,2026-03-16
P1,T1,LDIAM,25,mm,IRC,R1,4,WEEK 14,2026-04-13
"""
COLUMNS = "USUBJID,RSTESTCD,RSSTRESC,RSEVAL,RSEVALID,VISITNUM,VISIT,RSDTC,RSSCAT"


@pytest.fixture
def trial(tmp_path):
    tumors, results = tmp_path / "tu.csv", tmp_path / "tr.csv"
    tumors.write_text(TU, "utf-8")
    results.write_text(TR, "utf-8")
    return tumors, results


def rows(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(path, test):
    return [
        (r["VISIT"], r["RSSTRESC"], r["RSDTC"])
        for r in rows(path)
        if r["RSTESTCD"] == test
    ]


def test_every_visit_gets_its_rows_and_the_sum_it_rests_on(run, trial, tmp_path):
    out = tmp_path / "rs.csv"
    ran = run("response", *trial, "--out", out, "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{out}: 18 rows for 1 patients and readers\n"
    assert out.read_text("utf-8").splitlines()[0] == COLUMNS
    assert told(out, "OVRLRESP") == [
        ("WEEK 6", "PR", "2026-02-16"),
        ("WEEK 10", "PR", "2026-03-16"),
        ("WEEK 14", "PD", "2026-04-13"),
    ]
    assert [value for _, value, _ in told(out, "SUMDIAM")] == ["30", "20", "21", "25"]
    assert {value for _, value, _ in told(out, "NTRGRESP")} == {"NA"}
    assert {value for _, value, _ in told(out, "NEWLIND")} == {"N"}
    assert {(r["RSEVAL"], r["RSEVALID"]) for r in rows(out)} == {("IRC", "R1")}


def test_best_responses_with_and_without_confirmation(run, trial, tmp_path):
    out = tmp_path / "rs.csv"
    run("response", *trial, "--out", out)
    best = {r["RSSCAT"]: r["RSSTRESC"] for r in rows(out) if r["RSSCAT"]}
    assert best == {"CONFIRMATION NOT REQUIRED": "PR", "CONFIRMATION REQUIRED": "PR"}
    run("response", *trial, "--out", out, "--confirmation-days", "29")
    best = {r["RSSCAT"]: r["RSSTRESC"] for r in rows(out) if r["RSSCAT"]}
    assert best["CONFIRMATION REQUIRED"] == "SD"


PROGRESSION = """\
P1,N1,TUMSTATE,{non_target},,IRC,R1,5,WEEK 18,2026-05-04
P1,X1,TUMSTATE,{new},,IRC,R1,5,WEEK 18,2026-05-06
P1,T1,LDIAM,{target},mm,IRC,R1,5,WEEK 18,2026-05-08
"""


@pytest.mark.parametrize(
    ("states", "day"),
    [
        (("40", "PRESENT", "ABSENT"), "2026-05-08"),
        (("20", "UNEQUIVOCAL PROGRESSION", "ABSENT"), "2026-05-04"),
        (("20", "PRESENT", "UNEQUIVOCAL"), "2026-05-06"),
        (("40", "PRESENT", "UNEQUIVOCAL"), "2026-05-06"),
        (("40", "UNEQUIVOCAL PROGRESSION", "UNEQUIVOCAL"), "2026-05-04"),
    ],
)
def test_progression_dates_from_the_first_day_that_proves_it(
    run, trial, tmp_path, states, day
):
    more = "P1,N1,NON-TARGET,LUNG,IRC,R1\nP1,X1,NEW,BONE,IRC,R1\n"
    trial[0].write_text(TU + more, "utf-8")
    target, non_target, new = states
    before = "".join(TR.splitlines(keepends=True)[:-1])
    at_last = PROGRESSION.format(target=target, non_target=non_target, new=new)
    trial[1].write_text(before + at_last, "utf-8")
    out = tmp_path / "rs.csv"
    run("response", *trial, "--out", out)
    assert told(out, "OVRLRESP")[-1] == ("WEEK 18", "PD", day)


def test_disease_back_after_a_complete_response_dates_from_the_whole_visit(
    run, trial, tmp_path
):
    gone = TR.replace("20,mm", "0,mm").replace("21,mm", "0,mm").replace("25,", "4,")
    trial[0].write_text(TU + "P1,X1,NEW,BONE,IRC,R1\n", "utf-8")
    more = "P1,X1,TUMSTATE,ABSENT,,IRC,R1,4,WEEK 14,2026-04-10\n"
    trial[1].write_text(gone + more, "utf-8")
    out = tmp_path / "rs.csv"
    run("response", *trial, "--out", out)
    assert told(out, "TRGRESP")[-1] == ("WEEK 14", "PR", "2026-04-13")
    assert told(out, "OVRLRESP")[-1] == ("WEEK 14", "PD", "2026-04-13")


def test_disease_after_a_complete_response_that_nothing_confirmed_asks_for_review(
    run, trial, tmp_path
):
    trial[1].write_text(TR.replace("20,mm", "0,mm").replace("21,mm", "4,mm"), "utf-8")
    out, why = tmp_path / "rs.csv", tmp_path / "why.csv"
    run("response", *trial, "--out", out, "--explain", why, "--lang", "en")
    best = [r["WHY"] for r in rows(why) if r["RSTESTCD"] == "BESTRESP"]
    review = "Disease followed a complete response: review both scans"
    assert all(review in sentence for sentence in best)


def test_a_new_lesion_dates_from_the_scan_that_raised_the_suspicion(
    run, trial, tmp_path
):
    trial[0].write_text(TU + "P1,X1,NEW,BONE,IRC,R1\n", "utf-8")
    before = "".join(TR.splitlines(keepends=True)[:2])
    more = (
        "P1,T1,LDIAM,30,mm,IRC,R1,2,WEEK 5,2026-02-09\n"
        "P1,X1,TUMSTATE,EQUIVOCAL,,IRC,R1,2,WEEK 5,2026-02-06\n"
        "P1,T1,LDIAM,30,mm,IRC,R1,3,WEEK 10,2026-03-16\n"
        "P1,X1,TUMSTATE,UNEQUIVOCAL,,IRC,R1,3,WEEK 10,2026-03-16\n"
    )
    trial[1].write_text(before + more, "utf-8")
    out = tmp_path / "rs.csv"
    run("response", *trial, "--out", out)
    assert told(out, "OVRLRESP")[0] == ("WEEK 5", "SD", "2026-02-09")
    assert set(told(out, "BESTRESP")) == {("WEEK 5", "PD", "2026-02-06")}


def test_a_visit_without_a_number_gets_none(run, trial, tmp_path):
    trial[1].write_text(TR.replace(",4,WEEK 14", ",,WEEK 14"), "utf-8")
    out = tmp_path / "rs.csv"
    run("response", *trial, "--out", out)
    numbers = {r["VISIT"]: r["VISITNUM"] for r in rows(out)}
    assert (numbers["WEEK 10"], numbers["WEEK 14"]) == ("3", "")


def test_the_columns_of_rs_come_first_and_in_order(run, trial, tmp_path):
    out, why = tmp_path / "rs.csv", tmp_path / "why.csv"
    run("response", *trial, "--out", out, "--explain", why)
    for path in (out, why):
        header = path.read_text("utf-8").splitlines()[0]
        assert header.startswith(COLUMNS)
    best = [r for r in rows(out) if r["RSTESTCD"] == "BESTRESP"]
    assert [r["RSSCAT"] for r in best] == [
        "CONFIRMATION NOT REQUIRED",
        "CONFIRMATION REQUIRED",
    ]


def test_each_row_is_explained_in_either_language(run, trial, tmp_path):
    out, why = tmp_path / "rs.csv", tmp_path / "why.csv.gz"
    run("response", *trial, "--out", out, "--explain", why, "--lang", "en")
    found = [
        r for r in rows(why) if (r["VISIT"], r["RSTESTCD"]) == ("WEEK 14", "OVRLRESP")
    ]
    assert found[0]["WHY"] == (
        "Target lesions PD: 25 mm against a nadir of 20 mm (+25.0 %); PD from 25 mm. "
        "No non-target lesions. No new lesion recorded"
    )
    numbers = ("SUM", "BASELINE", "NADIR", "MM_TO_PD", "MM_TO_PR")
    assert [found[0][n] for n in numbers] == ["25", "30", "20", "0", "4"]
    assert (found[0]["CHANGE_FROM_BASELINE"], found[0]["CHANGE_FROM_NADIR"]) == (
        "-16.66",
        "25.00",
    )
    assert len(rows(why)) == len(rows(out))
    run("response", *trial, "--out", out, "--explain", why, "--lang", "zh")
    assert "靶病灶 PD" in rows(why)[-3]["WHY"]


def test_packed_files_are_read_and_written(run, trial, tmp_path):
    packed = []
    for path in trial:
        packed.append(path.with_suffix(".csv.gz"))
        packed[-1].write_bytes(gzip.compress(path.read_bytes()))
    plain, out = tmp_path / "plain.csv", tmp_path / "rs.csv.gz"
    run("response", *trial, "--out", plain)
    run("response", *packed, "--out", out)
    assert gzip.decompress(out.read_bytes()) == plain.read_bytes()
    first = out.read_bytes()
    run("response", *packed, "--out", out)
    assert out.read_bytes() == first


def test_the_switches_of_a_protocol(run, trial, tmp_path):
    out = tmp_path / "rs.csv"
    run("response", *trial, "--out", out, "--least-days-between", "29")
    assert [visit for visit, _, _ in told(out, "OVRLRESP")] == ["WEEK 6", "WEEK 14"]


def test_a_row_left_out_is_told_with_its_line_and_the_rest_is_judged(
    run, trial, tmp_path
):
    trial[1].write_text(TR.replace("21,mm", "21,inch"), "utf-8")
    out = tmp_path / "rs.csv"
    ran = run("response", *trial, "--out", out, "--lang", "en")
    assert ran.code == 1
    assert "Row skipped: tr.csv: line 4: The unit of the size" in ran.out
    assert [value for _, value, _ in told(out, "OVRLRESP")] == ["PR", "NE", "PD"]


def test_many_issues_of_one_kind_are_told_once_with_their_lines(run, trial, tmp_path):
    row = "P1,T1,LDIAM,20,mm,IRC,R1,2,WEEK 6,2026-02-16\n"
    trial[1].write_text(TR + row * 9, "utf-8")
    ran = run("response", *trial, "--out", tmp_path / "rs.csv", "--lang", "en")
    assert ran.out.count("This row is there twice") == 1
    assert "tr.csv: lines 6–14: This row is there twice" in ran.out
    assert "(9 in all)" in ran.out


@pytest.mark.parametrize("which", [0, 1])
def test_nothing_is_written_over_what_is_read(run, trial, which):
    before = trial[which].read_bytes()
    ran = run("response", *trial, "--out", trial[which], "--lang", "en")
    assert ran.code == 2
    assert trial[which].read_bytes() == before


def test_the_two_tables_in_the_wrong_order_are_refused(run, trial, tmp_path):
    ran = run(
        "response", *reversed(trial), "--out", tmp_path / "rs.csv", "--lang", "en"
    )
    assert ran.code == 2
    assert "This is no SDTM TU" in ran.err
    assert not (tmp_path / "rs.csv").exists()


def test_a_refused_file_is_named_once(run, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    ran = run("response", str(other), str(other), "--out", str(tmp_path / "RS.csv"))
    assert ran.code == 2
    assert ran.err.count("other.csv") == 1
