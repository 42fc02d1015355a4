"""Dialogs that ask how often to train: from how many seeds, or in how many folds."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from core.messages import tr
from core.training.analyses import cross_validation, seed_runs

SEEDS, FOLDS, PAIRS = 10, 5, 5


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
    _open(dialog, seed_runs.FEWEST, seed_runs.MOST, SEEDS, answer)


def ask_augmentation(parent: QWidget, answer: Callable[[int], None]) -> None:
    """Ask from how many seeds to compare with and without augmentation, and pass it to `answer`."""
    dialog = QInputDialog(parent)
    dialog.setObjectName("augmentation_dialog")
    dialog.setWindowTitle(tr("Does augmentation help?"))
    dialog.setLabelText(
        tr(
            "From every seed two networks are trained: with the pictures changed, and with the "
            "same\npictures as they are; all else is alike. Both are tested on the same samples. "
            "They are\ntrained while the bench rests. How many seeds?"
        )
    )
    _open(dialog, seed_runs.FEWEST, seed_runs.MOST, PAIRS, answer)


def ask_folds(parent: QWidget, answer: Callable[[int], None]) -> None:
    """Ask for a number of folds and pass it to `answer`."""
    dialog = QInputDialog(parent)
    dialog.setObjectName("folds_dialog")
    dialog.setWindowTitle(tr("Cross-validate"))
    dialog.setLabelText(
        tr(
            "All samples are shared out to folds, and each fold is tested by a network that has "
            "learned\nfrom the others: an accuracy of every sample, with its interval. What "
            "belongs together\nis in one fold. They are trained while the bench rests. How many "
            "folds?"
        )
    )
    _open(dialog, cross_validation.FEWEST, cross_validation.MOST, FOLDS, answer)


def _open(
    dialog: QInputDialog, fewest: int, most: int, usual: int, answer: Callable[[int], None]
) -> None:
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(fewest, most)
    dialog.setIntValue(usual)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.intValueSelected.connect(answer)
    dialog.open()
