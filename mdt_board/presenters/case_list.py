"""What lists of cases show: who, which disease, which question, when it was saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.model.case import Patient
from mdt_board.model.stored import CaseSummary
from mdt_board.model.text import N_
from mdt_board.presenters.case_strip import MASK, shown_name
from mdt_board.presenters.decision_bar import STATES

TITLES = (
    N_("Name"),
    N_("Number"),
    N_("Diagnosis"),
    N_("Question"),
    N_("Decision"),
    N_("Saved"),
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case to choose; ``name`` is its id, or the name of its file."""

    name: str
    cells: tuple[str, ...]


def titles(tr: Translator) -> tuple[str, ...]:
    """Return the columns' titles."""
    return tuple(map(tr, TITLES))


def present(
    cases: Iterable[CaseSummary], privacy: bool, tr: Translator
) -> tuple[CaseRow, ...]:
    """List cases as the store found them; ``privacy`` masks names and numbers."""
    return tuple(CaseRow(c.case_id, _cells(c, privacy, tr)) for c in cases)


def recent(
    names: Iterable[str],
    known: Iterable[CaseSummary],
    privacy: bool,
    tr: Translator,
) -> tuple[CaseRow, ...]:
    """List cases and files by their names; what the store knows of a case is added."""
    by_id = {c.case_id: c for c in known}
    return tuple(
        CaseRow(name, _cells(by_id[name], privacy, tr))
        if name in by_id
        else CaseRow(name, _of_file(name, privacy))
        for name in names
    )


def _cells(case: CaseSummary, privacy: bool, tr: Translator) -> tuple[str, ...]:
    driver = f"{case.driver_gene} {case.driver}".strip()
    disease = tr.free(case.histology) or case.oncotree
    state = tr(STATES[case.decision_state][0]) if case.decision_state else ""
    choice = tr.term(f"choice.{case.choice.value}") if case.choice else ""
    numbers = MASK if privacy and case.numbers else " · ".join(case.numbers)
    return (
        shown_name(Patient(name=case.name), privacy, tr),
        numbers or case.case_id,
        " · ".join(p for p in (disease, driver) if p) or NO_VALUE,
        tr.free(case.question) or NO_VALUE,
        " · ".join(p for p in (choice, state) if p) or NO_VALUE,
        f"{case.updated_at.astimezone():%Y-%m-%d %H:%M}",
    )


def _of_file(name: str, privacy: bool) -> tuple[str, ...]:
    """Say of a file its name and folder; files may be named after patients."""
    path = Path(name)
    shown = MASK if privacy else path.name
    folder = NO_VALUE if privacy or path.name == name else str(path.parent)
    return (shown, NO_VALUE, folder, NO_VALUE, NO_VALUE, NO_VALUE)
