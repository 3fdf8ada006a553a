"""Answering questions: where rows come from, pages, comparisons, counts, histories."""
