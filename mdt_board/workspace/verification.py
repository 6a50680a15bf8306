"""What is proven about a store, a case or a printed record, and what is not, in words.

A check that could not be made is told as such and proves nothing.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from mdt_board.model.audit import AuditEntry
from mdt_board.model.case import Case
from mdt_board.model.decision import DecisionState, SignOff
from mdt_board.model.settings import SiteSettings
from mdt_board.model.stored import Check, Report
from mdt_board.model.text import N_, Count, Message, On, Plain, Term, Terms, Word
from mdt_board.model.view import View
from mdt_board.workflow.sign import changed_parts, verify_sign_off
from mdt_board.workspace.archive import Archive
from mdt_board.workspace.records import Kept
from mdt_board.workspace.refused import RefusedError, refusal

PDF_MAGIC = b"%PDF-"
SQLITE_MAGIC = b"SQLite format 3\0"
MAX_PDF_BYTES = 5_000_000  # a printed record has 0.1 MB
MAX_PDF_PAGES = 50
SIGNING = frozenset({"sign", "amend"})

SIGNATURE_HOLDS = N_(
    "The signature of {person} on revision {revision} of {case} holds: case, analysis "
    "and words are as they were signed."
)
SIGNATURE_BROKEN = N_(
    "The signature of {person} on revision {revision} of {case} is broken."
)
CASE_DAMAGED = N_("Case {case} cannot be read any more, so its signatures neither.")
WITHDRAWN = N_("The decision was withdrawn after this signature; it stands no more.")
AMENDED = N_("The decision was amended after this signature, as revision {revision}.")
CHANGED_SINCE = N_("Changed since this signature: {parts}.")
OTHER_RECORD = N_("The PDF names another case or revision than its seal belongs to.")
NOT_PICTURES = N_(
    "Only the text of the pages was compared; pictures and drawings on them were not."
)
REVISION_GONE = N_("Revision {revision}, which {person} signed, is not there.")
LATER_FILE = N_(
    "{person} signed revision {revision}; this file is revision {shown}. Only the "
    "signed revision can be checked against its signature."
)
IN_TRAIL = N_(
    "Entry {sequence} of the audit trail records this signature, with seal {seal}…"
)
NOT_IN_TRAIL = N_(
    "The audit trail has no entry for the signature of {person} on revision {revision}."
)
UNSIGNED = N_("Nobody has signed this case; there is no signature to check.")
NO_TRAIL = N_(
    "A case file has no audit trail: whoever can write the file can make signatures "
    "and hashes anew. Verify the case in its store, or a printed record against the "
    "store."
)
NOT_WHO = N_(
    "That the person named really was the one who signed rests on their password and "
    "on whoever looks after this computer."
)
NOT_TRUE = N_(
    "That what was recorded is true of the patient is not something a hash can show."
)
SEAL_FOUND = N_(
    "The seal printed on the record is that of entry {sequence} of the audit trail: "
    "{action} of case {case}, revision {revision}, on {day}."
)
NO_SEAL = N_(
    "No seal is printed on this PDF: it is no record of a decision signed in a store."
)
SEAL_UNKNOWN = N_(
    "The store has no audit entry with the seal printed on this PDF. It was signed in "
    "another store, or the store or the PDF was changed."
)
SAME_BYTES = N_(
    "The PDF is, byte for byte, what this program prints of revision {revision}."
)
SAME_TEXT = N_(
    "The text of the PDF is what this program prints of revision {revision}, but its "
    "bytes differ: printed by another version of the program, or altered elsewhere."
)
OTHER_TEXT = N_(
    "The text of the PDF is not what this program prints of the signed revision or a "
    "later one: it was altered, or printed by another version of the program or on "
    "another day after new data. Compare them by eye."
)
NO_PDF = N_("The PDF is damaged or too large to be read; take another copy.")

Print = Callable[[Case], Iterator[bytes]]
Look = Callable[[Case], View]


def of_store(archive: Archive, look: Look) -> Report:
    """Verify the whole store: pages, trail, versions, list, and every signature.

    Args:
        archive: the store.
        look: shows a case as it stands now.
    """
    found = archive.store.verify()
    checks = [*found.checks]
    if found.is_whole:
        for summary in archive.store.list_cases():
            checks += _of_stored(archive, summary.case_id, look)
    return Report(tuple(checks), (*found.unproven, Message(NOT_WHO), Message(NOT_TRUE)))


def of_case(archive: Archive, kept: Kept, look: Look) -> Report:
    """Verify the signatures of one case, and the trail where it has one."""
    unproven = (Message(NOT_WHO), Message(NOT_TRUE))
    if kept.file:
        checks = tuple(_in_file(kept.case)) or (_unsigned(),)
        return Report(checks, (Message(NO_TRAIL), *unproven))
    found = archive.store.verify()
    signatures = tuple(_of_stored(archive, kept.case.id, look)) or (_unsigned(),)
    return Report((*found.checks, *signatures), (*found.unproven, *unproven))


def of_pdf(archive: Archive, path: Path, printed_again: Print, look: Look) -> Report:
    """Verify a printed record against the store in which it was signed.

    Args:
        archive: that store.
        path: the PDF.
        printed_again: prints a signed case in every way in which it can be printed.
        look: shows a case as it stands now.

    Raises:
        RefusedError: when it is no PDF that can be read.
    """
    from mdt_board.reports.seal import printed_seal  # late: brings the PDF libraries

    data = _pdf_bytes(path)
    text = _text(data, path)
    seal = printed_seal(text)
    unproven = (Message(NOT_WHO), Message(NOT_TRUE))
    if seal is None:
        return Report((Check("seal", False, Message(NO_SEAL)),), unproven)
    entry = archive.store.entry_with_seal(seal)
    if entry is None:
        return Report((Check("seal", False, Message(SEAL_UNKNOWN)),), unproven)
    stored = archive.store.verify()
    checks = [Check("seal", True, _seal_found(entry)), *stored.checks]
    if stored.is_whole:
        checks += _of_stored(archive, entry.subject, look)
        checks.append(_same_pages(archive, entry, (data, text, path), printed_again))
    is_text = not any(c.code == "pages" and c.holds for c in checks)
    pictures = (Message(NOT_PICTURES),) if is_text else ()
    return Report(tuple(checks), (*stored.unproven, *pictures, *unproven))


def is_pdf(path: Path) -> bool:
    """Say whether the file begins like a PDF."""
    return _begins(path, PDF_MAGIC)


def is_store(path: Path) -> bool:
    """Say whether the file begins like the database of a store."""
    return _begins(path, SQLITE_MAGIC)


def entry_of(archive: Archive, sign_off: SignOff, case_id: str) -> AuditEntry | None:
    """Return the audit entry that recorded a signature, or None."""
    entries = archive.store.history(case_id)
    return next((e for e in entries if _records(e, sign_off)), None)


def _records(entry: AuditEntry, sign_off: SignOff) -> bool:
    is_of = entry.details_sha256 == sign_off.seal
    is_there = entry.revision == sign_off.revision
    return entry.action in SIGNING and is_of and is_there


def _of_stored(archive: Archive, case_id: str, look: Look) -> Iterator[Check]:
    """Check every signature of a case, and say whether its decision still stands."""
    from mdt_board.store.errors import StoreRefusedError  # late: SQLAlchemy

    try:
        case = archive.store.load(case_id)
        checks = [*_signatures(archive, case), *_since(case, look)] if case else []
    except StoreRefusedError:
        damaged = Message(CASE_DAMAGED, {"case": Plain(case_id)})
        checks = [Check("case", False, damaged)]
    yield from checks


def _signatures(archive: Archive, case: Case) -> Iterator[Check]:
    for sign_off in case.sign_offs:
        signed = archive.store.load(case.id, sign_off.revision)
        yield from _against(signed, sign_off, case.id)
        entry = entry_of(archive, sign_off, case.id)
        if entry is None:
            yield Check("signature-entry", False, _said(NOT_IN_TRAIL, sign_off))
        else:
            words: dict[str, Word] = {
                "sequence": Count(entry.sequence),
                "seal": Plain(entry.seal[:16]),
            }
            yield Check("signature-entry", True, Message(IN_TRAIL, words))


def _since(case: Case, look: Look) -> Iterator[Check]:
    """Say what came after the signatures; none of it breaks them."""
    if not case.sign_offs or case.decision is None:
        return
    last = case.sign_offs[-1]
    if case.decision.state is DecisionState.WITHDRAWN:
        yield Check("withdrawn", None, Message(WITHDRAWN))
        return
    if len(case.sign_offs) > 1 and case.decision.state is DecisionState.AMENDED:
        words: dict[str, Word] = {"revision": Count(last.revision)}
        yield Check("stands", None, Message(AMENDED, words))
    parts = sorted(changed_parts(case, last))
    if parts:
        named = Terms(tuple(f"part.{name}" for name in parts))
        yield Check("stands", None, Message(CHANGED_SINCE, {"parts": named}))
    view = look(case)
    outdated = view.signed.outdated if view.signed else ()
    yield from (Check("outdated", None, message) for message in outdated)
    yield from (Check("signature", False, message) for message in view.broken)


def _in_file(case: Case) -> Iterator[Check]:
    for sign_off in case.sign_offs:
        if case.revision == sign_off.revision:
            yield from _against(case, sign_off, case.id)
        else:
            shown = Count(case.revision)
            yield Check("signature", None, _said(LATER_FILE, sign_off, shown=shown))


def _against(case: Case | None, sign_off: SignOff, case_id: str) -> Iterator[Check]:
    if case is None:
        yield Check("signature", False, _said(REVISION_GONE, sign_off))
        return
    problems = verify_sign_off(case, sign_off)
    said = SIGNATURE_BROKEN if problems else SIGNATURE_HOLDS
    named = _said(said, sign_off, case=Plain(case_id))
    yield Check("signature", not problems, named)
    yield from (Check("signature", False, problem) for problem in problems)


def _said(text: str, sign_off: SignOff, **words: Word) -> Message:
    name = Plain(sign_off.person.zh or sign_off.person.en)
    signed = Count(sign_off.revision)
    return Message(text, {"person": name, "revision": signed, **words})


def _unsigned() -> Check:
    return Check("signature", None, Message(UNSIGNED))


def _seal_found(entry: AuditEntry) -> Message:
    zone = ZoneInfo(SiteSettings().time_zone)  # as on the paper
    words: dict[str, Word] = {
        "sequence": Count(entry.sequence),
        "action": Term(f"audit-action.{entry.action}"),
        "case": Plain(entry.subject),
        "revision": Count(entry.revision or 0),
        "day": On(entry.at.astimezone(zone).date()),
    }
    return Message(SEAL_FOUND, words)


# PDFs


def _same_pages(
    archive: Archive,
    entry: AuditEntry,
    pdf: tuple[bytes, str, Path],
    printed_again: Print,
) -> Check:
    """Print again what the paper says that it shows, and compare."""
    from mdt_board.reports.seal import printed_case, printed_paper

    data, text, path = pdf
    signed = (entry.subject, entry.revision)
    shown = printed_paper(text) or entry.revision or 0
    case = archive.store.load(entry.subject, shown)
    if printed_case(text) != signed or case is None:
        return Check("pages", False, Message(OTHER_RECORD))
    words = {"revision": Count(shown)}
    for other in printed_again(case):
        if other == data:
            return Check("pages", True, Message(SAME_BYTES, words))
        if _folded(_text(other, path)) == _folded(text):
            return Check("pages", None, Message(SAME_TEXT, words))
    return Check("pages", False, Message(OTHER_TEXT))


def _text(data: bytes, path: Path) -> str:
    import pypdfium2  # late: only for verifying

    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > MAX_PDF_PAGES:
                raise _unreadable(path)
            pages = [page.get_textpage().get_text_bounded() for page in document]
    except pypdfium2.PdfiumError:
        raise _unreadable(path) from None
    return "\n".join(pages)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _pdf_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_PDF_BYTES + 1)
    if len(data) > MAX_PDF_BYTES:
        raise _unreadable(path)
    return data


def _unreadable(path: Path) -> RefusedError:
    return RefusedError(str(path), (refusal("no-pdf", NO_PDF),))


def _begins(path: Path, magic: bytes) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(magic)) == magic
