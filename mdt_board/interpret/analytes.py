"""Laboratory values under the ids of their analytes, however somebody typed them.

A table or a FHIR file is read with the id; what a person types is kept as typed, and
read here by the same names. The case itself is not changed: what was signed stays.
"""

from mdt_board.model.case import Case
from mdt_board.model.knowledge import Knowledge, folded
from mdt_board.model.oncology import LabValue, Oncology


def with_known_analytes(case: Case, knowledge: Knowledge) -> Case:
    """Return the case with each analyte that goes by a listed name under its id.

    A name that is not listed stays as typed: it may be anything.
    """
    labs = case.oncology.labs
    read = tuple(_named(lab, knowledge.analytes) for lab in labs)
    if all(a is b for a, b in zip(labs, read, strict=True)):
        return case
    oncology = Oncology(**dict(case.oncology) | {"labs": read})
    return Case(**dict(case) | {"oncology": oncology})


def _named(lab: LabValue, ids: dict[str, str]) -> LabValue:
    analyte = ids.get(folded(lab.analyte), lab.analyte)
    if analyte == lab.analyte:
        return lab
    return LabValue(**dict(lab) | {"analyte": analyte})
