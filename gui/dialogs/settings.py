"""The dialog for the settings of the program; those of the experiment are in the window."""

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from core.data.images.limits.largest import HIGHEST_LIMIT
from core.files import shown
from core.messages import fill, percentage, to_translate, tr
from gui import theme
from gui.dialogs import files
from gui.preferences import MOST_THREADS, SIZES, Preferences
from gui.widgets.button import close_box, link_button
from gui.widgets.check_box import CheckBox
from gui.widgets.elided_lines import ElidedLines
from gui.widgets.number_format import memory_size
from gui.widgets.plain_text import plain_label
from gui.widgets.wheel_safe_boxes import ChoiceBox, NumberBox, Option

THEMES = (
    Option(None, to_translate("as the system has it")),
    Option(False, to_translate("light")),
    Option(True, to_translate("dark")),
)
WIDTH = 460


class SettingsDialog(QDialog):
    """Change the preferences; each change counts at once, and `changed` is called after it."""

    def __init__(
        self, parent: QWidget, preferences: Preferences, changed: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._preferences, self._changed = preferences, changed
        self.theme = ChoiceBox(THEMES)
        self.contrast = CheckBox(tr("High contrast"))
        self.scale = ChoiceBox([Option(size, percentage(str(size))) for size in SIZES])
        self.threads = NumberBox(0, MOST_THREADS)
        self.autosave = CheckBox(tr("Keep what is on the bench every few seconds"))
        self.megapixels = NumberBox(1, HIGHEST_LIMIT)
        self.scale_note = theme.make_muted(plain_label(tr("Counts from the next start on.")))
        self.scale_note.setObjectName("size_note")
        # A form gives words that wrap too little room.
        self.runs, self.runs_size = ElidedLines("runs_folder", 1), theme.make_muted(plain_label())
        self.choose = link_button("choose_runs_folder", tr("Choose another..."))
        self.usual = link_button("usual_runs_folder", tr("The usual one"))
        self.kept = theme.make_muted(plain_label())
        self._name_parts()
        self._lay_out()
        self._show()
        self._connect()

    def _name_parts(self) -> None:
        self.theme.setObjectName("theme")
        self.contrast.setObjectName("contrast")
        self.contrast.setToolTip(
            tr("Stronger colours for letters, frames and curves, in either theme.")
        )
        self.scale.setObjectName("size")
        self.scale.setToolTip(
            tr(
                "How large letters, controls and plots are, for a classroom or for tired eyes. It "
                "counts from the next start on."
            )
        )
        self.threads.setObjectName("threads")
        self.threads.setSpecialValueText(tr("one on each core"))
        self.threads.setToolTip(
            tr(
                "Large products and steps are shared by so many threads at most. The numbers of a "
                "run are the same with any of them; fewer leave more for other programs."
            )
        )
        self.autosave.setObjectName("autosave")
        self.autosave.setToolTip(
            tr("After a crash the next start offers what was on the bench. Save writes it anyway.")
        )
        self.megapixels.setObjectName("megapixels")
        self.megapixels.setSuffix(tr(" megapixels"))
        self.megapixels.setToolTip(
            tr(
                "Larger pictures are left out, and listed. Decoding one takes up to 2.4 MB of "
                "memory for a megapixel. It counts from the next reading on."
            )
        )
        self.kept.setObjectName("settings_kept")
        self.kept.setWordWrap(True)

    def _lay_out(self) -> None:
        folder = QHBoxLayout()
        folder.addWidget(self.choose)
        folder.addWidget(self.usual)
        folder.addStretch(1)
        runs = QVBoxLayout()
        runs.setSpacing(theme.TIGHT)
        runs.addWidget(self.runs)
        runs.addWidget(self.runs_size)
        runs.addLayout(folder)
        form = QFormLayout()
        form.setSpacing(theme.SPACE)
        form.addRow(tr("&Theme"), self.theme)
        form.addRow(tr("&Colours"), self.contrast)
        form.addRow(tr("&Size of everything"), self.scale)
        form.addRow("", self.scale_note)
        form.addRow(tr("T&hreads"), self.threads)
        form.addRow(tr("&After a crash"), self.autosave)
        form.addRow(tr("&Largest picture"), self.megapixels)
        form.addRow(tr("Runs are kept in"), runs)
        buttons = close_box()
        reset = buttons.addButton(tr("The &usual settings"), QDialogButtonBox.ButtonRole.ResetRole)
        reset.setObjectName("usual_settings")
        reset.clicked.connect(self._reset)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setSpacing(theme.WIDE)
        whole.addLayout(form)
        whole.addWidget(self.kept)
        whole.addWidget(buttons)
        self.setMinimumWidth(max(WIDTH, whole.minimumSize().width()))

    def _connect(self) -> None:
        self.theme.currentIndexChanged.connect(lambda: self._keep("dark", self.theme.currentData()))
        self.contrast.toggled.connect(lambda on: self._keep("contrast", on))
        self.scale.currentIndexChanged.connect(lambda: self._keep("size", self.scale.currentData()))
        self.threads.valueChanged.connect(lambda count: self._keep("threads", count))
        self.autosave.toggled.connect(lambda on: self._keep("autosave", on))
        self.megapixels.valueChanged.connect(lambda count: self._keep("megapixels", count))
        self.usual.clicked.connect(lambda: self._keep("runs_folder", None))
        self.choose.clicked.connect(self._ask_folder)

    def _ask_folder(self) -> None:
        def take(folder: str) -> None:
            self._keep("runs_folder", Path(folder))

        start = str(self._preferences.runs_folder)
        files.ask_folder(self, start, take, tr("A folder to keep runs in"))

    def _keep(self, name: str, value: object) -> None:
        setattr(self._preferences, name, value)
        self._show()
        self._changed()

    def _reset(self) -> None:
        self._preferences.forget_choices()
        self._show()
        self._changed()

    def _show(self) -> None:
        kept = self._preferences
        self.theme.show_value(kept.dark)
        self.scale.show_value(kept.size)
        self.scale_note.setVisible(kept.size != kept.size_in_use)
        self.threads.show_value(kept.threads)
        self.megapixels.show_value(kept.megapixels)
        for box, is_on in ((self.autosave, kept.autosave), (self.contrast, kept.contrast)):
            with QSignalBlocker(box):
                box.setChecked(is_on)
        self.runs.show_text(shown(kept.runs_folder))
        self.runs_size.setText(_size_text(kept.runs_folder))
        self.kept.setText(str(kept.problem or _place_text(kept.file)))
        theme.set_alert(self.kept, kept.problem is not None)


def _place_text(file: Path) -> str:
    return tr("These settings are kept in {file}.").format(file=shown(file))


def _size_text(folder: Path) -> str:
    """Say how many files a folder of runs has, and how large they are together."""
    try:
        with os.scandir(folder) as found:
            sizes = [entry.stat().st_size for entry in found if entry.is_file()]
    except OSError:
        sizes = []
    text = tr("{count} {count:file|files}, {size}. Another folder counts from the next start on.")
    return fill(text, count=len(sizes), size=memory_size(sum(sizes)))


def show_settings(parent: QWidget, preferences: Preferences, changed: Callable[[], None]) -> None:
    """Show the settings of the program."""
    SettingsDialog(parent, preferences, changed).open()
