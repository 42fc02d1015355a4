"""What the program is called by whoever starts it, and whether it is an app without Python."""

import os
import re
import sys

IS_APP: bool = getattr(sys, "frozen", False)
"""PyInstaller sets this in what it makes."""
VERSION = "0.1.0"
NAME = os.path.basename(sys.executable) if IS_APP else "main.py"

_WORKER = "--multiprocessing-fork"
_TRACKER = re.compile(r"from multiprocessing\.resource_tracker import main;main\((\d+)\)")


def serve_app() -> None:
    """Do what the app has started this process for, if it has, and end it then.

    Python starts workers by its own command line, which an app does not have: there they come to
    the app's first lines, with words that say so (the docs of PyInstaller, "Multi-processing").
    """
    if not IS_APP:
        return
    if sys.argv[1:2] == [_WORKER]:
        from multiprocessing.spawn import freeze_support

        freeze_support()
    elif tracker := _TRACKER.fullmatch(sys.argv[-1]):
        from multiprocessing.resource_tracker import main

        main(int(tracker[1]))
        sys.exit(0)
