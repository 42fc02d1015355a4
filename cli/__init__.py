"""The command line: one thin verb a file, on the same core as the window."""
