"""The window: Qt widgets around the same core that the command line uses."""
