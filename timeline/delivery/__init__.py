"""How what happens in the log reaches those who wait for it."""
