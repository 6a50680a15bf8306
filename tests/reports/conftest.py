"""The example cases as reports are given them, and what a PDF says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest

from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.model.decision import Decision, FollowUp, Signing
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.text import FreeText
from mdt_board.model.view import Signed
from mdt_board.presenters import signing
from mdt_board.workflow.decide import propose, withdraw
from mdt_board.workflow.sign import amend, sign
from mdt_board.workspace import Workspace

CASE_A, CASE_B = "MDT-2026-0411", "MDT-2026-0412"
AT = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
SEAL = "0123456789abcdef" * 4
CHAIR = User(
    id="chair",
    name=FreeText(zh="示例主持人", en="Example Chair"),
    title=FreeText(zh="主任医师", en="Chief physician"),
    roles=(Role.MEMBER, Role.CHAIR),
    disciplines=tuple(Discipline),
)


def saved(answer, revision):
    """Return the case as the store keeps it."""
    assert isinstance(answer, Case), answer
    return answer.model_copy(update={"revision": revision})


def signing_of(view, language, at=AT, sign_off="sign-off-1"):
    tr = Translator(language)
    patient = view.case.patient
    return Signing(
        id=sign_off,
        person=CHAIR,
        at=at,
        language=language,
        wording=signing.wording(view, tr),
        identifiers=(tr.free(patient.name), patient.identifiers[0].value),
        meaning=signing.meaning(tr),
    )


def signed_view(view, language):
    case = saved(propose(view.case, view.case.decision, CHAIR, AT), 0)
    signs = signing_of(replace(view, case=case), language)
    case = saved(sign(case, view.interpretation, signs), 1)
    return replace(view, case=case, signed=Signed(case.sign_offs[-1], SEAL))


def amended_view(view, language):
    before = signed_view(view, language)
    old = before.case.decision
    plasma = FollowUp(
        **{**dict(old.follow_ups[1]), "due_on": date(2026, 12, 15)},
    )
    mri = FollowUp(
        id="follow-up-9",
        action="brain-mri",
        owner=Discipline.RADIOLOGY,
        due_on=date(2026, 12, 8),
    )
    new = Decision(
        **{
            **dict(old),
            "next_assessment_on": date(2026, 12, 15),
            "triggers": old.triggers[:1],
            "follow_ups": (old.follow_ups[0], plasma, mri),
        }
    )
    why = FreeText(zh="患者新诉头痛。", en="The patient reports a new headache.")
    shown = replace(before.interpretation, revision=1)
    signs = signing_of(before, language, AT + timedelta(days=2), "sign-off-2")
    case = saved(amend(before.case, shown, new, why, signs), 2)
    return replace(before, case=case, signed=Signed(case.sign_offs[-1], SEAL))


def withdrawn_view(view, language):
    before = signed_view(view, language)
    why = FreeText(zh="血浆标本混淆。", en="The plasma samples were mixed up.")
    case = saved(withdraw(before.case, why, CHAIR, AT + timedelta(days=1)), 2)
    return replace(before, case=case, signed=None)


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


@pytest.fixture
def signed_b(view_b, tr):
    """Return example B as signed in the language of the report."""
    return signed_view(view_b, tr.language)


@pytest.fixture
def amended_b(view_b, tr):
    """Return example B as signed, amended and signed again."""
    return amended_view(view_b, tr.language)


@pytest.fixture
def withdrawn_b(view_b, tr):
    """Return example B as signed and withdrawn."""
    return withdrawn_view(view_b, tr.language)
