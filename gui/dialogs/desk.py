"""The teacher's desk: which controls and views are shown, which lessons, and a note."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from core.classroom.desk import LONGEST_NOTE, Desk
from core.experiment.settings import Experiment
from core.messages import listed, to_translate, tr, translate
from gui import theme
from gui.depths import DEPTHS, Depth, depth_of
from gui.widgets.button import ButtonKind, close_box, push_button
from gui.widgets.check_box import TickDelegate
from gui.widgets.plain_text import plain_label, without_mnemonic
from gui.widgets.wheel_safe_boxes import ChoiceBox, Option

SIZE, NOTE_SIZE = QSize(780, 580), QSize(520, 300)
NAME = Qt.ItemDataRole.UserRole
TICKED, NOT_TICKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked
BY_HAND = Option("by_hand", to_translate("as ticked"))


@dataclass(frozen=True, slots=True)
class Part:
    """A control or a view that can be shown, its words, and from which depth on it usually is."""

    name: str
    label: str
    depth: Depth
    is_view: bool = False


class DeskDialog(QDialog):
    """Choose what students see; `saved` and `tried` carry the Desk.

    `parts` stand under headings, `lessons` are titles by names, and `title` says what is on the
    bench, an `experiment` that the desk takes along.
    """

    saved = Signal(object)
    tried = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        parts: Mapping[str, list[Part]],
        lessons: Mapping[str, str],
        experiment: Experiment,
        title: str,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("desk_dialog")
        self.setWindowTitle(tr("Teacher's desk"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._experiment, self._commands = experiment, Depth.EVERYTHING
        self._parts = [part for group in parts.values() for part in group]
        words = (Option(row.name, row.label) for row in DEPTHS.values())
        self.begin = ChoiceBox((*words, BY_HAND))
        self.tree, self.lessons = QTreeWidget(), QTreeWidget()
        self.note = QPlainTextEdit()
        self.try_out = push_button(
            "try_desk", tr("&Try it"), tr("Show the window as students will see it.")
        )
        self.save = push_button(
            "save_desk",
            tr("&Save..."),
            tr("Save the desk as one file: a double click opens it, or letting it fall."),
            ButtonKind.PRIMARY,
        )
        self._list(parts, lessons)
        self._name_parts()
        self._lay_out(title)
        self._connect()

    def _list(self, parts: Mapping[str, list[Part]], lessons: Mapping[str, str]) -> None:
        for heading, group in parts.items():
            holder = QTreeWidgetItem(self.tree, [heading])
            holder.setFlags(holder.flags() | Qt.ItemFlag.ItemIsAutoTristate)
            for part in group:
                _add(holder, part.name, part.label)
            holder.setExpanded(True)
        for name, words in lessons.items():
            _add(self.lessons, name, words)
        for place, row in enumerate(DEPTHS.values()):
            self.begin.setItemText(place, without_mnemonic(translate(row.label)))

    def _name_parts(self) -> None:
        self.begin.setObjectName("desk_depth")
        self.begin.setAccessibleName(tr("Begin with"))
        for tree, name in ((self.tree, "desk_parts"), (self.lessons, "desk_lessons")):
            tree.setObjectName(name)
            tree.setHeaderHidden(True)
            tree.setItemDelegate(TickDelegate(tree))
        self.lessons.setRootIsDecorated(False)
        self.tree.setAccessibleName(tr("Controls and views that are shown"))
        self.lessons.setAccessibleName(tr("Lessons"))
        self.note.setObjectName("desk_note")
        self.note.setAccessibleName(tr("Note to students"))
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText(tr("What to do, in a few lines: it is shown at the opening."))

    def _lay_out(self, title: str) -> None:
        depth = QHBoxLayout()
        depth.addWidget(_heading(tr("&Begin with"), self.begin))
        depth.addWidget(self.begin, 1)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(_heading(tr("&Controls and views that are shown"), self.tree))
        left.addLayout(depth)
        left.addWidget(self.tree, 1)
        heading = tr("&Lessons with a tick, or all where none has one")
        right.addWidget(_heading(heading, self.lessons))
        right.addWidget(self.lessons, 2)
        right.addWidget(_heading(tr("&Note to students"), self.note))
        right.addWidget(self.note, 2)
        bench = plain_label(tr("Experiment: that on the bench, {title}.").format(title=title))
        bench.setWordWrap(True)
        right.addWidget(bench)
        columns = QHBoxLayout()
        columns.setSpacing(theme.WIDE)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        buttons = close_box()
        for button in (self.save, self.try_out):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setSpacing(theme.SPACE)
        whole.addLayout(columns, 1)
        whole.addWidget(buttons)
        room = self.screen().availableGeometry().size() - QSize(theme.WIDE, 3 * theme.WIDE)
        self.resize(SIZE.boundedTo(room))

    def _connect(self) -> None:
        self.begin.activated.connect(self._begin_with)
        self.tree.itemChanged.connect(self._name_depth)
        self.save.clicked.connect(lambda: self.saved.emit(self.desk()))
        self.try_out.clicked.connect(lambda: self.tried.emit(self.desk()))

    def show_desk(self, desk: Desk) -> None:
        """Show the choices of a desk, whatever its experiment is."""
        self._commands = depth_of(desk.depth) or Depth.EVERYTHING
        views = {part.name for part in self._parts if part.is_view} & {*desk.views}
        self._tick({*desk.controls} | views)
        for item in _items(self.lessons):
            item.setCheckState(0, _state(item.data(0, NAME) in desk.lessons))
        self.note.setPlainText(desk.note)

    def desk(self) -> Desk:
        """Return what is chosen."""
        shown = _ticked(self.tree)
        return Desk(
            depth=DEPTHS[self._commands].name,
            controls=tuple(p.name for p in self._parts if not p.is_view and p.name in shown),
            views=tuple(p.name for p in self._parts if p.is_view and p.name in shown),
            experiment=self._experiment,
            lessons=tuple(_ticked(self.lessons)),
            note=self.note.toPlainText()[:LONGEST_NOTE],
        )

    def _begin_with(self) -> None:
        depth = depth_of(self.begin.currentData())
        if depth is not None:
            self._commands = depth
            self._tick(self._of_depth(depth))

    def _of_depth(self, depth: Depth) -> set[str]:
        return {part.name for part in self._parts if part.depth <= depth}

    def _tick(self, names: Collection[str]) -> None:
        with QSignalBlocker(self.tree):
            for item in _items(self.tree):
                item.setCheckState(0, _state(item.data(0, NAME) in names))
        self._name_depth()

    def _name_depth(self) -> None:
        """Name the depth that has just what is ticked, if there is one."""
        shown = {*_ticked(self.tree)}
        same = (row.name for depth, row in DEPTHS.items() if self._of_depth(depth) == shown)
        self.begin.show_value(next(same, BY_HAND.name))


def _heading(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label


def _add(holder: QTreeWidget | QTreeWidgetItem, name: str, label: str) -> None:
    item = QTreeWidgetItem(holder, [label])
    item.setData(0, NAME, name)
    item.setCheckState(0, NOT_TICKED)


def _items(tree: QTreeWidget) -> Iterator[QTreeWidgetItem]:
    """Yield what can be ticked, without the headings."""
    items = QTreeWidgetItemIterator(tree)
    while (item := items.value()) is not None:
        if item.data(0, NAME):
            yield item
        items += 1


def _ticked(tree: QTreeWidget) -> list[str]:
    return [item.data(0, NAME) for item in _items(tree) if item.checkState(0) == TICKED]


def _state(ticked: bool) -> Qt.CheckState:
    return TICKED if ticked else NOT_TICKED


def show_note(
    parent: QWidget, desk: str, note: str, lessons: list[str], begin: Callable[[], object]
) -> None:
    """Show a desk's note and the titles of its lessons; `begin` opens the list of them."""
    dialog = QDialog(parent)
    dialog.setObjectName("desk_note_dialog")
    dialog.setWindowTitle(tr("Note: {desk}").format(desk=desk))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    words = QPlainTextEdit(note or tr("There is no note."))
    words.setObjectName("note_words")
    words.setAccessibleName(tr("Note to students"))
    words.setReadOnly(True)
    words.setFrameShape(QFrame.Shape.NoFrame)
    buttons = close_box()
    column = QVBoxLayout(dialog)
    column.setSpacing(theme.SPACE)
    column.addWidget(words, 1)
    if lessons:
        named = plain_label(tr("Lessons: {lessons}").format(lessons=listed(lessons)))
        named.setWordWrap(True)
        column.addWidget(named)
        button = push_button("note_lessons", tr("&Lessons..."), tr("Choose one of these lessons."))
        button.clicked.connect(dialog.accept)
        button.clicked.connect(lambda: begin())
        buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
    dialog.resize(NOTE_SIZE)
    dialog.open()
