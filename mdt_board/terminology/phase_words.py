"""What words beside a variant's name say of its phase: cis, trans or not known.

Reports also write that nobody knows it (``cis/trans unknown``, ``顺反式未明``) or that
it is not so (``not in cis``, ``非顺式``): any doubt in the words is taken as doubt.
"""

import re
import unicodedata

from mdt_board.terminology import hgvs
from mdt_board.terminology.haplotypes import CIS, TRANS, UNKNOWN

_CIS = re.compile(r"[顺順]式|(?<![a-z])cis(?![a-z])", re.I)
_TRANS = re.compile(r"反式|(?<![a-z])trans(?![a-z])", re.I)
_OF_PHASE = re.compile(r"[顺順]反|相位|(?<![a-z])(?:un)?phased?(?![a-z])", re.I)
_DOUBT = re.compile(
    r"[非未不无否疑?]|可能|或|待|排除|"
    r"(?<![a-z])(?:not?|non|neither|nor|cannot|without|or|if|likely|probabl[ey]|"
    r"possibl[ey]|presum\w+|suspect\w*|may|maybe|might|unlikely|unknown|unclear|"
    r"uncertain|undetermined|indeterminate|pending|excluded|ruled out)(?![a-z])",
    re.I,
)
_WITH = re.compile(r"[与與和跟及]|同(?!一)|(?<![a-z])(?:with|to|and)(?![a-z])", re.I)
_CODES = "|".join(hgvs.ONE_LETTER)
_LONG = re.compile(rf"(?:{_CODES})(?=\d)|(?<=\d)(?:{_CODES})")
_CHANGE = re.compile(r"(?<![A-Za-z0-9])[A-Z]\d{2,4}[A-Z*]?", re.ASCII)
_EXON = re.compile(r"exon|外显子|\d\s*-?(?:del|ins)|(?:del|ins)\s*\d", re.I)


def phase_said(text: str, own: frozenset[str], partner: frozenset[str]) -> str:
    """Return what words say of the phase of a variant and its partner; often nothing.

    Args:
        text: the name or label, as it was written.
        own: the names by which the variant itself may be called (``C797S``).
        partner: those of the one beside it. Words about any other variant (``in cis
            with L858R``) say nothing of the two.

    Returns:
        ``cis``, ``trans``, ``unknown`` where the words leave it open, or nothing.
    """
    plain = unicodedata.normalize("NFKC", text)
    is_cis, is_trans = bool(_CIS.search(plain)), bool(_TRANS.search(plain))
    if not (is_cis or is_trans or _OF_PHASE.search(plain)):
        return ""
    if is_cis == is_trans or _OF_PHASE.search(plain) or _DOUBT.search(plain):
        return UNKNOWN
    short = _LONG.sub(lambda m: hgvs.ONE_LETTER[m[0]], plain)
    named = _CHANGE.findall(short)
    has_partner = any(_is(change, partner) for change in named)
    if any(not _is(c, own | partner) for c in named) or _EXON.search(plain):
        return UNKNOWN if has_partner else ""
    if _WITH.search(plain) and not has_partner:
        return ""
    return CIS if is_cis else TRANS


def _is(change: str, names: frozenset[str]) -> bool:
    return change in names or f"{change[:-1]}X" in names
