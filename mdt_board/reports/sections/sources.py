"""Where the statements come from: numbered references, files, and what was signed."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from mdt_board.i18n import Translator
from mdt_board.model.canonical import sha256_of
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Finding, Level, Reference, Tag
from mdt_board.model.issue import Issue
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.reports.blocks import Block, Heading, Labeled, Lines, Note
from mdt_board.reports.weighed import weighed as weighed_ones
from mdt_board.reports.words import said

SHORT_HASH = 12
# What every reader looks for: a change of plasma, and whether what the images show
# explains it. A fall beside progression is told by the two together only.
RISE, AGAINST_IMAGES = "ctdna.rise", "ctdna.against-imaging"
MEASURED = frozenset({RISE, "ctdna.shedding.lesion-too-small"})


class _Tagged(Protocol):
    @property
    def tag(self) -> Tag: ...


Tagged = TypeVar("Tagged", bound=_Tagged)


def section(view: View, tr: Translator) -> tuple[Block, ...]:
    """Return the sources in the order of their numbers, and the fingerprints."""
    known = {r.id: r for r in view.interpretation.references}
    cited_ones = [
        f"[{number}] {_reference(known[i], tr) if i in known else i}"
        for i, number in numbers(view).items()
    ]
    run_on = Lines((Labeled("", "   ".join(cited_ones)),), "muted")
    return (
        *((Heading(tr(N_("Basis and sources"))), run_on) if cited_ones else ()),
        *_files(view, tr),
        Note(_fingerprint(view, tr)),
    )


def printable(statements: Iterable[Tagged]) -> list[Tagged]:
    """Leave out what nobody has verified: it never reaches paper."""
    return [s for s in statements if s.tag is not Tag.UNVERIFIED]


def weighty(view: View) -> list[Finding]:
    """Return the findings that go on paper: alarms, and what the differential rests on.

    The rest stays on the screen: a record is read in two minutes. Where nothing was
    weighed, every finding is printed.
    """
    found = view.interpretation
    printed = printable(found.findings)
    weighed = {
        reason.rule
        for hypothesis in weighed_ones(found)
        for reason in (*hypothesis.for_, *hypothesis.against)
    }
    if not weighed:
        return printed
    has_rise = any(f.rule == RISE for f in printed)
    weighed |= MEASURED if has_rise else MEASURED | {AGAINST_IMAGES}
    return [f for f in printed if f.level is Level.ALARM or f.rule in weighed]


def numbers(view: View) -> dict[str, int]:
    """Number the references in the order in which the paper cites them."""
    found = view.interpretation
    proposed = () if has_follow_ups(view) else printable(found.next_steps)
    cited_by = (
        *found.red_flags,
        *weighty(view),
        *found.guardrails,
        *proposed,
    )
    ids = dict.fromkeys(r for statement in cited_by for r in statement.references)
    return {reference: number for number, reference in enumerate(ids, start=1)}


def cited(references: tuple[str, ...], cite: dict[str, int]) -> str:
    """Return the numbers as they stand behind a statement: `` [1] [4]``."""
    return "".join(f" [{cite[r]}]" for r in references if r in cite)


def has_follow_ups(view: View) -> bool:
    """Say whether the board itself planned what comes next."""
    return bool(view.case.decision and view.case.decision.follow_ups)


def digest(view: View) -> str:
    """Return the hash that was signed, or else that of the case's canonical JSON.

    What was signed stays the same when a later program adds a field to the case.
    """
    return view.signed.sign_off.case_sha256 if view.signed else case_sha256(view.case)


def case_sha256(case: Case) -> str:
    """Return the SHA-256 of the case's canonical JSON."""
    return sha256_of(case.model_dump(mode="json"))


def _reference(reference: Reference, tr: Translator) -> str:
    tags = {
        Tag.SECONDARY: tr(N_("secondary source")),
        Tag.JUDGED: tr(N_("judgment")),
        Tag.COMPUTED: tr(N_("computed")),
        Tag.UNVERIFIED: tr(N_("unverified")),
        Tag.CHECKED: "",
    }
    named = f"{tr(reference.citation)} ({reference.year})"
    place = f"PMID {reference.pmid}" if reference.pmid else reference.doi
    return said((named, reference.section, place, tags[reference.tag]))


def _files(view: View, tr: Translator) -> tuple[Block, ...]:
    """Name the imported files, and what could not be read of them.

    What was noted while importing is no part of what was signed.
    """
    names = [f"{s.name} {s.sha256[:SHORT_HASH]}" for s in view.case.sources]
    lines = [
        Labeled(tr(N_("Data imported from:")), tr.join(names)),
        *(
            Labeled(tr(N_("Import note:")), _noted(i, tr))
            for i in (() if view.signed else view.issues)
        ),
    ]
    shown = tuple(line for line in lines if line.text)
    return (Lines(shown, "muted"),) if shown else ()


def _noted(issue: Issue, tr: Translator) -> str:
    return said((tr.place(issue.inside, issue.file), tr.message(issue.message)))


def _fingerprint(view: View, tr: Translator) -> str:
    return tr(
        N_("SHA-256 of the case: {case} · rules {ruleset}, tables {tables}"),
        case=digest(view),
        ruleset=view.interpretation.ruleset,
        tables=view.interpretation.knowledge_sha256,
    )
