"""The vocabulary: what may be reported. Imports pydantic and nothing of the service."""
