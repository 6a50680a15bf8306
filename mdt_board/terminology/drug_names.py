"""Drugs by any of their names: what a person may mean while typing.

International and Chinese names, classes and other spellings are rows of ``terms.yaml``;
generation, targets, brand names and codes of development are rows of ``drugs.yaml``.
"""

from dataclasses import dataclass
from functools import cache

from mdt_board.assets import table
from mdt_board.model.knowledge import folded


@dataclass(frozen=True, slots=True)
class DrugName:
    """A drug by the name that a person's letters fit, with its own names."""

    id: str
    zh: str
    en: str
    found_by: str


@cache
def _names() -> tuple[tuple[str, str, DrugName], ...]:
    """Return every name of every drug, folded, in the order of its drug's id."""
    products = {r["id"]: r for r in table("drugs")}
    names = []
    for row in table("terms"):
        if row["kind"] != "drug":
            continue
        more = products.get(row["id"], {})
        spelled = (
            *(row["zh"], row["en"], row["id"], *row.get("synonyms", ())),
            *(*more.get("brands", ()), *more.get("codes", ())),
        )
        for name in dict.fromkeys(spelled):
            found = DrugName(row["id"], row["zh"], row["en"], name)
            names.append((folded(name), row["id"], found))
    return tuple(sorted(names, key=lambda n: (n[1], n[0])))


@cache
def _ids() -> dict[str, str]:
    return {name: drug for name, drug, _ in reversed(_names())}


def drug_of(text: str) -> str | None:
    """Return the id of the drug that goes by this name, or None: it is not listed."""
    return _ids().get(folded(text))


def completions(typed: str, most: int = 8) -> tuple[DrugName, ...]:
    """Return the drugs of which a name begins with these letters, then those within.

    Each drug once, by the name that fits; nothing typed gives nothing.
    """
    letters = folded(typed)
    if not letters:
        return ()
    begins = [f for name, _, f in _names() if name.startswith(letters)]
    within = [f for name, _, f in _names() if letters in name[1:]]
    by_drug: dict[str, DrugName] = {}
    for found in (*begins, *within):
        by_drug.setdefault(found.id, found)
    return tuple(by_drug.values())[:most]
