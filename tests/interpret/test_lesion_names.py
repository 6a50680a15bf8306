"""Lesions are called by their site, in the reader's language, wherever one is meant."""

import json
from datetime import date

import pytest

from mdt_board.i18n import Translator
from mdt_board.interpret.engine import interpret
from mdt_board.interpret.response.visits import lesion_names, naming
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.radiology import Lesion, Radiology
from mdt_board.model.text import FreeText, Message, Written

ZH, EN = Translator("zh"), Translator("en")
LIVER = FreeText(zh="肝 S8 段", en="Liver, segment 8")
NODE = FreeText(zh="隆突下淋巴结", en="Subcarinal node")


def said(tr, *names):
    return tr.message(Message("{lesions}", {"lesions": Written(names)}))


def test_names_are_joined_as_the_language_does_and_never_run_into_each_other():
    assert said(ZH, LIVER, NODE, "T3") == "肝 S8 段、隆突下淋巴结、T3"
    assert said(EN, LIVER, NODE) == "Liver, segment 8; Subcarinal node"
    assert said(EN, NODE, "T3") == "Subcarinal node, T3"


def test_a_site_in_one_language_only_is_still_a_name():
    assert said(EN, FreeText(zh="左额叶")) == "左额叶"


def lesion(name, site=None):
    return Lesion(id=name, label=name.upper(), site=site or FreeText())


def test_a_lesion_without_a_site_or_with_that_of_another_keeps_its_label():
    same = FreeText(zh="肝", en="Liver")
    lesions = (lesion("a", LIVER), lesion("b"), lesion("c", same), lesion("d", same))
    radiology = Radiology(lesions=lesions)
    assert lesion_names(radiology) == {"a": LIVER, "b": "B", "c": "C", "d": "D"}
    assert naming(radiology, lesions[1:3]) == Written(("B", "C"))


def read(**more):
    """Return PD by one liver lesion that doubles fast, the others controlled."""
    days = ("2025-05-26", "2025-08-01", "2026-08-11", "2026-11-17")
    studies = [
        {"id": f"s{n}", "on": on, "modality": "CT", "reader": "A", "regions": ["chest"]}
        for n, on in enumerate(days)
    ]
    sizes = {"T1": (38, 20, 20, 20), "T2": (22, 10, 11, 24)}
    lesions = [
        {"id": "T1", "label": "T1", "role": "target", "organ": "lung"},
        {"id": "T2", "label": "T2", "role": "target", "organ": "liver"}
        | {"site": {"zh": LIVER.zh, "en": LIVER.en}},
    ]
    seen = [
        {"id": f"{name}{n}", "lesion": name, "study": f"s{n}", "state": "measured"}
        | {"diameter": str(size)}
        for name, row in sizes.items()
        for n, size in enumerate(row)
    ]
    radiology = {"studies": studies, "lesions": lesions, "measurements": seen}
    drug = {"id": "tx", "drugs": [{"name": "osimertinib"}], "is_ongoing": True}
    case = {
        "id": "x",
        "question": {"kind": "growth-on-therapy"},
        "oncology": {"treatments": [drug | {"started_on": "2025-06-01"}]},
        "radiology": radiology,
    }
    document = json.dumps(case | more)
    return interpret(Case.model_validate_json(document), bundled(), date(2026, 11, 24))


@pytest.mark.parametrize(("tr", "name"), [(ZH, LIVER.zh), (EN, LIVER.en)])
def test_findings_steps_and_missing_data_use_the_name(tr, name):
    found = read()
    sentences = [tr.message(f.message) for f in found.findings]
    sentences += [tr.message(s.message) for s in found.next_steps]
    assert sum(name in s for s in sentences) >= 3
    assert not any("T2" in s for s in sentences)
