"""What the program knows, as the command line shows it."""

import re

import pytest

from mdt_board.cli.catalogue import examples, rule_lines
from mdt_board.i18n import Translator
from mdt_board.importers.civic import COLUMNS
from mdt_board.interpret.engine import rules
from mdt_board.knowledge import bundled
from mdt_board.workspace.civic import VARIABLE


def test_items_are_shown_with_the_order_that_they_stand_in(run, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "knowledge"))
    usual = dict.fromkeys(COLUMNS, "x") | {"evidence_status": "accepted"}
    rows = [
        usual | {"molecular_profile": p, "evidence_level": level, "evidence_id": n}
        for n, (p, level) in enumerate((("EGFR T790M", "B"), ("EGFR L858R", "A")), 1)
    ]
    lines = [COLUMNS, *([str(row[c]) for c in COLUMNS] for row in rows)]
    file = tmp_path / "civic.tsv"
    file.write_text("\n".join("\t".join(line) for line in lines), encoding="utf-8")
    assert run("knowledge", "add", "civic", file).code == 0
    _, order, *items = run("knowledge", "show", "egfr", "--lang", "en").out.splitlines()
    assert order.startswith("2 items, by gene, then level (A to E")
    assert [item.split()[0] for item in items] == ["EID2", "EID1"]


@pytest.mark.parametrize("rule_id", ["ctdna.call-not-passed", "ctdna.against-imaging"])
def test_a_chinese_reader_has_examples_without_english_titles(rule_id):
    rule, shown = rules(bundled())[rule_id], examples()[rule_id]
    lines = [line for _, line in rule_lines(rule, None, shown, Translator("zh"))]
    told = [line for line in lines if line.startswith("示例")]
    assert all(example.name not in line for example in shown for line in lines)
    numbers = {int(n) for line in told for n in re.findall(r"示例 (\d+)", line)}
    assert numbers == set(range(1, len(shown) + 1))
    english = [line for _, line in rule_lines(rule, None, shown, Translator("en"))]
    assert all(any(e.name in line for line in english) for e in shown)
