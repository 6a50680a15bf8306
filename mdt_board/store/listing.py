"""The list of cases: what the latest version of each says, kept with every save."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select

from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.stored import CaseSummary
from mdt_board.store import sqlite
from mdt_board.store.errors import damaged
from mdt_board.store.statement import Statement
from mdt_board.store.tables import listing
from mdt_board.store.words import indexed, phrases_of

_ADD = Statement(insert(listing))
_TAKE = Statement(delete(listing).where(listing.c.sequence == bindparam("before")))
_ALL = select(listing).order_by(listing.c.sequence.desc())


def summary_of(case: Case, by: str, at: datetime) -> CaseSummary:
    """Return what lists show of ``case``, which ``by`` saved at the instant ``at``."""
    first = case.diagnoses[0] if case.diagnoses else Diagnosis(id="-")
    decision = case.decision
    return CaseSummary(
        case_id=case.id,
        revision=case.revision,
        is_example=case.is_example,
        numbers=tuple(i.value for i in case.patient.identifiers),
        name=case.patient.name,
        driver_gene=first.driver_gene,
        driver=first.driver,
        oncotree=first.oncotree,
        histology=first.histology,
        question_kind=case.question.kind,
        question=case.question.text,
        choice=decision.choice if decision else None,
        decision_state=decision.state if decision else None,
        next_assessment_on=decision.next_assessment_on if decision else None,
        updated_at=at.astimezone(UTC),
        updated_by=by,
    )


def searched(summary: CaseSummary) -> str:
    """Return the words by which the case is found."""
    both = (summary.name, summary.histology, summary.question)
    fields = (
        summary.case_id,
        *summary.numbers,
        *(part for text in both for part in (text.zh, text.en)),
        f"{summary.driver_gene} {summary.driver}",
        summary.oncotree,
    )
    return indexed(fields)


def row_of(case: Case, by: str, at: datetime) -> dict[str, Any]:
    """Return the row of ``listing`` for the latest version of a case.

    The sequence number of the save is still to be added.
    """
    summary = summary_of(case, by, at)
    line = summary.model_dump_json(exclude_none=True)
    words = searched(summary)
    return {
        "case_id": case.id,
        "revision": case.revision,
        "summary": line,
        "words": words,
        "sha256": _sha256(line, words),
    }


def _sha256(line: str, words: str) -> str:
    return hashlib.sha256(f"{line}\n{words}".encode()).hexdigest()


def put(
    connection: Connection, row: dict[str, Any], before: tuple[int, str] | None
) -> None:
    """Write the row of a case, and its words into the index.

    Args:
        connection: in a transaction that writes.
        row: as `row_of` returns it, with the sequence.
        before: sequence and words of the row that is there already.
    """
    if before is not None:
        sequence, words = before
        sqlite.take_words(connection, sequence, words)
        _TAKE.run(connection, {"before": sequence})
    _ADD.run(connection, row)
    sqlite.add_words(connection, row["sequence"], row["words"])


def found(
    connection: Connection, search: str, limit: int | None
) -> tuple[CaseSummary, ...]:
    """Return up to ``limit`` cases that match, the one that was saved last first.

    Raises:
        StoreRefusedError: when a row is not what was written.
    """
    phrases = phrases_of(search)
    if phrases is None:
        rows = connection.execute(_ALL.limit(limit))
    elif phrases:
        query = sqlite.match_query(phrases)
        most = sqlite.NO_LIMIT if limit is None else limit
        rows = connection.execute(sqlite.MATCHING, {"query": query, "limit": most})
    else:
        return ()
    return tuple(map(_summary, rows.mappings()))


def _summary(row: RowMapping) -> CaseSummary:
    if row["sha256"] != _sha256(row["summary"], row["words"]):
        raise damaged()
    return CaseSummary.model_validate_json(row["summary"])
