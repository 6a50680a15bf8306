"""The components of one observation, each found by its code."""

from mdt_board.importers.fhir.elements import Node, codes, inner, words


class Components:
    """The components of one variant by code, and which of them were read."""

    def __init__(self, parts: list[Node]) -> None:
        """Sort the components by their codes.

        Raises:
            EntryError: when a component's code has not the form of one.
        """
        self.all = parts
        self.read: set[int] = set()
        self._by_code: dict[str, list[tuple[int, Node]]] = {}
        for at, part in enumerate(parts):
            for code in codes(inner(part, "code")):
                self._by_code.setdefault(code, []).append((at, part))

    def of(self, code: str) -> list[tuple[int, Node]]:
        """Return the components of this code with their positions."""
        return self._by_code.get(code, [])

    def concept(self, code: str) -> Node:
        """Return the first component's concept, and count it as read."""
        for at, component in self.of(code):
            concept = inner(component, "valueCodeableConcept")
            if words(concept):
                self.read.add(at)
                return concept
        return {}

    def unread(self) -> tuple[Node, ...]:
        """Return the components that have a value and no place in the record."""
        return tuple(c for n, c in enumerate(self.all) if n not in self.read)
