-- A new set that does not answer yet.
INSERT INTO row_sets (view, version, position, live) VALUES (?, ?, 0, 0);
