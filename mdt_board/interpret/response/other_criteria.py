"""Criteria that belong to other cancers and treatments: named, never computed.

RECIST 1.1 is shown beside them where the field reads both; elsewhere it is not the
answer, and saying so is all that this program does.
"""

from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import BOARD_JUDGMENT
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level
from mdt_board.model.knowledge import CriteriaRow
from mdt_board.model.radiology import LesionRole
from mdt_board.model.text import N_, Message, Word, Written

SUV = "suv"


@rule(
    "response.other-criteria.instead",
    N_("Judged by {criteria}, which are not computed here; RECIST 1.1 does not apply"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def instead(facts: Facts) -> Because | Unknown | None:
    """For some cancers RECIST 1.1 is not the answer.

    When  lesions are followed in a cancer that has criteria of its own
    Then  name them; the RECIST category is no answer there
    Else  unknown while no diagnosis has its OncoTree code; silent otherwise
    """
    return _named(facts, is_beside=False)


@rule(
    "response.other-criteria.beside",
    N_("{criteria} are read beside RECIST 1.1 here, and are not computed"),
    BOARD_JUDGMENT,
)
def beside(facts: Facts) -> Because | Unknown | None:
    """For some cancers, organs and drugs more is read than RECIST 1.1.

    When  the cancer, an organ, a drug or what was measured has further criteria
    Then  name them: markers, viable tumor, density, uptake and bone scans count there
    Else  unknown while no diagnosis has its OncoTree code; silent otherwise
    """
    return _named(facts, is_beside=True)


def _named(facts: Facts, *, is_beside: bool) -> Because | Unknown | None:
    is_followed = bool(facts.case.radiology.lesions) or _has_marker(facts)
    if not facts.case.diagnoses or not is_followed:
        return None
    codes = frozenset(d.oncotree for d in facts.case.diagnoses if d.oncotree)
    rows = [
        row
        for row in facts.knowledge.criteria
        if row.is_beside is is_beside
        and (not row.codes or not row.codes.isdisjoint(codes))
        and applies(row, facts)
    ]
    if rows:
        words: dict[str, Word] = {"criteria": Written(tuple(row.name for row in rows))}
        return Because(tuple(d.id for d in facts.case.diagnoses), words)
    if not codes:
        return Unknown((Message(N_("the diagnosis as an OncoTree code")),))
    return None


def _has_marker(facts: Facts) -> bool:
    """Say whether a marker is followed: some criteria read nothing else."""
    return any(s.id.startswith("lab:") for s in facts.series.values())


def applies(row: CriteriaRow, facts: Facts) -> bool:
    """Say whether everything beside the cancer that a row names holds of the case."""
    if row.under and not facts.exposure.current_classes & set(row.under):
        return False
    if row.organs and not set(row.organs) & _organs(facts):
        return False
    return row.measure != SUV or _is_uptake_only(facts)


def _organs(facts: Facts) -> set[str]:
    """Return the organs of the lesions that count as disease from the baseline on."""
    places = (
        classes_of(x.organ, facts.knowledge)
        for x in facts.case.radiology.lesions
        if x.organ and x.role in (LesionRole.TARGET, LesionRole.NON_TARGET)
    )
    return set().union(*places)


@once
def _is_uptake_only(facts: Facts) -> bool:
    """Say whether uptake was measured at the latest day and no diameter was."""
    latest = facts.latest
    records = set(latest.records) if latest else set()
    every = facts.case.radiology.measurements
    with_uptake = any(m.suv_max is not None and m.id in records for m in every)
    return with_uptake and all(m.diameter is None for m in every if m.id in records)


RULES: tuple[Rule, ...] = (instead, beside)
