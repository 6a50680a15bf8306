"""Rows of laboratory values and of treatments."""

import re
from decimal import Decimal

from mdt_board.importers import cells
from mdt_board.importers.cells import Row
from mdt_board.importers.sandbox import record_id
from mdt_board.model.base import ListRecord
from mdt_board.model.day import PartialDate
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.oncology import (
    CoMedication,
    Drug,
    LabValue,
    Response,
    StopReason,
    Treatment,
    TreatmentKind,
)
from mdt_board.model.text import N_, FreeText, Message, Plain
from mdt_board.terminology import unit_groups, values
from mdt_board.terminology.names import analyte_id, folded
from mdt_board.terminology.units import marker_unit

BAD_RANGE = N_(
    "{column} holds reference ranges that cannot be read; their results were kept "
    "without a range. Write them as 0-5, <5 or >60, in the unit of the result."
)
BOTH_UNITS = N_("{column} carries a unit that is not the row's; the row was left out.")
STOP_BEFORE_START = N_("{column} is before the start; the row was left out.")
MIXED_UNITS = N_(
    "{column} is not the unit that this analyte has elsewhere in the table, and "
    "nothing is converted; the row was left out. Import the other unit as a table of "
    "its own."
)
UNLISTED_UNIT = N_(
    "{column} holds a unit that is not listed; such values are kept as written and "
    "compared only with the same unit. Check that the file was read as text correctly."
)
UNLISTED_ANALYTE = N_(
    "{analyte} is no listed analyte; the value was kept under this name, and no rule "
    "can use it. Write its usual name or abbreviation alone, such as CEA, in the case."
)
ONE_DRUG = N_("{column} must name one drug in each such row; the row was left out.")
_NUMBER = r"(\d{1,12}(?:\.\d{1,12})?)"
_UNIT = r"\s*([^\d\s.,]\S*|10\^\S+)?"
_UPPER = re.compile(rf"(?:<=|≤|<)\s*{_NUMBER}{_UNIT}", re.ASCII)
_LOWER = re.compile(rf"(?:>=|≥|>)\s*{_NUMBER}{_UNIT}", re.ASCII)
_BOTH = re.compile(rf"{_NUMBER}\s*(?:--?|–|—|~|to|至)\s*{_NUMBER}{_UNIT}", re.ASCII)
FLAGS = ("H", "HH", "L", "LL")  # above and below the reference range

_Range = tuple[Decimal | None, Decimal | None]


def lab_row(row: Row) -> list[ListRecord]:
    """Return one laboratory value; a bound keeps its comparator."""
    on = cells.required_day(row, "date")
    comparator, value, in_cell = cells.number(row, "value")
    unit = _unit(row, _without_flag(row, in_cell))
    low, high = _reference(row, unit)
    analyte = _analyte(row)
    _demand_same_unit(row, analyte, unit)
    return [
        LabValue(
            id=record_id(row.sha256, row.place),
            source=row.source,
            place=row.place,
            on=on,
            analyte=analyte,
            value=value,
            comparator=comparator,
            unit=unit,
            reference_low=low,
            reference_high=high,
            laboratory=cells.text(row, "laboratory"),
            method=cells.text(row, "method"),
        )
    ]


def _analyte(row: Row) -> str:
    """Return the listed analyte, or the name as typed, which each such value tells."""
    written = cells.required(row, "analyte")
    found = analyte_id(written)
    if found is None:
        column = row.columns.names["analyte"]
        message = Message(UNLISTED_ANALYTE, {"analyte": Plain(written)})
        place = f"{row.place}, column {column}"
        issue = Issue("unlisted-analyte", Severity.NOTED, place, message)
        row.notes["unlisted-analyte", row.place] = issue
    return found or written


def treatment_row(row: Row) -> list[ListRecord]:
    """Return one line of treatment, an operation, or a co-medication."""
    kind = cells.word(row, "kind", values.TREATMENT_KINDS) or "systemic"
    start, stop = cells.day(row, "started_on"), cells.day(row, "stopped_on")
    if start and stop and stop.is_before(start):
        raise row.error("stop-before-start", STOP_BEFORE_START, "stopped_on")
    if kind == values.CO_MEDICATION:
        return [_co_medication(row, start, stop)]
    return [_treatment(row, TreatmentKind(kind), start, stop)]


def _treatment(
    row: Row, kind: TreatmentKind, start: PartialDate | None, stop: PartialDate | None
) -> Treatment:
    response = cells.word(row, "best_response", values.RESPONSES)
    reason = cells.word(row, "stop_reason", values.STOP_REASONS)
    if kind is TreatmentKind.SYSTEMIC:
        cells.required(row, "drug")
    return Treatment(
        id=record_id(row.sha256, row.place),
        source=row.source,
        place=row.place,
        kind=kind,
        line=cells.whole(row, "line"),
        drugs=_drugs(row),
        procedure=FreeText(
            zh=cells.text(row, "procedure_zh"), en=cells.text(row, "procedure_en")
        ),
        started_on=start,
        stopped_on=stop,
        is_ongoing=cells.answer(row, "ongoing"),
        cycles=cells.whole(row, "cycles"),
        best_response=Response(response) if response else None,
        stop_reason=StopReason(reason) if reason else None,
    )


def _co_medication(
    row: Row, start: PartialDate | None, stop: PartialDate | None
) -> CoMedication:
    cells.required(row, "drug")
    drugs = _drugs(row)
    if len(drugs) != 1:
        raise row.error("bad-drug", ONE_DRUG, "drug")
    return CoMedication(
        id=record_id(row.sha256, row.place),
        source=row.source,
        place=row.place,
        drug=drugs[0],
        started_on=start,
        stopped_on=stop,
    )


def _drugs(row: Row) -> tuple[Drug, ...]:
    """Return the drugs; a dose is believed only where it can be one drug's."""
    names = cells.terms(row, "drug", "drug")
    if len(names) != 1:
        return tuple(Drug(name=n) for n in names)
    return (
        Drug(
            name=names[0],
            dose=cells.amount(row, "dose"),
            dose_unit=cells.text(row, "dose_unit"),
            schedule=cells.text(row, "schedule"),
        ),
    )


def _demand_same_unit(row: Row, analyte: str, unit: str) -> None:
    """Leave out a value whose unit is not that of its analyte's other values."""
    amount = unit_groups.group(unit)
    if amount and row.units.setdefault(folded(analyte), amount) != amount:
        raise row.error(
            "mixed-units", MIXED_UNITS, "unit" if "unit" in row.cells else "value"
        )


def _without_flag(row: Row, in_cell: str) -> str:
    """Return the unit after a number, past H and L; L alone may also be liters."""
    stated = cells.text(row, "unit") or row.columns.units.get("value", "")
    is_liters = in_cell == "L" and unit_groups.group(stated) in (
        *("", unit_groups.group("L")),
    )
    if in_cell not in FLAGS or is_liters:
        return in_cell
    row.note("flags", cells.FLAGGED, "value")
    return ""


def _unit(row: Row, in_cell: str) -> str:
    in_header = row.columns.units.get("value", "")
    stated = cells.text(row, "unit") or in_header
    if in_header and unit_groups.group(stated) != unit_groups.group(in_header):
        raise row.error("bad-unit", BOTH_UNITS, "value")
    if in_cell and stated and unit_groups.group(in_cell) != unit_groups.group(stated):
        raise row.error("bad-unit", BOTH_UNITS, "value")
    if in_cell and not stated and marker_unit(in_cell) is None:
        raise row.error("bad-number", cells.BAD_NUMBER, "value")
    written = stated or in_cell
    listed = marker_unit(written)
    if written and listed is None:
        name = "unit" if "unit" in row.cells else "value"
        row.note("unlisted-unit", UNLISTED_UNIT, name)
    return listed.symbol if listed else written


def _reference(row: Row, unit: str) -> _Range:
    """Return the range's ends; one that cannot be read costs itself, not the result."""
    written = cells.plain(cells.text(row, "reference"))
    found = _range(written, unit)
    if found is None:
        row.note("bad-range", BAD_RANGE, "reference")
    return found or (None, None)


def _range(written: str, unit: str) -> _Range | None:
    if not written:
        return None, None
    if upper := _UPPER.fullmatch(written):
        return (None, Decimal(upper[1])) if _is_unit(upper[2], unit) else None
    if lower := _LOWER.fullmatch(written):
        return (Decimal(lower[1]), None) if _is_unit(lower[2], unit) else None
    both = _BOTH.fullmatch(written)
    if not both or not _is_unit(both[3], unit):
        return None
    low, high = Decimal(both[1]), Decimal(both[2])
    return (low, high) if low <= high else None


def _is_unit(written: str | None, unit: str) -> bool:
    """Say whether the range's unit is the result's; without one it is."""
    return not written or unit_groups.group(written) == unit_groups.group(unit)
