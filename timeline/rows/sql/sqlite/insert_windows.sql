-- The windows of all rows of a subject from a position on.
INSERT INTO row_windows (set_id, subject, pos_from, windows) VALUES (?, ?, ?, ?);
