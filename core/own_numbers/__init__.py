"""A student's own numbers beside the right ones, and the known slip that explains a wrong one."""
