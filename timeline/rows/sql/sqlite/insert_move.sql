-- That a row begins, says something else or ends at a position.
INSERT INTO row_moves (set_id, position, key, row) VALUES (?, ?, ?, ?);
