"""What `mdt-board schema` promises: whatever it allows is read, and read losslessly."""

import json
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mdt_board.model.case import SCHEMA_VERSION, Case
from mdt_board.workspace.case_files import case_bytes, schema

SCHEMA = schema()
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(str)
KNOWN = {
    "YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known.": DAYS
    | DAYS.map(lambda d: d[:7]),
    "Millimeters, 0 to 2000, as text or as a whole number.": st.sampled_from(
        ["0", "18.2", "2000", 18]
    ),
}
FORMATS = {
    "date": DAYS,
    "date-time": DAYS.map(lambda day: f"{day}T08:00:00Z"),
    "time": st.just("14:00:00"),
}
ANY = st.none() | st.booleans() | st.integers(0, 9) | st.text("ab", max_size=2)


def _record(node):
    fields = {name: _value(inner) for name, inner in node["properties"].items()}
    required = set(node.get("required", ()))
    return st.fixed_dictionaries(
        {name: field for name, field in fields.items() if name in required},
        optional={
            name: field for name, field in fields.items() if name not in required
        },
    )


def _text(node):
    letters = st.characters(exclude_categories=["Cs"])
    free = st.text(letters, min_size=node.get("minLength", 0), max_size=9)
    return FORMATS.get(node.get("format"), free)


def _number(node):
    low, high = node.get("minimum", -9), node.get("maximum", 9)
    return st.decimals(low, high, places=6).map(str)


def _of_type(node):
    kinds = {
        "string": lambda: _text(node),
        "integer": lambda: st.integers(node.get("minimum", -9), node.get("maximum", 9)),
        "number": lambda: _number(node),
        "boolean": st.booleans,
        "null": st.none,
        "array": lambda: st.lists(_value(node["items"]), max_size=2),
        "object": lambda: _record(node) if "properties" in node else st.just({}),
    }
    return kinds[node["type"]]() if "type" in node else ANY


def _value(node):
    """Return what the schema allows at one place, and a little of what JSON is."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        return st.deferred(lambda: _value(SCHEMA["$defs"][name]))
    if node.get("description") in KNOWN:
        return KNOWN[node["description"]]
    for choices in ("enum", "const"):
        if choices in node:
            given = node[choices]
            return st.sampled_from(given if isinstance(given, list) else [given])
    options = node.get("anyOf") or node.get("oneOf")
    if not options:
        return _of_type(node)
    if any(o.get("type") == "number" for o in options):  # the text of a number
        options = [o for o in options if o.get("type") != "string"]
    return st.one_of([_value(o) for o in options])


@settings(max_examples=50, suppress_health_check=list(HealthCheck), deadline=None)
@given(_record(SCHEMA))
def test_what_the_schema_allows_is_read_and_written_back_without_loss(document):
    case = Case.model_validate_json(json.dumps(document))
    written = case_bytes(case)
    assert Case.model_validate_json(written) == case
    assert case_bytes(Case.model_validate_json(written)) == written


def test_no_field_that_may_be_unknown_is_known_by_default():
    """Unknown is written by leaving a field out, so it must come back as unknown."""
    for record in (SCHEMA, *SCHEMA["$defs"].values()):
        for name, field in record.get("properties", {}).items():
            may_be_null = {"type": "null"} in field.get("anyOf", ())
            if may_be_null:
                assert field.get("default", name) is None, (record["title"], name)


def test_every_record_says_what_it_is():
    records = {n: d for n, d in SCHEMA["$defs"].items() if "properties" in d}
    assert [n for n, d in records.items() if not d.get("description")] == []


def test_the_schema_states_its_dialect_and_version():
    assert SCHEMA["$schema"].startswith("https://json-schema.org/")
    assert SCHEMA["required"] == ["schema_version", "id"]
    assert SCHEMA["properties"]["schema_version"]["maximum"] == SCHEMA_VERSION
