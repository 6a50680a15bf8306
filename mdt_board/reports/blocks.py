"""What a report is made of: blocks of ready words, before any paper is chosen.

Every string here is plain text. Whoever prints a block escapes it; nobody before.
Colors are names of `palette.Palette`.
"""

from dataclasses import dataclass

from mdt_board.series import Chart, Timeline

OPEN, DONE = "☐", "☑"  # a cell that holds one of them alone is a box to tick


@dataclass(frozen=True, slots=True)
class Title:
    """The head of the first page: title and lines, and at the right whose paper."""

    text: str
    lines: tuple[str, ...]
    owner: str
    state: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A name with what is known; ``width`` in quarters of the page."""

    name: str
    value: str
    width: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts, set side by side until four quarters are full."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Labeled:
    """A line that begins with a bold word, where it has one."""

    label: str
    text: str

    @property
    def lead(self) -> str:
        """The label with the space that it needs: a full-width colon needs none."""
        is_spaced = bool(self.label) and not self.label.endswith("：")
        return f"{self.label} " if is_spaced else self.label


@dataclass(frozen=True, slots=True)
class Boxed:
    """The decision in its box: what was decided at the left, why at the right."""

    name: str
    headline: str
    under: str
    lines: tuple[Labeled, ...]
    color: str = "accent"


@dataclass(frozen=True, slots=True)
class Ballot:
    """Options to tick by hand and lines to write on, when nothing is decided yet."""

    name: str
    options: tuple[str, ...]
    blanks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What one expert said; blank when they did not."""

    title: str
    by: str
    text: str
    color: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards in two columns."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The timeline over the charts, which stand side by side."""

    timeline: Timeline | None
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``width`` is its share of the page."""

    title: str
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a color other than ink comes with a word in the cells."""

    cells: tuple[str, ...]
    color: str = "ink"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a line under each row."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of running text."""

    lines: tuple[Labeled, ...]
    color: str = "ink"


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    text: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, each over a name."""

    names: tuple[str, ...]


Block = (
    Title
    | Heading
    | Facts
    | Boxed
    | Ballot
    | Cards
    | Figures
    | Table
    | Lines
    | Note
    | Signatures
)


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands at the foot of each page.

    ``page`` has the places ``{page}`` and ``{pages}``, filled when they are known.
    """

    left: str
    right: str
    page: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report, complete but for the printing; ``title`` holds no patient's name."""

    title: str
    subject: str
    language: str
    blocks: tuple[Block, ...]
    footer: Footer
