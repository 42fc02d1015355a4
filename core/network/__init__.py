"""The mathematics: plain functions on arrays, in the course's notation."""
