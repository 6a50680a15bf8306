"""CIViC as a layer beside the program's own knowledge, in the person's own folder.

The file is kept as it came, with its checksum and the day on which it was added. What
it says is shown beside a variant and changes no answer of the rules.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from mdt_board.importers.civic import key_of, read_civic
from mdt_board.model.civic import CivicItem, CivicLayer, VariantKey
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.molecular import Detected, Variant, VariantKind
from mdt_board.model.text import N_
from mdt_board.terminology.variant_names import read
from mdt_board.workspace.refused import RefusedError, refusal
from mdt_board.workspace.whole_file import write_whole

VARIABLE = "MDT_BOARD_KNOWLEDGE"  # names another folder
FILE, NOTE = "civic.dat", "civic.json"
CHANGED = N_(
    "The kept CIViC file is not the one that was added; add it again: knowledge add "
    "civic FILE."
)


def default_folder() -> Path:
    """Return where this person's layers of knowledge are kept."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    from platformdirs import user_data_path  # late: tests and sites name a folder

    return user_data_path("mdt-board", appauthor=False) / "knowledge"


def add_civic(path: Path, folder: Path, on: date) -> tuple[CivicLayer, list[Issue]]:
    """Keep a CIViC file in ``folder``; an earlier one is replaced.

    Raises:
        RefusedError: when it is no evidence file of CIViC; nothing is kept.
        OSError: when it cannot be read or kept.
    """
    data = path.read_bytes()
    found = read_civic(data)
    if any(issue.severity is Severity.REFUSED for issue in found.issues):
        raise RefusedError(path.name, found.issues)
    layer = CivicLayer(path.name, hashlib.sha256(data).hexdigest(), on, found.items)
    note = {"name": layer.name, "sha256": layer.sha256, "added_on": on.isoformat()}
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / FILE, data)
    write_whole(folder / NOTE, json.dumps(note, ensure_ascii=False).encode())
    return layer, list(found.issues)


def civic_layer(folder: Path) -> CivicLayer | None:
    """Return the layer that is kept in ``folder``; None when there is none.

    Raises:
        RefusedError: when the kept file is not the one that was added.
        OSError: when it cannot be read.
    """
    if not (folder / NOTE).exists():
        return None
    try:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        name, sha256 = str(note["name"]), str(note["sha256"])
        added_on = date.fromisoformat(note["added_on"])
    except (ValueError, KeyError, TypeError):
        raise RefusedError(NOTE, (refusal("civic-changed", CHANGED),)) from None
    data = (folder / FILE).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RefusedError(FILE, (refusal("civic-changed", CHANGED),))
    return CivicLayer(name, sha256, added_on, read_civic(data).items)


def remove_civic(folder: Path) -> bool:
    """Remove the layer; say whether there was one."""
    was_there = (folder / NOTE).exists()
    (folder / NOTE).unlink(missing_ok=True)
    (folder / FILE).unlink(missing_ok=True)
    return was_there


def beside(
    variant: Variant, others: Iterable[Variant], layer: CivicLayer
) -> tuple[CivicItem, ...]:
    """Return the items to show beside a variant, the newest review first.

    ``others`` are the variants of the same sample: a combined profile is shown only
    where all of its variants are detected there together.
    """
    own = keys_of(variant)
    if not own:
        return ()
    detected = (v for v in others if isinstance(v.result, Detected))
    there = own.union(*(keys_of(v) for v in detected))
    found = [
        item
        for item in layer.items
        if item.parts and own.intersection(item.parts) and there.issuperset(item.parts)
    ]
    return tuple(sorted(found, key=_order, reverse=True))


def _order(item: CivicItem) -> tuple[date, int]:
    """Order by date and number: never by strength, which would rank claims."""
    return item.reviewed_on or date.min, int(item.id)


def keys_of(variant: Variant) -> frozenset[VariantKey]:
    """Return what a recorded variant is looked up by."""
    gene, kind = variant.gene, variant.kind.value
    if variant.kind is VariantKind.FUSION:
        names = {variant.partner, ""}
        return frozenset(VariantKey(gene, kind, n) for n in names)
    if variant.kind is not VariantKind.SMALL:
        return frozenset((VariantKey(gene, kind, ""),))
    written = (variant.hgvs_p, variant.hgvs_c, variant.label)
    read_names = (read(w, gene) for w in written if w)
    keys = (key_of(name) for name in read_names if name.is_read)
    return frozenset(k for k in keys if k)


def named(text: str, layer: CivicLayer) -> tuple[CivicItem, ...]:
    """Return the single-variant items about a variant, or about a gene alone.

    Capitals do not matter. Items stand by gene, then from level A to E, the newest
    review first; a level says how strong a study is, not what to do.
    """
    alone = [item for item in layer.items if len(item.parts) == 1]
    first, _, rest = " ".join(text.split()).partition(" ")
    genes = {item.parts[0].gene for item in alone}
    gene = next((g for g in genes if g.casefold() == first.casefold()), first)
    spelled = (text, f"{gene} {rest}", f"{gene} {rest.upper()}", text.upper())
    keys = {k for t in spelled if (n := read(t)).is_read and (k := key_of(n))}
    found = [
        item
        for item in alone
        if item.parts[0] in keys or (not rest and item.parts[0].gene == gene)
    ]
    found.sort(key=_order, reverse=True)
    return tuple(sorted(found, key=lambda item: (item.parts[0].gene, item.level)))
