"""Keeping rows up with the log: walking along it, folding what it touched, building anew."""
