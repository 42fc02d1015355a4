"""Views: each a widget that shows snapshots and knows nothing of who makes them."""
