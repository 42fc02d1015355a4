"""What is learned and how: NumPy; no Qt, no screen, no printing."""
