"""A trial's lesions in, its responses out: SDTM TU and TR to RS."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mdt_board.i18n import Translator
from mdt_board.importers import sdtm
from mdt_board.importers.sandbox import content_of
from mdt_board.interpret.response.explanation import Part, explain, explain_parts
from mdt_board.interpret.response.trial import answer
from mdt_board.model.course import Protocol
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.text import N_, Message
from mdt_board.model.trial import TrialAnswer, TrialBest
from mdt_board.reports import to_sdtm
from mdt_board.workspace.refused import RefusedError
from mdt_board.workspace.whole_file import write_whole

PACKED = ".gz"
PARTS = {
    "SUMDIAM": Part.TARGET,
    "TRGRESP": Part.TARGET,
    "NTRGRESP": Part.NON_TARGET,
    "NEWLIND": Part.NEW,
}
CONFIRMED = N_("Best of the visits until progression that a later visit confirms")
AS_IT_STANDS = N_("Best of the visits until progression")
REVIEW = N_("Disease followed a complete response: review both scans")


def read_trial(
    tumors: Path, results: Path, protocol: Protocol
) -> tuple[tuple[TrialAnswer, ...], tuple[Issue, ...]]:
    """Return what the criteria make of each patient and reader, and the issues.

    Args:
        tumors: SDTM TU as CSV, or that packed by gzip.
        results: SDTM TR likewise.
        protocol: what the protocol says otherwise than RECIST 1.1.

    Raises:
        RefusedError: when a file cannot be read as such a domain.
    """
    contents = []
    for path in (tumors, results):
        content = content_of(path)
        if isinstance(content, Issue):
            raise RefusedError(str(path), (content,))
        contents.append(content)
    courses, issues = sdtm.read(*contents)
    refused = tuple(i for i in issues if i.severity is Severity.REFUSED)
    if refused:
        first = replace(refused[0], place="")  # the error itself names the file
        raise RefusedError(refused[0].place, (first, *refused[1:]))
    return tuple(answer(course, protocol) for course in courses), issues


def write_responses(answers: tuple[TrialAnswer, ...], path: Path) -> int:
    """Write RS, packed where the name ends so, and return how many rows it has.

    Raises:
        OSError: when it cannot be written; an older file is then unchanged.
    """
    table = [row for found in answers for _, row in to_sdtm.rows(found)]
    _write(path, to_sdtm.to_bytes(table))
    return len(table)


def write_reasons(answers: tuple[TrialAnswer, ...], tr: Translator, path: Path) -> None:
    """Write RS with the numbers and reasons of each row, in one language.

    Raises:
        OSError: as `write_responses`.
    """
    table = (row for found in answers for row in _explained(found, tr))
    _write(path, to_sdtm.explained_bytes(table))


def _write(path: Path, data: bytes) -> None:
    is_packed = path.name.lower().endswith(PACKED)
    write_whole(path, to_sdtm.packed(data) if is_packed else data)


def _explained(found: TrialAnswer, tr: Translator) -> Iterator[to_sdtm.Explained]:
    names = found.of.names
    best = iter([b for b in found.best if b.response])
    for number, row in to_sdtm.rows(found):
        judged = None if number is None else found.judged[number]
        if row.RSTESTCD == "BESTRESP" or judged is None:
            why = _why_best(next(best))
        elif row.RSTESTCD in PARTS:
            why = explain_parts(judged, names)[PARTS[row.RSTESTCD]]
        else:
            why = explain(judged, names)
        said = tr.sentences([tr.message(message) for message in why])
        yield to_sdtm.explained(row, judged, said)


def _why_best(best: TrialBest) -> tuple[Message, ...]:
    why = Message(CONFIRMED if best.must_confirm else AS_IT_STANDS)
    return (why, Message(REVIEW)) if best.needs_review else (why,)
