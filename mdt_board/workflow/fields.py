"""What fields of records do: which lead to other records, and which decide.

Where the case knew nothing, a file may fill in how and by whom something was measured.
It may not so fill in what turns a response or the story; that is shown first, as a
correction is.
"""

from mdt_board.model.base import ListRecord
from mdt_board.model.molecular import Assay, Variant
from mdt_board.model.oncology import CoMedication, Treatment
from mdt_board.model.pathology import Stain
from mdt_board.model.radiology import Lesion, LesionState, Measurement, ReRead

REFERENCES: dict[type[ListRecord], tuple[str, ...]] = {  # the id of another record
    Measurement: ("lesion", "study", "merged_into"),
    ReRead: ("study", "prior"),
    Stain: ("specimen",),
    Assay: ("specimen",),
}
DECIDING: dict[type[ListRecord], frozenset[str]] = {  # beside the references
    Lesion: frozenset({"role"}),  # puts it into the sum, or makes it a new lesion
    Measurement: frozenset({"fragments"}),  # their sum is the size of the lesion
    Treatment: frozenset(  # whether it is given, whether it worked, and why it ended
        {"is_ongoing", "last_given_on", "stopped_on", "stop_reason", "best_response"}
    ),
    CoMedication: frozenset({"stopped_on"}),  # interacts with nothing from then on
    Variant: frozenset({"filters"}),  # a call without any has passed
}
CONTRADICTED = frozenset(  # beside these a diameter says otherwise
    {LesionState.ABSENT, LesionState.NOT_EVALUABLE, LesionState.MERGED}
)
SIZELESS = CONTRADICTED | {  # a size is assumed, or given in fragments
    LesionState.TOO_SMALL,
    LesionState.SPLIT,
}


def decides(field: str, record: ListRecord) -> bool:
    """Say whether a field is asked about even where the record had nothing in it."""
    if isinstance(record, Measurement) and field == "diameter":
        return record.state in SIZELESS
    kind = type(record)
    return field in DECIDING.get(kind, ()) or field in REFERENCES.get(kind, ())
