"""SDTM RS: the responses of a trial as rows, and the sum of diameters they rest on."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mdt_board.model.course import Judged
from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.trial import TrialAnswer, TrialBest, TrialVisit

NOT_APPLICABLE = "NA"  # there are no such lesions
NON_CR_NON_PD = "NON-CR/NON-PD"
IS_NEW = {True: "Y", False: "N", None: "EQUIVOCAL"}
CONFIRMED = {True: "CONFIRMATION REQUIRED", False: "CONFIRMATION NOT REQUIRED"}


class RsRow(NamedTuple):
    """One row of RS; the names are the columns.

    ``RSSCAT`` tells the two best responses apart; it is empty in all other rows.
    """

    USUBJID: str
    RSTESTCD: str
    RSSTRESC: str
    RSEVAL: str
    RSEVALID: str
    VISITNUM: str
    VISIT: str
    RSDTC: str
    RSSCAT: str = ""


class Explained(NamedTuple):
    """A row with the numbers it rests on and the reasons, as text."""

    row: RsRow
    SUM: str = ""
    BASELINE: str = ""
    NADIR: str = ""
    CHANGE_FROM_BASELINE: str = ""
    CHANGE_FROM_NADIR: str = ""
    MM_TO_PD: str = ""
    MM_TO_PR: str = ""
    WHY: str = ""


def rows(answer: TrialAnswer) -> Iterator[tuple[int | None, RsRow]]:
    """Yield each row with the number of its visit; best responses come last.

    A visit without a category (baseline, or left out by the protocol) has the sum only.
    """
    pairs = zip(answer.of.visits, answer.judged, strict=True)
    for number, (visit, judged) in enumerate(pairs):
        for row in _of_visit(answer, visit, judged):
            yield number, row
    for best in answer.best:
        if best.response:
            yield best.at, _best(answer, best)


def _of_visit(
    answer: TrialAnswer, visit: TrialVisit, judged: Judged
) -> Iterator[RsRow]:
    has_size = any(size is not None for size in judged.seen.sizes)
    if has_size:
        total = str(Length(judged.partial))
        yield _row(answer, "SUMDIAM", total, visit, visit.target_written)
    if judged.overall is None:
        return
    target, non_target = _word(judged.target), _word(judged.non_target)
    new = IS_NEW[judged.has_new]
    yield _row(answer, "TRGRESP", target, visit, visit.target_written)
    yield _row(answer, "NTRGRESP", non_target, visit, visit.non_target_written)
    yield _row(answer, "NEWLIND", new, visit, visit.new_written)
    overall = _word(judged.overall)
    yield _row(answer, "OVRLRESP", overall, visit, _overall_date(visit, judged))


def _overall_date(visit: TrialVisit, judged: Judged) -> str:
    """Return the date of a response: the last; of PD the first that proves it."""
    if judged.overall is not Response.PD:
        return visit.written
    proofs = (
        (judged.target is Response.PD, visit.target_written),
        (judged.non_target is Response.PD, visit.non_target_written),
        (judged.has_new, visit.new_written),
    )
    dates = [written for is_proof, written in proofs if is_proof and written]
    return min(dates, default=visit.written)


def _best(answer: TrialAnswer, best: TrialBest) -> RsRow:
    visit, judged = answer.of.visits[best.at or 0], answer.judged[best.at or 0]
    is_suspicion = best.response is Response.PD and judged.overall is not Response.PD
    date = visit.new_written if is_suspicion else _overall_date(visit, judged)
    row = _row(answer, "BESTRESP", _word(best.response), visit, date)
    return row._replace(RSSCAT=CONFIRMED[best.must_confirm])


def _row(
    answer: TrialAnswer, test: str, value: str, visit: TrialVisit, date: str
) -> RsRow:
    of = answer.of
    return RsRow(
        of.subject,
        test,
        value,
        of.evaluator,
        of.evaluator_id,
        visit.number,
        visit.name,
        date,
    )


def _word(response: Response | None) -> str:
    if response is None:
        return NOT_APPLICABLE
    return NON_CR_NON_PD if response is Response.NON_CR_NON_PD else response.value


def explained(row: RsRow, judged: Judged | None, why: str) -> Explained:
    """Return a row with its visit's numbers, in mm and percent, and the reasons."""
    if judged is None:
        return Explained(row, WHY=why)
    total = judged.total
    line, least = judged.pd_line, judged.pr_line
    return Explained(
        row,
        SUM=_mm(total if total is not None else judged.partial),
        BASELINE=_mm(judged.baseline),
        NADIR=_mm(judged.nadir),
        CHANGE_FROM_BASELINE=_percent(total, judged.baseline),
        CHANGE_FROM_NADIR=_percent(total, judged.nadir),
        MM_TO_PD=_mm(None if total is None or line is None else line - total),
        MM_TO_PR=_mm(None if total is None or least is None else total - least),
        WHY=why,
    )


def _mm(ticks: int | None) -> str:
    return "" if ticks is None else str(Length(ticks))


def _percent(total: int | None, reference: int | None) -> str:
    """Return the change with two decimals, cut and not rounded: 29.99 is not 30."""
    if total is None or not reference:
        return ""
    change = 10_000 * abs(total - reference) // reference
    sign = "-" if total < reference else ""
    return f"{sign}{change // 100}.{change % 100:02d}"


def to_bytes(table: Iterable[RsRow]) -> bytes:
    """Return the rows as CSV in UTF-8."""
    return _csv(RsRow._fields, table)


def explained_bytes(table: Iterable[Explained]) -> bytes:
    """Return the explained rows as CSV in UTF-8."""
    header = (*RsRow._fields, *Explained._fields[1:])
    return _csv(header, ((*found.row, *found[1:]) for found in table))


def packed(data: bytes) -> bytes:
    """Return gzip of ``data``, the same bytes each time."""
    return gzip.compress(data, mtime=0)


def _csv(header: Iterable[str], table: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(table)
    return text.getvalue().encode()
