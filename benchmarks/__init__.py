"""How fast we train, beside other libraries, in one run: `python -m benchmarks`."""
