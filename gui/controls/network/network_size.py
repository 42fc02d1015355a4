"""The line that says how many weights and biases a network has, and their memory."""

import numpy as np
from PySide6.QtWidgets import QLabel

from core.experiment.settings import NetworkSettings
from core.messages import tr
from core.network.parameters import count
from gui import theme
from gui.widgets.number_format import grouped, memory_size


class NetworkSize(QLabel):
    """Show the size of a network once the data says how many inputs and outputs it has."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("network_size")
        self.setWordWrap(True)
        theme.quiet(self)
        self.ends: tuple[int, int] | None = None

    def show_network(self, network: NetworkSettings) -> None:
        """Show the size of this network."""
        if self.ends is None:
            self.setText(tr("The data will say how many inputs and outputs there are."))
            return
        number = count((self.ends[0], *network.hidden, self.ends[1]))
        size = number * np.dtype(network.precision).itemsize
        text = tr("{number} weights and biases, {memory}")
        self.setText(text.format(number=grouped(number), memory=memory_size(size)))
