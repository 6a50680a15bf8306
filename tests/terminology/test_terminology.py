from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.model.quantity import Length
from mdt_board.terminology import hgvs, organs, units, values
from mdt_board.terminology.columns import SPELLINGS, column
from mdt_board.terminology.names import folded, slug, term_id


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("p.Leu858Arg", "p.L858R"),
        ("NP_005219.2:p.(Leu858Arg)", "p.L858R"),
        ("p.Glu746_Ala750del", "p.E746_A750del"),
        ("p.Arg579Ter", "p.R579*"),
        ("L858R", "p.L858R"),
        ("E746_A750del", "p.E746_A750del"),
        ("Q1084*", "p.Q1084*"),
        ("p.Ser406%3D", "p.S406="),
        ("19del", "19del"),
        ("exon 20 insertion", "exon 20 insertion"),
        ("", ""),
    ],
)
def test_protein_changes_have_one_short_spelling(written: str, short: str) -> None:
    assert hgvs.short_protein(written) == short
    assert hgvs.short_protein(short) == short


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("date", ("date", "")),
        ("检查日期", ("date", "")),
        ("直径(mm)", ("diameter", "mm")),
        ("直径(cm)", ("diameter", "cm")),
        ("diameter_mm", ("diameter", "mm")),
        ("LOD %", None),
        ("LOD (%)", ("lod", "%")),
        ("检测下限(%)", ("lod", "%")),
        ("input_ng", ("input", "ng")),
        ("投入DNA(ng)", ("input", "ng")),
        ("部位(英文)", ("site_en", "")),
        ("CEA (ng/mL)", None),
        ("", None),
    ],
)
def test_headers_name_a_field_and_its_unit(
    header: str, expected: tuple[str, str] | None
) -> None:
    assert column(header) == expected


def test_no_spelling_of_a_header_means_two_fields() -> None:
    spellings = [folded(s) for names in SPELLINGS.values() for s in names]
    twice = {s for s in spellings if spellings.count(s) > 1}
    assert twice == set()


@pytest.mark.parametrize(
    "words",
    [
        values.ROLES,
        values.STATES,
        values.MODALITIES,
        values.READINGS,
        values.ASSAY_KINDS,
        values.RESPONSES,
        values.STOP_REASONS,
        values.TREATMENT_KINDS,
        values.ANSWERS,
        values.RESULTS,
    ],
)
def test_no_word_of_a_cell_has_two_meanings(words: values.Words) -> None:
    spelled = [folded(w) for names in words.values() for w in names]
    assert len(set(spelled)) == len(spelled)
    for key, names in words.items():
        assert {values.meaning(n, words) for n in names} == {key}


def test_not_evaluable_is_never_negative() -> None:
    assert values.meaning("NE", values.STATES) == "not-evaluable"
    assert values.meaning("NE", values.READINGS) is None


@given(st.integers(0, 20_000_000))
def test_lengths_in_centimeters_and_millimeters_are_the_same_ticks(ticks: int) -> None:
    mm = Decimal(ticks) / 10_000
    assert units.length(mm, "mm") == units.length(mm / 10, "cm") == Length(ticks)


@pytest.mark.parametrize(
    ("written", "symbol"),
    [("NG/ML", "ng/mL"), ("ug/L", "µg/L"), ("μg/L", "µg/L"), ("[IU]/mL", "IU/mL")],
)
def test_a_marker_unit_is_shown_in_one_spelling(written: str, symbol: str) -> None:
    unit = units.marker_unit(written)
    assert unit is not None
    assert unit.symbol == symbol


def test_units_that_measure_other_things_stay_apart() -> None:
    assert units.marker_unit("U/mL") != units.marker_unit("IU/mL")
    assert units.marker_unit("furlong") is None


@pytest.mark.parametrize(
    ("written", "organ", "is_node"),
    [
        ("肺", "lung", False),
        ("右肺上叶", "lung", False),
        ("right upper lobe", "lung", False),
        ("脑", "brain", False),
        ("纵隔淋巴结", "mediastinal-node", True),
        ("lymph node", "lymph-node", True),
    ],
)
def test_organs_are_found_by_the_words_of_reports(
    written: str, organ: str, is_node: bool
) -> None:
    assert organs.organ_id(written) == organ
    assert organs.is_node(organ) == is_node


def test_terms_are_found_by_id_language_and_synonym() -> None:
    names = ("gefitinib", "吉非替尼", "IRESSA", "易瑞沙")
    assert {term_id(n, "drug") for n in names} == {"gefitinib"}
    assert term_id("gefitinib", "organ") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("LN 7", "ln-7"), ("右上肺(1)", "右上肺-1"), ("EX/CT:1", "ex-ct-1")],
)
def test_slugs_keep_letters_of_every_script(text: str, expected: str) -> None:
    assert slug(text) == expected
