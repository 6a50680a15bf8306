"""What a board must know of a case is in sight on a laptop, without scrolling.

Each fact is looked for where it is painted: in a label, or in a cell of a table. It
counts when its whole rectangle is inside every viewport around it, nothing lies over
it, all of its words have room, and its type is at least 13 pixels high.
"""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractButton, QLabel

from mdt_board.gui.panels.brief import BriefPanel
from mdt_board.gui.panels.case_strip import CaseStripPanel
from mdt_board.gui.panels.table import RowTable
from mdt_board.gui.plain import PlainLabel
from mdt_board.i18n import Translator

LAPTOP = (1366, 768)
LEAST_PX = 13
CASES = [f"MDT-2026-041{n}" for n in range(1, 7)]
FACTS = {
    "two identifiers": (("EX-10023",), ("MDT-2026-0412",)),
    "age and sex": (("女 58 岁", "female 58 y"),),
    "diagnosis with stage and edition": (
        ("浸润性腺癌 cT2N2bM1a · IVA 第 9 版",),
        ("Invasive adenocarcinoma cT2N2bM1a · IVA (ed. 9)",),
    ),
    "regimen": (("吉非替尼 250 mg qd", "gefitinib 250 mg qd"),),
    "line and duration": (
        ("第 1 线 · 自 2025-12-20（11 个月）",),
        ("line 1 · since 2025-12-20 (11 months)",),
    ),
    "ECOG": (("ECOG 1",),),
    "question": (
        ("复查 CT“较前稍增大”：靶向治疗是否失败？下一步？",),
        ('Follow-up CT says "slightly larger": has targeted therapy failed?',),
    ),
    "PD line": (("PD 标准 ≥30 mm", "PD ≥ 30 mm"),),
    "new lesions": (
        ("非靶 / 新病灶: 未记录 / 未记录",),
        ("Non-target / new lesions: none recorded / none recorded",),
    ),
    "brain MRI": (
        ("脑 MRI: 2026-11-10 · 未见病灶", "Brain MRI: 2026-11-10 · no lesion seen"),
    ),
    "last histology": (
        ("组织学: 浸润性腺癌（CT 引导穿刺）",),
        ("Histology: Invasive adenocarcinoma (CT-guided biopsy)",),
    ),
    "re-biopsy": (("再活检: 未记录", "Re-biopsy: not recorded"),),
    "PPI": (("▲ 奥美拉唑 自 2026-09-20", "▲ omeprazole since 2026-09-20"),),
}
ROWS = {
    "sum of diameters": (
        ("直径总和", "Sum of diameters"),
        (("48", "25", "25", "27"),) * 2,
    ),
    "response": (
        ("RECIST 1.1 · PD 标准 ≥30 mm", "RECIST 1.1 · PD ≥ 30 mm"),
        (("", "PR", "PR", "PR"),) * 2,
    ),
    "driver": (
        ("EGFR 19del",) * 2,
        (("0.31%", "×6.2 (1.9–19.8)"), ("0.31 %", "×6.2 (1.9–19.8)")),
    ),
    "T790M": (("EGFR T790M",) * 2, (("0.12%", "新检出"), ("0.12 %", "newly detected"))),
    "DNMT3A with its origin": (
        ("DNMT3A R882H",) * 2,
        (
            ("1.9%", "×1.1 (0.7–1.7)", "倾向克隆性造血"),
            ("1.9 %", "×1.1 (0.7–1.7)", "CH likely"),
        ),
    ),
    "CEA now and its change": (
        ("CEA (ng/mL)",) * 2,
        (("4.2", "4.4", "+4.8%"), ("4.2", "4.4", "+4.8 %")),
    ),
}
LANGUAGES = ("zh", "en")
# wording.md: what a Chinese clinician does not write
FORBIDDEN = (
    "11 月", "谷值", "在靶耐药", "升级影像", "表决", "投票", "意见书", "野生型",
    "癌症阴性", "肿瘤阴性",
)  # fmt: skip
FORBIDDEN_ENGLISH = ("wild type", "wild-type", "negative for cancer")


def rect_in(window, widget, rect):
    return QRect(widget.mapTo(window, rect.topLeft()), rect.size())


def in_every_viewport(window, widget, rect):
    """Say whether no widget around it cuts the rectangle off."""
    place = rect_in(window, widget, rect)
    around = widget
    while around is not window:
        around = around.parentWidget()
        if not rect_in(window, around, around.rect()).contains(place):
            return False
    return True


def uncovered(window, widget, rect):
    """Say whether what is met at its corners and middle is the widget itself."""
    inner = rect.adjusted(1, 1, -1, -1)
    corners = (inner.topLeft(), inner.topRight(), inner.bottomLeft())
    for point in (*corners, inner.bottomRight(), inner.center()):
        met = window.childAt(widget.mapTo(window, point))
        if met is not widget and not widget.isAncestorOf(met or window):
            return False
    return True


def label_problems(window, label):
    rect = label.contentsRect()
    metrics, room = label.fontMetrics(), rect.width()
    if label.wordWrap():
        is_whole = rect.height() >= label.heightForWidth(label.width()) - 1
    else:
        is_whole = room >= metrics.horizontalAdvance(label.text())
    return [
        problem
        for problem, is_bad in (
            ("cut off", not is_whole),
            ("outside a viewport", not in_every_viewport(window, label, label.rect())),
            ("covered", not uncovered(window, label, label.rect())),
            ("small", label.fontInfo().pixelSize() < LEAST_PX),
        )
        if is_bad
    ]


def cell_problems(window, table, index):
    view, rect = table.viewport(), table.visualRect(index)
    font = index.data(6) or table.font()
    hint = table.itemDelegate().sizeHint(None, index)
    is_whole = table.rowHeight(index.row()) >= hint.height()
    if index.column():
        is_whole = is_whole and rect.width() >= hint.width() - 2
    return [
        problem
        for problem, is_bad in (
            ("cut off", not is_whole),
            ("outside a viewport", not in_every_viewport(window, view, rect)),
            ("covered", not uncovered(window, view, rect)),
            ("small", QFont(font).pixelSize() < LEAST_PX),
        )
        if is_bad
    ]


def labels(window):
    return [x for x in window.findChildren(PlainLabel) if x.isVisible() and x.text()]


def where_labels(window, wanted):
    return [
        x
        for x in labels(window)
        if any(w in x.text() or w in x.accessibleName() for w in wanted)
    ]


def facts_in_labels(window, wanted):
    """Return nothing where a whole label shows the words, else why none does."""
    found = [label_problems(window, x) for x in where_labels(window, wanted)]
    found += [
        cell_problems(window, table, index)
        for table in tables(window)
        for index in cells(table)
        if any(w in str(index.data()) for w in wanted)
    ]
    return [] if [] in found else [wanted, *found]


def tables(window):
    return [t for t in window.findChildren(RowTable) if t.isVisible()]


def cells(table):
    model = table.model()
    return [
        model.index(row, column)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]


def facts_in_row(window, name, values):
    """Return nothing where a row of this name shows all the values, else why not."""
    for table in tables(window):
        model = table.model()
        for row in range(model.rowCount()):
            shown = [model.index(row, c) for c in range(model.columnCount())]
            texts = [str(i.data()) for i in shown]
            if texts[0] == name and texts[1 : len(values) + 1] == list(values):
                needed = [i for i in shown[: len(values) + 1] if i.data()]
                return [p for i in needed for p in cell_problems(window, table, i)]
    return [f"no row {name} {values}"]


def the_first_step(window, tr):
    panel = window.findChild(BriefPanel)
    found = window.view.interpretation
    steps = [x for x in labels(window) if panel.isAncestorOf(x)]
    wanted = (found.headline[0], found.next_steps[0].message)
    shown = [
        [x for x in steps if tr.message(message) in x.text()] for message in wanted
    ]
    assert all(shown)
    return [p for found in shown for p in label_problems(window, found[0])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_twenty_facts_are_in_sight_on_a_laptop(open_window, qtbot, language):
    window = open_window(language, *LAPTOP)
    assert window.size().toTuple() == LAPTOP
    place = LANGUAGES.index(language)

    def nothing_is_missing():
        bad = {}
        for name, groups in FACTS.items():
            flat = tuple(w for group in groups for w in group)
            wanted = groups if name == "two identifiers" else (flat,)
            for words in wanted:
                bad[name] = facts_in_labels(window, words)
        for name, (titles, values) in ROWS.items():
            bad[name] = facts_in_row(window, titles[place], values[place])
        bad["headline and first step"] = the_first_step(window, Translator(language))
        assert {name: why for name, why in bad.items() if why} == {}

    qtbot.waitUntil(nothing_is_missing)
    assert sum(a.verticalScrollBar().value() for a in [window.board._scroll]) == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_every_case_shows_its_question_its_headline_and_its_first_step(
    open_window, qtbot, language, case
):
    window = open_window(language, *LAPTOP, case=case)
    qtbot.settle()
    strip, brief = window.findChild(CaseStripPanel), window.findChild(BriefPanel)
    shown = [x for p in (strip, brief) for x in labels(window) if p.isAncestorOf(x)]
    assert {x.text(): p for x in shown if (p := label_problems(window, x))} == {}
    assert len([x for x in shown if brief.isAncestorOf(x)]) >= 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_nothing_is_small_or_worded_as_nobody_writes(open_window, language, case):
    window = open_window(language, *LAPTOP, case=case)
    shown = [x for x in window.findChildren(QLabel) if x.isVisible() and x.text()]
    shown += [x for x in window.findChildren(QAbstractButton) if x.isVisible()]
    assert [x.text() for x in shown if x.fontInfo().pixelSize() < LEAST_PX] == []
    said = [x.text() for x in shown]
    said += [str(i.data()) for table in tables(window) for i in cells(table)]
    bad = FORBIDDEN if language == "zh" else FORBIDDEN_ENGLISH
    assert [(word, t) for word in bad for t in said if word in t.lower()] == []


def test_what_is_covered_scrolled_away_or_cut_off_would_be_noticed(open_window, qtbot):
    window = open_window("en", *LAPTOP)
    (label,) = where_labels(window, ("2026-11-10 · no lesion seen",))
    assert label_problems(window, label) == []
    cover = PlainLabel(parent=window)
    cover.setGeometry(rect_in(window, label, label.rect()).translated(0, 4))
    cover.show()
    assert "covered" in label_problems(window, label)
    cover.hide()
    label.setFixedWidth(60)
    assert "cut off" in label_problems(window, label)
    bar = window.board._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.settle()
    assert "outside a viewport" in label_problems(window, label)
