"""Where the plasma variants of a table or VCF come from, patient by patient.

The same model as the window's; here it reads tables of many patients and writes one.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mdt_board.importers import sandbox, vcf
from mdt_board.importers.plasma_table import COLUMNS, PlasmaRow, parsed, read_plasma
from mdt_board.interpret.ctdna.origin_model import OriginModel
from mdt_board.interpret.ctdna.origin_parts import (
    CANCER,
    GENOTOXIC,
    NO_CANCER,
    NOT_STATED,
    TISSUE_READS,
    Seen,
)
from mdt_board.interpret.ctdna.origin_signature import change_of
from mdt_board.interpret.ctdna.origin_tables import Part, origin_tables
from mdt_board.interpret.ctdna.origin_weighed import Weighed
from mdt_board.interpret.ctdna.origin_white_cells import Reads
from mdt_board.interpret.ctdna.origin_words import rounded_shares
from mdt_board.interpret.exposure import classes_of
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.knowledge import Knowledge
from mdt_board.model.molecular import Detected, Variant
from mdt_board.model.text import N_, Message
from mdt_board.workspace.other_material import (
    Material,
    keys_of,
    material_in,
    source_of,
)
from mdt_board.workspace.refused import RefusedError

ADDED = (
    *("p_tumor", "p_ch", "p_germline", "p_technical"),
    *("answer", "deciding_test", "contributions"),
)
DENIED = frozenset({"no", "none", "false", "0", "n", "never"})
DENIED_BEFORE = ("no ", "none ", "never ", "without ", "无", "否", "没有", "未")
GENOTOXIC_WORDS = (
    *("chemo", "radio", "platin", "parp", "lutetium", "lu-177", "topotecan"),
    *("etoposide", "irinotecan", "化疗", "放疗", "铂", "核素"),
)
UNTOLD = frozenset({"unknown", "not known", "not stated", "na", "n/a", "nan", "?", "-"})
UNTOLD_BEFORE = ("未知", "未提供", "未记录", "未询问", "未说明", "未填", "无记录", "不")
FORMULA = ("=", "@")  # a spreadsheet would run such a cell
NO_GENE = N_("This variant has no gene; it was weighed as one of an unlisted gene.")


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told beside the table: for cells that are empty, and other materials."""

    age: str = ""
    history: str = ""
    wbc: Path | None = None
    tissue: Path | None = None


@dataclass(frozen=True, slots=True)
class OriginsFound:
    """The table as it is to be written, how many rows it has, and what was left out."""

    table: bytes
    count: int
    issues: tuple[Issue, ...]


def origins_in(path: Path, beside: Beside, knowledge: Knowledge) -> OriginsFound:
    """Weigh every variant of a CSV, TSV or VCF; patients by the column ``patient``.

    Raises:
        RefusedError: when a file cannot be read at all.
    """
    rows, issues = _plasma(path)
    wbc, tissue = (material_in(p, rows) for p in (beside.wbc, beside.tissue))
    seen = [_seen(r, beside, (wbc, tissue), knowledge) for r in rows]
    issues = (*issues, *wbc.issues, *tissue.issues)
    model = OriginModel(origin_tables(knowledge))
    answers = _answers(model, rows, seen)
    table = _written(zip(rows, answers, strict=True))
    return OriginsFound(table, len(rows), issues)


def _plasma(path: Path) -> tuple[list[PlasmaRow], tuple[Issue, ...]]:
    content = sandbox.content_of(path)
    if isinstance(content, Issue):
        raise RefusedError(str(path), (content,))
    if vcf.accepts(content):
        return _of_vcf(content)
    table = read_plasma(content)
    _demand_read(path, table.issues)
    return list(table.rows), table.issues


def _demand_read(path: Path, issues: Sequence[Issue]) -> None:
    refused = tuple(i for i in issues if i.severity is Severity.REFUSED)
    if refused:
        raise RefusedError(str(path), refused)


def _of_vcf(content: sandbox.Content) -> tuple[list[PlasmaRow], tuple[Issue, ...]]:
    """Return the detected variants of a VCF as rows; a sample stands for a patient."""
    found = vcf.read(content, source_of(content))
    _demand_read(Path(content.name), found.issues)
    rows: list[PlasmaRow] = []
    issues = list(found.issues)
    for record in found.records:
        if isinstance(record, Variant) and isinstance(record.result, Detected):
            if not record.gene:
                note = Message(NO_GENE, {})
                issues.append(Issue("no-gene", Severity.NOTED, record.place, note))
            rows.append(_row_of(record, len(rows) + 1))
    return rows, tuple(issues)


def _row_of(record: Variant, line: int) -> PlasmaRow:
    result = record.result
    reads = ("", "")
    vaf = ""
    if isinstance(result, Detected):
        pair = (result.alt_reads, result.total_reads)
        reads = ("", "") if None in pair else (str(pair[0]), str(pair[1]))
        vaf = "" if result.vaf is None else format(result.vaf, "f")
    place = "" if record.position is None else str(record.position)
    cells = (
        *(record.sample, record.gene or "?", record.hgvs_p, record.chromosome, place),
        *(record.ref, record.alt, vaf, *reads),
    )
    row = parsed((*cells, *[""] * (len(COLUMNS) - len(cells))), line)
    return row._replace(is_filtered=bool(record.filters))


def _seen(
    row: PlasmaRow,
    beside: Beside,
    others: tuple[Material, Material],
    knowledge: Knowledge,
) -> Seen:
    """Return the row as the model weighs it; what stands in the row comes first."""
    wbc = row.wbc or others[0].of(row)
    tissue = row.tissue or others[1].of(row)
    history = row.text("cancer_history") or beside.history
    age = row.age if row.age is not None else int(beside.age) if beside.age else None
    return Seen(
        gene=row.gene,
        name=row.text("hgvs_p").removeprefix("p."),
        place=row.place,
        key=next(iter(keys_of(row)), ()),
        change=change_of(row.text("ref"), row.text("alt")),
        vaf=row.vaf,
        reads=Reads(*row.reads) if row.reads else None,
        wbc=Reads(*wbc) if wbc else None,
        tissue=Reads(*tissue) if tissue else None,
        age=age,
        history=_history(history),
        tumors=frozenset({history.upper()}) if history else frozenset(),
        had_genotoxic=_had_genotoxic(row.text("prior_therapy"), knowledge),
        fragment_ratio=row.fragment_ratio,
        is_filtered=row.is_filtered,
    )


def _history(written: str) -> str:
    if not written or _is_untold(written):
        return NOT_STATED
    return NO_CANCER if _is_denied(written) else CANCER


def _is_untold(written: str) -> bool:
    """Say whether it was written that nobody knows, in either language."""
    spoken = written.strip().lower()
    return spoken in UNTOLD or spoken.startswith(UNTOLD_BEFORE)


def _is_denied(written: str) -> bool:
    """Say whether it was written that there was none, in either language."""
    spoken = written.strip().lower()
    return spoken in DENIED or spoken.startswith(DENIED_BEFORE)


def _had_genotoxic(written: str, knowledge: Knowledge) -> bool | None:
    if not written or _is_denied(written):
        return None
    spoken = written.lower()
    if any(word in spoken for word in GENOTOXIC_WORDS):
        return True
    names = spoken.replace(";", ",").replace("+", ",").split(",")
    return any(classes_of(n, knowledge) & GENOTOXIC for n in names) or None


def _answers(
    model: OriginModel, rows: list[PlasmaRow], seen: list[Seen]
) -> list[list[str]]:
    """Weigh each patient's variants together; the order of the rows stays.

    What is kept of each is the words to be written: they take a tenth of the memory.
    """
    by_patient: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        by_patient.setdefault(row.cells[0], []).append(i)
    found: list[list[str]] = [[]] * len(rows)
    for at in by_patient.values():
        patient = _with_tissue([seen[i] for i in at])
        for i, weighed in zip(at, model.weigh(patient), strict=True):
            found[i] = _cells_of(weighed)
    return found


def _cells_of(weighed: Weighed) -> list[str]:
    shares = [format(s, "f") for s in rounded_shares(weighed)]
    contributions = "; ".join([_part(p) for p in weighed.parts])
    return [*shares, weighed.answer.value, weighed.deciding_test, contributions]


def _with_tissue(patient: list[Seen]) -> list[Seen]:
    """Tell each variant whether others of its patient are in the tissue."""
    in_tissue = [bool(s.tissue and s.tissue.alt >= TISSUE_READS) for s in patient]
    count = sum(in_tissue)
    if not count:
        return patient
    pairs = zip(patient, in_tissue, strict=True)
    return [s._replace(others_in_tissue=count > is_in) for s, is_in in pairs]


def _written(pairs: Iterable[tuple[PlasmaRow, list[str]]]) -> bytes:
    """Return the table: the columns as read, and what was found."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*COLUMNS, *ADDED))
    for row, answer in pairs:
        writer.writerow([*map(_plain, row.cells), *answer])
    return out.getvalue().encode()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


@lru_cache(maxsize=20_000)
def _part(part: Part) -> str:
    """Return one contribution as ``axis:id=log odds (low..high) [tag source]``."""
    numbers = f"{part.value:+z.2f} ({part.low:+z.2f}..{part.high:+z.2f})"
    return f"{part.axis}:{part.id}={numbers} [{part.tag.value} {part.reference}]"
