"""What the reading of one file has found out before its entries are read."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from mdt_board.importers.fhir.bundle import Entry
from mdt_board.importers.fhir.elements import Node
from mdt_board.importers.fhir.medications import Intakes
from mdt_board.importers.fhir.specimens import Samples
from mdt_board.importers.fhir.staging import Stages
from mdt_board.model.base import ListRecord


class Read(NamedTuple):
    """The records of one entry, and those of its values that have no place in them."""

    records: tuple[ListRecord, ...]
    unread: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What entries tell of each other, and what is noted once for the whole file."""

    stages: Stages
    samples: Samples
    intakes: Intakes
    noted: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def count(self, code: str, entry: Entry) -> None:
        """Count one more of what is noted, and remember where it was first."""
        self.noted[code] += 1
        self.first.setdefault(code, entry.place)
