"""DNPM (MV §64e): the record of a German molecular tumor board, as JSON.

Every value of the file is in a record, told one by one, or counted under its kind. What
another board recommended has no place in a case: it is listed, never taken over.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from mdt_board.importers.dnpm_parts import (
    File,
    Part,
    Path,
    coded,
    parts_of,
    tried,
    values,
)
from mdt_board.importers.dnpm_records import READERS, newest_version
from mdt_board.importers.fhir import (
    IS_CASE,
    NO_ENTRIES,
)
from mdt_board.importers.fhir.elements import (
    EntryError,
    inner,
    shown,
    text,
)
from mdt_board.importers.fhir.patients import SEXES, TWO_PATIENTS
from mdt_board.importers.found import Found
from mdt_board.importers.json_text import parsed
from mdt_board.importers.sandbox import Content, refused
from mdt_board.model.base import ListRecord
from mdt_board.model.case import Identifier, IdentifierKind, Patient
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.provenance import Source
from mdt_board.model.text import N_, Count, Message, Plain, Term, Terms, Word
from mdt_board.terminology import dnpm_codes

NAME = "dnpm"
IS_BINARY = False
PARTS = ("patient", "episodesOfCare", "ngsReports")

NOT_DNPM = N_("The file is no whole record of DNPM (MV §64e); export it again.")
LISTED = N_(
    "{kind}, from another board and not imported: {said} ({codes}). Enter by hand what "
    "still holds."
)
LISTED_BARE = N_(
    "{kind}, from another board and not imported ({codes}). Enter by hand what still "
    "holds."
)
UNREAD = N_("Values of the DNPM record without a place in the case ({name}): {count}.")
UNKNOWN_WORD = N_(
    "Words of the DNPM record that its lists do not hold ({name}): {count}. Compare "
    "them with the report."
)
MAX_KINDS, MAX_CODES, NAME_KEYS = 200, 8, 3
DATES = frozenset({"issuedOn", "effectiveDate", "date", "lastContactDate"})
INSIDE = frozenset({"results", "history"})


def accepts(content: Content) -> bool:
    """Say whether the file is JSON with the parts of such a record."""
    start = content.data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and all(
        f'"{p}"'.encode() in content.data for p in PARTS
    )


def read(content: Content, source: Source) -> Found:
    """Return what a case has a place for, and an issue for all the rest."""
    document = parsed(content.data, is_exact=True)
    if isinstance(document, Issue):
        return Found((), (document,))
    if isinstance(document, dict) and "schema_version" in document:
        return Found((), (refused("is-case-file", IS_CASE),))
    if not isinstance(document, dict) or not document.keys() >= set(PARTS):
        return Found((), (refused("not-dnpm", NOT_DNPM),))
    whole_part = Part(document, (), File(source))
    try:
        patient = _patient(whole_part.part("patient"))
        own = text(inner(document, "patient"), "id")
    except EntryError:
        return Found((), (refused("not-dnpm", NOT_DNPM),))
    if len(_patients(document) | {own} - {""}) > 1:
        return Found((), (refused("two-patients", TWO_PATIENTS),))
    return Found(*_read(whole_part), patient)


def _read(document: Part) -> tuple[tuple[ListRecord, ...], tuple[Issue, ...]]:
    file = document.file
    for key in ("specimens", "diagnoses", "guidelineTherapies", "guidelineProcedures",
                "performanceStatus", "ngsReports"):  # fmt: skip
        for part in parts_of(document, key):
            tried(part, READERS[key])
    for therapy in parts_of(document, "systemicTherapies"):
        tried(therapy, newest_version)
    for plan in parts_of(document, "carePlans"):
        _list(plan)
    _list(document)
    found = dict(values(document.node, ()))
    file.issues.extend(_unknown(found))
    file.issues.extend(_unread(p for p in found if p not in file.taken))
    if not found:
        file.issues.append(Issue("no-records", Severity.NOTED, "", Message(NO_ENTRIES)))
    return tuple(file.records), tuple(file.issues)


def _patient(part: Part) -> Patient:
    value = text(part.node, "id")
    named = Identifier(kind=IdentifierKind.OTHER, value=value) if value else None
    return Patient(
        identifiers=(named,) if named else (),
        birth_date=part.day("birthDate"),
        sex=part.known("gender", SEXES),
    )


def _patients(node: Any) -> set[str]:
    """Return the ids of the patients to whom anything in the file refers."""
    if isinstance(node, list):
        return {p for n in node for p in _patients(n)}
    if not isinstance(node, dict):
        return set()
    found = {p for k, n in node.items() if k != "patient" for p in _patients(n)}
    whom = node.get("patient")
    named = whom.get("id") if isinstance(whom, dict) else None
    return found | ({named} if isinstance(named, str) else set())


def _list(parent: Part) -> None:
    """Tell one by one what another board recommended, claimed and saw."""
    for key, word in dnpm_codes.LISTED.items():
        for part in parts_of(parent, key):
            part.told()
            parent.file.issues.append(_listing(part, f"dnpm-listed.{word}"))


def _listing(part: Part, kind: str) -> Issue:
    terms: list[str] = []
    codes: list[str] = []
    for path, value in values(part.node, ()):
        system, code = coded(value)
        term = dnpm_codes.term_of(system, code)
        if term:
            terms.append(term)
        elif code or (path[-1:] and path[-1] in DATES):
            codes.append(shown(code or str(value)))
    said: dict[str, Word] = {
        "kind": Term(kind),
        "codes": Plain(", ".join(codes[:MAX_CODES]) or "–"),
    }
    message = Message(LISTED_BARE, said)
    if terms:
        unique = tuple(dict.fromkeys(terms))
        message = Message(LISTED, {**said, "said": Terms(unique)})
    return Issue("listed", Severity.NOTED, part.place, message)


def _unread(paths: Iterator[Path]) -> Iterator[Issue]:
    return _counted("value-unread", UNREAD, (_name(p) for p in paths))


def _unknown(found: dict[Path, Any]) -> Iterator[Issue]:
    """Tell the words that a closed list of the format does not hold."""
    words = ((p, *coded(v)) for p, v in found.items())
    unlisted = (
        _name(p)
        for p, system, code in words
        if system in dnpm_codes.WORDS and not dnpm_codes.term_of(system, code)
    )
    return _counted("unknown-word", UNKNOWN_WORD, unlisted)


def _name(path: Path) -> str:
    keys = [shown(s) for s in path if isinstance(s, str) and s not in INSIDE]
    return ".".join(keys[:NAME_KEYS])


def _counted(code: str, sentence: str, names: Iterator[str]) -> Iterator[Issue]:
    """Yield one issue per name; beyond so many names they are one."""
    kinds: Counter[str] = Counter()
    for name in names:
        kinds[name if name in kinds or len(kinds) < MAX_KINDS else "–"] += 1
    for name, count in sorted(kinds.items()):
        words: dict[str, Word] = {"name": Plain(name), "count": Count(count)}
        yield Issue(code, Severity.NOTED, "", Message(sentence, words))
