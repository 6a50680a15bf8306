"""A case is typed from nothing in the record editor, by keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mdt_board.gui import theme
from mdt_board.palette import LIGHT
from mdt_board.workspace import Workspace
from mdt_board.workspace.archive import Login
from mdt_board.workspace.clock import example_now
from mdt_board.workspace.desk import OpenCase
from tests.gui.test_cells import Room, editor_of, stand, tab, write

KEY = Qt.Key


@pytest.fixture
def nothing(tmp_path):
    workspace = Workspace(
        now=example_now,
        store=str(tmp_path / "board.sqlite"),
        login=Login(name="somebody"),
    )
    yield OpenCase(workspace, workspace.find_or_begin("P-1"))
    workspace.close()


@pytest.fixture
def room(qtbot, qapp, nothing):
    theme.load_fonts()
    theme.apply(qapp, LIGHT)
    found = Room(nothing, "en")
    qtbot.addWidget(found)
    found.show()
    qtbot.waitExposed(found)
    return found


def type_row(table, *texts):
    """Begin a row and fill it from cell to cell; None leaves one as it is."""
    table.window().activateWindow()
    table.setFocus()
    QTest.keyClick(table, KEY.Key_Insert)
    for at, text in enumerate(texts):
        editor = QApplication.focusWidget()
        if editor is table:  # the record was begun; its row goes on where this ended
            QTest.keyClick(table, KEY.Key_F2)
            editor = QApplication.focusWidget()
        if text is not None:
            editor.selectAll()
            write(text)
            if editor.completer():  # no window manager gives the focus back
                editor.completer().popup().hide()
                table.window().activateWindow()
        is_last = at == len(texts) - 1
        QTest.keyClick(editor, KEY.Key_Return if is_last else KEY.Key_Tab)
        QApplication.processEvents()


def test_every_kind_of_record_begins_in_its_table(room, nothing):
    oncology = editor_of(room, "oncology")
    type_row(
        tab(oncology, "treatments"),
        "systemic",
        "1",
        "gefitinib 250 mg qd",
        None,
        "2025-12-20",
        None,
        "yes",
    )
    type_row(tab(oncology, "co-medications"), "omeprazole", "20", "mg", "qd")
    type_row(tab(oncology, "labs"), "2026-11-10", "CEA", "4.4", "ng/mL")
    type_row(tab(oncology, "symptoms"), "2026-11-10", "cough", "better")
    type_row(tab(oncology, "performance"), "2026-11-10", "1")
    type_row(tab(oncology, "adherence"), "2026-11-10", "regular")
    found = nothing.case.oncology
    line = found.treatments[0]
    assert (line.line, line.drugs[0].name, line.is_ongoing) == (1, "gefitinib", True)
    assert str(found.co_medications[0].drug.dose) == "20"
    assert (found.labs[0].analyte, found.labs[0].unit) == ("cea", "ng/mL")
    assert (found.symptoms[0].name, found.symptoms[0].trend) == ("cough", "better")
    assert (found.performance[0].ecog, found.adherence[0].level) == (1, "full")


def test_visits_and_lesions_make_a_response(room, nothing):
    radiology = editor_of(room, "radiology")
    studies = tab(radiology, "studies")
    type_row(studies, "2026-02-01", "CT", "chest, abdomen", "lesion seen")
    type_row(studies, "2026-05-01", "CT", "chest", "lesion seen")
    type_row(tab(radiology, "grid"), "T1", "target", "30", "20")
    found = nothing.case.radiology
    assert found.studies[0].regions == ("chest", "abdomen")
    assert [str(m.diameter) for m in found.measurements] == ["30", "20"]
    assert nothing.view.interpretation.response[-1].overall == "PR"


def test_samples_and_variants_make_a_series(room, nothing):
    molecular = editor_of(room, "molecular")
    assays = tab(molecular, "assays")
    type_row(assays, "P1", "tumor-naive", "Plasma panel", "2026-10-01")
    variants = tab(molecular, "variants")
    type_row(variants, "P1", "EGFR", "T790M", None, None, None, "0.12")
    found = nothing.case.molecular.variants[0]
    assert (found.gene, found.hgvs_p, str(found.result.vaf)) == (
        "EGFR",
        "p.T790M",
        "0.0012",
    )
    labels = [s.label for s in nothing.view.interpretation.series]
    assert any("T790M" in label for label in labels)


def test_tissue_and_diagnosis_are_typed(room, nothing):
    pathology = editor_of(room, "pathology")
    type_row(tab(pathology, "specimens"), "2025-11-28", "lung", "CT-guided biopsy")
    type_row(tab(pathology, "stains"), "TTF-1", None, "positive")
    type_row(tab(pathology, "failed-biopsies"), "2026-11-01", None, "too small")
    case = editor_of(room, "case")
    type_row(tab(case, "diagnoses"), "lung adenocarcinoma", None, "c", "T2")
    found = nothing.case
    assert found.pathology.specimens[0].route == "ct-guided-biopsy"
    assert found.pathology.stains[0].result == "positive"
    assert found.pathology.failed_biopsies[0].reason.en == "too small"
    assert (found.diagnoses[0].oncotree, found.diagnoses[0].stage.t) == ("LUAD", "T2")
    assert nothing.is_changed


def test_escape_and_delete_leave_nothing_of_a_row_that_began(room, nothing):
    labs = tab(editor_of(room, "oncology"), "labs")
    labs.setFocus()
    QTest.keyClick(labs, KEY.Key_Insert)
    write("2026-11-10")
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Escape)
    assert labs.model().rowCount() == 1
    stand(labs, 0, 0)
    QTest.keyClick(labs, KEY.Key_Delete)
    assert labs.model().rowCount() == 0
    assert not nothing.is_changed
