"""The language of the window: its own words, Qt's, and how its numbers are written."""

import os

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication, QTextLayout

from core.errors import LayerbenchError
from core.languages import ENGLISH, OURS, closest_language, languages, use_language
from core.messages import set_number_spaces
from gui.widgets.number_format import NO_BREAK_SPACE, THIN_SPACE

QT = "qtbase"
"""The catalogue of what Qt itself says: buttons of dialogs, the dialog for files."""

_of_qt: list[QTranslator] = []


def speak(wish: str) -> LayerbenchError | None:
    """Have every later word in a language of `languages`, or in the system's where it is "".

    What is on the screen stays as it was made. Where no font has the letters it is English, and
    what is returned says so.
    """
    system = closest_language(QLocale.system().uiLanguages())
    wish = os.environ.get(OURS) or wish
    code = closest_language([wish]) if wish else system
    problem = None
    if not _has_letters(languages().get(code, "")):
        problem = LayerbenchError(
            "No font on this computer has the letters of {language}, so the window speaks English. "
            "Install one that has them: on Debian and Ubuntu, fonts-noto-cjk has the Chinese ones.",
            language=code,
        )
        code = ENGLISH
    use_language(code)
    set_number_spaces(THIN_SPACE, NO_BREAK_SPACE)
    locale = QLocale.system() if code == system else QLocale(code)
    QLocale.setDefault(locale)
    while _of_qt:
        QCoreApplication.removeTranslator(_of_qt.pop())
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(code), QT, "_", folder):
        QCoreApplication.installTranslator(translator)
        _of_qt.append(translator)
    return problem


def _has_letters(text: str) -> bool:
    """Tell whether there is a glyph for every letter of a text, in whatever font."""
    layout = QTextLayout(text, QGuiApplication.font())
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return all(0 not in run.glyphIndexes() for run in layout.glyphRuns())
