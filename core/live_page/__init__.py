"""A run in an HTML page that replays it and answers, without the program."""
