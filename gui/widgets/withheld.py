"""A part of the window that can be withheld, whatever else decides when it is seen."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    _Base = QWidget
else:
    # Qt's classes take no second base of their own kind.
    _Base = object


class MayBeWithheld(_Base):
    """Have a widget hidden while it is withheld; it is seen again where that is asked for."""

    withheld = False
    _wanted = True

    def setVisible(self, visible: bool) -> None:
        self._wanted = visible
        super().setVisible(visible and not self.withheld)

    def withhold(self, withheld: bool) -> None:
        """Hide the widget whoever shows it, or no longer."""
        if withheld != self.withheld:
            self.withheld = withheld
            super().setVisible(self._wanted and not withheld)
