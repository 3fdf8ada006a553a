"""Rows and events in, bytes out: one form a file. Nothing here opens a store or knows the network."""
