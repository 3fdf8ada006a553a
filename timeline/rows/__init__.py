"""Kept rows of views, so that a question need not fold."""
