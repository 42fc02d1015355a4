"""The dialogs of a report: what its author writes, and where it is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from core.files import shown
from core.messages import tr
from core.projects.own_words import LINE, MOST, OwnWords
from gui.dialogs.message import message_box
from gui.widgets.plain_text import plain_label

Answer = Callable[[OwnWords], None]


def ask_words(
    parent: QWidget, words: OwnWords, usual_title: str, keep: Answer, write: Answer
) -> None:
    """Ask for title, author and own words, to `keep` them or to `write` the report with them."""
    dialog = QDialog(parent)
    dialog.setObjectName("report")
    dialog.setWindowTitle(tr("Report"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    title, author, analysis = QLineEdit(words.title), QLineEdit(words.author), QPlainTextEdit()
    for name, line, tip in (
        ("report_title", title, tr("Title of the report; without one it is that of the run.")),
        ("report_author", author, tr("Whose report it is.")),
    ):
        line.setObjectName(name)
        line.setMaxLength(LINE)
        line.setToolTip(tip)
    title.setPlaceholderText(usual_title)
    analysis.setObjectName("report_analysis")
    analysis.setToolTip(tr("What you say of the results; it is kept in the project."))
    analysis.setPlainText(words.analysis)
    analysis.setTabChangesFocus(True)
    form = QFormLayout()
    form.addRow(tr("&Title"), title)
    form.addRow(tr("&Author"), author)
    form.addRow(tr("&My analysis"), analysis)
    column = QVBoxLayout(dialog)
    explained = plain_label(
        tr(
            "The report says of this run how the network computes and learns, with what and on "
            "what data, what came of it and what Health has found. Your own words stand at its "
            "end and are kept in the project."
        )
    )
    explained.setWordWrap(True)
    column.addWidget(explained)
    column.addLayout(form)

    def written() -> OwnWords:
        text = analysis.toPlainText()[:MOST]
        return OwnWords(title=title.text(), author=author.text(), analysis=text)

    column.addWidget(_buttons(dialog, lambda: keep(written()), lambda: write(written())))
    dialog.resize(620, 480)
    dialog.open()


def _buttons(
    dialog: QDialog, keep: Callable[[], None], write: Callable[[], None]
) -> QDialogButtonBox:
    box = QDialogButtonBox()
    role = QDialogButtonBox.ButtonRole
    first = box.addButton(tr("&Write the report..."), role.AcceptRole)
    first.setObjectName("write_report")
    first.setDefault(True)
    first.clicked.connect(write)
    kept = box.addButton(tr("&Keep the words"), role.ApplyRole)
    kept.setObjectName("keep_words")
    kept.clicked.connect(keep)
    kept.clicked.connect(dialog.accept)
    box.addButton(tr("Cancel"), role.RejectRole)
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box


def show_written(parent: QWidget, file: str, show: Callable[[str], None]) -> None:
    """Say where a report is, with buttons that have the system show it or its folder."""
    text = tr("The report is written: {file}").format(file=shown(file))
    box = message_box(parent, QMessageBox.Icon.Information, text, "report_written")
    role = QMessageBox.ButtonRole.AcceptRole
    box.addButton(tr("&Open the report"), role).clicked.connect(lambda: show(file))
    folder = str(Path(file).absolute().parent)
    box.addButton(tr("Open the &folder"), role).clicked.connect(lambda: show(folder))
    box.addButton(QMessageBox.StandardButton.Close)
    box.open()
