"""What the program is called by whoever starts it, and whether it is an app without Python."""

import sys

IS_APP: bool = getattr(sys, "frozen", False)
"""PyInstaller sets this in what it makes."""
NAME = "layerbench" if IS_APP else "main.py"
