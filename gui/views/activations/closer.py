"""The way from a layer of the activations to one of its units or samples."""

from PySide6.QtWidgets import QToolButton

from core.messages import tr

CLOSER = (
    "Click a row to see that unit from close by; with Shift, or on the strip of classes, a column "
    "to see that sample"
)


def closer_button() -> QToolButton:
    """Make the button that does it by the keyboard."""
    button = QToolButton()
    button.setText(tr("Closer"))
    button.setToolTip(tr(CLOSER))
    button.setAccessibleName(tr("See the units of this layer from close by"))
    button.setAutoRaise(True)
    return button
