-- What a row says from a position on.
INSERT INTO row_versions (row, pos_from, body) VALUES (?, ?, ?);
