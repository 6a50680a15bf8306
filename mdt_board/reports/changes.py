"""What an amendment changed of a decision, in words instead of fields and JSON."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydantic import JsonValue, ValidationError

from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.model.base import ListRecord
from mdt_board.model.decision import (
    Decision,
    FollowUp,
    GuardrailAnswer,
    Transition,
)
from mdt_board.model.edit import Edit
from mdt_board.model.text import N_, FreeText
from mdt_board.reports.words import (
    hard_stop_rows,
    said,
    task_words,
    trigger_words,
    window,
)

Write = Callable[[JsonValue, Translator], str]
UNREADABLE = N_("cannot be shown")
ORIGIN = frozenset({"source", "place"})  # where a record came from, not what it says


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed: its name, and what it said before and after."""

    name: str
    before: str
    after: str


def changes_of(
    step: Transition, decision: Decision, tr: Translator
) -> tuple[Change, ...]:
    """Return what one step changed of the decision, which names its records."""
    names = dict(_names(step, decision, tr))
    return tuple(
        Change(
            name=_name(edit, names, tr),
            before=_value(edit, edit.before, tr),
            after=_value(edit, edit.after, tr),
        )
        for edit in step.changes
        if edit.field not in ORIGIN
    )


# names


def _names(
    step: Transition, decision: Decision, tr: Translator
) -> Iterator[tuple[str, str]]:
    """Yield the id and the name of each record that the step may have touched."""
    for edit in step.changes:
        for value in (edit.before, edit.after):
            record = _record(value)
            if record is not None:
                yield record.id, _record_name(record, tr)
    for listed in (*decision.follow_ups, *decision.guardrail_answers):
        yield listed.id, _record_name(listed, tr)


def _record_name(record: ListRecord, tr: Translator) -> str:
    if isinstance(record, GuardrailAnswer):
        return tr.term(f"guardrail.{record.guardrail}")
    return task_words(record, tr) if isinstance(record, FollowUp) else ""


def _name(edit: Edit, names: dict[str, str], tr: Translator) -> str:
    field = edit.field.rpartition(".")[2]
    named = tr.term(f"decision-field.{field}" if field in WRITERS else "part.decision")
    if not field:
        named = _came(edit, tr)
    if not edit.record_id:
        return named
    item = names.get(edit.record_id) or tr(N_("an item that was removed later"))
    return said((item, named))


def _came(edit: Edit, tr: Translator) -> str:
    return tr(N_("added")) if edit.before is None else tr(N_("removed"))


# values


def _value(edit: Edit, value: JsonValue, tr: Translator) -> str:
    if value is None:
        return NO_VALUE
    field = edit.field.rpartition(".")[2]
    write = WRITERS.get(field, _unreadable)
    try:
        return write(value, tr) or NO_VALUE
    except ValidationError:  # a file that somebody else wrote
        return tr(UNREADABLE)


def _unreadable(_: JsonValue, tr: Translator) -> str:
    return tr(UNREADABLE)


def _free(value: JsonValue, tr: Translator) -> str:
    return tr.free(FreeText.model_validate(value))


def _plain(value: JsonValue, _: Translator) -> str:
    return str(value)


def _term_of(kind: str) -> Write:
    return lambda value, tr: tr.term(f"{kind}{value}") if value else ""


def _yes_no(value: JsonValue, tr: Translator) -> str:
    return tr(N_("done")) if value else tr(N_("not carried out"))


def _decision_with(field: str, value: JsonValue) -> Decision:
    """Return a decision that says nothing but this, to read the value as it is."""
    return Decision.model_validate_json(json.dumps({"choice": "monitor", field: value}))


def _triggers(value: JsonValue, tr: Translator) -> str:
    triggers = _decision_with("triggers", value).triggers
    return tr.join([trigger_words(t, tr) for t in triggers])


def _form(value: JsonValue, tr: Translator) -> str:
    form = _decision_with("hard_stop", value).hard_stop
    rows = hard_stop_rows(form, tr) if form else ()
    return tr.sentences([tr(N_("{name}: {words}"), name=n, words=w) for n, w in rows])


def _tasks(value: JsonValue, tr: Translator) -> str:
    tasks = _decision_with("follow_ups", value).follow_ups
    return tr.sentences([_task(task, tr) for task in tasks])


def _answers(value: JsonValue, tr: Translator) -> str:
    answers = _decision_with("guardrail_answers", value).guardrail_answers
    return tr.sentences([tr.free(a.reason) for a in answers])


def _whole(value: JsonValue, tr: Translator) -> str:
    record = _record(value)
    if isinstance(record, FollowUp):
        return _task(record, tr)
    if isinstance(record, GuardrailAnswer):
        return tr.free(record.reason)
    return tr(UNREADABLE)


def _task(task: FollowUp, tr: Translator) -> str:
    owner = tr.term(f"discipline.{task.owner.value}")
    when = window(task.not_before, task.due_on, tr)
    return said((task_words(task, tr), owner, when))


def _record(value: JsonValue) -> FollowUp | GuardrailAnswer | None:
    """Read the whole record that an edit added or removed, where it is one."""
    if not isinstance(value, dict) or set(value) != {"list", "at", "record"}:
        return None
    lists: dict[str, type[FollowUp | GuardrailAnswer]] = {
        "decision.follow_ups": FollowUp,
        "decision.guardrail_answers": GuardrailAnswer,
    }
    kind = lists.get(str(value["list"]))
    try:
        return kind.model_validate_json(json.dumps(value["record"])) if kind else None
    except ValidationError:
        return None


WRITERS: dict[str, Write] = {
    "": _whole,
    "choice": _term_of("choice."),
    "summary": _free,
    "reason_for_no_conclusion": _term_of(""),
    "next_assessment_on": _plain,
    "triggers": _triggers,
    "hard_stop": _form,
    "follow_ups": _tasks,
    "guardrail_answers": _answers,
    "text": _free,
    "action": _term_of("action."),
    "owner": _term_of("discipline."),
    "not_before": _plain,
    "due_on": _plain,
    "is_done": _yes_no,
    "guardrail": _term_of("guardrail."),
    "reason": _free,
    "person": _free,
    "at": _plain,
}
