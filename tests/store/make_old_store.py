"""Make the file that shows later versions what the present schema leaves behind.

Run it once for each schema, before that is released: ``python make_old_store.py``
writes ``tests/data/store/v<schema>.sqlite``, unless it is there already.
"""

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from mdt_board.assets import asset
from mdt_board.interpret.engine import interpret
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case, Question
from mdt_board.model.decision import Signing
from mdt_board.model.edit import Edit
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.text import FreeText
from mdt_board.store.migrations import STEPS
from mdt_board.store.store import Store
from mdt_board.workflow.access import single_user
from mdt_board.workflow.decide import propose
from mdt_board.workflow.saving import POLICY
from mdt_board.workflow.sign import sign

DATA = Path(__file__).parent.parent / "data" / "store"
AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
LI = single_user("li", FreeText(zh="李示例"), FreeText(zh="主任医师"))
WU = User(
    id="wu",
    name=FreeText(zh="吴示例"),
    roles=(Role.MEMBER,),
    disciplines=(Discipline.RADIOLOGY,),
)
GONE = User(id="gone", name=FreeText(zh="示例"), is_active=False)


def example(name, case_id, text=""):
    case = Case.model_validate_json(asset("examples", name, "case.json").read_bytes())
    question = Question(text=FreeText(zh=text)) if text else case.question
    return Case(**{**dict(case), "id": case_id, "question": question})


def fill(store, version):
    """Save an edited and signed case, another one, accounts and a draft."""
    minutes = count()

    def save(case, action):
        number = next(minutes)
        return store.save(
            case,
            by=LI.id,
            at=AT + timedelta(minutes=number),
            expected_revision=case.revision,
            save_id=f"v{version}-save-{number}",
            action=action,
        ).case

    store.add_first_account(LI, at=AT)
    store.keep_account(WU, by=LI.id, at=AT)
    store.keep_account(GONE, by=LI.id, at=AT)
    case = save(example("a", f"V{version}-1", "第一版"), "create")
    for text in ("第二版", "第三版"):
        question = Question(text=FreeText(zh=text))
        case = save(Case(**{**dict(case), "question": question}), "edit")
    edit = Edit(record_id="", field="patient.bed", before="", after="12")
    store.save_draft(case.id, base_revision=2, by=WU.id, at=AT, edits=(edit,))
    case = save(propose(case, case.decision, LI, AT), "decide")
    seen = interpret(case, bundled(), date(2026, 11, 24))
    save(sign(case, seen, signing(case)), "sign")
    save(example("b", f"V{version}-2"), "import")


def signing(case):
    return Signing(
        id="sign-off-1",
        person=LI,
        at=AT,
        language="zh",
        wording=("示例结论。",),
        identifiers=(case.patient.name.zh, case.patient.identifiers[0].value),
        meaning="主持人审核并签署",
    )


def main():
    version = len(STEPS)
    made = DATA / f"v{version}.sqlite"
    if made.exists():
        raise SystemExit(f"{made.name} is there and never changes")
    with tempfile.TemporaryDirectory() as folder:
        ids = count()
        with Store.open(
            Path(folder) / "board.sqlite",
            now=lambda: AT,
            new_id=lambda: f"v{version}-{next(ids)}",
            policy=POLICY,
        ) as store:
            fill(store, version)
            shutil.copyfile(store.backup(), made)


if __name__ == "__main__":
    main()
