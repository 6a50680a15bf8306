"""The list of every rule and row, on the command line and in the manual."""

import re

import pytest

from mdt_board.cli.catalogue import examples, rule_lines
from mdt_board.i18n import LANGUAGES, Translator
from mdt_board.interpret.engine import rules
from mdt_board.knowledge import bundled
from tests.rules.make_catalogue import MANUAL, pages

KNOWLEDGE = bundled()
RULES = rules(KNOWLEDGE)
PAGES = pages()
HOW = "run tests/rules/make_catalogue.py"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_manual_is_current(name):
    assert (MANUAL / name).read_text(encoding="utf-8") == PAGES[name], HOW


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_line_of_amplification_is_on_the_page(language):
    page = PAGES[f"rules.{language}.md"]
    titles = re.findall(r"^### (\S+)  \[", page, re.MULTILINE)
    lines = [row.id for row in KNOWLEDGE.amplifications]
    assert sorted(titles) == sorted([*RULES, *lines])
    for row in KNOWLEDGE.amplifications:
        assert f"{row.gene} · {row.study} · {row.assay}: {row.line}" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES.values(), ids=lambda r: r.id)
def test_every_rule_has_its_sentence_its_tag_and_a_source(rule, language):
    tr = Translator(language)
    row = KNOWLEDGE.mechanism_by_id.get(rule.id)
    lines = [text for _, text in rule_lines(rule, row, [], tr)]
    assert re.fullmatch(rf"{re.escape(rule.id)}  \[.+\]", lines[0])
    assert len(lines[1]) > 5
    assert any(text.startswith(tr("Source")) for text in lines)


@pytest.mark.parametrize("row", KNOWLEDGE.mechanisms, ids=lambda r: r.id)
def test_a_row_says_of_whom_it_is_which_test_sees_it_and_what_follows(row):
    tr = Translator("en")
    text = "\n".join(t for _, t in rule_lines(RULES[row.id], row, [], tr))
    assert "Disease: " in text
    assert "Drug now: " in text
    assert "Seen by: " in text
    assert text.count("What follows: ") == len(row.detail.follows)
    assert text.count("Label: ") == len(row.detail.labels)
    assert "{" not in text.split("Source")[0].replace("{ratio}", "").replace(
        "{clonality}", ""
    ).replace("{copies}", "")


def test_rules_that_are_functions_show_examples():
    shown = examples()
    functions = [r for r in RULES if r not in KNOWLEDGE.mechanism_by_id]
    assert [r for r in functions if not shown.get(r)] == []
