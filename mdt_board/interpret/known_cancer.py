"""Whether a case is about a cancer that is known: diagnosed, or treated as one."""

from mdt_board.model.case import Case


def is_cancer_known(case: Case) -> bool:
    """Say so also where only the treatment is on record: the diagnosis then lacks.

    Whoever is treated for a cancer is not searched for one.
    """
    return bool(case.diagnoses or case.oncology.treatments)
