"""Who has signed what, and how it can be checked; else lines to sign by hand."""

from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.model.decision import STANDING, DecisionState, SignOff
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_
from mdt_board.model.view import Signed, View
from mdt_board.reports.blocks import (
    Block,
    Boxed,
    Heading,
    Labeled,
    Lines,
    Signatures,
)
from mdt_board.reports.seal import case_words, paper_words, seal_words
from mdt_board.reports.words import MASK, local_time, people, said, titled

SHORT_HASH = 12
LANGUAGES = {CHINESE: N_("in Chinese"), ENGLISH: N_("in English")}
NO_TRAIL = N_("The record is a plain file: no audit trail vouches for this signature.")
NO_SIGNATURE = N_("The decision is marked as signed, but no signature is on record.")
BROKEN = N_("The signature on record does not hold; nothing here is proven by it.")
OTHER_ANALYSIS = N_("Signed by {who}, on another analysis than the one shown here.")


def section(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the signature on which the decision stands, or lines to sign on."""
    signed = view.signed
    is_open = not _is_ended(view) and not (_is_standing(view) and view.case.sign_offs)
    return (
        *(_standing(signed, view, tr) if signed else _unshown(view, tr)),
        *_earlier(view, tr),
        *((Signatures(_names(view, tr)),) if is_open else ()),
    )


def _standing(signed: Signed, view: View, tr: Translator) -> tuple[Block, ...]:
    given = signed.sign_off
    box = Boxed(
        name=tr(N_("Signed by")),
        headline=tr.free(given.person),
        under=tr.free(given.title),
        lines=signed_lines(given, view, tr),
        color="good",
    )
    no_trail = Lines((Labeled("▲", tr(NO_TRAIL)),), "caution")
    return (
        Heading(tr(N_("Signature"))),
        box,
        *(() if signed.seal else (no_trail,)),
        Lines(proof_lines(signed, view, tr)),
    )


def signed_lines(given: SignOff, view: View, tr: Translator) -> tuple[Labeled, ...]:
    """Return when, with which meaning, what and for whom was signed."""
    language = tr(LANGUAGES[given.language]) if given.language in LANGUAGES else ""
    seen = said(
        (
            tr(N_("revision {number}"), number=given.revision),
            tr(N_("rules {ruleset}"), ruleset=given.ruleset),
            language,
        )
    )
    moved = ""
    if view.case.revision > given.revision:
        shown = tr(N_("this paper shows revision {number}"), number=view.case.revision)
        moved = f"{shown} {paper_words(view.case.revision)}"
    lines = (
        Labeled(tr(N_("Time:")), local_time(given.at, view.site.time_zone)),
        Labeled(tr(N_("Meaning:")), given.meaning),
        Labeled(tr(N_("Signed:")), said((seen, moved))),
        Labeled(tr(N_("Patient confirmed by:")), _confirmed(given, view, tr)),
    )
    return tuple(line for line in lines if line.text)


def _confirmed(given: SignOff, view: View, tr: Translator) -> str:
    return tr.join([MASK if view.privacy else i for i in given.identifiers if i])


def proof_lines(signed: Signed, view: View, tr: Translator) -> tuple[Labeled, ...]:
    """Return what ties the signature to the trail, each on a line of its own."""
    given = signed.sign_off
    hashes = tr(
        N_("SHA-256 of case {case}, analysis {analysis}, wording {wording}"),
        case=given.case_sha256[:SHORT_HASH],
        analysis=given.interpretation_sha256[:SHORT_HASH],
        wording=given.wording_sha256[:SHORT_HASH],
    )
    lines = (
        Labeled(tr(N_("Seal:")), seal_words(signed.seal) if signed.seal else ""),
        Labeled(tr(N_("Signed record:")), case_words(view.case.id, given.revision)),
        Labeled(tr(N_("What was signed:")), hashes),
    )
    return tuple(line for line in lines if line.text)


def unshown_words(view: View, tr: Translator) -> str:
    """Say why a decision that is said to be signed is shown without its signature."""
    if not view.case.sign_offs:
        return tr(NO_SIGNATURE)
    if view.broken:
        return tr.sentences([tr(BROKEN), *(tr.message(m) for m in view.broken)])
    given = view.case.sign_offs[-1]
    who = titled(given.person, given.title, tr)
    at = local_time(given.at, view.site.time_zone)
    return tr(OTHER_ANALYSIS, who=said((who, at)))


def _unshown(view: View, tr: Translator) -> tuple[Block, ...]:
    if not _is_standing(view):
        return ()
    return (Lines((Labeled("■", unshown_words(view, tr)),), "alarm"),)


def _is_standing(view: View) -> bool:
    decision = view.case.decision
    return decision is not None and decision.state in STANDING


def _is_ended(view: View) -> bool:
    """Say whether the decision was withdrawn: there is nothing more to sign."""
    decision = view.case.decision
    return decision is not None and decision.state is DecisionState.WITHDRAWN


def _earlier(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the signatures that an amendment or a withdrawal has ended."""
    given = view.case.sign_offs
    ended = given[:-1] if _is_standing(view) else given
    label = tr(N_("Signature that no longer stands:"))
    lines = tuple(Labeled(label, _ended(s, view, tr)) for s in ended)
    return (Lines(lines, "muted"),) if lines else ()


def _ended(given: SignOff, view: View, tr: Translator) -> str:
    return said(
        (
            titled(given.person, given.title, tr),
            local_time(given.at, view.site.time_zone),
            tr(N_("revision {number}"), number=given.revision),
            given.meaning,
        )
    )


def _names(view: View, tr: Translator) -> tuple[str, ...]:
    reserved = {p.discipline for p in view.case.positions if p.is_reservation}
    attending = {p.discipline for p in people(view.case, view.meeting)}
    disciplines = [d for d in Discipline if d in attending | reserved]
    named = [
        tr(N_("{discipline} (reservation)"), discipline=_name(d, tr))
        if d in reserved
        else _name(d, tr)
        for d in disciplines
    ]
    return (*named, tr(N_("Chair, reviewed")))


def _name(discipline: Discipline, tr: Translator) -> str:
    return tr.term(f"discipline.{discipline.value}")
