"""How clauses become running text in each language."""

import pytest

from mdt_board.i18n import Translator
from mdt_board.model.text import Message, Variants
from mdt_board.workspace import Workspace


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ([], ""),
        (["Sum 30 mm", "Check the drugs first"], "Sum 30 mm. Check the drugs first"),
        (["One.", "Two"], "One. Two"),
        (["two values", "MET in tissue"], "two values; MET in tissue"),
        (["the stage", "the driver"], "the stage; the driver"),
    ],
)
def test_an_english_clause_with_a_capital_begins_a_sentence(parts, text):
    assert Translator("en").sentences(parts) == text


def test_chinese_clauses_are_joined_by_a_full_width_semicolon():
    assert Translator("zh").sentences(["甲", "乙"]) == "甲；乙"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("MET amplification", "MET 扩增"),
        ("EGFR exon 19 deletion", "EGFR 19 外显子缺失"),
        ("MET exon 14 skipping", "MET 14 外显子跳跃突变"),
        ("MET exon 14 skipping mutation", "MET 14 外显子跳跃突变"),
        ("EGFR exon 20 insertion", "EGFR 20 外显子插入"),
        ("Exon 19 Deletion", "19 外显子缺失"),
        (
            "ERBB2 exon 20 insertion A775_G776insYVMA",
            "ERBB2 20 外显子插入 A775_G776insYVMA",
        ),
        ("KIT exon 17 mutation", "KIT 17 外显子突变"),
        ("KMT2A partial tandem duplication", "KMT2A 部分串联重复"),
        ("FLT3 internal tandem duplication", "FLT3 内部串联重复"),
        ("CDKN2A homozygous deletion", "CDKN2A 纯合缺失"),
        ("RB1 deletion", "RB1 缺失"),
        ("MYC gain", "MYC 拷贝数增加"),
        ("TP53 loss", "TP53 缺失"),
        ("TP53 loss of heterozygosity", "TP53 loss of heterozygosity"),
        ("BRCA2 large deletion", "BRCA2 large deletion"),
        ("C11orf95::RELA fusion", "C11orf95::RELA 融合"),
        ("amplification", "扩增"),
        ("ALK EML4::ALK", "EML4::ALK 融合"),
        ("ALK fusion", "ALK 融合"),
        ("EGFR L858R", "EGFR L858R"),
        ("EGFR 19del", "EGFR 19del"),
    ],
)
def test_labels_of_variants_are_said_whole_in_chinese_or_left_alone(label, said):
    assert Translator("zh").variant(label) == said
    assert Translator("en").variant(label) == label


def test_lists_of_variants_are_joined_as_the_language_does():
    message = Message("{names}", {"names": Variants(("MET amplification", "RB1"))})
    assert Translator("zh").message(message) == "MET 扩增、RB1"
    assert Translator("en").message(message) == "MET amplification, RB1"


def test_no_chinese_list_of_the_examples_is_joined_by_a_western_comma():
    workspace = Workspace()
    workspace.open_example_meeting()
    tr = Translator("zh")
    for number in range(1, 7):
        found = workspace.view(f"MDT-2026-041{number}").interpretation
        said = [tr.message(f.message) for f in found.findings]
        said += [tr.message(m) for m in found.headline]
        said += [tr.message(m) for u in found.unknown for m in u.missing]
        said += [tr.message(g.message) for g in found.guardrails]
        said += [tr.message(s.message) for s in found.next_steps]
        assert [text for text in said if ", " in text] == []
        assert [text for text in said if "amplification" in text] == []
