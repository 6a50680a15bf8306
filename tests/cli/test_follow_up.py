"""What stands and has to be done, what new data met, and what is begun anew."""

import json
import re

import pytest

from mdt_board.workspace import archive
from mdt_board.workspace.case_files import read_case


@pytest.fixture
def relapse(run, signed):
    """The signed example, in which a new lesion was measured since; return its id."""
    lesion = {"id": "lesion-9", "label": "NEW", "role": "new", "organ": "liver"}
    study = {"id": "study-9", "on": "2026-11-22", "modality": "CT"}
    measured = {
        "id": "measurement-9",
        "lesion": "lesion-9",
        "study": "study-9",
        "state": "measured",
        "diameter": "15",
    }
    added = [
        part
        for path, record in (
            ("radiology.lesions", lesion),
            ("radiology.studies", study),
            ("radiology.measurements", measured),
        )
        for part in ("--add", f"{path}={json.dumps(record)}")
    ]
    ran = run("edit", signed, *added, "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    return signed


def test_a_trigger_that_new_data_met_is_shown(run, relapse):
    for verb in (("list", "--due"), ("show", relapse), ("interpret", relapse)):
        out = run(*verb, "--lang", "en").out
        assert re.search(r"any new lesion +measurement-9", out), out


def test_no_trigger_is_met_by_what_was_signed(run, signed):
    for verb in (("list", "--due"), ("show", signed), ("interpret", signed)):
        assert "Triggers that" not in run(*verb, "--lang", "en").out


def test_each_discipline_sees_its_own_list(run, signed):
    def listed(*owner):
        lines = run("list", "--due", *owner, "--lang", "en").out.splitlines()
        return [line.split() for line in lines[1:]]

    every, own = listed(), listed("--owner", "molecular")
    assert own == [words for words in every if "Molecular" in words]
    assert 0 < len(own) < len(every)
    ran = run("list", "--due", "--owner", "astrology", "--lang", "en")
    assert ran.code == 2
    assert "is not one of oncology" in ran.err


def test_nothing_of_a_withdrawn_decision_is_carried_over(run, case_b, signing):
    named = ("--name", "示例医师", "--title", "主任医师")
    assert run("account", "change", *named).code == 0
    assert run("decide", case_b, "--summary", "the first one").code == 0
    assert signing("sign", case_b).code == 0
    assert run("withdraw", case_b, "--reason", "wrong patient").code == 0
    ran = run("decide", case_b, "--lang", "en")
    assert ran.code == 2
    assert "Say with --choice" in ran.err
    assert run("decide", case_b, "--choice", "monitor").code == 0
    decision = read_case(case_b).decision
    assert (decision.summary.en, decision.summary.zh) == ("", "")
    assert not decision.triggers + decision.follow_ups + decision.guardrail_answers
    assert (decision.hard_stop, decision.next_assessment_on) == (None, None)
    assert len(decision.transitions) == 4


def test_a_position_in_a_file_makes_no_store(run, case_b, tmp_path, monkeypatch):
    monkeypatch.delenv(archive.VARIABLE)
    for name in ("XDG_DATA_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    ran = run("position", case_b, "--discipline", "surgery", "--text", "no")
    assert (ran.code, ran.err) == (0, "")
    assert not list((tmp_path / "home").rglob("*.sqlite"))
