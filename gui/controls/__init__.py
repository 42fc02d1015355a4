"""Controls: each a widget that asks for a change of the experiment and owns nothing."""
