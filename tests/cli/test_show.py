"""What `show` tells of a case: everything that was typed, and where it stands."""

import json
import re

import pytest

from mdt_board.i18n import Translator


@pytest.fixture
def typed(run, tmp_path):
    """Return a new case file with these records, and what was said about them."""

    def make(*additions):
        case = tmp_path / "c.json"
        table = tmp_path / "first.csv"
        table.write_text("date,analyte,value,unit\n2020-01-03,hemoglobin,120,g/L\n")
        assert run("import", case, table, "--new").code == 0
        options = [word for text in additions for word in ("--add", text)]
        assert run("edit", case, *options).code == 0
        return case

    return make


def lab(on, analyte, value):
    fields = {"on": on, "analyte": analyte, "value": value, "unit": "ng/mL"}
    return f"oncology.labs={json.dumps(fields)}"


def test_co_medication_adherence_and_ecog_are_shown(run, case_b):
    out = run("show", case_b, "--lang", "en").out
    assert re.search(r"Other drugs +omeprazole since 2026-09-20", out)
    assert re.search(r"Adherence +not asked", out)
    assert re.search(r"ECOG 1 +2026-11-10\n +ECOG 1 +2026-08-13", out)


def test_a_variant_is_named_as_in_the_report(run, case_b):
    out = run("show", case_b, "--lang", "en").out
    assert re.search(r"B-P5 +2026-11-10 +EGFR 19del +0.31 %", out)
    assert "E746_A750del" not in out


def test_positions_and_the_draft_are_shown(run, case_b):
    out = run("show", case_b, "--lang", "en").out
    assert "Decision of the board\n  Monitor · draft" in out
    assert "Example Molecular Scientist: Would re-biopsy" in out
    assert "[reservation]" in out
    assert "Positions: Oncology ✓" in out


def test_a_case_without_a_decision_says_so(run, typed):
    out = run("show", typed(), "--lang", "en").out
    assert "Decision of the board\n  no decision yet\n" in out


def test_a_signature_is_shown_and_that_it_is_outdated(run, signed):
    out = run("show", signed, "--lang", "en").out
    assert "Monitor · signed" in out
    assert "Signed by 示例医师" in out
    assert "outdated" not in out
    measured = re.search(
        r"^ +(measurement-rul\S+) .*study=study-ex-ct-0005",
        run("show", signed, "--ids").out,
        re.MULTILINE,
    )
    grown = f"{measured[1]}:diameter=40"
    assert run("edit", signed, "--set", grown).code == 0
    out = run("show", signed, "--lang", "en").out
    assert "▲ outdated" in out
    assert "▪ Outdated: the response or a sum" in out


def test_the_ids_that_edit_takes_are_shown(run, case_b):
    assert "oncology.labs" not in run("show", case_b).out
    out = run("show", case_b, "--ids").out
    row = re.search(r"^oncology\.labs\n  (\S+)  on=2025-12-10 +analyte=cea", out, re.M)
    assert run("edit", case_b, "--set", f"{row[1]}:value=18.5").code == 0
    assert "value=18.5" in run("show", case_b, "--ids").out


def test_every_record_has_its_line(run, case_b):
    out = run("show", case_b, "--ids").out
    case = json.loads(case_b.read_text(encoding="utf-8"))
    variants = [v["id"] for v in case["molecular"]["variants"]]
    assert variants
    for record in (*variants, case["positions"][0]["id"]):
        assert re.search(rf"^  {re.escape(record)} ", out, re.MULTILINE)


def test_a_value_of_the_future_is_not_the_latest(run, typed):
    case = typed(lab("2021-01-03", "cea", "4"), lab("2190-01-03", "CEA", "900"))
    out = run("show", case, "--lang", "en").out
    assert re.search(r"CEA +2021-01-03 +4 ng/mL\n", out)
    assert re.search(r"CEA +2190-01-03 +900 ng/mL +dated after \S+, not used", out)


def test_a_marker_typed_by_its_name_is_the_same_marker(run, typed):
    case = typed(lab("2021-01-03", "cea", "4"), lab("2021-02-03", "CEA", "5"))
    out = run("show", case, "--lang", "en").out
    assert re.search(r"CEA +2021-02-03 +5 ng/mL", out)
    assert "4 ng/mL" not in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_is_told_when_files_come_in(run, tmp_path, language):
    tr = Translator(language)
    table = tmp_path / "t.csv"
    rows = "2190-01-03,CEA,4,ng/mL\n2021-01-03,CEA,-7,ng/mL\n"
    table.write_text(f"date,analyte,value,unit\n{rows}")
    ran = run("import", tmp_path / "n.json", table, "--new", "--lang", language)
    assert ran.code == 0
    assert (
        tr(
            "Laboratory values dated after today: {count}. They count only from "
            "their day on; check the dates.",
            count=1,
        )
        in ran.out
    )
    assert (
        tr(
            "Laboratory values below zero: {count}. No concentration is; check the "
            "sign in the source.",
            count=1,
        )
        in ran.out
    )


@pytest.mark.parametrize("value", ["0", "-7"])
def test_a_marker_of_zero_or_less_can_be_printed(run, tmp_path, value):
    case, table, pdf = (tmp_path / n for n in ("n.json", "t.csv", "n.pdf"))
    table.write_text(f"date,analyte,value,unit\n2026-01-03,CEA,{value},ng/mL\n")
    assert run("import", case, table, "--new").code == 0
    assert run("report", case, "--out", pdf).code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
