"""Qt's own words follow the window's language; each menu has its letters once."""

import re

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
)

from mdt_board.gui import qt_words
from mdt_board.gui.actions import ACTIONS
from mdt_board.i18n import LANGUAGES, Translator

HAN = re.compile("[\u4e00-\u9fff]")
LETTER = re.compile("&(.)")


@pytest.fixture(autouse=True)
def english_again(qapp):
    yield
    qt_words.speak(Translator("en"))


def words_of_a_file_dialog():
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    shown = [x.text() for x in dialog.findChildren(QPushButton)]
    shown += [x.text() for x in dialog.findChildren(QLabel)]
    dialog.deleteLater()
    return [text for text in shown if text]


def words_of_a_context_menu():
    line = QLineEdit()
    return [a.text() for a in line.createStandardContextMenu().actions() if a.text()]


def test_dialogs_and_context_menus_speak_the_window_s_language(open_window):
    window = open_window("zh")
    for words in (words_of_a_file_dialog(), words_of_a_context_menu()):
        assert words
        assert [text for text in words if not HAN.search(text)] == []
    window.switch_language()
    for words in (words_of_a_file_dialog(), words_of_a_context_menu()):
        assert [text for text in words if HAN.search(text)] == []
    window.switch_language()
    assert all(HAN.search(text) for text in words_of_a_context_menu())


def test_keys_in_the_menus_are_written_in_the_language_too(open_window):
    def written():
        return QKeySequence("Ctrl+Return").toString(
            QKeySequence.SequenceFormat.NativeText
        )

    window = open_window("zh")
    assert written() == "Ctrl+回车"
    window.switch_language()
    assert written() == "Ctrl+Return"


@pytest.mark.parametrize(
    ("system", "language", "is_native"),
    [
        (QLocale.Language.Chinese, "zh", True),
        (QLocale.Language.English, "zh", False),
        (QLocale.Language.Chinese, "en", False),
        (QLocale.Language.English, "en", True),
    ],
)
def test_the_system_s_file_dialog_is_asked_only_where_it_speaks_the_language(
    qapp, monkeypatch, system, language, is_native
):
    asked = []
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale(system)))
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", lambda *given: asked.append(given) or ("x", "")
    )
    assert qt_words.file_to_open(None, "t", "k", Translator(language)) == "x"
    own = QFileDialog.Option.DontUseNativeDialog
    assert bool(asked[0][-1] & own) is not is_native


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_letter_opens_two_things_of_one_menu(open_window, language):
    bar = open_window(language).board.top.menus
    menus = [a.menu() for a in bar.actions()]
    assert len(menus) == len({spec.menu for spec in ACTIONS})
    for titles in (
        [a.text() for a in bar.actions()],
        *([a.text() for a in menu.actions()] for menu in menus),
    ):
        letters = [m[1].lower() for t in titles if (m := LETTER.search(t))]
        assert len(letters) == len(titles), titles
        assert len(set(letters)) == len(letters), titles
    assert all(isinstance(menu, QMenu) for menu in menus)


def test_there_is_one_voice_for_the_program(qapp):
    for language in ("zh", "en", "zh"):
        qt_words.speak(Translator(language))
    assert len(QApplication.instance().findChildren(qt_words.QtWords)) == 1
