"""Signing a decision, amending what was signed, and checking a signature.

What is hashed, so that anybody can do it again:

- ``case_sha256`` is over the case as signed, its decision in the state that the
  signature gave it, without ``schema_version``, ``revision`` and ``sign_offs``; fields
  that say their default are left out, so that a field which a later program adds does
  not break an old signature. ``parts`` are the same, one by one.
- ``interpretation_sha256`` is over the frozen interpretation, ``wording_sha256`` over
  the language and the sentences shown.
- ``seal`` is over all other fields of the signature but ``seen``.

All are SHA-256 of canonical JSON. Whoever can write the case can make them all anew:
that shows only in the audit trail.
"""

import json
from collections.abc import Iterator
from typing import Literal, get_origin

from pydantic import JsonValue

from mdt_board.model.base import Record
from mdt_board.model.canonical import sha256_of
from mdt_board.model.case import Case, IdentifierKind
from mdt_board.model.decision import (
    STANDING,
    Decision,
    DecisionState,
    SignedPart,
    SignedWording,
    Signing,
    SignOff,
    Transition,
)
from mdt_board.model.interpretation import Interpretation, from_json, to_json
from mdt_board.model.person import Verb
from mdt_board.model.refusal import Refused
from mdt_board.model.text import N_, Count, FreeText, Message, Term
from mdt_board.workflow.access import may
from mdt_board.workflow.decide import (
    NO_DECISION,
    NO_REASON,
    missing_for_signature,
    says,
    stepped,
    utc,
    with_decision,
)
from mdt_board.workflow.edit import adding, apply
from mdt_board.workflow.merge import difference

UNSIGNED = frozenset({"schema_version", "revision", "sign_offs"})
RECORD_NUMBERS = frozenset(
    {
        IdentifierKind.RECORD_NUMBER,
        IdentifierKind.OUTPATIENT_NUMBER,
        IdentifierKind.INPATIENT_NUMBER,
    }
)

OTHER_REVISION = N_("The analysis shown is not of this revision; look at it again.")
NO_NAME = N_("The account of the signer lacks a name.")
NO_TITLE = N_("The account of the signer lacks a professional title.")
NO_MEANING = N_("Say what the signature stands for.")
NO_WORDING = N_("There are no words to sign.")
WRONG_NAME = N_("The name that was confirmed is not the patient's.")
WRONG_NUMBER = N_(
    "The number that was confirmed is not a record number of the patient."
)

SIGNATURE_CHANGED = N_("The signature itself was changed after signing.")
REVISION_DIFFERS = N_("Revision {signed} was signed; this is revision {shown}.")
PART_CHANGED = N_("Changed after signing: {part}.")
CASE_CHANGED = N_("The case was changed after signing.")
NOTHING_FROZEN = N_("What the signer saw was not kept or was removed.")
ANALYSIS_CHANGED = N_("The analysis that the signer saw was changed after signing.")
WORDING_CHANGED = N_("The words that the signer saw were changed after signing.")
RULESET_DIFFERS = N_("The rule set named is not that of the analysis signed.")


# signing


def sign(
    case: Case, interpretation: Interpretation, signing: Signing
) -> Case | Refused:
    """Return the case with its proposed decision signed and what was seen frozen.

    Args:
        case: as shown to the signer; saving it makes the revision that is signed.
        interpretation: as shown, of this revision.
        signing: who signs, when, in which words, for which patient.
    """
    if case.decision is None:
        return Refused("no-decision", (Message(NO_DECISION),))
    step = Transition(
        state=DecisionState.SIGNED, person=signing.person.name, at=utc(signing.at)
    )
    return _signed(case, case.decision, step, (interpretation, signing))


def amend(
    case: Case,
    interpretation: Interpretation,
    decision: Decision,
    reason: FreeText,
    signing: Signing,
) -> Case | Refused:
    """Return the case with a signed decision changed, and signed again in one act.

    What changed and why stands in the last of the decision's transitions; nothing
    changed means that the decision was confirmed on new data.
    """
    if case.decision is None:
        return Refused("no-decision", (Message(NO_DECISION),))
    if not says(reason):
        return Refused("reason", (Message(NO_REASON),))
    step = Transition(
        state=DecisionState.AMENDED,
        person=signing.person.name,
        at=utc(signing.at),
        reason=reason,
        changes=difference(case, amended_case(case, decision)),
    )
    return _signed(case, decision, step, (interpretation, signing))


def amended_case(case: Case, decision: Decision) -> Case:
    """Return the case with what ``decision`` says, as far along as it is.

    Raises:
        ValueError: when there is no decision to amend.
    """
    now = case.decision
    if now is None:
        raise ValueError("there is no decision to amend")
    kept = {"state": now.state, "transitions": now.transitions}
    return with_decision(case, Decision(**{**dict(decision), **kept}))


def _signed(
    case: Case,
    content: Decision,
    step: Transition,
    act: tuple[Interpretation, Signing],
) -> Case | Refused:
    interpretation, signing = act
    answer = may(signing.person, Verb.SIGN)
    if isinstance(answer, Refused):
        return answer
    reached = stepped(case, content, step)
    if isinstance(reached, Refused):
        return reached
    if (interpretation.case, interpretation.revision) != (case.id, case.revision):
        return Refused("other-revision", (Message(OTHER_REVISION),))
    wrong = tuple(misidentified(case, signing.identifiers))
    if wrong:
        return Refused("identifiers", wrong)
    decided = with_decision(case, reached)
    person = signing.person
    seen = SignedWording(interpretation={}, lines=signing.wording)
    lacks = (
        *unsaid(person.name, person.title, signing.meaning, seen),
        *missing_for_signature(decided, interpretation),
    )
    if lacks:
        return Refused("incomplete", lacks)
    return apply(decided, [adding(decided, "sign_offs", _sign_off(decided, *act))])


def misidentified(case: Case, identifiers: tuple[str, ...]) -> Iterator[Message]:
    """Yield which of name and record number is not the patient's."""
    name, number = (text.strip() for text in (*identifiers, "", "")[:2])
    patient = case.patient
    if not name or name not in (patient.name.zh.strip(), patient.name.en.strip()):
        yield Message(WRONG_NAME)
    if not number or number not in record_numbers(case):
        yield Message(WRONG_NUMBER)


def record_numbers(case: Case) -> frozenset[str]:
    """Return the numbers of the patient by one of which a signature is confirmed."""
    numbers = (i for i in case.patient.identifiers if i.kind in RECORD_NUMBERS)
    return frozenset(i.value.strip() for i in numbers)


def unsaid(
    name: FreeText, title: FreeText, meaning: str, seen: SignedWording
) -> Iterator[Message]:
    """Yield what a signature does not say of its signer, its meaning and its words."""
    if not says(name):
        yield Message(NO_NAME)
    if not says(title):
        yield Message(NO_TITLE)
    if not meaning.strip():
        yield Message(NO_MEANING)
    if not any(line.strip() for line in seen.lines):
        yield Message(NO_WORDING)


def _sign_off(
    decided: Case, interpretation: Interpretation, signing: Signing
) -> SignOff:
    document = signed_document(decided)
    seen = SignedWording(
        interpretation=json.loads(to_json(interpretation)), lines=signing.wording
    )
    unsealed = SignOff(
        id=signing.id,
        person_id=signing.person.id,
        person=signing.person.name,
        title=signing.person.title,
        at=utc(signing.at),
        meaning=signing.meaning,
        revision=decided.revision + 1,
        language=signing.language,
        ruleset=interpretation.ruleset,
        case_sha256=sha256_of(document),
        interpretation_sha256=sha256_of(seen.interpretation),
        wording_sha256=_wording_sha256(signing.language, seen.lines),
        identifiers=signing.identifiers,
        parts=_parts(document),
        seen=seen,
    )
    return SignOff(**{**dict(unsealed), "seal": _seal(unsealed)})


# what is hashed


def signed_document(case: Case) -> dict[str, JsonValue]:
    """Return the JSON of the case that a signature covers."""
    document = case.model_dump(mode="json", exclude=set(UNSIGNED))
    said = _without_defaults(case, document)
    return said if isinstance(said, dict) else {}


def _without_defaults(value: object, document: JsonValue) -> JsonValue:
    if isinstance(value, Record) and isinstance(document, dict):
        fields = type(value).model_fields
        return {
            name: _without_defaults(getattr(value, name), said)
            for name, said in document.items()
            if get_origin(fields[name].annotation) is Literal  # tells kinds apart
            or getattr(value, name) != fields[name].get_default()
        }
    if isinstance(value, tuple) and isinstance(document, list):
        return [_without_defaults(v, d) for v, d in zip(value, document, strict=True)]
    return document


def _parts(document: dict[str, JsonValue]) -> tuple[SignedPart, ...]:
    return tuple(
        SignedPart(name=name, sha256=sha256_of(part))
        for name, part in sorted(document.items())
    )


def _wording_sha256(language: str, lines: tuple[str, ...]) -> str:
    return sha256_of({"language": language, "lines": lines})


def _seal(sign_off: SignOff) -> str:
    document = sign_off.model_dump(mode="json", exclude={"seal", "seen"})
    return sha256_of(_without_defaults(sign_off, document))


# checking


def verify_sign_off(case: Case, sign_off: SignOff) -> tuple[Message, ...]:
    """Return what was changed since the signature; nothing when it holds.

    Args:
        case: the revision that was signed, ``sign_off.revision``.
        sign_off: one of the case's signatures.
    """
    return *verify_alone(sign_off), *_changed_case(case, sign_off)


def verify_alone(sign_off: SignOff) -> tuple[Message, ...]:
    """Return what was changed of the signature and of what the signer saw."""
    return *_changed_signature(sign_off), *_changed_seen(sign_off)


def changed_parts(case: Case, sign_off: SignOff) -> frozenset[str]:
    """Return which parts of the case are not as they were signed."""
    now = {p.name: p.sha256 for p in _parts(signed_document(case))}
    then = {p.name: p.sha256 for p in sign_off.parts}
    return frozenset(n for n in {*now, *then} if now.get(n) != then.get(n))


def _changed_signature(sign_off: SignOff) -> Iterator[Message]:
    if sign_off.seal != _seal(sign_off):
        yield Message(SIGNATURE_CHANGED)


def _changed_case(case: Case, sign_off: SignOff) -> Iterator[Message]:
    if case.revision != sign_off.revision:
        shown, signed = Count(case.revision), Count(sign_off.revision)
        yield Message(REVISION_DIFFERS, {"shown": shown, "signed": signed})
    document = signed_document(case)
    if sha256_of(document) == sign_off.case_sha256:
        return
    changed = sorted(changed_parts(case, sign_off))
    for name in changed:
        yield Message(PART_CHANGED, {"part": Term(f"part.{name}")})
    if not changed:
        yield Message(CASE_CHANGED)


def _changed_seen(sign_off: SignOff) -> Iterator[Message]:
    seen = sign_off.seen
    if seen is None:
        yield Message(NOTHING_FROZEN)
        return
    if sha256_of(seen.interpretation) != sign_off.interpretation_sha256:
        yield Message(ANALYSIS_CHANGED)
    if _wording_sha256(sign_off.language, seen.lines) != sign_off.wording_sha256:
        yield Message(WORDING_CHANGED)
    if seen.interpretation.get("ruleset") != sign_off.ruleset:
        yield Message(RULESET_DIFFERS)


def signed_interpretation(case: Case) -> Interpretation | None:
    """Return the interpretation that the decision which stands was signed on.

    None when no decision stands, or its signature kept none. It is what a signed case
    shows; it is never computed again for that.
    """
    is_standing = case.decision is not None and case.decision.state in STANDING
    seen = case.sign_offs[-1].seen if is_standing and case.sign_offs else None
    return from_json(json.dumps(seen.interpretation).encode()) if seen else None
