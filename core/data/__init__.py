"""Pictures, points and tables, all made into one Dataset."""
