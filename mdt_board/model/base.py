"""The base of every record in the case."""

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """An immutable record that refuses unknown fields and coerced values.

    Errors never quote the input: it may be a patient's.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        defer_build=True,
    )


class ListRecord(Record):
    """A record that stands in a list of the case, and so has an id and an origin.

    ``source`` is the id of a `Source` in ``case.sources``; it is empty when a person
    typed the record. ``place`` says where in the source it stood (line, row, entry).
    """

    id: str = Field(min_length=1)
    source: str = ""
    place: str = ""
