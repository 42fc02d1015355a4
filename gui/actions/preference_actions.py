"""What the user asks of the program's own settings, and what they mean for its parts."""

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from core.data.images.limits.largest import limit_pictures
from core.training.compute_threads import limit_threads
from core.training.worker.runner import Runner
from gui import theme
from gui.dialogs import message
from gui.dialogs.settings import show_settings
from gui.language import speak
from gui.main_window import MainWindow


class PreferenceActions(QObject):
    """Have the preferences of a window count for the program.

    `language_changed` comes once new words would be in another language than those that are there.
    """

    language_changed = Signal()

    def __init__(self, window: MainWindow, runner: Runner) -> None:
        super().__init__(window)
        self.window, self.runner = window, runner
        self.preferences = window.preferences
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._use_theme)

    def use(self) -> None:
        """Have all of them count from now on."""
        limit_threads(self.preferences.threads)
        limit_pictures(self.preferences.megapixels)
        self.runner.set_autosave(self.preferences.autosave)
        self._use_theme()

    def ask(self) -> None:
        """Show the dialog that changes them."""
        show_settings(self.window, self.preferences, self.use)

    def set_dark(self, dark: bool) -> None:
        """Choose the dark theme, or the light one."""
        self.preferences.dark = dark
        self._use_theme()

    def set_contrast(self, high: bool) -> None:
        """Choose the theme's stronger colours, or its usual ones."""
        self.preferences.contrast = high
        self._use_theme()

    def set_language(self, code: str) -> None:
        """Choose a language of `languages`, or the system's by ""."""
        self.preferences.language = code
        problem = speak(code)
        self.language_changed.emit()
        if problem:
            message.show_notice(self.window, [problem])

    def tell_problems(self) -> None:
        """Say what became of settings that could not be read, and why none are kept."""
        found = (self.preferences.set_aside, self.preferences.problem)
        if problems := [problem for problem in found if problem]:
            message.show_notice(self.window, problems)

    def _use_theme(self) -> None:
        """Show the chosen theme, or else the system's of now."""
        running = QApplication.instance()
        assert isinstance(running, QApplication)
        theme.apply(running, self.preferences.dark, self.preferences.contrast)
        self.show()

    def show(self) -> None:
        """Show in the menus what was chosen."""
        self.window.menus.show_language(self.preferences.language)
        for name, is_on in (("dark", theme.is_dark()), ("contrast", theme.has_contrast())):
            tick = self.window.menus.actions[name]
            with QSignalBlocker(tick):
                tick.setChecked(is_on)
