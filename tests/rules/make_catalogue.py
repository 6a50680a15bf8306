"""Write the pages of the manual that list every rule, with what its examples find.

Run from the project's root, after a change of a rule, a row or an example:

    PYTHONPATH=. .venv/bin/python tests/rules/make_catalogue.py
"""

import json
import re
import sys
from datetime import date
from pathlib import Path

import yaml

from mdt_board.cli.catalogue import EXAMPLES, Example, manual_page
from mdt_board.i18n import LANGUAGES, Translator
from mdt_board.interpret.engine import rules
from mdt_board.interpret.facts import derive
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Finding, Unanswered

HERE = Path(__file__).parent
MANUAL = HERE.parents[1] / "resources" / "manual"


class Plain(yaml.SafeLoader):
    """YAML in which ``on`` is a word: only ``true`` and ``false`` are booleans."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, found) for tag, found in resolvers if not tag.endswith(":bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plain.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf")
)


def written():
    """Return every example that the rules are tested with."""
    return [
        example
        for path in sorted(HERE.rglob("*.yaml"))
        for example in yaml.load(path.read_text(encoding="utf-8"), Loader=Plain)
    ]


def found(example):
    """Return the example as the catalogue shows it."""
    case = Case.model_validate_json(json.dumps({"id": "x", **example["case"]}))
    facts = derive(case, bundled(), date.fromisoformat(str(example["on"])))
    said = rules(bundled())[example["rule"]].apply(facts)
    texts = {}
    for language in LANGUAGES:
        tr = Translator(language)
        if isinstance(said, Finding):
            texts[language] = tr.message(said.message)
        elif isinstance(said, Unanswered):
            texts[language] = tr.join([tr.message(m) for m in said.missing])
    kind = {Finding: "speaks", Unanswered: "unknown"}.get(type(said), "nothing")
    return Example(example["name"], kind, texts.get("zh", ""), texts.get("en", ""))


def catalogue():
    """Return the examples by their rule."""
    shown = {}
    for example in written():
        shown.setdefault(example["rule"], []).append(found(example))
    return dict(sorted(shown.items()))


def pages():
    """Return what each file of the manual must hold, by its name."""
    shown = catalogue()
    listed = {rule: [list(e) for e in found] for rule, found in shown.items()}
    text = json.dumps(listed, ensure_ascii=False, indent=1) + "\n"
    made = {
        f"rules.{language}.md": manual_page(bundled(), shown, Translator(language))
        for language in LANGUAGES
    }
    return {EXAMPLES: text, **made}


if __name__ == "__main__":
    for name, text in pages().items():
        (MANUAL / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}: {len(text.splitlines())} lines\n")
