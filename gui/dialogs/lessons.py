"""The list of lessons by week: what they are called, how long they take, which are done."""

from collections.abc import Callable, Collection, Sequence
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.lessons.lesson import Lesson
from core.messages import fill, tr, translate
from gui import theme
from gui.widgets.button import ButtonKind, close_box, push_button

DONE = "✓"
WIDTH, HEIGHT = 620, 520


def ask_lesson(
    parent: QWidget,
    lessons: Sequence[Lesson],
    done: Collection[str],
    begin: Callable[[Lesson], object],
) -> None:
    """Show the lessons, and pass the one that is chosen to `begin`."""
    dialog = QDialog(parent)
    dialog.setObjectName("lessons")
    dialog.setWindowTitle(tr("Lessons"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    count = sum(lesson.name in done for lesson in lessons)
    text = tr(
        "{done} of {total} are done. Your own work is put aside while a lesson is on the bench, "
        "and comes back when you leave it."
    )
    words = QLabel(fill(text, done=count, total=len(lessons)))
    words.setWordWrap(True)
    tree = _tree(lessons, done)
    button = push_button(
        "begin_lesson", tr("Begin"), tr("Begin the lesson that is marked"), ButtonKind.PRIMARY
    )
    buttons = close_box()
    buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
    buttons.rejected.connect(dialog.reject)

    def choose() -> None:
        item = tree.currentItem()
        lesson = item.data(0, Qt.ItemDataRole.UserRole) if item else None
        chosen = next((one for one in lessons if one.name == lesson), None)
        if chosen:
            dialog.accept()
            begin(chosen)

    button.clicked.connect(choose)
    tree.itemActivated.connect(lambda *_: choose())
    column = QVBoxLayout(dialog)
    column.setSpacing(theme.SPACE)
    for part in (words, tree, buttons):
        column.addWidget(part)
    room = parent.screen().availableGeometry().size()
    dialog.resize(min(WIDTH, room.width()), min(HEIGHT, room.height()))
    tree.setFocus()
    dialog.open()


def _tree(lessons: Sequence[Lesson], done: Collection[str]) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setObjectName("lesson_list")
    tree.setAccessibleName(tr("Lessons"))
    tree.setHeaderLabels([tr("Lesson"), tr("Time"), tr("Done")])
    head = tree.header()
    head.setStretchLastSection(False)
    head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for column in (1, 2):
        head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    for week, group in groupby(lessons, key=lambda lesson: lesson.week):
        part = QTreeWidgetItem(tree, [translate(week)])
        part.setFlags(Qt.ItemFlag.ItemIsEnabled)
        part.setExpanded(True)
        for lesson in group:
            _add(part, lesson, lesson.name in done)
    first = next((one for one in lessons if one.name not in done), None)
    for item in tree.findItems("*", Qt.MatchFlag.MatchWildcard | Qt.MatchFlag.MatchRecursive):
        if first and item.data(0, Qt.ItemDataRole.UserRole) == first.name:
            tree.setCurrentItem(item)
    return tree


def _add(part: QTreeWidgetItem, lesson: Lesson, is_done: bool) -> None:
    title = translate(lesson.title)
    if lesson.is_challenge:
        title = tr("Challenge: {title}").format(title=title)
    time = fill(tr("{minutes} min"), minutes=lesson.minutes)
    item = QTreeWidgetItem(part, [title, time, DONE if is_done else ""])
    item.setData(0, Qt.ItemDataRole.UserRole, lesson.name)
    if is_done:
        item.setData(2, Qt.ItemDataRole.AccessibleTextRole, tr("done"))
