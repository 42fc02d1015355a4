"""Windows that come up for a moment; none of them stops the program."""
