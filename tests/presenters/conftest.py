import pytest

from mdt_board.i18n import Translator
from mdt_board.workspace import Workspace

RELAPSE, GROWTH = "MDT-2026-0411", "MDT-2026-0412"


@pytest.fixture(scope="session")
def meeting():
    workspace = Workspace()
    workspace.open_example_meeting()
    return {case_id: workspace.view(case_id) for case_id in workspace.case_ids()}


@pytest.fixture(scope="session")
def growth(meeting):
    return meeting[GROWTH]


@pytest.fixture(scope="session")
def relapse(meeting):
    return meeting[RELAPSE]


@pytest.fixture(scope="session")
def zh():
    return Translator("zh")


@pytest.fixture(scope="session")
def en():
    return Translator("en")
