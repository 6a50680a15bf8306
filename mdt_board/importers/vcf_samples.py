"""Which samples of a VCF are tumors and which are normal: said, or not guessed.

The header says it (``##normal_sample=``, ``##PEDIGREE``, ``##SAMPLE``), or the names.
"""

import re
from enum import StrEnum

from mdt_board.importers.sandbox import refused
from mdt_board.model.issue import Issue
from mdt_board.model.text import N_, Plain

ALL_NORMAL = N_("Every sample of the VCF is a normal one; the tumor sample is missing.")
UNTOLD = N_(
    "Which of the samples {samples} are tumors and which are normal cannot be told. "
    "Add a header line ##normal_sample=… or ##tumor_sample=… for each, or export one "
    "sample per file."
)
MAX_NAMED = 8
MAX_NAME = 40  # characters

_NAMED = re.compile(r"(normal|tumor)_sample(?:_name)?=([^\s\">,]+)")
_LINE = re.compile(r"##(SAMPLE|PEDIGREE)=<(.*)>\s*$")
_ATTRIBUTE = re.compile(r'(?:^|,)(\w+)=("[^"]*"|[^,]*)')
_TUMOR = re.compile(r"tumou?r|metasta|plasma|ctdna|cfdna")
_NORMAL = re.compile(r"normal|germline|blood(?!\s*plasma)|pbmc|wbc|leu[ck]ocyte")
TUMOR_WORDS = {
    *("tumor", "tumour", "plasma", "ctdna", "cfdna"),
    *("primary", "metastasis", "metastatic"),
}
NORMAL_WORDS = {"normal", "germline", "pbmc", "wbc"}


class Role(StrEnum):
    """What a sample is to the patient's tumor."""

    TUMOR = "tumor"
    NORMAL = "normal"


def normals_of(header: list[str], names: list[str]) -> set[str] | Issue:
    """Return the normal samples, or why they cannot be told from the tumors.

    One normal sample that is known makes the others tumors, as does being alone;
    without one, every sample must be known as a tumor, plasma included.
    """
    roles = _roles(header, names)
    tumors = {n for n in names if roles.get(n) is Role.TUMOR}
    weak = {n for n in names if n not in roles and _is_weakly_normal(n)}
    normals = {n for n in names if roles.get(n) is Role.NORMAL}
    normals |= weak if tumors else set()
    if normals == set(names):
        return refused("only-normal-samples", ALL_NORMAL)
    if normals or len(names) == 1 or tumors == set(names):
        return normals
    shown = [n[:MAX_NAME] for n in names[:MAX_NAMED]]
    more = ["…"] if len(names) > MAX_NAMED else []
    return refused("untold-samples", UNTOLD, samples=Plain(", ".join(shown + more)))


def _roles(header: list[str], names: list[str]) -> dict[str, Role]:
    """Return the roles that are certain; what is said later here counts more.

    The caller's own line counts most; a name that says normal is believed before a
    description.
    """
    tumors = {n: Role.TUMOR for n in names if _is_called_tumor(n)}
    normals = {n: Role.NORMAL for n in names if NORMAL_WORDS & set(_words(n))}
    named = {name: Role(role) for line in header for role, name in _NAMED.findall(line)}
    return tumors | _stated(header) | normals | named


def _is_weakly_normal(name: str) -> bool:
    """Say whether a name is normal's beside a tumor's; alone it could be a tumor's."""
    own = _words(name)
    return "blood" in own or own[-1:] == ["n"]


def _is_called_tumor(name: str) -> bool:
    own = _words(name)
    if NORMAL_WORDS & set(own):
        return False
    return bool(TUMOR_WORDS & set(own)) or own[-1:] == ["t"]


def _words(name: str) -> list[str]:
    return [w for w in re.split(r"[^a-z]+", name.lower()) if w]


def _stated(header: list[str]) -> dict[str, Role]:
    """Return the roles by ``##SAMPLE``, before those by ``##PEDIGREE``."""
    described: dict[str, Role] = {}
    original: set[str] = set()
    derived: set[str] = set()
    for line in header:
        found = _LINE.match(line)
        if not found:
            continue
        fields = {k: v.strip('"') for k, v in _ATTRIBUTE.findall(found[2])}
        if found[1] == "SAMPLE":
            described |= _described(fields)
        elif "Original" in fields:
            original.add(fields["Original"])
            derived.add(fields.get("Derived") or fields.get("ID", ""))
    first = {n for n in original - derived if not _is_called_tumor(n)}
    pedigree = {n: Role.TUMOR for n in derived} | {n: Role.NORMAL for n in first}
    return pedigree | described


def _described(fields: dict[str, str]) -> dict[str, Role]:
    """Return the role in a ``##SAMPLE`` line; a text that says both says neither.

    Genomes may name both: a tumor's sample is a mixture of two.
    """
    genomes = fields.get("Genomes", "").lower()
    text = genomes or fields.get("Description", "").lower()
    is_tumor, is_normal = bool(_TUMOR.search(text)), bool(_NORMAL.search(text))
    if is_tumor and (genomes or not is_normal):
        return {fields.get("ID", ""): Role.TUMOR}
    return {fields.get("ID", ""): Role.NORMAL} if is_normal and not is_tumor else {}
