"""What was typed before the program ended, in words: whose case, when, how much."""

from dataclasses import dataclass

from mdt_board.i18n import Translator
from mdt_board.model.case import Case, Patient
from mdt_board.model.stored import Draft
from mdt_board.model.text import N_
from mdt_board.presenters.case_strip import shown_name
from mdt_board.workflow.edit import EditError, apply

MOST_TOLD = 4  # changes that a banner still has room for


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft, and the patient as the case or the draft itself knows them."""

    draft: Draft
    patient: Patient


def offered(draft: Draft, case: Case) -> Offer:
    """Return the draft with its patient; a new case has the name only in the draft."""
    try:
        return Offer(draft, apply(case, draft.edits).patient)
    except EditError:  # the case has moved on
        return Offer(draft, case.patient)


def text_of(offer: Offer, privacy: bool, tr: Translator) -> str:
    """Say whose case it is, when it was typed, and what becomes of it."""
    draft = offer.draft
    words: dict[str, str | int] = {
        "name": shown_name(offer.patient, privacy, tr),
        "time": f"{draft.at.astimezone():%Y-%m-%d %H:%M}",
        "count": len(draft.edits),
    }
    if not draft.is_behind:
        return tr(
            N_("Not saved when the program ended ({name}, {time}): changes: {count}."),
            **words,
        )
    text = N_(
        "Not saved when the program ended ({name}, {time}): changes: {count}. The case "
        "was saved by somebody since, so they are only shown: {changes}"
    )
    return tr(text, changes=_changes(draft, privacy, tr), **words)


def _changes(draft: Draft, privacy: bool, tr: Translator) -> str:
    told = [
        e.field if privacy else f"{e.field} → {e.after}" for e in draft.edits if e.field
    ]
    more = ["…"] if len(told) > MOST_TOLD else []
    return tr.join([*told[:MOST_TOLD], *more])
