"""The append-only log and its back ends."""
