"""The content of a structured report as a tree of plain items, without recursion."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pydicom.dataset import Dataset
    from pydicom.valuerep import PersonName

UNREADABLE = "\ufffd"  # stands where bytes are not in the stated character set
MAX_TEXT = 1_000  # characters kept of one text; labels and names are far shorter


class Code(NamedTuple):
    """A coded concept; SNOMED codes of the older style are given in the newer one."""

    scheme: str = ""
    value: str = ""
    meaning: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells the concept: its scheme and value, never its wording."""
        return self.scheme, self.value


class Image(NamedTuple):
    """A referenced object: the UIDs of its class and of itself."""

    class_uid: str
    uid: str


class Number(NamedTuple):
    """A numeric value as it is written, its unit, and why it may be missing."""

    written: str = ""
    unit: Code = Code()
    qualifier: Code = Code()


NO_CODE = Code()
NO_NUMBER = Number()


@dataclass(frozen=True, slots=True)
class Item:
    """One content item and those below it.

    ``place`` counts items from the root, as 1.4.2; ``kind`` is the value type.
    """

    place: str
    kind: str
    name: Code
    text: str = ""
    code: Code = NO_CODE
    number: Number = NO_NUMBER
    image: Image | None = None
    items: list["Item"] = field(default_factory=list)

    def all(self) -> Iterator["Item"]:
        """Yield the item and every one below it, in the order of the document."""
        left = [self]
        while left:
            item = left.pop()
            yield item
            left.extend(reversed(item.items))

    def named(self, key: tuple[str, str]) -> list["Item"]:
        """Return the items directly below that have this concept name."""
        return [i for i in self.items if i.name.key == key]


def tree_of(dataset: "Dataset") -> Item:
    """Return the report's content from its root down."""
    root = _item(dataset, "1")
    left = [(root, dataset)]
    while left:
        parent, within = left.pop()
        for number, child in enumerate(sequence(within, "ContentSequence"), 1):
            item = _item(child, f"{parent.place}.{number}")
            parent.items.append(item)
            left.append((item, child))
    return root


def sequence(dataset: "Dataset", keyword: str) -> list["Dataset"]:
    """Return the items of a sequence; none where it is missing."""
    from pydicom.sequence import Sequence

    found = dataset.get(keyword)
    return list(found) if isinstance(found, Sequence) else []


def text(dataset: "Dataset", keyword: str) -> str:
    """Return a value as text, the first where there are several; empty if missing."""
    from pydicom.multival import MultiValue

    try:
        found = dataset.get(keyword)
    except Exception:  # a value that its own VR does not allow
        return UNREADABLE
    if isinstance(found, MultiValue):
        found = found[0] if found else None
    return "" if found is None else str(found).strip("\0 \t\r\n")[:MAX_TEXT]


def person(found: "PersonName") -> tuple[str, str]:
    """Return a name as it is written in letters and in ideographs, family first."""
    written = (found.alphabetic, found.ideographic)
    letters, ideographs = (" ".join(w.replace("^", " ").split()) for w in written)
    return letters, ideographs


def code_of(dataset: "Dataset", keyword: str) -> Code:
    """Return the first code of a code sequence; an empty one if missing."""
    found = sequence(dataset, keyword)
    if not found:
        return Code()
    values = ("CodeValue", "LongCodeValue", "URNCodeValue")
    value = next((v for k in values if (v := text(found[0], k))), "")
    scheme, value = _current(text(found[0], "CodingSchemeDesignator"), value)
    return Code(scheme, value, text(found[0], "CodeMeaning"))


def _current(scheme: str, value: str) -> tuple[str, str]:
    """Turn a SNOMED-RT style code, as T-62000, into the number that replaced it."""
    from pydicom.sr._snomed_dict import mapping

    if scheme in ("SRT", "SNM3", "99SDM") and value in mapping["SRT"]:
        return "SCT", mapping["SRT"][value]
    return scheme, value


def _item(dataset: "Dataset", place: str) -> Item:
    kind = text(dataset, "ValueType")
    return Item(
        place=place,
        kind=kind,
        name=code_of(dataset, "ConceptNameCodeSequence"),
        text=_words(dataset, kind),
        code=code_of(dataset, "ConceptCodeSequence") if kind == "CODE" else NO_CODE,
        number=_number(dataset) if kind == "NUM" else NO_NUMBER,
        image=_image(dataset),
    )


_WORDS = {"TEXT": "TextValue", "UIDREF": "UID", "DATE": "Date"}


def _words(dataset: "Dataset", kind: str) -> str:
    if kind in _WORDS:
        return text(dataset, _WORDS[kind])
    return " ".join(name_of(dataset, "PersonName")).strip() if kind == "PNAME" else ""


def name_of(dataset: "Dataset", keyword: str) -> tuple[str, str]:
    """Return a person's name in letters and in ideographs, each empty if missing."""
    from pydicom.valuerep import PersonName

    try:
        found = dataset.get(keyword)
    except Exception:  # a name that pydicom cannot take apart
        return UNREADABLE, ""
    return person(found) if isinstance(found, PersonName) else ("", "")


def _number(dataset: "Dataset") -> Number:
    qualifier = code_of(dataset, "NumericValueQualifierCodeSequence")
    measured = sequence(dataset, "MeasuredValueSequence")
    if not measured:
        return Number(qualifier=qualifier)
    unit = code_of(measured[0], "MeasurementUnitsCodeSequence")
    return Number(_digits(measured[0]), unit, qualifier)


def _digits(dataset: "Dataset") -> str:
    """Return the digits as they are written: pydicom would make them a float."""
    if "NumericValue" not in dataset:
        return ""
    value = dataset.get_item("NumericValue").value
    return value.decode("latin-1").strip("\0 ") if isinstance(value, bytes) else ""


def _image(dataset: "Dataset") -> Image | None:
    found = sequence(dataset, "ReferencedSOPSequence")
    if not found:
        return None
    classes, own = "ReferencedSOPClassUID", "ReferencedSOPInstanceUID"
    return Image(text(found[0], classes), text(found[0], own))
