-- A new set that does not answer yet.
INSERT INTO row_sets (view, version, position, state) VALUES (?, ?, 0, 'building');
