"""How a network computes its answer, and how the error goes back through it, line by line.

lines (what a line is), derivation (the lines of an experiment), forms (how they are written),
given (the arrays that they start from, in a run).
"""
