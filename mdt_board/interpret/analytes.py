"""Laboratory values under the ids of their analytes, however somebody typed them.

A table or a FHIR file is read with the id; what a person types is kept as typed, and
read here by the same names. The case itself is not changed: what was signed stays.
"""

from mdt_board.interpret.kept import kept
from mdt_board.model.case import Case
from mdt_board.model.knowledge import Knowledge, folded
from mdt_board.model.oncology import LabValue, Oncology


def with_known_analytes(case: Case, knowledge: Knowledge) -> Case:
    """Return the case with each analyte that goes by a listed name under its id.

    A name that is not listed stays as typed: it may be anything.
    """
    read = _read(case.oncology, knowledge)
    if read is case.oncology:
        return case
    return Case.model_construct(**dict(case) | {"oncology": read})


@kept(lambda oncology, knowledge: (oncology, knowledge))
def _read(oncology: Oncology, knowledge: Knowledge) -> Oncology:
    labs = tuple(_named(lab, knowledge.analytes) for lab in oncology.labs)
    if all(a is b for a, b in zip(oncology.labs, labs, strict=True)):
        return oncology
    return Oncology.model_construct(**dict(oncology) | {"labs": labs})


def _named(lab: LabValue, ids: dict[str, str]) -> LabValue:
    analyte = ids.get(folded(lab.analyte), lab.analyte)
    if analyte == lab.analyte:
        return lab
    return LabValue(**dict(lab) | {"analyte": analyte})
