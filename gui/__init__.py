"""The window: Qt widgets around the same core that the command line uses."""

import sys
from typing import Any

import PySide6.QtCore  # noqa: F401

# Left to itself PySide reads the source of every module that is imported, for features of its own
# that nothing here uses, and the lines stay: 18 MB, and a tenth of the time of all imports.
# https://github.com/napari/napari/issues/8584
_features: Any = sys.modules.get("PySide6.support.feature")
if _features is not None:
    _features._mod_uses_pyside = lambda module: False
