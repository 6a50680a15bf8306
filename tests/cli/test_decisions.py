"""Positions, decision, signature, amendment and withdrawal on the command line."""

import json
import re

import pytest

from mdt_board.model.decision import DecisionState
from mdt_board.workspace.case_files import read_case

PATIENT = ("--name", "EXAMPLE-B", "--number", "EX-10023")

FORM = {
    "tissue_routes_tried": {"en": "two biopsies without tumor cells"},
    "independent_detections": {"en": "T790M in two tubes, two assays"},
    "harm_of_waiting": {"en": "impending respiratory failure"},
    "evidence_and_approval": {"en": "approved by the drug committee"},
    "consent": {"en": "written consent of the patient"},
    "review_on": "2026-12-20",
}


@pytest.fixture
def named(run, stored):
    """A store whose person has a name and a title to sign with."""
    return stored


def test_a_position_is_recorded_with_its_reason(run, stored):
    ran = run(
        "position", stored, "--discipline", "surgery", "--text", "no", "--lang", "en"
    )
    assert (ran.code, ran.err) == (0, "")
    assert "Surgery ✓" in ran.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--discipline", "astrology", "--text", "x"), "is not one of oncology"),
        (("--discipline", "surgery", "--text", " "), "Write down the reason."),
        (
            ("--discipline", "surgery", "--text", "x", "--choice", "wait"),
            "is not one of monitor",
        ),
    ],
)
def test_a_position_that_cannot_stand_is_refused(run, stored, arguments, said):
    ran = run("position", stored, *arguments, "--lang", "en")
    assert ran.code == 2
    assert said in ran.err


def test_a_decision_is_proposed_with_triggers_and_follow_up_as_data(run, case_b):
    ran = run(
        "decide",
        case_b,
        *("--choice", "no-conclusion", "--reason-for-none", "tissue-pending"),
        *("--summary", "Wait for the biopsy.", "--next", "2026-12-20"),
        *("--trigger", "new-lesion", "--trigger", "sum=30.5"),
        *("--trigger", "variant=EGFR:T790M", "--trigger", "text=呼吸困难加重"),
        *("--follow-up", "molecular", "2026-12-08..2026-12-22", "repeat-plasma"),
        *("--follow-up", "pathology", "2026-12-01", "ask for the blocks"),
    )
    assert (ran.code, ran.err) == (0, "")
    decision = read_case(case_b).decision
    assert decision.state is DecisionState.PROPOSED
    assert [t.kind for t in decision.triggers] == [
        "new-lesion",
        "sum",
        "variant",
        "other",
    ]
    assert str(decision.triggers[1].at_least) == "30.5"
    plasma, blocks = decision.follow_ups
    assert (plasma.action, str(plasma.not_before)) == ("repeat-plasma", "2026-12-08")
    assert (blocks.text.en, blocks.not_before) == ("ask for the blocks", None)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--choice", "hope"), "hope is not one of monitor"),
        (("--next", "soon"), "soon is not a day"),
        (("--trigger", "sum=big"), "sum=big is no trigger"),
        (("--trigger", "variant=EGFR"), "variant=EGFR is no trigger"),
        (("--reason-for-none", "mood"), "is not one of tissue-pending"),
        (("--follow-up", "nobody", "2026-12-01", "x"), "nobody is not one of"),
        (("--follow-up", "surgery", "2026-13-01", "x"), "is not a day"),
        (("--answer", "because"), "because is no answer"),
        (("--answer", "same-drug-rechallenge="), "is no answer"),
        (("--answer", "reasurance=x"), "the closest are reassurance-from-negative"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(run, stored, arguments, said):
    ran = run("decide", stored, *arguments, "--lang", "en")
    assert ran.code == 2
    assert said in ran.err


def test_the_words_are_shown_before_anything_is_signed(run, stored):
    run("decide", stored)
    ran = run("sign", stored, *PATIENT, "--lang", "en")
    assert ran.code == 2
    assert "Decision of the board: Monitor" in ran.out
    assert "Nothing was signed yet" in ran.err
    assert "signed" not in run("list", "--lang", "en").out


def test_another_revision_than_the_one_read_is_not_signed(run, stored):
    run("decide", stored)
    shown = run("sign", stored, *PATIENT, "--lang", "en")
    seen = re.search(r"--revision (\d+)", shown.err)[1]
    run("edit", stored, "--set", "patient.bed=changed meanwhile")
    ran = run("sign", stored, *PATIENT, "--revision", seen, "--lang", "en")
    assert ran.code == 2
    assert "Nothing was signed yet" in ran.err


def test_the_signer_sees_the_words_and_the_seal(run, stored, signing):
    run("decide", stored)
    ran = signing("sign", stored)
    assert (ran.code, ran.err) == (0, "")
    assert "Decision of the board: Monitor · signed" in ran.out
    assert "Argued against:" in ran.out
    assert re.search(r"^Seal: [0-9a-f]{64}$", ran.out, re.MULTILINE)


@pytest.mark.parametrize(
    ("patient", "said"),
    [
        ((), "The name that was confirmed is not the patient's."),
        (
            ("--name", "EXAMPLE-A", "--number", "EX-10023"),
            "The name that was confirmed",
        ),
        (("--name", "EXAMPLE-B", "--number", "10023"), "The number that was confirmed"),
    ],
)
def test_nobody_signs_for_another_patient(run, stored, patient, said):
    run("decide", stored)
    seen = re.search(r"--revision (\d+)", run("sign", stored).err)[1]
    ran = run("sign", stored, *patient, "--revision", seen, "--lang", "en")
    assert ran.code == 2
    assert said in ran.err
    assert "signed" not in run("list", "--lang", "en").out


def test_a_draft_is_not_signed(stored, signing):
    ran = signing("sign", stored)
    assert ran.code == 2
    assert "A decision that is a draft cannot become signed." in ran.err


def test_drugs_without_pathology_need_the_whole_form_and_answers(
    run, stored, signing, tmp_path
):
    run("decide", stored, "--choice", "treat-empirically")
    ran = signing("sign", stored)
    assert ran.code == 2
    assert "fill in the hard-stop form" in ran.err
    form = tmp_path / "form.json"
    form.write_text(json.dumps(FORM))
    wanted = re.findall(r"\[decide --answer ([a-z0-9-]+)=", ran.err)
    assert wanted
    answers = [a for g in wanted for a in ("--answer", f"{g}=the board has weighed it")]
    ran = run("decide", stored, "--hard-stop", form, *answers)
    assert (ran.code, ran.err) == (0, "")
    assert signing("sign", stored).code == 0


def test_a_signed_decision_is_amended_with_its_reason(run, signed, signing):
    late = run("decide", signed, "--next", "2026-12-20", "--lang", "en")
    assert late.code == 2
    assert "cannot become proposed." in late.err
    change = ("--next", "2026-12-15", "--summary", "CT a week earlier.")
    ran = signing("amend", signed, *change, "--reason", "earlier slot")
    assert (ran.code, ran.err) == (0, "")
    assert "amended" in ran.out
    assert "Next assessment on: 2026-12-15" in ran.out


def test_what_is_signed_with_an_amendment_are_its_own_words(
    run, case_b, signing, named
):
    run("decide", case_b)
    assert signing("sign", case_b).code == 0
    change = ("--summary", "CT a week earlier.", "--reason", "earlier slot")
    assert signing("amend", case_b, *change).code == 0
    seen = read_case(case_b).sign_offs[-1].seen
    assert any("CT a week earlier." in line for line in seen.lines)
    assert not any("Continue gefitinib, stop" in line for line in seen.lines)


def test_a_withdrawn_decision_stands_no_more_and_its_signature_stays(run, signed):
    ran = run("withdraw", signed, "--reason", "wrong patient", "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    assert "withdrawn" in ran.out
    assert run("list", "--due").out.count(signed) == 0
    verified = run("verify", signed, "--lang", "en")
    assert "The signature of 示例医师" in verified.out
    assert verified.out.splitlines()[-1].endswith("was withdrawn and stands no more.")


def test_what_is_due_is_listed_with_owner_and_window(run, signed):
    ran = run("list", "--due", "--on", "2027-01-30", "--lang", "en")
    assert ran.out.count(signed) == 3
    assert ran.out.count("overdue") == 3
    assert "2026-12-08 – 2026-12-22" in ran.out


def test_a_file_is_decided_and_signed_too(run, case_b, signing, named):
    assert run("decide", case_b).code == 0
    assert signing("sign", case_b).code == 0
    case = read_case(case_b)
    assert case.sign_offs[-1].revision == case.revision
    ran = run("verify", case_b, "--lang", "en")
    assert ran.code == 0
    assert "A case file has no audit trail" in ran.out


def test_the_record_of_a_signed_decision_is_of_the_day_of_its_signature(
    run, signed, tmp_path
):
    out = tmp_path / "b.pdf"
    ran = run("report", signed, "--on", "2026-12-01", "--out", out, "--lang", "en")
    assert ran.code == 2
    assert "leave --on out" in ran.err
    assert not out.exists()


def test_positions_after_the_signature_outdate_the_decision(run, signed, tmp_path):
    said = ("--discipline", "pathology", "--text", "rebiopsy at once")
    assert run("position", signed, *said).code == 0
    out = tmp_path / "b.txt"
    printed = run("report", signed, "--text", "--out", out, "--lang", "en")
    assert (printed.code, printed.err) == (0, "")
    assert "positions were recorded or changed since" in out.read_text()
    ran = run("verify", signed, "--lang", "en")
    assert "Changed since this signature: positions of the experts" in ran.out


def test_the_patient_of_a_signed_decision_stays(run, signed):
    for change in ("patient.name.en=Somebody Else", "question.text.en=Other?"):
        ran = run("edit", signed, "--set", change, "--lang", "en")
        assert ran.code == 2
        assert "stay as they were signed" in ran.err


def test_a_file_with_another_patient_behind_its_signature_is_told(
    run, case_b, signing, named, tmp_path
):
    run("decide", case_b)
    signing("sign", case_b)
    forged = json.loads(case_b.read_bytes())
    forged["patient"]["name"]["en"] = "SOMEBODY-ELSE"
    case_b.write_text(json.dumps(forged), encoding="utf-8")
    out = tmp_path / "printed.txt"
    printed = run("report", case_b, "--text", "--out", out, "--lang", "en")
    assert (printed.code, printed.err) == (0, "")
    assert "The signature does not hold" in out.read_text()
    assert run("verify", case_b).code == 1


def test_a_plan_in_the_past_is_not_signed(run, stored, signing):
    run("decide", stored, "--next", "2020-01-01")
    ran = signing("sign", stored)
    assert ran.code == 2
    assert "lies in the past" in ran.err


def test_interpret_says_that_it_shows_what_was_signed(run, signed):
    record = json.dumps({"on": "2026-11-22", "level": "poor"})
    run("edit", signed, "--add", f"oncology.adherence={record}")
    lines = run("interpret", signed, "--lang", "en").out.splitlines()
    assert lines[0] == "▲ Outdated by data since the signature: 1"
    assert any(line.startswith("Signed by 示例医师") for line in lines[:4])
    today = run("interpret", signed, "--on", "2026-11-24", "--lang", "en").out
    assert "Outdated" not in today


def test_a_case_without_number_is_told_so_before_it_is_signed(run, stored):
    run("edit", stored, "--set", "patient.identifiers=[]")
    stated = ("position", stored, "--discipline", "surgery", "--text", "no")
    told = run(*stated, "--lang", "en").out
    assert "needs a record number of the patient, not yet here: edit --add" in told
    given = 'patient.identifiers={"kind": "record-number", "value": "ZY-1"}'
    assert run("edit", stored, "--add", given, "--lang", "en").code == 0
    assert "record number" not in run(*stated, "--lang", "en").out
