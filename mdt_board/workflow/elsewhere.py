"""Lesions of a file that only share the name with one of the case.

They are of another organ or on the other side, so nothing that was measured of the one
is added to the other.
"""

import re
from collections.abc import Iterable, Mapping

from mdt_board.model.base import ListRecord
from mdt_board.model.issue import Issue, Severity
from mdt_board.model.radiology import Lesion, Measurement
from mdt_board.model.text import N_, FreeText, Message, Plain
from mdt_board.workflow.arrivals import Pair

OTHER_LESION = N_(
    "Measured on lesion {lesion}, which in this file is of another organ or side than "
    "in the case; the measurement was left out. Give one of the two lesions another "
    "name, or accept the corrections, and import again."
)
_SIDES = {
    "left": re.compile(r"左|\bleft\b|\b(?:LUL|LLL)\b", re.IGNORECASE),
    "right": re.compile(r"右|\bright\b|\b(?:RUL|RML|RLL)\b", re.IGNORECASE),
}


def names(corrected: Iterable[Pair]) -> dict[str, str]:
    """Return the labels, by id, of the lesions that a file has elsewhere in the body.

    Args:
        corrected: records of one kind that the file has otherwise than the case.
    """
    return {
        pair.there.id: pair.there.label
        for pair in corrected
        if isinstance(pair.there, Lesion)
        and isinstance(pair.arrived, Lesion)
        and _is_elsewhere(pair.there, pair.arrived)
    }


def on_own(
    arrived: Iterable[ListRecord], others: Mapping[str, str]
) -> tuple[list[ListRecord], list[Issue]]:
    """Divide measurements into those of the case's lesions and what to tell of others.

    Args:
        arrived: measurements; their references already lead into the case.
        others: labels by id of the lesions that only share the name.
    """
    kept: list[ListRecord] = []
    told: list[Issue] = []
    for record in arrived:
        label = _label(record, others) if isinstance(record, Measurement) else None
        if label is None:
            kept.append(record)
        else:
            message = Message(OTHER_LESION, {"lesion": Plain(label)})
            issue = Issue("other-lesion", Severity.SKIPPED, record.place, message)
            told.append(issue)
    return kept, told


def _label(measurement: Measurement, others: Mapping[str, str]) -> str | None:
    lesions = (measurement.lesion, measurement.merged_into)
    return next((others[i] for i in lesions if i in others), None)


def _is_elsewhere(one: Lesion, other: Lesion) -> bool:
    if one.organ and other.organ and one.organ != other.organ:
        return True
    mine, theirs = _sides(one.site), _sides(other.site)
    return bool(mine and theirs and not mine & theirs)


def _sides(site: FreeText) -> frozenset[str]:
    text = f"{site.zh} {site.en}"
    return frozenset(side for side, words in _SIDES.items() if words.search(text))
