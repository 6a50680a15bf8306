"""What ties a printed record to the audit trail, written and found again in one place.

A signed record prints ``[seal …]`` with the seal of the audit entry that recorded its
signature, and ``[case … revision …]`` with what was signed. Both are the same in every
language, so that whoever verifies needs no dictionary.
"""

import re

GROUP = 8  # hexadecimal digits that an eye can compare at a time
SEAL = re.compile(r"\[seal((?:\s+[0-9a-f]{8}){8})\s*\]")
CASE = re.compile(r"\[case\s+([^\[\]]+?)\s+revision\s+(\d+)\s*\]")
PAPER = re.compile(r"\[paper\s+revision\s+(\d{1,9})\s*\]")


def seal_words(seal: str) -> str:
    """Write a seal of 64 hexadecimal digits in groups that can be read aloud."""
    groups = (seal[i : i + GROUP] for i in range(0, len(seal), GROUP))
    return f"[seal {' '.join(groups)}]"


def case_words(case_id: str, revision: int) -> str:
    """Write which revision of which case was signed."""
    return f"[case {case_id} revision {revision}]"


def paper_words(revision: int) -> str:
    """Write which later revision of the signed case the paper shows."""
    return f"[paper revision {revision}]"


def printed_paper(text: str) -> int | None:
    """Return the later revision that the paper shows; None where it names none."""
    found = {int(revision) for revision in PAPER.findall(text)}
    return found.pop() if len(found) == 1 else None


def printed_seal(text: str) -> str | None:
    """Return the seal that a printed record shows, in 64 hexadecimal digits.

    Args:
        text: the words of the whole record, as they were taken out of it.

    Returns:
        None when it shows none, or more than one: somebody may have typed another.
    """
    found = {"".join(digits.split()) for digits in SEAL.findall(text)}
    return found.pop() if len(found) == 1 else None


def printed_case(text: str) -> tuple[str, int] | None:
    """Return id and signed revision of the case; None as in `printed_seal`."""
    found = {(" ".join(i.split()), int(revision)) for i, revision in CASE.findall(text)}
    return found.pop() if len(found) == 1 else None
