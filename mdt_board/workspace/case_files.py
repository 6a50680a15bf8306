"""Case files: the model as JSON, checked in full as it comes in."""

import json
import stat
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from mdt_board.importers.json_text import parsed
from mdt_board.model.base import Record
from mdt_board.model.case import SCHEMA_VERSION, Case
from mdt_board.model.issue import Issue
from mdt_board.model.text import N_, Count
from mdt_board.model.upgrade import NewerSchemaError, upgraded
from mdt_board.workflow.edit import all_records
from mdt_board.workspace.field_errors import issues_of
from mdt_board.workspace.refused import RefusedError, refusal
from mdt_board.workspace.whole_file import write_whole

MAX_MB = 50
VCF_MAGIC = b"##fileformat=VCF"

NO_FILE = N_("There is no such file; check its name and folder.")
NOT_A_FILE = N_("This is not a file but a folder or a device; name a file.")
TOO_LARGE = N_("The file is larger than {limit} MB; it is not a case file.")
NOT_A_RECORD = N_("The file holds no record in braces; it is not a case file.")
NO_VERSION = N_(
    "The file does not state its schema_version as a whole number from 1; add it."
)
NEWER = N_(
    "The file has schema version {version}; this program reads up to {known}. Open it "
    "with a newer MDT Board."
)
IS_VCF = N_(
    "This is not a case file but a VCF; bring it into a case with `mdt-board import`."
)
IS_TABLE = N_(
    "This is not a case file but a table; bring it into a case with `mdt-board import`."
)
IS_FHIR = N_(
    "This is not a case file but FHIR; bring it into a case with `mdt-board import`."
)
ID_TWICE = N_("another record of the case has this id too; give each its own")

AnyRecord = TypeVar("AnyRecord", bound=Record)


def read_case(path: Path) -> Case:
    """Read and check one case file.

    Raises:
        RefusedError: when it is not a case that this program can read.
        OSError: when the machine cannot read it.
    """
    document = _document(path)
    if "resourceType" in document and "schema_version" not in document:
        raise RefusedError(str(path), (refusal("is-fhir", IS_FHIR),))
    try:
        current = upgraded(document)
    except NewerSchemaError as newer:
        words = {"version": Count(newer.version), "known": Count(SCHEMA_VERSION)}
        issue = refusal("schema-newer", NEWER, "schema_version", words)
        raise RefusedError(str(path), (issue,)) from None
    except ValueError:
        issue = refusal("schema-version", NO_VERSION, "schema_version")
        raise RefusedError(str(path), (issue,)) from None
    case = _checked(Case, current, path)
    twice = _repeated_ids(case)
    if twice:
        raise RefusedError(str(path), twice)
    return case


def read_record(kind: type[AnyRecord], path: Path) -> AnyRecord:
    """Read and check one record of ``kind`` that carries no schema version.

    Raises:
        RefusedError: when the file does not hold such a record.
        OSError: when the machine cannot read it.
    """
    return _checked(kind, _document(path), path)


def write_case(case: Case, path: Path) -> None:
    """Write ``case`` whole or not at all; the same case gives the same bytes.

    Raises:
        OSError: when it cannot be written; an older file is then unchanged.
    """
    write_whole(path, case_bytes(case))


def schema() -> dict[str, Any]:
    """Return the JSON Schema of case files.

    A file states what a case in memory has by default: its version, and of each typed
    result or trigger which type it is.
    """
    from pydantic.json_schema import GenerateJsonSchema  # late: for one verb

    described = Case.model_json_schema()
    for record in described["$defs"].values():
        types = [n for n, f in record.get("properties", {}).items() if "const" in f]
        if types:
            record["required"] = [*types, *record.get("required", ())]
    version = described["properties"]["schema_version"]
    version |= {"minimum": 1, "maximum": SCHEMA_VERSION}
    dialect = {"$schema": GenerateJsonSchema.schema_dialect}
    return {**dialect, **described, "required": ["schema_version", "id"]}


def case_bytes(case: Case) -> bytes:
    """Return the case file's bytes; what is unknown is left out."""
    return case.model_dump_json(indent=2, exclude_none=True).encode() + b"\n"


def _document(path: Path) -> dict[str, Any]:
    data = _bytes(path)
    other = _other_kind(path, data)
    found = other or parsed(data)
    if not isinstance(found, Issue | dict):
        found = refusal("not-a-record", NOT_A_RECORD)
    if isinstance(found, Issue):
        raise RefusedError(str(path), (found,))
    return found


def _other_kind(path: Path, data: bytes) -> Issue | None:
    """Say of what `import` reads that it is no case, before JSON is looked for."""
    if data.startswith(VCF_MAGIC) or path.name.lower().endswith((".vcf", ".vcf.gz")):
        return refusal("is-vcf", IS_VCF)
    if path.name.lower().endswith((".csv", ".tsv", ".csv.gz", ".tsv.gz")):
        return refusal("is-table", IS_TABLE)
    return None


def _bytes(path: Path) -> bytes:
    """Read an ordinary file of a size that a case can have; never a device."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise RefusedError(str(path), (refusal("no-file", NO_FILE),)) from None
    if not stat.S_ISREG(mode):
        raise RefusedError(str(path), (refusal("not-a-file", NOT_A_FILE),))
    limit_bytes = MAX_MB * 1_000_000
    with path.open("rb") as file:
        data = file.read(limit_bytes + 1)
    if len(data) > limit_bytes:
        words = {"limit": Count(MAX_MB)}
        raise RefusedError(str(path), (refusal("too-large", TOO_LARGE, "", words),))
    return data


def _repeated_ids(case: Case) -> tuple[Issue, ...]:
    """Return where an id stands again: an edit or a finding could mean either."""
    seen: set[str] = set()
    issues: list[Issue] = []
    for path, at, record in all_records(case):
        if record.id in seen:
            place = f"{'.'.join(path)}[{at}].id"
            issues.append(refusal("id-twice", ID_TWICE, place))
        seen.add(record.id)
    return tuple(issues)


def _checked(kind: type[AnyRecord], document: Any, path: Path) -> AnyRecord:
    try:
        # strict records take enums, tuples and dates from JSON text only
        return kind.model_validate_json(json.dumps(document))
    except ValidationError as error:
        raise RefusedError(str(path), issues_of(error, document)) from None
