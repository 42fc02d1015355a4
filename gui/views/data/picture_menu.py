"""What can be done with pictures of the data set, by mouse and by key; no file is touched."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from core.data.folder.edits import (
    correct_labels,
    exclude,
    include,
    keep_labels,
    move_to_test,
    move_to_train,
    relabel_items,
    toggle_label,
)
from core.data.folder.items import SampleItem
from core.experiment.settings import DataSettings
from core.files import shown
from core.messages import tr

KEYS = 9
"""So many classes have a digit as their key."""
DIGITS = "0123456789"
_FRENCH = "à&é\"'(-è_ç"

Change = Callable[[DataSettings], DataSettings]


class PictureMenu(QMenu):
    """Ask for changes; `asked` carries a function of the settings. Its keys work in `owner`."""

    asked = Signal(object)

    def __init__(self, owner: QWidget, chosen: Callable[[], list[SampleItem]]) -> None:
        super().__init__(owner)
        self.setObjectName("data_menu")
        self._owner, self._chosen = owner, chosen
        self._add(tr("Leave out"), "Del", exclude)
        self._add(tr("Use again"), "Ins", include)
        self.classes = self.addMenu(tr("Give the class"))
        self._suggested: Mapping[str, str] = {}
        self._of_doubts = [
            self._add(tr("Correct the label"), "C", self._corrected),
            self._add(tr("Keep the label"), "K", keep_labels),
        ]
        self.show_suggested({})
        self.addSeparator()
        self._sides = [
            self._add(tr("Keep for the test"), "T", move_to_test),
            self._add(tr("Train with it"), "R", move_to_train),
        ]

    def show_suggested(self, classes: Mapping[str, str]) -> None:
        """Offer to correct labels, or to keep them, where another class is suggested by name."""
        self._suggested = classes
        for action in self._of_doubts:
            action.setVisible(bool(classes))

    def _corrected(self, settings: DataSettings, items: list[SampleItem]) -> DataSettings:
        return correct_labels(settings, items, self._suggested)

    def show_classes(
        self, classes: tuple[str, ...], divisible: bool, labelled: bool = False
    ) -> None:
        """Offer these classes, or labels, of which a picture can have several.

        `divisible` says whether pictures can change their side.
        """
        self.classes.setTitle(tr("Give or take a label") if labelled else tr("Give the class"))
        for action in self.classes.actions():
            self._owner.removeAction(action)
        self.classes.clear()
        for number, name in enumerate(classes):
            key = _key(number, name, classes)
            self._add(shown(name).replace("&", "&&"), key, _giving(name, labelled), self.classes)
        for action in self._sides:
            action.setEnabled(divisible)
            action.setToolTip("" if divisible else tr("There is a test folder."))

    def _add(
        self,
        text: str,
        key: str,
        change: Callable[[DataSettings, list[SampleItem]], DataSettings],
        menu: QMenu | None = None,
    ) -> QAction:
        action = (menu or self).addAction(text)
        action.triggered.connect(lambda: self._ask(change))
        if key:
            action.setShortcuts([QKeySequence(key), *_without_shift(key)])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._owner.addAction(action)
        return action

    def _ask(self, change: Callable[[DataSettings, list[SampleItem]], DataSettings]) -> None:
        items = [item for item in self._chosen() if item.name]
        if items:
            self.asked.emit(lambda settings: change(settings, items))


def _key(number: int, name: str, classes: tuple[str, ...]) -> str:
    """Return the key of a class: its own digit where classes are digits, else its place."""
    if any(len(other) == 1 and other in DIGITS for other in classes):
        return name if len(name) == 1 and name in DIGITS else ""
    return str(number + 1) if number < KEYS else ""


def _without_shift(key: str) -> list[QKeySequence]:
    """Return what the key of a digit is on a French keyboard, where digits need Shift."""
    return [QKeySequence(_FRENCH[DIGITS.index(key)])] if key in DIGITS else []


def _giving(name: str, labelled: bool) -> Callable[[DataSettings, list[SampleItem]], DataSettings]:
    change = toggle_label if labelled else relabel_items
    return lambda settings, items: change(settings, items, name)
