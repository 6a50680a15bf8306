"""The tables that `import` reads, told from the very tables that read them."""

from collections.abc import Iterable, Iterator

from mdt_board.i18n import Translator
from mdt_board.importers.tables_kinds import KINDS, TableKind
from mdt_board.model.text import N_
from mdt_board.terminology.columns import SPELLINGS

INDENT = "  "
UNITS = N_(
    "A unit may follow a header in parentheses: diameter (mm), lod (%). English and "
    "Chinese headers may be mixed; capitals do not matter."
)


def table_lines(tr: Translator) -> Iterator[str]:
    """Say of each kind of table which columns tell it, and which it may have too."""
    for kind in KINDS:
        yield tr(kind.title)
        needed = (*kind.tells, *([kind.needs] if kind.needs else []))
        told = frozenset().union(*needed)
        for one in needed:
            yield INDENT + tr(N_("needed: {headers}"), headers=headers(one, kind, tr))
        for field in sorted(kind.reads - told):
            yield INDENT * 2 + headers((field,), kind, tr)
        yield ""
    yield tr(UNITS)


def headers(fields: Iterable[str], kind: TableKind, tr: Translator) -> str:
    """Return every header in this language that means one of the fields here."""
    usual = set(fields)
    meant = {name for name, field in kind.also.items() if field in usual}
    names = [*sorted(usual), *sorted(meant)]
    return " | ".join(s for name in names for s in _spelled(name, tr))


def _spelled(field: str, tr: Translator) -> tuple[str, ...]:
    own = tuple(s for s in SPELLINGS[field] if s.isascii() is not tr.is_chinese)
    return own or SPELLINGS[field]
