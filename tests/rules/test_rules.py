"""Every YAML example, and the demand that every rule shows all three kinds."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from mdt_board.i18n import Translator
from mdt_board.interpret.engine import rules
from mdt_board.interpret.facts import derive
from mdt_board.interpret.resistance import concordance
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Finding, Unanswered


class Plain(yaml.SafeLoader):
    """YAML in which ``on`` is a word: only ``true`` and ``false`` are booleans."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, found) for tag, found in resolvers if not tag.endswith(":bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf")
)
KNOWLEDGE = bundled()
RULES = rules(KNOWLEDGE)
HERE = Path(__file__).parent
EXAMPLES = [
    example
    for path in sorted(HERE.rglob("*.yaml"))
    for example in yaml.load(path.read_text(encoding="utf-8"), Loader=Plain)
]


def answer(example):
    case = Case.model_validate_json(json.dumps({"id": "x", **example["case"]}))
    facts = derive(case, KNOWLEDGE, date.fromisoformat(str(example["on"])))
    return RULES[example["rule"]].apply(facts)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e['rule']}: {e['name']}")
def test_example(example):
    result = answer(example)
    match example["finds"]:
        case "nothing":
            assert result is None
        case "unknown":
            assert isinstance(result, Unanswered)
            assert result.missing
        case expected:
            assert isinstance(result, Finding)
            assert list(result.records) == expected["records"]
            if "text_en" in expected:
                assert Translator("en").message(result.message) == expected["text_en"]


def shape(rule_id):
    """Rows of one table share a shape; a rule that is a function is its own."""
    rows = {row.id: f"row of {row.kind}" for row in KNOWLEDGE.mechanisms}
    if rule_id.startswith(concordance.PREFIX):
        return "cell of the matrix"
    return rows.get(rule_id, rule_id)


@pytest.mark.parametrize("wanted", sorted({shape(r) for r in RULES}))
def test_every_rule_is_shown_to_speak_to_be_silent_and_not_to_know(wanted):
    kinds = {
        e["finds"] if isinstance(e["finds"], str) else "something"
        for e in EXAMPLES
        if shape(e["rule"]) == wanted
    }
    assert kinds == {"something", "nothing", "unknown"}
