"""Qt's own words in the window's language: its file dialog, context menus and keys.

Qt brings a translation for each language; what that lacks is in our catalogue. English
needs none. There is one for the program, as Qt has one.
"""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.model.text import N_

FILES = {CHINESE: "qtbase_zh_CN"}
LANGUAGES = {
    CHINESE: (QLocale.Language.Chinese,),
    ENGLISH: (QLocale.Language.English, QLocale.Language.C),
}
# of Qt's file dialog, where its translation has nothing; by their English in Qt
LACKING = {
    "&Look in:": N_("&Look in:"),
    "Files of &type:": N_("Files of &type:"),
}


class QtWords(QTranslator):
    """Qt's own translation, and our words for what it lacks.

    Qt takes whatever a translator returns that was written in Python, also nothing: so
    it is the only one that is installed, and what it cannot say stays as it is.
    """

    def __init__(self, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._tr: Translator | None = None
        self._qts_own = QTranslator(self)

    def speak(self, tr: Translator) -> None:
        """Let Qt speak a language from now on; widgets that are open change with it."""
        if self._tr is not None and self._tr.language == tr.language:
            return
        self._tr = tr
        QCoreApplication.removeTranslator(self)
        name = FILES.get(tr.language)
        where = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if name and self._qts_own.load(name, where):
            QCoreApplication.installTranslator(self)

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803  # Qt's name
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        """Return Qt's words, or ours where it has none, or what was asked for."""
        lacking = LACKING.get(sourceText) if context == "QFileDialog" else None
        if lacking and self._tr:
            return self._tr(lacking)
        of = "" if disambiguation is None else disambiguation
        return self._qts_own.translate(context, sourceText, of, n) or sourceText

    def isEmpty(self) -> bool:
        """Say that there are words; Qt forgets a translator that has none."""
        return False


def speak(tr: Translator) -> None:
    """Let Qt's own words follow the window's language."""
    app = QApplication.instance()
    if app is None:
        return
    words = app.findChild(QtWords) or QtWords(app)
    words.speak(tr)


def files_to_open(parent: QWidget, title: str, tr: Translator) -> list[str]:
    """Let the person choose files."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, "", "", "", _options(tr))
    return names


def file_to_open(parent: QWidget, title: str, kinds: str, tr: Translator) -> str:
    """Let the person choose one file of some kinds; empty for none."""
    name, _ = QFileDialog.getOpenFileName(parent, title, "", kinds, "", _options(tr))
    return name


def file_to_save(
    parent: QWidget, title: str, name: str, kinds: str, tr: Translator
) -> str:
    """Let the person name a file to write; empty for none."""
    chosen, _ = QFileDialog.getSaveFileName(
        parent, title, name, kinds, "", _options(tr)
    )
    return chosen


def _options(tr: Translator) -> QFileDialog.Option:
    """Take the system's own dialog only where it speaks the window's language."""
    spoken = QLocale.system().language()
    own = QFileDialog.Option.DontUseNativeDialog
    return QFileDialog.Option(0) if spoken in LANGUAGES[tr.language] else own
