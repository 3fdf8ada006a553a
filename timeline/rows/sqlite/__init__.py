"""Rows in the SQLite file of the log."""
