-- A set that is built subject by subject up to a position.
INSERT INTO row_builds (set_id, until) VALUES (?, ?);
