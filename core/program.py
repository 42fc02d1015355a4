"""What the program is called by whoever starts it, and whether it is an app without Python."""

import os
import sys

IS_APP: bool = getattr(sys, "frozen", False)
"""PyInstaller sets this in what it makes."""
NAME = os.path.basename(sys.executable) if IS_APP else "main.py"
