"""The chart summary as a PDF."""

import re
import subprocess
import sys

import pypdfium2
import pytest

from mdt_board.reports import to_pdf
from mdt_board.reports.paper.columns import column_widths
from mdt_board.reports.paper.fonts import register
from mdt_board.reports.paper.setting import words
from mdt_board.reports.report import build
from mdt_board.reports.to_text import text_of
from tests.reports.conftest import signed_view

FONT = re.compile(rb"/BaseFont\s*/(\S+)")
MAX_PAGES = 2
MAX_BYTES = 140_000


@pytest.fixture(params=["view_a", "view_b"])
def view(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def content(view, tr):
    return to_pdf.to_bytes(build(view, tr))


def test_the_same_report_gives_the_same_bytes(view, tr, content):
    assert to_pdf.to_bytes(build(view, tr)) == content


def test_another_process_gives_the_same_bytes(tr, workspace, tmp_path, view_b):
    path = tmp_path / "report.pdf"
    script = (
        "import sys; from pathlib import Path;"
        "from mdt_board.workspace import Workspace;"
        "w = Workspace(); w.open_example_meeting();"
        "w.export_report(w.view(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))"
    )
    arguments = [view_b.case.id, tr.language, str(path)]
    subprocess.run([sys.executable, "-c", script, *arguments], check=True)
    assert path.read_bytes() == to_pdf.to_bytes(build(view_b, tr))


def test_every_font_is_an_embedded_subset(content):
    names = FONT.findall(content)
    assert names
    assert all(re.match(rb"[A-Z]{6}\+(NotoSansSC|DejaVuSans)", n) for n in names)
    assert content.count(b"/FontFile2") == len(set(names))


def test_it_takes_two_pages_and_its_sources(content):
    assert len(pypdfium2.PdfDocument(content)) <= MAX_PAGES
    assert len(content) <= MAX_BYTES


@pytest.mark.parametrize("number", range(1, 7))
def test_every_example_takes_two_pages_as_a_draft_and_signed(workspace, tr, number):
    view = workspace.view(f"MDT-2026-041{number}")
    for shown in (view, signed_view(view, tr.language)):
        content = to_pdf.to_bytes(build(shown, tr))
        assert len(pypdfium2.PdfDocument(content)) <= MAX_PAGES


def test_columns_give_what_they_do_not_need_to_those_that_break():
    register()
    rows = [
        [words("No."), words("What was concluded of it"), words("Basis")],
        [words("1"), words("a sentence that is long " * 3), words("CT")],
    ]
    given = (100.0, 200.0, 200.0)
    found = column_widths(rows, given)
    assert sum(found) == pytest.approx(sum(given))
    assert found[0] < given[0]
    assert found[1] >= rows[1][1].natural_width


def test_every_word_can_be_found_in_it(view, tr, content, words_of):
    printed = words_of(content)
    report = build(view, tr)
    for line in text_of(report).splitlines()[:12]:
        for word in line.split():
            assert word.strip(":") in printed, word


def test_no_word_leaves_the_page(content):
    for page in pypdfium2.PdfDocument(content):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            assert 0 <= left <= right <= width - 20, text.get_text_range(index, 12)
            assert 0 <= bottom <= top <= height


def test_the_properties_name_the_case_and_never_the_patient(view, content):
    found = pypdfium2.PdfDocument(content).get_metadata_dict()
    assert found["Title"] == view.case.id
    for name in (view.case.patient.name.zh, view.case.patient.name.en):
        assert name not in " ".join(found.values())


def test_each_page_is_numbered_and_names_the_case(view, content):
    document = pypdfium2.PdfDocument(content)
    for number, page in enumerate(document, start=1):
        words = page.get_textpage().get_text_range()
        assert view.case.id in words
        assert re.search(rf"{number}\s*(/|of)\s*{len(document)}", words)


def test_reportlab_is_not_imported_to_build_a_report():
    script = (
        "import sys; import mdt_board.reports.report, mdt_board.reports.to_pdf;"
        "sys.exit('reportlab' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
