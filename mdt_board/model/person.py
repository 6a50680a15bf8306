"""People who take part: who they are and what they answer for."""

from enum import StrEnum

from mdt_board.model.base import ListRecord
from mdt_board.model.text import FreeText


class Discipline(StrEnum):
    """The disciplines that bring findings or positions to a board."""

    ONCOLOGY = "oncology"
    RADIOLOGY = "radiology"
    PATHOLOGY = "pathology"
    MOLECULAR = "molecular"
    THORACIC_SURGERY = "thoracic-surgery"
    RADIATION_ONCOLOGY = "radiation-oncology"
    PULMONOLOGY = "pulmonology"
    PHARMACY = "pharmacy"
    HEMATOLOGY = "hematology"
    GENETICS = "genetics"
    SURGERY = "surgery"
    OTHER = "other"


class Person(ListRecord):
    """A member of staff, with the professional title that the record must name."""

    name: FreeText
    title: FreeText = FreeText()
    discipline: Discipline = Discipline.OTHER


class Role(StrEnum):
    """What an account may do; one person may hold several roles."""

    VIEWER = "viewer"
    MEMBER = "member"
    CHAIR = "chair"
    ADMINISTRATOR = "administrator"


class Verb(StrEnum):
    """What an account may be allowed to do. Signing includes amending, withdrawing."""

    READ = "read"
    EXPORT = "export"
    EDIT = "edit"
    POSITION = "position"
    DECIDE = "decide"
    SIGN = "sign"
    KEEP_STORE = "keep-store"
    MANAGE_ACCOUNTS = "manage-accounts"


class User(ListRecord):
    """A local account. A member speaks for ``disciplines`` and for no other.

    ``password_hash`` is an argon2 PHC string; empty means that nobody can log in.
    """

    name: FreeText
    title: FreeText = FreeText()
    roles: tuple[Role, ...] = (Role.VIEWER,)
    disciplines: tuple[Discipline, ...] = ()
    password_hash: str = ""
    is_active: bool = True
