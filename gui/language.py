"""The language of the window: its own words, Qt's, and how its numbers are written."""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from core.languages import closest_language, use_language
from core.messages import set_number_spaces
from gui.widgets.number_format import NO_BREAK_SPACE, THIN_SPACE

QT = "qtbase"
"""The catalogue of what Qt itself says: buttons of dialogs, the dialog for files."""

_of_qt: list[QTranslator] = []


def speak(wish: str) -> None:
    """Have every later word in a language of `languages`, or in the system's where it is "".

    What is on the screen stays as it was made.
    """
    system = closest_language(QLocale.system().uiLanguages())
    code = closest_language([wish]) if wish else system
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
