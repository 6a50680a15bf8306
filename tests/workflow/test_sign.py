import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from functools import cache
from typing import Any

import pytest
from pydantic import ValidationError

from mdt_board import model
from mdt_board.assets import table
from mdt_board.model.case import Case
from mdt_board.model.decision import Choice, Decision, DecisionState, Signing, SignOff
from mdt_board.model.interpretation import Interpretation, to_json
from mdt_board.model.person import Discipline, Role, User
from mdt_board.model.refusal import Refused
from mdt_board.model.text import FreeText, Message, Term
from mdt_board.store.documents import at_revision, document_of
from mdt_board.workflow import sign as signatures
from mdt_board.workflow.access import may_change
from mdt_board.workflow.decide import propose, with_decision
from mdt_board.workflow.edit import apply, changing, inverse
from mdt_board.workflow.merge import three_way
from mdt_board.workflow.sign import (
    amend,
    sign,
    signed_document,
    signed_interpretation,
    verify_sign_off,
)

UserOf = Callable[..., User]
CaseOf = Callable[[str], Case]
Seen = Callable[[str], Interpretation]
Saved = Callable[..., Case]
REASON = FreeText(zh="新的检查结果", en="new results")
LINES = ("疗效评价 PR。", "血浆新检出 EGFR T790M。")


@pytest.fixture
def chair(user: UserOf) -> User:
    return user(Role.MEMBER, Role.CHAIR, speaks_for=tuple(Discipline))


@pytest.fixture
def signing(chair: User, at: datetime) -> Signing:
    return Signing(
        id="sign-off-1",
        person=chair,
        at=at,
        language="zh",
        wording=LINES,
        identifiers=("示例乙", "EX-10023"),
        meaning="主持人审核并签署",
    )


@pytest.fixture
def proposed(whole: CaseOf, chair: User, at: datetime) -> Case:
    case = whole("b")
    assert case.decision is not None
    return done(propose(case, case.decision, chair, at))


@pytest.fixture
def signed(
    proposed: Case, seen: Seen, signing: Signing, with_fields: Callable[..., Case]
) -> Case:
    """Return the signed case as it is after saving."""
    case = done(sign(proposed, seen("b"), signing))
    return with_fields(case, revision=case.revision + 1)


def done(answer: Case | Refused) -> Case:
    assert isinstance(answer, Case), answer
    return answer


def refused(answer: Case | Refused) -> tuple[str, list[str]]:
    assert isinstance(answer, Refused)
    return answer.code, [m.text for m in answer.reasons]


# signing


def test_a_signature_names_who_when_what_and_freezes_what_was_seen(
    signed: Case, seen: Seen, signing: Signing, chair: User
) -> None:
    (sign_off,) = signed.sign_offs
    assert signed.decision is not None
    assert signed.decision.state is DecisionState.SIGNED
    assert [t.state.value for t in signed.decision.transitions] == [
        "proposed",
        "signed",
    ]
    assert (sign_off.person_id, sign_off.person, sign_off.title, sign_off.at) == (
        chair.id,
        chair.name,
        chair.title,
        signing.at,
    )
    assert (sign_off.revision, sign_off.ruleset) == (1, seen("b").ruleset)
    assert sign_off.seen is not None
    assert sign_off.seen.lines == LINES
    assert sign_off.seen.interpretation == json.loads(to_json(seen("b")))
    assert verify_sign_off(signed, sign_off) == ()


def test_a_signed_case_holds_after_it_was_written_and_read(signed: Case) -> None:
    read = Case.model_validate_json(signed.model_dump_json())
    assert read == signed
    assert verify_sign_off(read, read.sign_offs[0]) == ()


def test_signing_is_the_same_in_every_time_zone(
    proposed: Case, seen: Seen, signing: Signing
) -> None:
    there = signing.at.astimezone(timezone(timedelta(hours=8)))
    assert sign(proposed, seen("b"), replace(signing, at=there)) == sign(
        proposed, seen("b"), signing
    )


def test_a_signed_case_shows_the_interpretation_that_was_signed(
    signed: Case, proposed: Case, seen: Seen
) -> None:
    assert signed_interpretation(signed) == seen("b")
    assert signed_interpretation(proposed) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"identifiers": ("示例甲", "EX-10023")}, [signatures.WRONG_NAME]),
        ({"identifiers": ("", "EX-10023")}, [signatures.WRONG_NAME]),
        ({"identifiers": ("示例乙", "EX-1002")}, [signatures.WRONG_NUMBER]),
        ({"identifiers": ("", "")}, [signatures.WRONG_NAME, signatures.WRONG_NUMBER]),
        ({"meaning": " "}, [signatures.NO_MEANING]),
        ({"wording": ()}, [signatures.NO_WORDING]),
        ({"wording": (" ",)}, [signatures.NO_WORDING]),
    ],
)
def test_a_signature_that_lacks_something_is_refused(
    proposed: Case,
    seen: Seen,
    signing: Signing,
    change: dict[str, Any],
    expected: list[str],
) -> None:
    code, texts = refused(sign(proposed, seen("b"), replace(signing, **change)))
    assert texts == expected
    assert code == ("identifiers" if "identifiers" in change else "incomplete")


def test_the_name_may_be_confirmed_in_either_script(
    proposed: Case, seen: Seen, signing: Signing
) -> None:
    confirmed = ("EXAMPLE-B", "EX-10023")
    signed = done(sign(proposed, seen("b"), replace(signing, identifiers=confirmed)))
    assert signed.sign_offs[-1].identifiers == confirmed


def test_a_national_number_is_not_a_record_number(
    proposed: Case, seen: Seen, signing: Signing
) -> None:
    numbers = [{"kind": "national", "value": "EX-10023"}]
    case = apply(proposed, [changing(proposed, "", "patient.identifiers", numbers)])
    code, texts = refused(sign(case, seen("b"), signing))
    assert (code, texts) == ("identifiers", [signatures.WRONG_NUMBER])


def test_a_patient_without_a_name_or_number_is_not_signed_for(
    proposed: Case, seen: Seen, signing: Signing
) -> None:
    edits = [
        changing(proposed, "", "patient.identifiers", []),
        changing(proposed, "", "patient.name", {"zh": "", "en": ""}),
    ]
    blank = replace(signing, identifiers=("", ""))
    code, texts = refused(sign(apply(proposed, edits), seen("b"), blank))
    assert (code, len(texts)) == ("identifiers", 2)


@pytest.mark.parametrize(
    ("field", "text"), [("name", signatures.NO_NAME), ("title", signatures.NO_TITLE)]
)
def test_the_signer_has_a_name_and_a_title(
    proposed: Case, seen: Seen, signing: Signing, field: str, text: str
) -> None:
    nameless = User(**{**dict(signing.person), field: FreeText(zh=" ")})
    answer = sign(proposed, seen("b"), replace(signing, person=nameless))
    assert refused(answer) == ("incomplete", [text])


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER, Role.ADMINISTRATOR])
def test_only_a_chair_signs(
    proposed: Case, seen: Seen, signing: Signing, user: UserOf, role: Role
) -> None:
    other = replace(signing, person=user(role))
    assert refused(sign(proposed, seen("b"), other))[0] == "role"


@pytest.mark.parametrize("state", DecisionState)
def test_only_a_proposal_is_signed(
    proposed: Case, seen: Seen, signing: Signing, state: DecisionState
) -> None:
    case = apply(proposed, [changing(proposed, "", "decision.state", state.value)])
    answer = sign(case, seen("b"), signing)
    if state is DecisionState.PROPOSED:
        done(answer)
    else:
        assert refused(answer)[0] == "step"


def test_a_case_without_a_decision_is_not_signed(
    proposed: Case, seen: Seen, signing: Signing, with_fields: Callable[..., Case]
) -> None:
    none = with_fields(proposed, decision=None)
    assert refused(sign(none, seen("b"), signing))[0] == "no-decision"


def test_an_analysis_of_another_case_or_revision_is_not_signed(
    proposed: Case, seen: Seen, signing: Signing, with_fields: Callable[..., Case]
) -> None:
    assert refused(sign(proposed, seen("a"), signing))[0] == "other-revision"
    later = with_fields(proposed, revision=3)
    assert refused(sign(later, seen("b"), signing))[0] == "other-revision"


def test_a_decision_that_lacks_its_form_is_not_signed(
    proposed: Case, seen: Seen, signing: Signing
) -> None:
    case = apply(
        proposed, [changing(proposed, "", "decision.choice", "treat-empirically")]
    )
    code, texts = refused(sign(case, seen("b"), signing))
    assert (code, len(texts)) == ("incomplete", 9)


# checking: each field of the signature


def changed_sign_off(sign_off: SignOff, **fields: Any) -> SignOff:
    document = {**sign_off.model_dump(mode="json"), **fields}
    return SignOff.model_validate(document, strict=False)


FORGED: dict[str, Any] = {
    "id": "other",
    "source": "other",
    "place": "other",
    "person_id": "other",
    "person": {"zh": "他人"},
    "title": {"zh": "院长"},
    "at": "2026-11-23T06:30:00Z",
    "meaning": "other",
    "revision": 2,
    "language": "en",
    "ruleset": "2026.10",
    "case_sha256": "0" * 64,
    "interpretation_sha256": "0" * 64,
    "wording_sha256": "0" * 64,
    "identifiers": ["示例甲", "EX-10023"],
    "parts": [],
    "seen": None,
    "seal": "0" * 64,
}


def test_every_field_of_a_signature_is_tried() -> None:
    assert set(FORGED) == set(SignOff.model_fields)


@pytest.mark.parametrize("field", FORGED)
def test_each_changed_field_of_the_signature_is_found(signed: Case, field: str) -> None:
    forged = changed_sign_off(signed.sign_offs[0], **{field: FORGED[field]})
    found = [m.text for m in verify_sign_off(signed, forged)]
    own = signatures.NOTHING_FROZEN if field == "seen" else signatures.SIGNATURE_CHANGED
    assert own in found


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("revision", signatures.REVISION_DIFFERS),
        ("language", signatures.WORDING_CHANGED),
        ("ruleset", signatures.RULESET_DIFFERS),
        ("case_sha256", signatures.CASE_CHANGED),
        ("interpretation_sha256", signatures.ANALYSIS_CHANGED),
        ("wording_sha256", signatures.WORDING_CHANGED),
    ],
)
def test_a_signature_that_was_sealed_anew_still_differs_from_what_it_binds(
    signed: Case, field: str, text: str
) -> None:
    forged = changed_sign_off(signed.sign_offs[0], **{field: FORGED[field]})
    sealed = changed_sign_off(forged, seal=signatures._seal(forged))
    assert [m.text for m in verify_sign_off(signed, sealed)] == [text]


@pytest.mark.parametrize("what", ["interpretation", "lines"])
def test_changed_frozen_words_are_found(signed: Case, what: str) -> None:
    (sign_off,) = signed.sign_offs
    assert sign_off.seen is not None
    frozen = sign_off.seen.model_dump(mode="json")
    if what == "lines":
        frozen["lines"][1] = "未检出。"
    else:
        frozen["interpretation"]["headline"][0]["words"]["response"]["id"] = (
            "response.PD"
        )
    forged = changed_sign_off(sign_off, seen=frozen)
    texts = {
        "interpretation": signatures.ANALYSIS_CHANGED,
        "lines": signatures.WORDING_CHANGED,
    }
    assert [m.text for m in verify_sign_off(signed, forged)] == [texts[what]]


def test_a_signature_of_the_first_documents_cannot_be_held(signed: Case) -> None:
    bare = {"seen": None, "parts": [], "seal": "", "identifiers": [], "person_id": ""}
    old = changed_sign_off(signed.sign_offs[0], **bare)
    assert [m.text for m in verify_sign_off(signed, old)] == [
        signatures.SIGNATURE_CHANGED,
        signatures.NOTHING_FROZEN,
    ]


# checking: each field of the case


@cache
def words_of_all_enumerations() -> tuple[str, ...]:
    words: dict[str, None] = {}
    for module in pkgutil.iter_modules(model.__path__):
        for thing in vars(
            importlib.import_module(f"mdt_board.model.{module.name}")
        ).values():
            if isinstance(thing, type) and issubclass(thing, StrEnum):
                words |= dict.fromkeys(m.value for m in thing)
    return tuple(words)


KINDS = {"kind", "status"}  # tells apart what may stand in one place


def leaves(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(document, dict):
        if path[-1:] == ("result",) or path[-2:-1] == ("triggers",):
            yield path  # of another kind
        for key, value in document.items():
            yield from leaves(value, (*path, key))
    elif isinstance(document, list):
        yield path
        for number, value in enumerate(document):
            yield from leaves(value, (*path, number))
    else:
        yield path


def others(value: Any) -> Iterator[Any]:
    """Yield values that may stand in the place of one."""
    if isinstance(value, dict):
        yield {"status": "failed", "reason": "x"}
        yield {"kind": "other", "text": {"zh": "x"}}
        yield {"kind": "other", "value": "x"}
    if isinstance(value, list):
        if value:
            yield value[:-1]
        yield from (["x"], ["1"], [{"kind": "other", "value": "x"}])
        return
    if isinstance(value, bool):
        yield not value
    if isinstance(value, int):
        yield from (value + 1, value - 1)
    if isinstance(value, str):
        yield from (f"{value}x", "2001-01-01", "1", "0.5", "2001-01-01T00:00:00Z")
        yield from words_of_all_enumerations()
    if value is None:
        yield from ("x", True, 1, "1", "2001-01-01", {}, {"edition": "8"})
        yield from words_of_all_enumerations()
        yield {"status": "failed", "reason": ""}
        yield {"status": "not-analyzed", "reason": ""}


def replaced(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copied = list(document) if isinstance(document, list) else dict(document)
    copied[path[0]] = replaced(document[path[0]], path[1:], value)
    return copied


FITTED: dict[tuple[Any, ...], Any] = {}  # what fitted into a field is tried first there


def altered(case: Case, document: Any, path: tuple[Any, ...]) -> Case | None:
    """Return the case with another value at ``path``; None when none is valid."""
    field = tuple(key for key in path if isinstance(key, str))
    value = document
    for key in path:
        value = value[key]
    first = [FITTED[field]] if field in FITTED else []
    for other in (*first, *others(value)):
        try:
            changed = Case.model_validate_json(
                json.dumps(replaced(document, path, other))
            )
        except ValidationError:
            continue
        if changed != case:
            FITTED[field] = other
            return changed
    return None


OTHERWISE = {
    "schema_version",  # how the case is written, not what it says
    "sign_offs",  # each field has a test of its own
}


def test_each_changed_field_of_the_case_is_found(signed: Case) -> None:
    document = signed.model_dump(mode="json")
    (sign_off,) = signed.sign_offs
    tried, untried = 0, []
    for path in leaves(document):
        if path[0] in OTHERWISE:
            continue
        changed = altered(signed, document, path)
        if changed is None:
            untried.append(path)
            continue
        tried += 1
        found = verify_sign_off(changed, sign_off)
        if path[0] == "revision":
            assert [m.text for m in found] == [signatures.REVISION_DIFFERS], path
        else:
            part = {"part": Term(f"part.{path[0]}")}
            assert found == (Message(signatures.PART_CHANGED, part),), path
    assert tried > 900
    assert {p for p in untried if _says(document, p)} == set()


def _says(document: Any, path: tuple[Any, ...]) -> bool:
    """Say whether there is something to change, other than the kind alone."""
    for key in path:
        document = document[key]
    return document not in ([], None) and path[-1] not in KINDS


def test_every_part_of_a_case_has_a_name() -> None:
    names = {row["id"] for row in table("terms")}
    parts = set(Case.model_fields) - signatures.UNSIGNED
    assert {f"part.{p}" for p in parts} <= names


def test_results_of_another_kind_are_told_apart_when_they_say_nothing_more(
    whole: CaseOf,
) -> None:
    case = whole("b")
    variant = case.molecular.variants[0].id
    kinds = ["detected", "not-detected", "not-analyzed", "failed"]
    bare = [
        apply(case, [changing(case, variant, "result", {"status": kind})])
        for kind in kinds
    ]
    documents = [json.dumps(signed_document(c)) for c in bare]
    assert len(set(documents)) == len(kinds)


def test_what_says_its_default_is_not_hashed_so_that_new_fields_break_nothing() -> None:
    assert signed_document(Case(id="x")) == {"id": "x"}


# amending


def amended_content(case: Case, **fields: Any) -> Decision:
    assert case.decision is not None
    return Decision(**{**dict(case.decision), **fields})


@pytest.fixture
def amended(
    signed: Case, look: Callable[..., Interpretation], signing: Signing
) -> Case:
    content = amended_content(
        signed, choice=Choice.REBIOPSY, summary=FreeText(zh="改为再活检")
    )
    again = replace(signing, id="sign-off-2", at=signing.at + timedelta(days=7))
    return done(amend(signed, look(signed), content, REASON, again))


def test_an_amendment_shows_what_changed_and_why_and_is_signed(
    signed: Case, amended: Case, with_fields: Callable[..., Case]
) -> None:
    assert amended.decision is not None
    assert signed.decision is not None
    step = amended.decision.transitions[-1]
    assert (amended.decision.state, step.state) == ("amended", "amended")
    assert step.reason == REASON
    assert [(e.field, e.before) for e in step.changes] == [
        ("decision.choice", "monitor"),
        ("decision.summary", signed.decision.summary.model_dump(mode="json")),
    ]
    first, second = amended.sign_offs
    assert first == signed.sign_offs[0]
    saved = with_fields(amended, revision=amended.revision + 1)
    assert verify_sign_off(saved, second) == ()
    assert verify_sign_off(signed, first) == ()
    assert verify_sign_off(saved, first) != ()


def test_an_amended_case_holds_as_the_store_and_a_file_write_it(
    signed: Case, look: Callable[..., Interpretation], signing: Signing
) -> None:
    """They leave out what is unknown, as the day that there was none of before."""
    content = amended_content(
        signed, choice=Choice.REBIOPSY, next_assessment_on=None, follow_ups=()
    )
    again = replace(signing, id="sign-off-2")
    first = done(amend(signed, look(signed), content, REASON, again))
    first = at_revision(first, 2)
    content = amended_content(signed, hard_stop=None)
    again = replace(signing, id="sign-off-3")
    second = at_revision(done(amend(first, look(first), content, REASON, again)), 3)
    assert second.decision is not None
    befores = [e.before for t in second.decision.transitions for e in t.changes]
    assert None in befores
    for case in (first, second):
        read = Case.model_validate_json(document_of(case))
        assert read == case
        assert verify_sign_off(read, read.sign_offs[-1]) == ()


def test_what_an_amendment_changed_leads_back_to_what_was_signed(
    signed: Case, amended: Case
) -> None:
    assert amended.decision is not None
    back = apply(
        amended,
        [inverse(e) for e in reversed(amended.decision.transitions[-1].changes)],
    )
    assert back.decision is not None
    assert signed.decision is not None
    assert back.decision.choice == signed.decision.choice
    assert back.decision.summary == signed.decision.summary


def test_a_decision_is_confirmed_unchanged_on_new_data(
    signed: Case, look: Callable[..., Interpretation], signing: Signing
) -> None:
    again = replace(signing, id="sign-off-2")
    content = amended_content(signed)
    after = done(amend(signed, look(signed), content, REASON, again))
    assert after.decision is not None
    assert after.decision.transitions[-1].changes == ()


def test_an_amendment_needs_a_reason_and_something_signed(
    signed: Case, proposed: Case, look: Callable[..., Interpretation], signing: Signing
) -> None:
    again = replace(signing, id="sign-off-2")
    content = amended_content(signed)
    blank = amend(signed, look(signed), content, FreeText(zh=" "), again)
    assert refused(blank)[0] == "reason"
    early = amend(proposed, look(proposed), content, REASON, again)
    assert refused(early)[0] == "step"


def test_an_amendment_answers_the_core_like_a_first_decision(
    signed: Case, look: Callable[..., Interpretation], signing: Signing
) -> None:
    content = amended_content(signed, choice=Choice.CHANGE_THERAPY)
    again = replace(signing, id="sign-off-2")
    code, texts = refused(amend(signed, look(signed), content, REASON, again))
    assert (code, len(texts)) == ("incomplete", 2)


# together with others


def test_nothing_joins_a_signature_and_nobody_edits_under_one(
    proposed: Case, seen: Seen, signing: Signing, chair: User
) -> None:
    after = done(sign(proposed, seen("b"), signing))
    signature = signatures.difference(proposed, after)
    bed = changing(proposed, "", "wishes.distance_km", 14)
    summary = changing(proposed, "", "decision.summary.zh", "改")
    over = three_way(proposed, signature, [bed])
    assert all(e.field != "" for e in over.edits)
    assert over.conflicts
    late = three_way(proposed, [bed, summary], signature)
    assert [e.field for e in late.edits] == ["wishes.distance_km"]
    assert {c.mine.field for c in late.conflicts} == {"decision.summary"}
    assert may_change(chair, after, apply(after, late.edits))


def test_a_withdrawn_decision_leaves_no_frozen_interpretation_to_show(
    signed: Case,
) -> None:
    withdrawn = apply(
        signed, [changing(signed, "", "decision.state", DecisionState.WITHDRAWN.value)]
    )
    assert signed_interpretation(withdrawn) is None
    assert with_decision(signed, amended_content(signed)) == signed
