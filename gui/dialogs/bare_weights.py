"""A dialog that asks what the weights of a network made elsewhere are for."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from core.experiment.inputs import Inputs, PictureInputs, pictures_text
from core.files import shown
from core.messages import fill, listed, tr, translate, typed_list
from core.models.bare_weights import BareWeights, Uses, possible_inputs
from core.network.activations import ACTIVATIONS, RECOMMENDED
from gui.widgets.field_outline import OutlinedBox
from gui.widgets.plain_text import plain_label


def ask_uses(parent: QWidget, bare: BareWeights, answer: Callable[[Uses], None]) -> None:
    """Ask for activations, inputs and names of classes, and pass them to `answer`."""
    dialog = BareWeightsDialog(parent, bare)
    dialog.accepted.connect(lambda: answer(dialog.uses()))
    dialog.open()


class BareWeightsDialog(QDialog):
    """Ask what the file does not say; OK waits for as many names of classes as there are."""

    def __init__(self, parent: QWidget, bare: BareWeights) -> None:
        super().__init__(parent)
        self.setObjectName("bare_weights_dialog")
        self.setWindowTitle(tr("A network made elsewhere"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bare = bare
        form = QFormLayout(self)
        text = tr("{file} holds weights of layers {sizes}, and does not say what they are for.")
        sizes = " - ".join(f"{units:,}" for units in bare.sizes)
        intro = QLabel(text.format(file=shown(bare.file), sizes=sizes))
        intro.setTextFormat(Qt.TextFormat.PlainText)
        intro.setWordWrap(True)
        form.addRow(intro)
        self.inputs = _inputs_box(possible_inputs(bare.sizes[0]))
        form.addRow(tr("Inputs"), self.inputs)
        self.activations = [_activation_box(l) for l in range(1, len(bare.sizes) - 1)]
        for l, box in enumerate(self.activations, 1):
            form.addRow(tr("Layer {number}").format(number=l), box)
        form.addRow(tr("Output"), QLabel(bare.output))
        names = (tr("class {number}").format(number=j + 1) for j in range(bare.classes))
        self.classes = QLineEdit(str(listed(names)))
        self.classes.setObjectName("bare_classes")
        self.classes.setToolTip(tr("The names in the order of the outputs, with commas between."))
        form.addRow(tr("Classes"), self.classes)
        self.fault = plain_label()
        self.fault.setWordWrap(True)
        form.addRow(self.fault)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)
        self._ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.classes.textChanged.connect(self._check)
        self._check()

    def uses(self) -> Uses:
        """Return what has been chosen."""
        activations = tuple(box.currentData() for box in self.activations)
        return Uses(activations, self.inputs.currentData(), self._names())

    def _names(self) -> tuple[str, ...]:
        return tuple(typed_list(self.classes.text()))

    def _check(self) -> None:
        names = self._names()
        right = len(names) == len(set(names)) == self._bare.classes
        text = tr("Give {count} different names, with commas between; there are {given}.")
        fault = text.format(count=self._bare.classes, given=len(set(names)))
        self.fault.setText("" if right else fault)
        self._ok.setEnabled(right)


def _inputs_box(choices: tuple[Inputs, ...]) -> QComboBox:
    box = OutlinedBox()
    box.setObjectName("bare_inputs")
    for inputs in choices:
        box.addItem(_inputs_text(inputs), inputs)
    return box


def _inputs_text(inputs: Inputs) -> str:
    if not isinstance(inputs, PictureInputs):
        return fill(tr("{count:,} {count:number|numbers}"), count=inputs.count)
    return pictures_text(inputs)


def _activation_box(l: int) -> QComboBox:
    box = OutlinedBox()
    box.setObjectName(f"bare_activation_{l}")
    for row in ACTIVATIONS.values():
        box.addItem(translate(row.label), row.name)
    box.setCurrentIndex(box.findData(RECOMMENDED.name))
    return box
