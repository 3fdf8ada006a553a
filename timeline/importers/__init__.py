"""Bytes in, proposed events out: one format or data set a file. Nothing here opens a store or knows the network."""
