"""Health: look at a run and say, with numbers, why it learns or why it does not."""
