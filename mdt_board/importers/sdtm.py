"""CDISC SDTM TU and TR: identified tumors, and what was seen of each at every visit.

TU says what a lesion is (TARGET, NON-TARGET, NEW) and where; TR gives its sizes and
states by reader and visit. A node is measured by its short axis, any other lesion by
its longest diameter. A row that cannot be read is an issue with its line; the lesion
is then not evaluable, never zero.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from mdt_board.importers.sandbox import Content
from mdt_board.importers.sdtm_courses import (
    ABSENT,
    NEW,
    NODE_SIZES,
    NON_TARGET,
    OTHER_SIZES,
    SEEN_NEW,
    STATES,
    TARGET,
    Key,
    Look,
    ReaderRows,
    Tumor,
    VisitRows,
    course_of,
)
from mdt_board.importers.sdtm_table import (
    EMPTY_CELL,
    MANY_TEXTS,
    NOTHING,
    PLAIN_NUMBER,
    Cells,
    Notes,
    rows_of,
    visit_number,
)
from mdt_board.model.day import PartialDate
from mdt_board.model.issue import Issue
from mdt_board.model.text import N_, Plain
from mdt_board.model.trial import TrialCourse
from mdt_board.terminology import units

TU_COLUMNS = ("USUBJID", "TULNKID", "TUSTRESC|TUORRES")
TU_OPTIONAL = (
    "TUEVAL",
    "TUEVALID",
    "TULOC",
    "TUTESTCD",
    "VISITNUM|VISIT",
    "VISIT",
    "TUDTC",
)
TR_COLUMNS = ("USUBJID", "TRLNKID", "TRTESTCD", "TRSTRESC|TRORRES", "VISITNUM|VISIT")
TR_OPTIONAL = (
    "TREVAL",
    "TREVALID",
    "TRSTAT",
    "VISIT",
    "TRDTC",
    "TRGRPID",
    "TRSTRESC",
    "TRSTRESU",
    "TRORRES",
    "TRORRESU",
)
IDENTIFIES = NOTHING | {"TUMIDENT"}
ROLES = frozenset({TARGET, NON_TARGET, NEW})
NODE = "LYMPH NODE"
FORMULA_BEGINS = frozenset("=+-@")
SIZES = frozenset({*NODE_SIZES, *OTHER_SIZES})
STATE, SUM, NOT_DONE = "TUMSTATE", "SUMDIAM", "NOT DONE"

NO_ROLE = N_("The tumor is none of TARGET, NON-TARGET, NEW; the row was left out.")
OTHER_TEST = N_("Rows of other tests than sizes and states are not read.")
TWICE = N_(
    "This tumor is identified again, otherwise than before; the row was left out."
)
NO_TUMOR = N_("TU identifies no such tumor for this reader; the row was left out.")
NEW_BY_TR = N_("TU identifies no such tumor; it was taken as NEW, as TRGRPID says.")
NO_UNIT = N_("The size has no unit; the row was left out.")
BAD_UNIT = N_("The unit of the size is neither mm nor cm; the row was left out.")
BAD_SIZE = N_(
    "The size is not a number from 0 to 2000 mm with at most four decimals; the row "
    "was left out."
)
BAD_STATE = N_("The state is not known here; the lesion counts as not evaluable.")
BAD_DATE = N_("The date is not one of ISO 8601; it was left unread.")
BAD_VISIT = N_("VISITNUM is not a number; the row was left out.")
BAD_VISIT_OF_TUMOR = N_(
    "VISITNUM is not a number and was not read; the tumor was kept without its visit."
)
NOT_DONE_WITH_VALUE = N_(
    "The row says NOT DONE and has a value; the value was not read."
)
NO_RESULTS = N_("TR has nothing of this patient and reader: no response is told.")
NEW_UNSEEN = N_(
    "A NEW tumor has no result in TR and no visit in TU; it was not counted."
)
FORMULA = N_(
    "A name begins with =, +, - or @ and was kept; a spreadsheet calculates it unless "
    "the answer is imported as text."
)
CONVERTED = N_("Sizes in cm were converted to mm.")
DUPLICATE = N_("This row is there twice; it was read once.")


def read(tu: Content, tr: Content) -> tuple[tuple[TrialCourse, ...], tuple[Issue, ...]]:
    """Return one course per patient and reader, in the order of TU, and the issues.

    Nothing that the files hold raises; a file that is no such domain is refused.
    """
    notes = Notes()
    tumor_rows = rows_of(tu, "TU", TU_COLUMNS, TU_OPTIONAL, notes)
    result_rows = rows_of(tr, "TR", TR_COLUMNS, TR_OPTIONAL, notes)
    bad = tuple(x for x in (tumor_rows, result_rows) if isinstance(x, Issue))
    if isinstance(tumor_rows, Issue) or isinstance(result_rows, Issue):
        return (), bad
    readers = _tumors(tumor_rows, notes)
    for place, cells in result_rows:
        _take(place, cells, readers, notes)
    _add_what_only_tu_says(readers, notes)
    courses = (course_of(key, rows, notes) for key, rows in readers.items())
    return tuple(c for c in courses if c), notes.all()


def _tumors(rows: Iterator[tuple[str, Cells]], notes: Notes) -> dict[Key, ReaderRows]:
    readers: dict[Key, ReaderRows] = {}
    for place, cells in rows:
        subject, link, said, evaluator, evaluator_id, location, test, *visit = cells
        role = said.upper()
        if test.upper() not in IDENTIFIES:
            notes.once(place, "other-test", OTHER_TEST)
        elif subject in NOTHING or link in NOTHING:
            column = Plain("USUBJID" if subject in NOTHING else "TULNKID")
            notes.skip(place, "missing", EMPTY_CELL, column=column)
        elif role not in ROLES:
            notes.skip(place, "no-role", NO_ROLE)
        else:
            key = _key(subject, evaluator, evaluator_id)
            if not _is_visit(*visit[:2]):
                notes.note(place, "bad-visit", BAD_VISIT_OF_TUMOR)
                visit[0] = ""
            tumor = Tumor(role, NODE in location.upper(), place, *visit)
            _warn_of_formulas((subject, evaluator, evaluator_id), place, notes)
            known = readers.setdefault(key, ReaderRows()).tumors.setdefault(link, tumor)
            if known[:2] != tumor[:2]:
                notes.skip(place, "identified-twice", TWICE)
    return readers


@lru_cache(MANY_TEXTS)
def _is_visit(number: str, name: str) -> bool:
    """Say whether VISITNUM can be read; VISIT stands in for it where it is empty."""
    is_named = number in NOTHING or number == name
    return is_named or PLAIN_NUMBER.fullmatch(number) is not None


def _warn_of_formulas(names: tuple[str, ...], place: str, notes: Notes) -> None:
    if any(x[:1] in FORMULA_BEGINS and not PLAIN_NUMBER.fullmatch(x) for x in names):
        notes.once(place, "formula", FORMULA)


def _key(subject: str, evaluator: str, evaluator_id: str) -> Key:
    """Return who read whom; files differ in how they write that nobody is named."""
    return (
        subject,
        "" if evaluator in NOTHING else evaluator,
        "" if evaluator_id in NOTHING else evaluator_id,
    )


def _take(
    place: str, cells: Cells, readers: dict[Key, ReaderRows], notes: Notes
) -> None:
    """Add what one row of TR says to its visit, or say why it cannot."""
    subject, link, test, value, number, evaluator, evaluator_id, *rest = cells
    status, name, written, group, *with_units = rest
    needed = {"USUBJID": subject, "TRTESTCD": test, "VISITNUM": number}
    if not _is_placed(place, needed, name, notes):
        return
    rows = _reader(readers, _key(subject, evaluator, evaluator_id))
    if rows is None or not _is_known(rows, link, group, place, notes):
        notes.skip(place, "no-tumor", NO_TUMOR)
        return
    rows.written = rows.written if rows.visits else (evaluator, evaluator_id)
    visit = _visit(rows, (number, name, written), place, notes)
    result = (test.upper(), value, _unit(*with_units))
    if link not in NOTHING:
        visit.roles.add(rows.tumors[link].role)
        look = visit.looks.get(link)
        if look is None:
            look = visit.looks[link] = Look(place)
        if status.upper() != NOT_DONE:
            _add(look, result, place, notes)
            if rows.tumors[link].role == NEW and value.upper() != ABSENT:
                visit.roles.add(SEEN_NEW)
        elif value not in NOTHING:
            notes.note(place, "not-done-with-value", NOT_DONE_WITH_VALUE)
    elif result[0] == SUM:
        visit.told_sum = _ticks(*result[1:])


def _is_placed(place: str, needed: dict[str, str], visit: str, notes: Notes) -> bool:
    """Say whether a row names its patient, test and visit; else tell what it lacks."""
    lacking = next((column for column, cell in needed.items() if cell in NOTHING), "")
    if lacking:
        notes.skip(place, "missing", EMPTY_CELL, column=Plain(lacking))
    elif not _is_visit(needed["VISITNUM"], visit):
        notes.skip(place, "bad-visit", BAD_VISIT)
    else:
        return True
    return False


def _is_known(
    rows: ReaderRows, link: str, group: str, place: str, notes: Notes
) -> bool:
    """Say whether a row is about a tumor that TU identifies, or about a whole visit.

    A new one that TU does not identify is taken from TR, where TRGRPID says so.
    """
    if link in rows.tumors or link in NOTHING:
        return True
    if group.upper() != NEW:
        return False
    rows.tumors[link] = Tumor(NEW, False, place)
    notes.note(place, "new-by-tr", NEW_BY_TR)
    return True


def _unit(standard: str, unit: str, original: str, original_unit: str) -> str:
    """Return the unit of the value that is read: never that of the other column.

    A standard value without a unit has that of the original only where both are the
    same number.
    """
    if standard in NOTHING:
        return original_unit
    is_same = unit in NOTHING and original == standard
    return original_unit if is_same else unit


def _reader(readers: dict[Key, ReaderRows], key: Key) -> ReaderRows | None:
    """Return what is known of one reader; tumors that TU gives no reader are all's."""
    rows = readers.get(key)
    shared = readers.get((key[0], "", "")) if rows is None else None
    if shared:
        rows = readers[key] = ReaderRows(dict(shared.tumors))
    return rows


def _add_what_only_tu_says(readers: dict[Key, ReaderRows], notes: Notes) -> None:
    """Begin the visits that TR lacks of new tumors, and name who has no results.

    Tumors that TU gives no reader need none of their own where a reader has them.
    """
    answered = {key[0] for key, rows in readers.items() if rows.visits}
    for key, rows in readers.items():
        if rows.visits:
            _add_visits_of_new(rows, notes)
        elif any(key[1:]) or key[0] not in answered:
            first = next(iter(rows.tumors.values()))
            notes.note(first.place, "no-results", NO_RESULTS)


def _add_visits_of_new(rows: ReaderRows, notes: Notes) -> None:
    """Begin the visit at which TU names a new tumor that TR never mentions.

    Where TU gives no VISITNUM, the visit is the one of that name.
    """
    seen = {link for day in rows.visits.values() for link in day.looks}
    numbers = {number for number, _ in rows.visits}
    named = {day.name: number for (number, _), day in rows.visits.items() if day.name}
    new = [x for x in rows.tumors.items() if x[1].role == NEW and x[0] not in seen]
    for link, tumor in new:
        number = visit_number(tumor.number)
        if not PLAIN_NUMBER.fullmatch(number):
            number = named.get(tumor.visit, number)
        rows.tumors[link] = tumor._replace(number=number)
        if number in NOTHING:
            notes.skip(tumor.place, "new-unseen", NEW_UNSEEN)
        elif number not in numbers:
            visit = (number, tumor.visit, tumor.written)
            _visit(rows, visit, tumor.place, notes).roles.add(NEW)


def _visit(
    rows: ReaderRows, named: tuple[str, str, str], place: str, notes: Notes
) -> VisitRows:
    """Return what is known of one day of a visit, which is begun by its first row."""
    number, name, written = named
    key = (visit_number(number), written)
    visit = rows.visits.get(key)
    if visit is None:
        day = None if written in NOTHING else _day(written)
        if day is None and written not in NOTHING:
            notes.note(place, "bad-date", BAD_DATE)
        visit = rows.visits[key] = VisitRows(number, name, place, written, day)
        _warn_of_formulas((number, name), place, notes)
    return visit


@lru_cache(MANY_TEXTS)
def _day(written: str) -> PartialDate | None:
    """Return a date as far as it is known; the hour is left."""
    try:
        return PartialDate.from_text(written.partition("T")[0])
    except ValueError:
        return None


def _add(look: Look, row: tuple[str, str, str], place: str, notes: Notes) -> None:
    """Add one result to what is known of a lesion at a visit."""
    test, value, unit = row
    if test == STATE:
        _add_state(look, value.upper(), place, notes)
    elif test in SIZES:
        ticks = _ticks(value, unit)
        if ticks is None:
            _complain(value, unit, place, notes)
            return
        if unit.lower() != "mm":
            notes.once(place, "unit-converted", CONVERTED)
        sizes = look.sizes.setdefault(test, set())
        if ticks in sizes:
            notes.note(place, "duplicate", DUPLICATE)
        sizes.add(ticks)
    else:
        notes.once(place, "other-test", OTHER_TEST)


def _add_state(look: Look, state: str, place: str, notes: Notes) -> None:
    if state in NOTHING:
        return
    if state not in STATES:
        notes.note(place, "unknown-state", BAD_STATE)
    elif state in look.states:
        notes.note(place, "duplicate", DUPLICATE)
    else:
        look.states.add(state)


@lru_cache(MANY_TEXTS)
def _ticks(value: str, unit: str) -> int | None:
    """Return a size exactly; None when it is no such number or has no known unit."""
    known = units.LENGTH_NAMES.get(unit.lower())
    if known is None or not PLAIN_NUMBER.fullmatch(value):
        return None
    try:
        return units.length(Decimal(value), known).ticks
    except ValueError:
        return None


def _complain(value: str, unit: str, place: str, notes: Notes) -> None:
    """Say why a size could not be read."""
    if value in NOTHING:
        notes.skip(place, "missing", EMPTY_CELL, column=Plain("TRSTRESC"))
    elif unit in NOTHING:
        notes.skip(place, "no-unit", NO_UNIT)
    elif unit.lower() not in units.LENGTH_NAMES:
        notes.skip(place, "bad-unit", BAD_UNIT)
    else:
        notes.skip(place, "bad-size", BAD_SIZE)
