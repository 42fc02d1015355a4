"""A trained model, with everything needed to use it."""
