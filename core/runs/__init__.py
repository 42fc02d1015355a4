"""Runs that are over: kept in files, and compared in words."""
