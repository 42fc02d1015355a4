"""Reports in files of every kind; what needs Qt to print is imported where it is written."""
