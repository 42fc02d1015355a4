"""A dialog that asks from how many seeds to train."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from core.messages import tr
from core.training.analyses.seed_runs import FEWEST, MOST

DEFAULT = 10


def ask_seeds(parent: QWidget, answer: Callable[[int], None]) -> None:
    """Ask for a number of seeds and pass it to `answer`."""
    dialog = QInputDialog(parent)
    dialog.setObjectName("seeds_dialog")
    dialog.setWindowTitle(tr("Train from several seeds"))
    dialog.setLabelText(
        tr(
            "The same experiment from other first weights shows how much of the result is their "
            "luck;\nthe luck of other test samples is not in it.\n"
            "They are trained while the bench rests. How many seeds?"
        )
    )
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(FEWEST, MOST)
    dialog.setIntValue(DEFAULT)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.intValueSelected.connect(answer)
    dialog.open()
