from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.decision import Signing
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.text import FreeText
from mdt_board.model.view import Signed
from mdt_board.presenters.signing import meaning, wording
from mdt_board.workflow.decide import propose
from mdt_board.workflow.sign import sign
from mdt_board.workspace import Workspace

RELAPSE, GROWTH = "MDT-2026-0411", "MDT-2026-0412"
AT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
SEAL = "0123456789abcdef" * 4


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


@pytest.fixture(scope="session")
def chair():
    return User(
        id="chair",
        name=FreeText(zh="示例主持人", en="Example Chair"),
        title=FreeText(zh="主任医师", en="Chief physician"),
        roles=(Role.MEMBER, Role.CHAIR),
        disciplines=tuple(Discipline),
    )


@pytest.fixture(scope="session")
def signing_of(chair):
    """Return the act of signing what a view shows, in English."""
    tr = Translator("en")

    def made(view, at=AT, sign_off="sign-off-1"):
        patient = view.case.patient
        return Signing(
            id=sign_off,
            person=chair,
            at=at,
            language="en",
            wording=wording(view, tr),
            identifiers=(patient.name.en, patient.identifiers[0].value),
            meaning=meaning(tr),
        )

    return made


@pytest.fixture(scope="session")
def proposed(growth, chair):
    case = propose(growth.case, growth.case.decision, chair, AT)
    assert isinstance(case, Case)
    return replace(growth, case=case)


@pytest.fixture(scope="session")
def signed(proposed, signing_of):
    case = sign(proposed.case, proposed.interpretation, signing_of(proposed))
    assert isinstance(case, Case)
    case = case.model_copy(update={"revision": 1})
    return replace(proposed, case=case, signed=Signed(case.sign_offs[-1], SEAL))
