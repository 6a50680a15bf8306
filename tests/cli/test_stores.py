"""The store from the command line: verified, backed up, restored, and in many hands."""

import ctypes
import json
import sqlite3

import pytest

from mdt_board.cli.session import NEW_PASSWORD_VARIABLE, PASSWORD_VARIABLE
from mdt_board.workspace import archive

PATIENT = ("--name", "EXAMPLE-B", "--number", "EX-10023")


@pytest.fixture
def place(tmp_path):
    return tmp_path / "store" / "board.sqlite"


def test_a_printed_record_is_proven_by_the_store(run, signed, tmp_path):
    for language in ("zh", "en"):
        pdf = tmp_path / f"{language}.pdf"
        assert run("report", signed, "--lang", language, "--out", pdf).code == 0
        ran = run("verify", pdf, "--lang", "en")
        assert (ran.code, ran.err) == (0, "")
        assert "byte for byte" in ran.out
        assert "Not proven:" in ran.out


def test_a_record_of_another_store_is_not(run, signed, tmp_path):
    pdf = tmp_path / "b.pdf"
    run("report", signed, "--out", pdf)
    other = ("--store", tmp_path / "other.sqlite")
    assert run("edit", "P-1", "--new", "--set", "patient.bed=1", *other).code == 0
    ran = run("verify", pdf, *other, "--lang", "en")
    assert ran.code == 1
    assert "The store has no audit entry with the seal" in ran.out


def test_an_altered_page_is_told(run, signed, tmp_path):
    ours, other = tmp_path / "b.pdf", tmp_path / "c.pdf"
    run("report", signed, "--out", ours, "--lang", "en")
    assert run("verify", ours).code == 0
    _write_on(ours, other, "Stop gefitinib")
    ran = run("verify", other, "--lang", "en")
    assert ran.code == 1
    assert "✗ The text of the PDF is not what this program prints" in ran.out


def _write_on(source, target, words):
    """Add words to the first page, as somebody with a PDF editor would."""
    import pypdfium2.raw as pdfium
    from pypdfium2 import PdfDocument

    with PdfDocument(source) as pdf:
        page = pdf[0]
        added = pdfium.FPDFPageObj_NewTextObj(pdf.raw, b"Helvetica", 12)
        letters = ctypes.create_string_buffer((words + "\0").encode("utf-16-le"))
        wide = ctypes.cast(letters, pdfium.FPDF_WIDESTRING)
        assert pdfium.FPDFText_SetText(added, wide)
        pdfium.FPDFPageObj_Transform(added, 1, 0, 0, 1, 100, 300)
        pdfium.FPDFPage_InsertObject(page.raw, added)
        pdfium.FPDFPage_GenerateContent(page.raw)
        pdf.save(target)


def test_an_unsigned_record_and_a_broken_pdf_prove_nothing(run, stored, tmp_path):
    pdf = tmp_path / "b.pdf"
    run("report", stored, "--out", pdf)
    ran = run("verify", pdf, "--lang", "en")
    assert ran.code == 1
    assert "No seal is printed on this PDF" in ran.out
    pdf.write_bytes(pdf.read_bytes()[:400])
    ran = run("verify", pdf, "--lang", "en")
    assert ran.code == 2
    assert "damaged or too large" in ran.err


def test_a_row_changed_behind_the_program_is_named(run, signed, place):
    assert run("verify").code == 0
    with sqlite3.connect(place) as database:
        database.execute("DROP TRIGGER audit_UPDATE")
        database.execute("UPDATE audit SET actor = 'nobody' WHERE action = 'sign'")
    database.close()
    ran = run("verify", place, "--lang", "en")
    assert ran.code == 1
    assert "The audit trail breaks at entry" in ran.out


def test_a_backup_is_restored_and_the_old_store_kept(run, signed, place):
    made = run("store", "backup", "--lang", "en")
    assert made.code == 0
    before = run("history", signed).out
    record = json.dumps({"id": "ps-9", "on": "2026-11-20", "ecog": 2})
    assert run("edit", signed, "--add", f"oncology.performance={record}").code == 0
    assert run("history", signed).out != before
    ran = run("store", "restore", "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    assert made.out.strip() in ran.out
    assert run("verify").code == 0
    assert run("history", signed).out == before
    assert made.out.strip() in run("store", "info", "--lang", "en").out


def test_a_damaged_store_is_refused_and_never_written(run, signed, place):
    place.write_bytes(b"this is no store at all, but it is long enough to be read" * 9)
    before = place.read_bytes()
    ran = run("list", "--lang", "en")
    assert ran.code == 3
    assert ran.err.startswith("mdt-board: store: ")
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("postgresql://host/board", "keeps its store in a file"),
        ("{folder}", "This is not a file but a folder"),
        ("{folder}/other.sqlite", "was not made by MDT Board"),
    ],
)
def test_what_is_no_store_is_the_persons_mistake(run, tmp_path, place, said):
    with sqlite3.connect(tmp_path / "other.sqlite") as database:
        database.execute("CREATE TABLE other (id)")
    database.close()
    ran = run("list", "--store", place.format(folder=tmp_path), "--lang", "en")
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("list", "--due"),
        ("verify",),
        ("verify", "P-1"),
        ("show", "P-1"),
        ("interpret", "P-1"),
        ("report", "P-1", "--out", "b.pdf"),
        ("batch", "P-1", "--out", "b.jsonl"),
        ("history", "P-1"),
        ("decide", "P-1"),
        ("withdraw", "P-1", "--reason", "x"),
        ("position", "P-1", "--discipline", "surgery", "--text", "x"),
        ("edit", "P-1", "--set", "patient.bed=1"),
        ("window", "P-1"),
        ("store", "info"),
        ("store", "verify"),
        ("store", "backup"),
        ("account", "list"),
        ("account", "change", "me"),
        ("account", "close", "me"),
    ],
    ids=" ".join,
)
def test_a_mistyped_store_is_told_and_not_made(run, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments, "--store", "typo.sqlite", "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert "typo.sqlite" in ran.err or "begin it with --new" in ran.err
    assert not list(tmp_path.glob("typo.sqlite*"))


def test_a_trial_import_makes_no_store(run, example, place):
    ran = run("import", "P-1", "--new", example / "lesions.csv", "--dry-run")
    assert ran.code == 0
    assert not place.exists()


def test_a_store_that_is_gone_is_told_before_one_that_never_was(run, stored, place):
    place.unlink()
    ran = run("list", "--lang", "en")
    assert ran.code == 3
    assert "The store is gone" in ran.err
    assert not place.exists()


def test_a_bad_file_does_not_stop_the_others(run, example, tmp_path):
    good, bad = example / "case.json", tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    other = tmp_path / "other.json"
    other.write_text('{"schema_version": 1, "id": "P-1"}', encoding="utf-8")
    ran = run("store", "add", good, bad, good, other, "--lang", "en")
    assert ran.code == 1
    assert "bad.json" in ran.err
    assert "has a case of this id already" in ran.err
    assert ran.out.splitlines()[-1] == f"{other} → P-1"
    assert run("store", "add", bad, good).code == 2


def test_a_signed_case_is_not_carried_into_another_store(run, signed, tmp_path):
    case = tmp_path / "case.json"
    workspace_case = run("interpret", signed, "--json")
    assert workspace_case.code == 0
    run("demo", "--out", tmp_path / "demo", "--lang", "en")
    case = tmp_path / "demo" / "MDT-2026-0411.json"
    ran = run("store", "add", case, "--lang", "en")
    assert ran.code == 2
    assert "verify" in ran.err


# people


def test_whoever_is_alone_names_themselves_without_knowing_their_id(run, place):
    named = ("--name", "示例医师", "--title", "主任医师", "--lang", "en")
    ran = run("account", "change", *named)
    assert (ran.code, ran.err) == (0, "")
    assert "示例医师" in run("account", "list", "--lang", "en").out


def test_ones_own_password_is_set_without_an_id(run, stored, monkeypatch):
    monkeypatch.setenv(NEW_PASSWORD_VARIABLE, "correct horse")
    assert run("account", "password").code == 0
    for given, code in (("wrong horse", 2), ("correct horse", 0)):
        monkeypatch.setenv(PASSWORD_VARIABLE, given)
        assert run("list").code == code


@pytest.fixture
def two(run, stored, monkeypatch):
    """A store with an administrator and a viewer, each with a password."""
    me = run("account", "list", "--lang", "en").out.splitlines()[1].split()[0]
    monkeypatch.setenv(NEW_PASSWORD_VARIABLE, "correct horse")
    assert run("account", "password", me).code == 0
    monkeypatch.setenv(PASSWORD_VARIABLE, "correct horse")
    monkeypatch.setenv(NEW_PASSWORD_VARIABLE, "battery staple")
    made = run(
        "account", "add", "li", "--name", "李示例", "--role", "viewer", "--user", me
    )
    assert (made.code, made.err) == (0, "")
    return me


def test_a_colleague_is_not_added_before_there_is_a_password(run, stored, monkeypatch):
    monkeypatch.setenv(NEW_PASSWORD_VARIABLE, "battery staple")
    ran = run("account", "add", "li", "--name", "李示例", "--lang", "en")
    assert ran.code == 2
    assert "Set a password for your own account first" in ran.err


def test_a_viewer_reads_and_changes_nothing(run, two, stored, tmp_path, monkeypatch):
    monkeypatch.setenv(PASSWORD_VARIABLE, "battery staple")
    viewer = ("--user", "li", "--lang", "en")
    assert run("show", stored, *viewer).code == 0
    for verb in (
        ("edit", stored, "--set", "patient.bed=1"),
        ("decide", stored),
        ("position", stored, "--discipline", "surgery", "--text", "x"),
        ("sign", stored, *PATIENT, "--revision", "2"),
        ("report", stored, "--out", tmp_path / "b.pdf"),
        ("store", "backup"),
        ("account", "change", "li", "--role", "administrator"),
        ("account", "password", two),
    ):
        ran = run(*verb, *viewer)
        assert ran.code == 2, verb
        assert "This needs one of the roles" in ran.err or "cannot become" in ran.err


@pytest.mark.parametrize(
    ("user", "password"), [("li", "wrong"), ("nobody", "battery staple"), ("li", "")]
)
def test_a_wrong_password_opens_nothing(run, two, monkeypatch, user, password):
    monkeypatch.setenv(PASSWORD_VARIABLE, password)
    ran = run("list", "--user", user, "--lang", "en")
    assert ran.code == 2
    assert "There is no such account, or the password is not its own." in ran.err


def test_a_closed_account_opens_nothing(run, two, monkeypatch):
    assert run("account", "close", "li", "--user", two).code == 0
    monkeypatch.setenv(PASSWORD_VARIABLE, "battery staple")
    assert run("list", "--user", "li").code == 2


def test_a_short_password_is_refused(run, two, monkeypatch):
    monkeypatch.setenv(NEW_PASSWORD_VARIABLE, "short")
    ran = run("account", "password", two, "--user", two, "--lang", "en")
    assert ran.code == 2
    assert "A password has at least" in ran.err


def test_the_last_administrator_stays(run, two):
    ran = run("account", "close", two, "--user", two, "--lang", "en")
    assert ran.code == 2


def test_no_password_stands_in_the_store_or_the_log(run, two, place, tmp_path):
    for file in (*place.parent.rglob("*"), *(tmp_path / "log").rglob("*")):
        if file.is_file():
            assert b"correct horse" not in file.read_bytes()


def test_the_store_is_found_by_option_before_the_environment(
    run, tmp_path, monkeypatch
):
    monkeypatch.setenv(archive.VARIABLE, str(tmp_path / "one.sqlite"))
    given = ("--set", "patient.bed=1", "--store", tmp_path / "two.sqlite")
    assert run("edit", "P-1", "--new", *given).code == 0
    assert (tmp_path / "two.sqlite").exists()
    assert not (tmp_path / "one.sqlite").exists()


def test_a_backup_that_is_not_there_is_said_not_to_be(run, signed, tmp_path):
    missing = tmp_path / "missing.sqlite"
    ran = run("store", "restore", missing, "--lang", "en")
    assert ran.code == 2
    assert f"{missing}: there is no such file" in ran.err


def test_a_print_that_was_saved_anew_is_not_said_to_hold(run, signed, tmp_path):
    from pypdfium2 import PdfDocument

    ours, other = tmp_path / "b.pdf", tmp_path / "c.pdf"
    run("report", signed, "--out", ours)
    with PdfDocument(ours) as pdf:
        pdf.save(other)  # the same text; what is drawn over it would be kept too
    ran = run("verify", other, "--lang", "en")
    assert ran.code == 1
    assert "are not those of this program's print" in ran.out.splitlines()[-1]
    assert "Everything that was checked holds." not in ran.out
