"""Message boxes: a problem and its fixes, a failure of the program, results of checks."""

from collections.abc import Callable, Sequence
from functools import partial
from platform import python_version

import numpy as np
from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QMessageBox, QWidget

from core.errors import LayerbenchError, SuggestedFix
from core.messages import tr
from core.network.gradient_check import TOLERANCE, ParameterCheck
from core.training.analyses.gradient_check import first_wrong_layer, summary
from core.training.analyses.vectorisation import Vectorisation, describe
from core.training.health.findings import Finding, Level
from gui.commands import keys_of, shown_keys

NAME = "message"


def show_problem(
    parent: QWidget, problem: LayerbenchError, accept: Callable[[SuggestedFix], None]
) -> None:
    """Show a problem, with a button for each fix that it suggests."""
    box = message_box(parent, QMessageBox.Icon.Warning, str(problem))
    for offer in problem.fixes:
        button = box.addButton(offer.label(), QMessageBox.ButtonRole.AcceptRole)
        button.clicked.connect(partial(_accept, accept, offer))
    if problem.fixes:
        box.addButton(QMessageBox.StandardButton.Cancel)
    box.open()


def show_notice(parent: QWidget, problems: Sequence[LayerbenchError]) -> None:
    """Say what is wrong about the place that the program itself is in."""
    text = "\n\n".join(map(str, problems))
    message_box(parent, QMessageBox.Icon.Warning, text, "notice").open()


def show_check(parent: QWidget, checks: tuple[ParameterCheck, ...]) -> None:
    """Show the results of the gradient check."""
    wrong = first_wrong_layer(checks)
    icon = QMessageBox.Icon.Information if wrong is None else QMessageBox.Icon.Warning
    verdict = tr("The gradient is right: every relative error is below {most:.0e}.")
    if wrong is not None:
        verdict = tr("The gradient of layer {layer} is wrong, worst in {name}.")
    values = {"most": TOLERANCE, "layer": wrong and wrong.layer, "name": wrong and wrong.name}
    box = message_box(parent, icon, verdict.format(**values))
    box.setInformativeText(summary(checks))
    box.open()


def show_finding(parent: QWidget, finding: Finding) -> None:
    """Show a finding about the run."""
    calm = finding.level in (Level.INFORMATION, Level.NOTE)
    icon = QMessageBox.Icon.Information if calm else QMessageBox.Icon.Warning
    message_box(parent, icon, finding.sentence()).open()


def show_vectorisation(parent: QWidget, measured: Vectorisation) -> None:
    """Show how long loops take beside matrices."""
    first, *others = map(str, describe(measured))
    box = message_box(parent, QMessageBox.Icon.Information, first)
    box.setInformativeText("\n\n".join(others))
    box.open()


def show_first_steps(parent: QWidget) -> None:
    """Say in what order to begin."""
    text = tr(
        "1. Choose data at the top left, or open a folder that has one folder of pictures for "
        "each class ({open_folder}). Settings that suit it are suggested.\n"
        "2. Press Train ({train}), and watch the cost and the accuracy.\n"
        "3. Look inside by the tabs ({first_tab} and on). Predictions shows the mistakes, and "
        "Sample why one was made. {enlarge} or a double click on a tab enlarges a view.\n"
        "4. Health says what is wrong with a run, and offers what may help.\n"
        "5. Change one setting on the left and train again: Runs compares.\n"
        "6. Save all that is on the bench in one project ({save}), and open it again tomorrow: it "
        "goes on where the run stands.\n"
        "7. The menu File also saves the settings, the run, or the trained network alone.\n\n"
        "Whatever you point at says what it is. {keyboard} lists the keys."
    )
    keys = {name: keys_of(name) for name in ("open_folder", "train", "enlarge", "save", "keyboard")}
    text = text.format(first_tab=shown_keys("Ctrl+1"), **keys)
    message_box(parent, QMessageBox.Icon.NoIcon, text).open()


def show_about(parent: QWidget, version: str) -> None:
    """Show the name and the version of the program, and what it stands on."""
    text = tr(
        "Layerbench {version}\n\nA bench for experiments with neural networks on one's own "
        "pictures: see what each layer does while it learns."
    )
    box = message_box(parent, QMessageBox.Icon.Information, text.format(version=version))
    about = tr(
        "Python {python}, Qt {qt}, NumPy {numpy}\n\nIt never uses the internet, so it does not "
        "know of newer versions: look for them where you got this one."
    )
    box.setInformativeText(
        about.format(python=python_version(), qt=qVersion(), numpy=np.__version__)
    )
    box.open()


def _accept(accept: Callable[[SuggestedFix], None], offer: SuggestedFix, *clicked: object) -> None:
    accept(offer)


def message_box(
    parent: QWidget, icon: QMessageBox.Icon, text: str, name: str = NAME
) -> QMessageBox:
    """Make a box of plain text that is not shown yet, in place of the last one of this name."""
    # One at a time: of a repeated failure only the newest message stays.
    for old in parent.findChildren(QMessageBox, name):
        old.close()
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setIcon(icon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Layerbench")
    box.setText(text)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box
