"""Projects: all that is on the bench in one file, and what is recovered after a crash."""
