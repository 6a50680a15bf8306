"""What a hospital sets once for all its boards."""

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.day import Day
from mdt_board.model.quantity import Whole
from mdt_board.model.text import FreeText


class AccessRow(ListRecord):
    """How one drug can be had at this site, as someone checked on a day."""

    drug: str
    is_in_formulary: bool | None = None
    insurance_limits: FreeText = FreeText()
    required_test: FreeText = FreeText()
    off_label_filing: FreeText = FreeText()
    assistance: FreeText = FreeText()
    trial: FreeText = FreeText()
    washout_days: Whole | None = None
    checked_on: Day
    checked_by: str


class SiteSettings(Record):
    """The site's name, zone and its access table, which ships empty."""

    hospital: FreeText = FreeText()
    time_zone: str = "Asia/Shanghai"
    contact: FreeText = FreeText()
    access: tuple[AccessRow, ...] = ()
