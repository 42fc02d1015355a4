"""Many runs of one experiment with some of its settings varied, on every core or a cluster."""
