"""What the verbs print, as lines: the panels' own words, laid out for a terminal."""

from collections.abc import Iterator
from operator import attrgetter

from mdt_board.cli.contents import (
    INDENT,
    block,
    detail_line,
    opened,
    value_lines,
    visit,
)
from mdt_board.cli.layout import columns
from mdt_board.i18n import NO_VALUE, Translator
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Interpretation
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters import case_strip, interpretation, standing
from mdt_board.presenters.import_preview import changes_of
from mdt_board.presenters.parts import Chip, Statement

KINDS = (
    ("diagnoses", N_("Diagnoses")),
    ("oncology.treatments", N_("Treatment lines")),
    ("oncology.co_medications", N_("Other medication")),
    ("oncology.adherence", N_("Adherence checks")),
    ("oncology.performance", N_("Performance status entries")),
    ("oncology.symptoms", N_("Symptom entries")),
    ("oncology.labs", N_("Laboratory and marker values")),
    ("oncology.family", N_("Cancers in the family")),
    ("oncology.history", N_("Other illnesses")),
    ("radiology.studies", N_("Imaging studies")),
    ("radiology.lesions", N_("Lesions")),
    ("radiology.measurements", N_("Lesion measurements")),
    ("radiology.rereads", N_("Second looks at images")),
    ("pathology.specimens", N_("Specimens")),
    ("pathology.stains", N_("Stains")),
    ("pathology.failed_biopsies", N_("Biopsies without result")),
    ("molecular.assays", N_("Molecular tests")),
    ("molecular.variants", N_("Variant results")),
)


def counts_of(case: Case) -> dict[str, int]:
    """Return how many records of each kind the case holds, by the kind's English."""
    return {text: len(attrgetter(path)(case)) for path, text in KINDS}


def case_lines(view: View, tr: Translator) -> Iterator[str]:
    """Say who, what disease, which question, the values, and how much there is."""
    strip = case_strip.present(view, tr)
    rows = (
        (view.case.id, f"{strip.name} · {strip.about}", strip.identifiers),
        ("", strip.diagnosis, strip.diagnosed),
        ("", strip.regimen, strip.since),
        ("", strip.ecog, strip.ecog_on),
    )
    for first, *rest in rows:
        yield INDENT.join(p for p in (first, *rest) if p)
    yield f"{strip.question_title}: {strip.question}"
    yield from value_lines(view, tr)
    counts = [(tr(t), str(n)) for t, n in counts_of(view.case).items() if n]
    yield from block(tr(N_("Records")), counts)
    sources = [(s.name, s.format, s.sha256[:12]) for s in view.case.sources]
    yield from block(tr(N_("Source files")), sources)


def added_lines(before: Case, after: Case, tr: Translator) -> Iterator[str]:
    """Say how many records of each kind came in, and what changed in known ones."""
    had, has = counts_of(before), counts_of(after)
    rows = [(tr(t), f"+{n - had[t]}") for t, n in has.items() if n != had[t]]
    changes = changes_of(before, after)
    if changes.filled:
        rows.append((tr(N_("Empty fields filled")), str(changes.filled)))
    if changes.changed:
        rows.append((tr(N_("Values changed")), str(changes.changed)))
    yield columns(rows) if rows else tr(N_("Nothing new was found in the files."))


def interpretation_lines(view: View, tr: Translator) -> Iterator[str]:
    """Say what the rules made of the case and why, in the order of the window."""
    state = interpretation.present(view, tr)
    yield state.title
    for flag in state.red_flags:
        yield from _opened(flag)
    yield from (*state.headline, *state.lead)
    if not state.headline:
        yield state.empty
    points = [visit(p, tr) for p in view.interpretation.response]
    yield from block(tr(N_("Response")), points)
    yield from _differential(state)
    if state.deciding:
        yield from _opened(state.deciding)
    steps = [(s.text, _chips(s.badges)) for s in state.steps]
    yield from block(state.steps_title, steps)
    for statement in (state.guardrails, state.unknowns, state.plan, state.reasons):
        if statement:
            yield from _opened(statement)
    yield state.disclaimer


def standing_lines(view: View, tr: Translator) -> Iterator[str]:
    """Say first that what follows was signed, and whether data since outdate it."""
    if not (view.signed or view.broken):
        return
    for statement in standing.present(view, tr):
        yield statement.text
        marks = (d for d in statement.details if statement.id == "outdated")
        yield from map(detail_line, marks)
    yield ""


def response_of(found: Interpretation, tr: Translator) -> str:
    """Return the overall response at the last visit, as ``PR`` or ``NON_CR_NON_PD``."""
    last = found.response[-1].overall if found.response else None
    return tr.term(f"response.{last.value}") if last else NO_VALUE


def _differential(state: interpretation.InterpretationState) -> Iterator[str]:
    if state.differential:
        yield ""
        yield state.differential_title
    for weighed in state.differential:
        yield f"{INDENT}{weighed.statement.text} [{weighed.band.text}] {weighed.counts}"
        yield from (INDENT + detail_line(d) for d in weighed.statement.details)
    if state.unlikely:
        yield from (INDENT + line for line in opened(state.unlikely))


def _chips(chips: tuple[Chip, ...]) -> str:
    return " ".join(f"[{c.text}]" for c in chips)


def _opened(statement: Statement) -> Iterator[str]:
    yield ""
    yield from opened(statement)
