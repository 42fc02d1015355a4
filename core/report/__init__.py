"""A run written up: one frozen value of sections, and what writes it to a file.

contents (what a report is made of), reported_run (what it is of), report (the sections in their
order), a file for each section, charts and pictures (what is drawn), html (the page).
"""
