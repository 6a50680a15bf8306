"""The colors of screen and paper, by name, in a light and a dark set.

Charts name their colors (``radiology``, ``alarm``); whoever draws looks them up here,
so that screen and paper agree and the dark theme needs no second list.
"""

from dataclasses import dataclass

from mdt_board.model.person import Discipline


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of colors, each as ``#rrggbb``."""

    background: str
    card: str
    ink: str
    muted: str
    line: str
    grid: str
    shade: str
    accent: str
    on_accent: str
    oncology: str
    radiology: str
    pathology: str
    molecular: str
    good: str
    caution: str
    alarm: str
    good_shade: str
    caution_shade: str
    alarm_shade: str
    accent_shade: str

    def color(self, name: str) -> str:
        """Return the color called ``name``, which must be one of the fields."""
        found: str = getattr(self, name)
        return found


LIGHT = Palette(
    background="#F4F6F8",
    card="#FFFFFF",
    ink="#1A2433",
    muted="#5B6B7F",
    line="#DDE3EA",
    grid="#EBEFF3",
    shade="#EEF2F7",
    accent="#1D5BBF",
    on_accent="#FFFFFF",
    oncology="#0F766E",
    radiology="#3451B2",
    pathology="#8E3B8A",
    molecular="#B45309",
    good="#1E7F4F",
    caution="#B45309",
    alarm="#B42318",
    good_shade="#E3F3EA",
    caution_shade="#FBEFDF",
    alarm_shade="#FBE6E4",
    accent_shade="#E6EEFA",
)
DARK = Palette(
    background="#12181F",
    card="#1B232D",
    ink="#E8EDF3",
    muted="#9DABBC",
    line="#33404F",
    grid="#28323E",
    shade="#243040",
    accent="#7FB0FF",
    on_accent="#0B1420",
    oncology="#3FBDB1",
    radiology="#8FA5FF",
    pathology="#D58BD1",
    molecular="#F0A355",
    good="#5CC792",
    caution="#F0A355",
    alarm="#FF8A7E",
    good_shade="#1B3A2B",
    caution_shade="#40301B",
    alarm_shade="#452320",
    accent_shade="#1D3150",
)

_DISCIPLINES = {
    Discipline.ONCOLOGY: "oncology",
    Discipline.RADIOLOGY: "radiology",
    Discipline.PATHOLOGY: "pathology",
    Discipline.MOLECULAR: "molecular",
    Discipline.PHARMACY: "oncology",
    Discipline.RADIATION_ONCOLOGY: "radiology",
    Discipline.GENETICS: "molecular",
    Discipline.HEMATOLOGY: "pathology",
}


def discipline_color(discipline: Discipline) -> str:
    """Name the color of a discipline; the others share one or are gray."""
    return _DISCIPLINES.get(discipline, "muted")
