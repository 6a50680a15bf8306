"""The example cases as reports are given them, and what a PDF says."""

import pypdfium2
import pytest

from mdt_board.i18n import Translator
from mdt_board.workspace import Workspace

CASE_A, CASE_B = "MDT-2026-0411", "MDT-2026-0412"


@pytest.fixture(scope="session")
def workspace():
    workspace = Workspace()
    workspace.open_example_meeting()
    return workspace


@pytest.fixture(scope="session")
def view_a(workspace):
    return workspace.view(CASE_A)


@pytest.fixture(scope="session")
def view_b(workspace):
    return workspace.view(CASE_B)


@pytest.fixture(params=["zh", "en"])
def tr(request):
    return Translator(request.param)


@pytest.fixture(scope="session")
def words_of():
    """Return the words of a PDF, as somebody who searches it would find them."""

    def read(content):
        document = pypdfium2.PdfDocument(content)
        pages = [page.get_textpage().get_text_range() for page in document]
        document.close()
        return "".join("\n".join(pages).split())

    return read
