import pytest

from mdt_board.workspace.brief import WORTH, brief


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        ("CT", "CT"),
        ({"zh": "王五", "en": "Wang"}, "王五 / Wang"),
        ({"zh": "王五", "en": ""}, "王五"),
        ({"list": "lesions", "record": {"id": "x"}}, 'lesions {"id": "x"}'),
        (3, "3"),
    ],
)
def test_a_value_is_written_as_a_person_reads_it(value, said):
    assert brief(value) == said


def test_a_long_value_fits_its_line():
    assert len(brief({"list": "x", "record": {"id": "y" * 200}})) < 2 * WORTH
