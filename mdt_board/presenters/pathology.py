"""What the pathology panel shows: diagnosis, specimens, stains, what tissue is left."""

from mdt_board.i18n import Translator
from mdt_board.model.day import PartialDate
from mdt_board.model.pathology import (
    FailedBiopsy,
    Pathology,
    Specimen,
    Stain,
)
from mdt_board.model.person import Discipline
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters.choices import STAINS
from mdt_board.presenters.editing import Reader
from mdt_board.presenters.new_records import draft
from mdt_board.presenters.panel import (
    PanelState,
    head,
    latest_day,
    statements_about,
    statements_title,
)
from mdt_board.presenters.parts import Column, Fact, Row, Table, Tone
from mdt_board.presenters.record_cells import cell_of
from mdt_board.presenters.record_kinds import KINDS

STAIN = ("marker", "clone", "result")


def present(view: View, tr: Translator) -> PanelState:
    """Arrange what pathology brings."""
    pathology = view.case.pathology
    records = (*pathology.specimens, *pathology.stains, *pathology.failed_biopsies)
    days = [s.taken_on for s in pathology.specimens if s.taken_on]
    said = statements_about(records, view, tr)
    return PanelState(
        head=head(Discipline.PATHOLOGY, view, tr, latest_day(days)),
        facts=(_diagnosis(view, tr), *_specimens(pathology, tr)),
        tables=(_stains(pathology, tr),),
        chart=None,
        notes=(*_tissue(pathology, tr), _after_progression(pathology, tr)),
        statements_title=statements_title(said, tr),
        statements=said,
        reader=Reader(view.case, tr),
    )


def _diagnosis(view: View, tr: Translator) -> Fact:
    named = [
        tr.free(s.histology_text) or tr.term(s.histology)
        for s in _by_day(view.case.pathology.specimens)
        if s.histology_text or s.histology
    ]
    value = named[-1] if named else tr(N_("no histology recorded"))
    tone = Tone.PLAIN if named else Tone.CAUTION
    return Fact("diagnosis", tr(N_("Histology")), value, tone)


def _specimens(pathology: Pathology, tr: Translator) -> tuple[Fact, ...]:
    name = tr(N_("Specimen"))
    if not pathology.specimens:
        return (Fact("specimen", name, tr(N_("none recorded")), Tone.CAUTION),)
    return tuple(
        Fact(s.id, name, _specimen(s, tr)) for s in _by_day(pathology.specimens)
    )


def _specimen(specimen: Specimen, tr: Translator) -> str:
    cells = specimen.tumor_cells_percent
    share = (
        tr(N_("tumor cells {percent} %"), percent=cells) if cells is not None else ""
    )
    parts = (
        tr.term(specimen.site),
        tr.term(specimen.route),
        str(specimen.taken_on) if specimen.taken_on else tr(N_("date unknown")),
        share,
    )
    return " · ".join(p for p in parts if p)


def _by_day(specimens: tuple[Specimen, ...]) -> list[Specimen]:
    return sorted(specimens, key=lambda s: str(s.taken_on) if s.taken_on else "")


def _stains(pathology: Pathology, tr: Translator) -> Table:
    return Table(
        title="",
        columns=(
            Column(tr(N_("Immunohistochemistry"))),
            Column(tr(N_("Clone"))),
            Column(tr(N_("Result")), is_number=True),
        ),
        rows=tuple(_stain(s, tr) for s in pathology.stains),
        empty=tr(N_("no stain recorded")),
        draft=draft(KINDS["stains"], tr, STAIN),
    )


def _stain(stain: Stain, tr: Translator) -> Row:
    result = tr(STAINS[stain.result]) if stain.result else ""
    percent = f"{stain.percent} %" if stain.percent is not None else ""
    words = " ".join(t for t in (result, percent, stain.score) if t)
    cells = (tr.term(stain.marker), stain.clone or "–", words or tr(N_("unknown")))
    typed = "percent" if stain.percent is not None and not stain.result else "result"
    paths = (*STAIN[:2], typed)
    edits = tuple(
        (place, cell_of("stains", path, stain, tr)) for place, path in enumerate(paths)
    )
    own = (stain.id,)
    return Row(stain.id, cells, own, edits=edits, removes=own)


def _tissue(pathology: Pathology, tr: Translator) -> tuple[Fact, ...]:
    """Say what is left to test; nobody having counted is not the same as nothing."""
    if not pathology.specimens:
        return ()
    last = _by_day(pathology.specimens)[-1]
    if last.blocks_left is None and last.slides_left is None:
        value, tone = tr(N_("not recorded")), Tone.CAUTION
    else:
        blocks = "?" if last.blocks_left is None else str(last.blocks_left)
        slides = "?" if last.slides_left is None else str(last.slides_left)
        tone = Tone.PLAIN
        value = tr(N_("blocks {blocks}, slides {slides}"), blocks=blocks, slides=slides)
    return (Fact("left", tr(N_("Tissue left")), value, tone),)


def _after_progression(pathology: Pathology, tr: Translator) -> Fact:
    name = tr(N_("Re-biopsy"))
    after = [s for s in pathology.specimens if s.is_after_progression]
    if after:
        found = after[-1]
        changed = tr.term(found.transformation) if found.transformation else ""
        day = str(found.taken_on) if found.taken_on else tr(N_("date unknown"))
        return Fact("rebiopsy", name, " · ".join(t for t in (day, changed) if t))
    failed = [_failed(f, tr) for f in pathology.failed_biopsies]
    words = tr.join(failed or [tr(N_("not recorded"))])
    return Fact("rebiopsy", name, words, Tone.CAUTION)


def _failed(failed: FailedBiopsy, tr: Translator) -> str:
    day: PartialDate | str = failed.on or ""
    return tr(N_("failed {day}: {reason}"), day=str(day), reason=tr.free(failed.reason))
