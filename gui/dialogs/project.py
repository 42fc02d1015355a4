"""Questions about projects: what is unsaved, what can be recovered, where pictures are now."""

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMessageBox, QWidget

from core.messages import paragraph, tr
from gui import theme
from gui.dialogs.message import message_box
from gui.plots.curve_picture import curve_picture

Choose = Callable[[], object]
Costs = Sequence[tuple[float, float]]
Role = QMessageBox.ButtonRole
PICTURE = QSize(160, 90)


def ask_to_save(
    parent: QWidget, name: str, has_file: bool, save: Choose, discard: Choose, more: str = ""
) -> None:
    """Ask what is to become of unsaved work: saved, not saved, or nothing is done at all.

    `more` is a sentence on what else ends.
    """
    text = tr("{name} has changes that are in no file yet.").format(name=name)
    box = message_box(parent, QMessageBox.Icon.Question, text, "unsaved")
    lost = tr("Without saving, what was changed and trained is lost.")
    if has_file:
        lost = tr("Without saving, what was changed and trained since the last save is lost.")
    box.setInformativeText(paragraph(lost, more))
    _add(box, tr("&Save"), Role.AcceptRole, save)
    _add(box, tr("&Do not save"), Role.DestructiveRole, discard)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.open()


def offer_recovery(
    parent: QWidget, what: list[str], costs: Costs, recover: Choose, discard: Choose
) -> None:
    """Offer the first of what crashes have left; no answer leaves all for the next start.

    Once the first is brought back, the others are offered at the next start.
    `costs` are pairs of place and train cost of the first, which are drawn beside the words.
    """
    text = tr("Layerbench ended before this was saved:\n\n{what}")
    text = text.format(what="\n".join(what))
    box = message_box(parent, QMessageBox.Icon.Question, text, "recovery")
    if len(costs) > 1:
        at, values = np.array(costs).T
        box.setIconPixmap(curve_picture(at, values, PICTURE, theme.class_colour(0)))
    several = len(what) > 1
    bring = tr("&Bring back the first") if several else tr("&Bring it back")
    _add(box, bring, Role.AcceptRole, recover)
    delete = tr("&Delete all of them") if several else tr("&Delete it")
    _add(box, delete, Role.DestructiveRole, discard)
    box.addButton(tr("Ask me &later"), Role.RejectRole)
    box.open()


def ask_for_data(parent: QWidget, problem: str, locate: Choose) -> None:
    """Ask whether to show where the data of a project are; its network is there without them."""
    text = tr("{problem}\n\nThe network and its curves are here all the same.")
    box = message_box(parent, QMessageBox.Icon.Warning, text.format(problem=problem), "locate")
    _add(box, tr("&Show where they are..."), Role.AcceptRole, locate)
    box.addButton(tr("Go on &without them"), Role.RejectRole)
    box.open()


def _add(box: QMessageBox, text: str, role: QMessageBox.ButtonRole, then: Choose) -> None:
    box.addButton(text, role).clicked.connect(lambda: then())
