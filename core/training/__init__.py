"""One run: a trainer that steps, the pictures of it, and the only thread."""
