"""Each verb does its work on the examples, in both languages."""

import json
import re

import pytest

from mdt_board.model.case import Case
from mdt_board.workspace.case_files import read_case

VERBS = (
    "window",
    "demo",
    "import",
    "show",
    "interpret",
    "batch",
    "list",
    "history",
    "edit",
    "position",
    "decide",
    "sign",
    "amend",
    "withdraw",
    "report",
    "verify",
    "store",
    "account",
    "rules",
    "knowledge",
    "schema",
    "origin",
    "response",
)
HAN = re.compile(r"[\u4e00-\u9fff]")


GROUPS = {
    "store": ("info", "backup", "verify", "restore", "add"),
    "account": ("list", "add", "change", "password", "close"),
    "knowledge": ("add", "show", "remove"),
}
EVERY = [v for v in VERBS if v not in GROUPS]
EVERY += [f"{group} {verb}" for group, verbs in GROUPS.items() for verb in verbs]


@pytest.mark.parametrize("verb", EVERY)
def test_every_verb_explains_itself_with_an_example(run, verb):
    ran = run(*verb.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert f"example:\n  mdt-board {verb}" in ran.out


def test_the_help_lists_every_verb(run):
    listed = re.findall(r"^    (\w+)", run("--help").out, re.MULTILINE)
    assert tuple(listed) == VERBS


def test_the_version_is_printed(run):
    ran = run("--version")
    assert ran.code == 0
    assert re.fullmatch(r"mdt-board \d+\.\d+\.\d+\n", ran.out)


def test_show_says_who_and_how_much(run, case_b):
    ran = run("show", case_b, "--lang", "en")
    assert ran.code == 0
    assert "EXAMPLE-B" in ran.out
    assert re.search(r"Lesion measurements +10$", ran.out, re.MULTILINE)
    assert "lesions.csv" in ran.out


def test_show_speaks_chinese(run, case_b):
    ran = run("show", case_b, "--lang", "zh")
    assert "示例乙" in ran.out
    assert "病灶测量" in ran.out


def test_interpret_gives_the_response_and_its_numbers(run, case_b):
    ran = run("interpret", case_b, "--lang", "en")
    assert ran.code == 0
    assert re.search(r"2026-11-10 +27 mm +PR", ran.out)
    assert "+8.0 %" in ran.out


def test_interpret_in_chinese_is_chinese(run, case_b):
    english = run("interpret", case_b, "--lang", "en").out
    chinese = run("interpret", case_b, "--lang", "zh").out
    assert not HAN.search(english)
    assert "部分缓解" in chinese or "PR" in chinese
    assert len(HAN.findall(chinese)) > 100


def test_interpret_as_json_is_complete(run, case_b):
    found = json.loads(run("interpret", case_b, "--json").out)
    assert found["on"] == "2026-11-24"
    assert found["response"][-1]["overall"] == "PR"
    assert {"differential", "next_steps", "guardrails", "unknown"} <= found.keys()


def test_interpret_twice_gives_the_same_bytes(run, case_b):
    first = run("interpret", case_b, "--json").out
    assert run("interpret", case_b, "--json").out == first


def test_the_day_of_interpretation_can_be_chosen(run, case_b):
    ran = run("interpret", case_b, "--json", "--on", "2026-12-01")
    assert json.loads(ran.out)["on"] == "2026-12-01"


def test_report_writes_a_pdf(run, case_b, tmp_path):
    out = tmp_path / "b.pdf"
    ran = run("report", case_b, "--kind", "chart", "--lang", "zh", "--out", out)
    assert ran.code == 0
    assert out.read_bytes().startswith(b"%PDF-")


def test_report_as_text_can_be_pasted(run, case_b, tmp_path):
    out = tmp_path / "b.txt"
    arguments = ("--lang", "en", "--out", out, "--text")
    assert run("report", case_b, *arguments).code == 0
    assert "EXAMPLE-B" in out.read_text(encoding="utf-8")


def test_rules_lists_every_rule_with_foundation_and_reference(run):
    from mdt_board.interpret.engine import rules
    from mdt_board.knowledge import bundled

    out = run("rules", "--lang", "en").out
    blocks = re.split(r"^(?=\S)", out, flags=re.MULTILINE)[1:]
    lines = [row.id for row in bundled().amplifications]
    assert [b.split()[0] for b in blocks] == [*rules(bundled()), *lines]
    for block in blocks:
        assert re.match(r"\S+  \[[\w ]+\]\n  \S.*\n", block), block
        assert re.search(r"^  Source: \S", block, re.MULTILINE), block


def test_rules_are_translated(run):
    assert len(HAN.findall(run("rules", "--lang", "zh").out)) > 100


def test_schema_describes_a_case(run):
    schema = json.loads(run("schema").out)
    assert schema["title"] == "Case"
    assert schema["properties"].keys() == Case.model_fields.keys()


def test_batch_writes_one_line_per_case_and_goes_on_after_a_bad_one(
    run, case_b, tmp_path
):
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    ran = run("batch", case_b, bad, case_b, "--out", out)
    assert ran.code == 1
    assert "bad.json" in ran.err
    lines = out.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["case"] for line in lines] == ["MDT-2026-0412"] * 2


def test_window_hands_over_what_was_asked(tmp_path, capsys):
    from mdt_board.cli.main import main

    asked = []

    def open_window(workspace, request):
        asked.append((workspace.language, request.screenshot, request.width))
        return 0

    picture = tmp_path / "board.png"
    arguments = ["window", "--lang", "zh", "--size", "1366x768"]
    assert main([*arguments, "--screenshot", str(picture)], open_window) == 0
    assert asked == [("zh", picture, 1366)]


def test_without_a_verb_the_window_opens():
    from mdt_board.cli.main import main

    assert main([], lambda _workspace, request: 42 if not request.case else 0) == 42


@pytest.mark.parametrize("size", ["1920", "0x0", "99999999x1", "axb"])
def test_a_size_that_is_none_is_a_mistake(run, size):
    ran = run("window", "--size", size)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1


def test_the_language_follows_the_preferences(run, case_b):
    from mdt_board.preferences import Preferences
    from mdt_board.workspace import Workspace

    Workspace().remember(Preferences(language="zh"))
    assert "示例乙" in run("show", case_b).out
    Workspace().remember(Preferences(language="en"))
    assert "EXAMPLE-B" in run("show", case_b).out


def test_an_imported_case_can_be_read_again(case_b):
    case = read_case(case_b)
    assert len(case.sources) == 11
    assert {s.imported_at.tzinfo for s in case.sources} != {None}


def test_show_shows_values(run, case_b):
    out = run("show", case_b, "--lang", "en").out
    assert not HAN.search(out)
    assert re.search(r"gefitinib  2025-12-20  ongoing", out)
    assert re.search(r"2026-11-10 +27 mm +PR", out)
    assert re.search(r"CEA +2026-\d\d-\d\d +[\d.]+ \S+", out)
    assert re.search(r"B-P5 +2026-11-10 +EGFR T790M +0\.12 %", out)
    assert re.search(r"B-P1 +2025-12-10 +EGFR T790M +not detected", out)


def test_show_says_how_many_variants_it_left_out_and_names_their_filters(run, tmp_path):
    variant = {
        "sample": "P1",
        "gene": "TP53",
        "hgvs_p": "p.R175H",
        "filters": ["strand"],
    }
    result = {"status": "detected", "vaf": "0.0012"}
    variants = [{**variant, "id": f"v{n}", "result": result} for n in range(23)]
    case = {"schema_version": 1, "id": "a", "molecular": {"variants": variants}}
    file = tmp_path / "a.json"
    file.write_text(json.dumps(case), encoding="utf-8")
    out = run("show", file, "--lang", "en").out
    assert out.count("0.12 %  filters: strand") == 20
    assert "and 3 more" in out
